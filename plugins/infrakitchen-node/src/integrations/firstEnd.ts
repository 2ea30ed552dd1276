import type { ConnectionReport } from './types';

/** When the first of several credentials ends, of those that tell. @public */
export function firstEnd(
  ...reports: Pick<ConnectionReport, 'expiresAt'>[]
): number | undefined {
  const ends = reports.flatMap(({ expiresAt }) => expiresAt ?? []);
  return ends.length > 0 ? Math.min(...ends) : undefined;
}
