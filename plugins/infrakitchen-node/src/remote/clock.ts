import type { ConnectionCheck } from '../integrations';

/** More than this and signatures and short-lived tokens are refused by most hosts. */
const TOLERATED_MS = 60_000;

/**
 * Compares this machine's clock with the one of a host.
 *
 * @param date - the `Date` header of its answer.
 * @returns nothing where it does not tell the time.
 * @public
 */
export function checkClock(
  date: string | undefined,
  now: number = Date.now(),
): ConnectionCheck | undefined {
  const theirs = date === undefined ? NaN : Date.parse(date);
  if (Number.isNaN(theirs)) {
    return undefined;
  }
  const seconds = Math.round(Math.abs(now - theirs) / 1000);
  const ok = seconds * 1000 <= TOLERATED_MS;
  const side = now > theirs ? 'ahead of' : 'behind';
  return {
    name: 'Clock',
    ok,
    message: ok
      ? 'The clock of the backend agrees with the one of the host'
      : `The clock of the backend is ${seconds} s ${side} the one of the host; set it right, or short-lived tokens are refused`,
  };
}
