import { DateTime } from 'luxon';

/**
 * A time in the language and zone of the browser, for where no element fits.
 *
 * @param at - in ISO 8601.
 * @public
 */
export function formatDateTime(at: string): string {
  return DateTime.fromISO(at).toLocaleString(DateTime.DATETIME_MED);
}
