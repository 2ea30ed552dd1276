import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 30_000;

/**
 * How long to wait after so many failures in a row. Jitter keeps replicas from
 * coming back all at once when a database returns.
 */
export function backoffDelay(failures: number): number {
  const delay = FIRST_DELAY_MS * 2 ** Math.min(failures - 1, 10);
  return Math.min(delay, LONGEST_DELAY_MS) * (0.5 + Math.random() / 2);
}

/** Waits, without throwing, until the time is over or the signal fires. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
}

/** Waits for the work, but not longer than the given time. */
export async function waitAtMost(
  ms: number,
  work: Promise<unknown>,
): Promise<void> {
  const timeUp = new AbortController();
  try {
    await Promise.race([work, sleep(ms, undefined, { signal: timeUp.signal })]);
  } finally {
    timeUp.abort();
  }
}
