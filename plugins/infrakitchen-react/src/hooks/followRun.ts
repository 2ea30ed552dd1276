import type {
  LogLine,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { InfrakitchenApi } from '../api';

/** How the newest news of a run arrive. @public */
export type RunConnection = 'connecting' | 'live' | 'polling' | 'ended';

/** Who hears about a run. */
export interface RunListener {
  onRun(run: RunDetail): void;
  onLines(lines: LogLine[]): void;
  onConnection(connection: RunConnection): void;
  onError(error: Error | undefined): void;
}

export interface FollowOptions {
  pollMs: number;
  /** A stream that says nothing at all for so long is taken for broken. */
  stallMs: number;
  signal: AbortSignal;
}

/** Polls before the stream is tried again. */
const POLLS_BEFORE_RETRY = 5;

/**
 * Follows a run until it is over: by event stream where that works, by polling
 * where a proxy cuts or swallows the stream. Either way goes on after the last
 * line that was seen.
 */
export async function followRun(
  api: Pick<InfrakitchenApi, 'getRun' | 'getRunLog' | 'streamRun'>,
  id: string,
  listener: RunListener,
  options: FollowOptions,
): Promise<void> {
  const { signal } = options;
  let after = 0;

  const takeLines = (lines: LogLine[]) => {
    const news = lines.filter(line => line.seq > after);
    if (news.length > 0) {
      after = news[news.length - 1].seq;
      listener.onLines(news);
    }
  };

  /** Reads what is there; true when the run is over and its log complete. */
  const poll = async (): Promise<boolean> => {
    listener.onRun(await api.getRun(id, { signal }));
    for (;;) {
      const page = await api.getRunLog(id, { after }, { signal });
      takeLines(page.lines);
      if (page.ended) {
        // The run may have ended after it was read above.
        listener.onRun(await api.getRun(id, { signal }));
        return true;
      }
      if (page.lines.length === 0) {
        return false;
      }
    }
  };

  const stream = async () => {
    const controller = new AbortController();
    const abort = () => controller.abort();
    signal.addEventListener('abort', abort);
    const watchdog = setTimeout(abort, options.stallMs);
    try {
      for await (const event of api.streamRun(id, {
        after,
        signal: controller.signal,
      })) {
        clearTimeout(watchdog);
        listener.onConnection('live');
        listener.onError(undefined);
        if (event.type === 'run') {
          listener.onRun(event.run);
        } else {
          takeLines(event.lines);
        }
      }
    } finally {
      clearTimeout(watchdog);
      signal.removeEventListener('abort', abort);
    }
  };

  let pollsLeft = 0;
  while (!signal.aborted) {
    try {
      if (await poll()) {
        listener.onError(undefined);
        listener.onConnection('ended');
        return;
      }
      listener.onError(undefined);
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      listener.onError(error as Error);
      if (isFinal(error)) {
        return;
      }
    }
    if (pollsLeft > 0) {
      pollsLeft -= 1;
      await delay(options.pollMs, signal);
    } else {
      const before = after;
      try {
        await stream();
      } catch {
        // Whatever broke the stream: polling tells whether the run is reachable.
        if (signal.aborted) {
          return;
        }
        pollsLeft = POLLS_BEFORE_RETRY;
        listener.onConnection('polling');
      }
      if (after === before) {
        await delay(Math.min(options.pollMs, 1000), signal);
      }
    }
  }
}

/** Trying again does not help where the run is gone or forbidden. */
function isFinal(error: unknown): boolean {
  const status = (error as { statusCode?: number }).statusCode;
  return status === 403 || status === 404;
}

function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
