import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ConnectionCheck, CredentialPhase } from './types';

/** Shorter texts would mask half of a sentence; they are no secrets. */
const MIN_SECRET_LENGTH = 4;

/** Clouds refuse signed requests, and tokens, whose time is off by more. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/**
 * Waits for work no longer than a signal allows, for clients of vendors that
 * take no signal, or forget it while they wait to try again.
 *
 * @throws an `InfrakitchenError` `provider_timeout` when the time is over.
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
            code: 'provider_timeout',
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
 * Compares the clock of this host with what the other side told while it
 * answered. A clock that is off breaks signatures and tokens.
 *
 * @returns nothing where the other side did not tell.
 * @public
 */
export function clockCheck(date: number | undefined): ConnectionCheck[] {
  if (date === undefined || Number.isNaN(date)) {
    return [];
  }
  const ok = Math.abs(Date.now() - date) < CLOCK_TOLERANCE_MS;
  const message = ok
    ? 'The clock of this host agrees with the other side'
    : 'The clock of this host is off by more than five minutes, so that its signatures and tokens are refused: set it';
  return [{ name: 'Clock', ok, message }];
}

/** A text of a vendor without the secrets that it may tell back. @public */
export function withoutSecrets(
  text: string,
  secrets: readonly string[],
): string {
  return secrets
    .filter(secret => secret.length >= MIN_SECRET_LENGTH)
    .reduce((masked, secret) => masked.replaceAll(secret, '********'), text);
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
