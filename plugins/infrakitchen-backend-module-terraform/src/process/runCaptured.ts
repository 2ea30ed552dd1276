import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { launch } from './launch';

/** What a short command printed and how it ended. */
export interface CapturedRun {
  /** Undefined when a signal ended it. */
  code: number | undefined;
  stdout: string;
  stderr: string;
}

/** Runs a short, read-only command and keeps its output in memory. */
export async function runCaptured(options: {
  binary: string;
  args: string[];
  directory: string;
  env: Record<string, string>;
  signal: AbortSignal;
  longestOutputBytes: number;
}): Promise<CapturedRun> {
  const { signal, longestOutputBytes } = options;
  signal.throwIfAborted();
  const printed = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  let bytes = 0;
  const tooLong = new AbortController();
  const running = await launch({
    binary: options.binary,
    args: options.args,
    directory: options.directory,
    env: options.env,
    onOutput(stream, chunk) {
      bytes += chunk.length;
      if (bytes <= longestOutputBytes) {
        printed[stream].push(chunk);
      } else {
        tooLong.abort();
      }
    },
  });
  const stop = AbortSignal.any([signal, tooLong.signal]);
  stop.addEventListener('abort', running.kill);
  if (stop.aborted) running.kill();
  const code = await running.ended;
  signal.throwIfAborted();
  if (tooLong.signal.aborted) {
    throw new InfrakitchenError('InputError', {
      code: 'output_too_long',
      message: `The output of "${options.args[0]}" is longer than ${longestOutputBytes} bytes.`,
    });
  }
  return {
    code,
    stdout: Buffer.concat(printed.stdout).toString('utf8'),
    stderr: Buffer.concat(printed.stderr).toString('utf8'),
  };
}
