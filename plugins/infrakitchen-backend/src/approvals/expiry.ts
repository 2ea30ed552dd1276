import type { ApprovalRequirement } from '@infrakitchen/backstage-plugin-infrakitchen-common';

const HOUR_MS = 60 * 60_000;

type Expiring = Pick<ApprovalRequirement, 'expiresAfterHours'>;

/** When what waits for some rules is over; the shortest of their times counts. */
export function expiryOf(
  requirements: readonly Expiring[],
  since: number,
): number | undefined {
  const hours = requirements.flatMap(
    ({ expiresAfterHours }) => expiresAfterHours ?? [],
  );
  return hours.length > 0 ? since + Math.min(...hours) * HOUR_MS : undefined;
}
