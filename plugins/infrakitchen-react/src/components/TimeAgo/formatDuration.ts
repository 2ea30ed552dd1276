import { DateTime, Duration } from 'luxon';

/**
 * Time between two points as `1 h 2 min`, `3 min 4 s` or `5 s`; up to now
 * where there is no end.
 *
 * @public
 */
export function formatDuration(
  from: string | undefined,
  to?: string,
): string | undefined {
  if (!from) {
    return undefined;
  }
  const end = to ? DateTime.fromISO(to) : DateTime.now();
  return formatMilliseconds(end.diff(DateTime.fromISO(from)).toMillis());
}

/**
 * A span of time as `1 h 2 min`, `3 min 4 s` or `5 s`.
 *
 * @public
 */
export function formatMilliseconds(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const span = Duration.fromObject({ seconds }).shiftTo(
    'hours',
    'minutes',
    'seconds',
  );
  if (span.hours > 0) {
    return `${span.hours} h ${span.minutes} min`;
  }
  return span.minutes > 0
    ? `${span.minutes} min ${span.seconds} s`
    : `${span.seconds} s`;
}
