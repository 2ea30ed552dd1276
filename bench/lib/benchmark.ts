import { describeMachine } from './machine';

/** What a benchmark is given. */
export interface BenchmarkContext {
  /** Aborts when the benchmark is interrupted or takes too long. */
  signal: AbortSignal;
  /** Undoes something at the end, the last first. */
  defer(undo: () => Promise<void> | void): void;
  /** Tells people something; the result alone goes to stdout. */
  say(text: string): void;
}

/** Time that is left for undoing before the process ends the hard way. */
const UNDO_MS = 60_000;

/** Runs a benchmark; the last line on stdout is its result in JSON. */
export async function benchmark(
  name: string,
  options: { limitMs: number },
  measure: (context: BenchmarkContext) => Promise<object>,
): Promise<void> {
  const undos: (() => Promise<void> | void)[] = [];
  const stop = new AbortController();
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const interrupt = () => stop.abort(new Error('Interrupted'));
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const limit = setTimeout(
    () => stop.abort(new Error(`It took longer than ${options.limitMs} ms`)),
    options.limitMs,
  );
  const last = setTimeout(() => process.exit(1), options.limitMs + UNDO_MS);
  say(`${name} on ${describeMachine()}`);
  let result: object | undefined;
  try {
    result = await measure({
      signal: stop.signal,
      defer: undo => undos.push(undo),
      say,
    });
  } catch (error) {
    say(error instanceof Error ? error.stack ?? error.message : String(error));
  }
  clearTimeout(limit);
  for (const undo of undos.reverse()) {
    await Promise.resolve()
      .then(undo)
      .catch(error => say(`Something was left behind: ${error}`));
  }
  clearTimeout(last);
  if (result) {
    await writeResult({ name, ...result });
  }
  // Whatever still holds the process open is not part of the measurement.
  process.exit(result ? 0 : 1);
}

function writeResult(result: object): Promise<void> {
  return new Promise(resolve => {
    process.stdout.write(`${JSON.stringify(result)}\n`, () => resolve());
  });
}
