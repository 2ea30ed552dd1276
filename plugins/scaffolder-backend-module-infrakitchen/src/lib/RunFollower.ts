import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  isTerminal,
  withoutStyles,
  type LogLine,
  type RequestOptions,
  type RunDetail,
  type RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { explain } from './errors';
import type { Session } from './Session';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const LONGEST_OUTAGE_MS = 10 * 60_000;

/**
 * Follows a run to its end and writes its log into the task's. Outlives
 * broken streams and restarts of the backend: it goes on after the last line
 * that it has seen, and polls where streams do not get through.
 */
export class RunFollower {
  readonly #session: Session;
  readonly #logger: LoggerService;
  readonly #runId: string;
  readonly #signal?: AbortSignal;
  #after = 0;
  #state?: RunState;
  #seenByInitiator = false;
  #sessionEnded = false;
  #lastContact = Date.now();

  constructor(options: {
    session: Session;
    logger: LoggerService;
    runId: string;
    signal?: AbortSignal;
  }) {
    this.#session = options.session;
    this.#logger = options.logger;
    this.#runId = options.runId;
    this.#signal = options.signal;
  }

  /** Returns the run once it is over, or once only a human can bring it on. */
  async follow(): Promise<RunDetail> {
    let pause = FIRST_PAUSE_MS;
    for (;;) {
      const before = this.#after;
      const run = await this.#attempt(() => this.#readOnce());
      if (run && isOver(run.state)) {
        return run;
      }
      await this.#attempt(() => this.#stream());
      pause =
        this.#after > before
          ? FIRST_PAUSE_MS
          : Math.min(pause * 2, LONGEST_PAUSE_MS);
      await sleep(pause, undefined, { signal: this.#signal });
    }
  }

  /** The run first: what a finished run wrote is then complete. */
  async #readOnce(): Promise<RunDetail> {
    const run = await this.#session.client.getRun(
      this.#runId,
      await this.#options(),
    );
    this.#seenByInitiator = true;
    for (;;) {
      const page = await this.#session.client.getRunLog(
        this.#runId,
        { after: this.#after },
        await this.#options(),
      );
      this.#write(page.lines);
      if (page.lines.length === 0) {
        break;
      }
    }
    this.#announce(run);
    return run;
  }

  async #stream(): Promise<void> {
    const events = this.#session.client.streamRun(this.#runId, {
      ...(await this.#options()),
      after: this.#after,
    });
    for await (const event of events) {
      this.#lastContact = Date.now();
      if (event.type === 'log') {
        this.#write(event.lines);
        continue;
      }
      this.#announce(event.run);
      if (isOver(event.run.state)) {
        return;
      }
    }
  }

  /** Lets pass what may be better the next time. */
  async #attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await work();
      this.#lastContact = Date.now();
      return result;
    } catch (error) {
      this.#signal?.throwIfAborted();
      if (this.#isExpired(error)) {
        this.#sessionEnded = true;
        this.#logger.info(
          'The session of the user has ended; waiting goes on without it',
        );
        return undefined;
      }
      const outage = Date.now() - this.#lastContact;
      if (!isPassing(error) || outage > LONGEST_OUTAGE_MS) {
        throw explain(error);
      }
      this.#logger.debug(`Run ${this.#runId}: ${(error as Error).message}`);
      return undefined;
    }
  }

  /** Only who could read the run with a session may go on without it. */
  #isExpired(error: unknown): boolean {
    return (
      (error as { statusCode?: number }).statusCode === 401 &&
      this.#seenByInitiator &&
      !this.#sessionEnded
    );
  }

  async #options(): Promise<RequestOptions> {
    const options = this.#sessionEnded
      ? await this.#session.asService()
      : await this.#session.asInitiator();
    return { ...options, signal: this.#signal };
  }

  #write(lines: LogLine[]): void {
    const fresh = lines.filter(line => line.seq > this.#after);
    for (const block of blocksOf(fresh)) {
      this.#logger[block.level](block.text);
    }
    this.#after = fresh.at(-1)?.seq ?? this.#after;
  }

  #announce(run: RunDetail): void {
    if (run.state === this.#state) {
      return;
    }
    this.#state = run.state;
    if (run.state === 'awaiting_approval') {
      this.#logger.info(
        `Run ${
          this.#runId
        } waits for an approval of its plan: ${this.#session.pageOfRun(
          this.#runId,
        )}`,
      );
      return;
    }
    const state = run.state.replaceAll('_', ' ');
    this.#logger.info(`Run ${this.#runId} is ${state}`);
  }
}

function isOver(state: RunState): boolean {
  return isTerminal(state) || state === 'needs_attention';
}

/** Joins lines of one level: every call becomes a row of the task's log. */
function blocksOf(
  lines: LogLine[],
): { level: LogLine['level']; text: string }[] {
  const blocks: { level: LogLine['level']; text: string }[] = [];
  for (const { level, phase, message } of lines) {
    // A style left open would run into the lines below.
    const text = `[${phase}] ${withoutStyles(message)}`;
    const last = blocks.at(-1);
    if (last?.level === level) {
      last.text += `\n${text}`;
    } else {
      blocks.push({ level, text });
    }
  }
  return blocks;
}

function isPassing(error: unknown): boolean {
  const { statusCode } = error as { statusCode?: number };
  // Without a status, the connection itself has failed.
  return statusCode === undefined || statusCode === 429 || statusCode >= 500;
}
