import { useCallback, useEffect, useState } from 'react';
import type {
  LogLine,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { followRun, type RunConnection } from './followRun';
import { useInfrakitchenApi } from './useInfrakitchenApi';

/**
 * A run as it is known now, with its log so far.
 *
 * @public
 */
export interface FollowedRun {
  run: RunDetail | undefined;
  lines: LogLine[];
  connection: RunConnection;
  error: Error | undefined;
  /** Starts over, for instance after an action on the run. */
  reload: () => void;
}

const POLL_MS = 2000;
const STALL_MS = 15_000;
/** Lines are shown in batches, so that a chatty run does not render per line. */
const FLUSH_MS = 100;

/**
 * Follows a run live until it is over. Falls back to polling by itself where
 * the event stream does not get through, and resumes after the last line seen.
 *
 * @public
 */
export function useRun(
  id: string | undefined,
  options: { pollMs?: number; stallMs?: number } = {},
): FollowedRun {
  const api = useInfrakitchenApi();
  const { pollMs = POLL_MS, stallMs = STALL_MS } = options;
  const [run, setRun] = useState<RunDetail>();
  const [lines, setLines] = useState<LogLine[]>([]);
  const [connection, setConnection] = useState<RunConnection>('connecting');
  const [error, setError] = useState<Error>();
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    setRun(old => (old?.id === id ? old : undefined));
    setLines([]);
    setConnection('connecting');
    setError(undefined);
    if (!id) {
      return undefined;
    }
    const controller = new AbortController();
    let pending: LogLine[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      const batch = pending;
      pending = [];
      if (batch.length > 0 && !controller.signal.aborted) {
        setLines(old => old.concat(batch));
      }
    };
    const unlessAborted =
      <T>(set: (value: T) => void) =>
      (value: T) => {
        if (!controller.signal.aborted) {
          set(value);
        }
      };
    followRun(
      api,
      id,
      {
        onRun: unlessAborted(setRun),
        onConnection: unlessAborted(setConnection),
        onError: unlessAborted(setError),
        onLines: news => {
          pending.push(...news);
          timer ??= setTimeout(flush, FLUSH_MS);
        },
      },
      { pollMs, stallMs, signal: controller.signal },
    );
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [api, id, attempt, pollMs, stallMs]);

  const reload = useCallback(() => setAttempt(n => n + 1), []);
  return { run, lines, connection, error, reload };
}
