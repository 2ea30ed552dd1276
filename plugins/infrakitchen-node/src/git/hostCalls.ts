import { isInfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { untilAborted } from '../integrations';
import { hostError } from '../remote';

/**
 * Calls a host's API within the time that a signal allows, and turns what fails
 * into errors that every host shares.
 *
 * @param what - beginning of the sentence about a failure.
 * @public
 */
export async function callHost<T>(
  signal: AbortSignal,
  what: string,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await untilAborted(signal, call());
  } catch (error) {
    throw hostError(what, error);
  }
}

/**
 * What a call gives, or nothing where it fails with one of these codes.
 *
 * @public
 */
export async function unlessFailed<T>(
  codes: readonly string[],
  call: Promise<T>,
): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isInfrakitchenError(error) && codes.includes(error.code)) {
      return undefined;
    }
    throw error;
  }
}

/** Codes of what the credentials do not see. @public */
export const HIDDEN: readonly string[] = ['remote_not_found', 'remote_denied'];
