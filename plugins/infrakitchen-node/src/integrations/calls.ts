import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ConnectionCheck, CredentialPhase } from './types';

/** Shorter texts would mask half of a sentence; they are no secrets. */
const MIN_SECRET_LENGTH = 4;

/** What is longer is a page or a stack, and stored with a run. */
const MAX_TOLD_LENGTH = 1_000;

/** More than this and short-lived tokens, and signatures, are refused by most. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * Waits for work no longer than a signal allows, for clients of vendors that
 * take no signal, or forget it while they wait to try again.
 *
 * @throws an `InfrakitchenError` `provider_timed_out` when the time is over.
 * @public
 */
export async function untilAborted<T>(
  signal: AbortSignal,
  work: Promise<T>,
): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () =>
      reject(
        new InfrakitchenError(
          'ServiceUnavailableError',
          {
            code: 'provider_timed_out',
            message: 'The other side did not answer in time. Try again later',
          },
          signal.reason,
        ),
      );
    signal.addEventListener('abort', stop);
  });
  if (signal.aborted) {
    stop();
  }
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/**
 * One check of a connection test: what the step tells, or why it failed.
 *
 * @public
 */
export async function connectionCheck(
  name: string,
  step: () => Promise<string>,
): Promise<ConnectionCheck> {
  try {
    return { name, ok: true, message: await step() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { name, ok: false, message };
  }
}

/**
 * Compares the clock of the backend with what the other side told while it
 * answered. A clock that is off breaks signatures and tokens.
 *
 * @param date - in milliseconds since the epoch.
 * @returns nothing where the other side did not tell.
 * @public
 */
export function clockCheck(
  date: number | undefined,
  now: number = Date.now(),
): ConnectionCheck[] {
  if (date === undefined || Number.isNaN(date)) {
    return [];
  }
  const seconds = Math.round(Math.abs(now - date) / 1000);
  const ok = seconds * 1000 <= CLOCK_TOLERANCE_MS;
  const side = now > date ? 'ahead of' : 'behind';
  const message = ok
    ? 'The clock of the backend agrees with the other side'
    : `The clock of the backend is ${seconds} s ${side} the other side; set it right, or signatures and tokens are refused`;
  return [{ name: 'Clock', ok, message }];
}

/**
 * The beginning of a text of a vendor, without the secrets that it may tell back.
 *
 * @public
 */
export function withoutSecrets(
  text: string,
  secrets: readonly string[],
): string {
  const masked = secrets
    .filter(secret => secret.length >= MIN_SECRET_LENGTH)
    .reduce((left, secret) => left.replaceAll(secret, '********'), text);
  // Cut last: half of a secret would not be found any more.
  return masked.length > MAX_TOLD_LENGTH
    ? `${masked.slice(0, MAX_TOLD_LENGTH)}…`
    : masked;
}

/** A check for each phase, whose credentials may differ. @public */
export async function phaseChecks(
  step: (phase: CredentialPhase) => Promise<string>,
): Promise<ConnectionCheck[]> {
  return [
    await connectionCheck('Plan credentials', () => step('plan')),
    await connectionCheck('Apply credentials', () => step('apply')),
  ];
}
