import { EventEmitter } from 'node:events';
import type {
  LogLine,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

const POLL_MS = 1_000;
const BATCH = 1_000;

/** What a watcher of a run is told. */
export type FeedEvent =
  | { type: 'log'; lines: LogLine[] }
  | { type: 'run'; run: RunDetail }
  | { type: 'end' };

/** What a feed reads. */
export interface FeedSource {
  lines(options: {
    runId: string;
    after: number;
    limit: number;
  }): Promise<LogLine[]>;
  run(runId: string): Promise<{ run: RunDetail; over: boolean }>;
}

interface Channel {
  emitter: EventEmitter;
  watchers: number;
  timer: NodeJS.Timeout;
}

/**
 * Follows runs for any number of watchers. A worker in this process wakes its
 * watchers; those of other replicas poll, one timer per run.
 */
export class RunFeed {
  readonly #channels = new Map<string, Channel>();

  /** Something was stored about a run. */
  wake(runId: string): void {
    this.#channels.get(runId)?.emitter.emit('wake');
  }

  /** Yields lines after a number and the run when it changed, until it is over. */
  async *watch(options: {
    runId: string;
    after: number;
    source: FeedSource;
    signal: AbortSignal;
  }): AsyncGenerator<FeedEvent> {
    const { runId, source, signal } = options;
    const channel = this.#join(runId);
    let after = options.after;
    let seen = '';
    try {
      while (!signal.aborted) {
        const woken = nextWake(channel.emitter, signal);
        // Before the lines: what a finished run wrote is then complete.
        const { run, over } = await source.run(runId);
        for (;;) {
          const lines = await source.lines({ runId, after, limit: BATCH });
          if (lines.length === 0) {
            break;
          }
          after = lines[lines.length - 1].seq;
          yield { type: 'log', lines };
        }
        const text = JSON.stringify(run);
        if (text !== seen) {
          seen = text;
          yield { type: 'run', run };
        }
        if (over) {
          yield { type: 'end' };
          return;
        }
        await woken;
      }
    } finally {
      this.#leave(runId, channel);
    }
  }

  #join(runId: string): Channel {
    let channel = this.#channels.get(runId);
    if (!channel) {
      const emitter = new EventEmitter();
      emitter.setMaxListeners(0);
      const timer = setInterval(() => emitter.emit('wake'), POLL_MS);
      timer.unref();
      channel = { emitter, watchers: 0, timer };
      this.#channels.set(runId, channel);
    }
    channel.watchers += 1;
    return channel;
  }

  #leave(runId: string, channel: Channel): void {
    channel.watchers -= 1;
    if (channel.watchers === 0) {
      clearInterval(channel.timer);
      this.#channels.delete(runId);
    }
  }
}

function nextWake(emitter: EventEmitter, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      emitter.off('wake', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    emitter.once('wake', done);
    signal.addEventListener('abort', done, { once: true });
  });
}
