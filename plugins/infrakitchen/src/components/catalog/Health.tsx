import { Chip } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import type {
  ResourceState,
  ResourceStatus,
  ResourceSummary,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { RiCheckboxCircleLine } from '@remixicon/react';
import { CountList, CountTile } from '../shared';

/** What is worth a number, the worst first. */
const concerns: {
  status: ResourceStatus;
  /** Whatever state where absent. */
  state?: ResourceState;
  label: string;
  bad?: boolean;
}[] = [
  { status: 'unknown', label: 'Outcome unknown', bad: true },
  { status: 'error', label: 'Failed', bad: true },
  { status: 'rejected', label: 'Rejected', bad: true },
  { status: 'approval_pending', label: 'Wait for approval' },
  { status: 'in_progress', label: 'Under way' },
  { status: 'queued', label: 'Queued' },
  { status: 'ready', state: 'provision', label: 'Not provisioned' },
];

/** How resources are: their number, and of those that are not as they should be. */
export function Health(props: {
  summary: ResourceSummary;
  /** The list of those that a filter of the page leaves. */
  href: (filter: string) => string;
}) {
  const { summary, href } = props;
  const { total, staleInputs, drifted } = summary;
  const numbers = concerns
    .map(concern => ({ ...concern, number: countOf(summary, concern) }))
    .filter(({ number }) => number > 0);
  const isWell =
    total > 0 && !numbers.some(({ bad }) => bad) && staleInputs + drifted === 0;
  return (
    <CountList label="Health">
      <CountTile number={total} href={href('')}>
        {total === 1 ? 'Resource' : 'Resources'}
        {isWell && (
          <Chip tone="success" icon={<RiCheckboxCircleLine />}>
            nothing amiss
          </Chip>
        )}
      </CountTile>
      {numbers.map(({ status, state, label, bad, number }) => (
        <CountTile
          key={status}
          number={number}
          href={href(
            state ? `state=${state}&status=${status}` : `status=${status}`,
          )}
          alarming={bad}
        >
          {label}
        </CountTile>
      ))}
      {staleInputs > 0 && (
        <CountTile number={staleInputs} href={href('staleInputs=true')}>
          Stale inputs
        </CountTile>
      )}
      {drifted > 0 && (
        <CountTile number={drifted} href={href('drifted=true')} alarming>
          Drifted
        </CountTile>
      )}
    </CountList>
  );
}

function countOf(
  summary: ResourceSummary,
  wanted: { status: ResourceStatus; state?: ResourceState },
): number {
  return summary.counts
    .filter(
      ({ state, status }) =>
        status === wanted.status && state === (wanted.state ?? state),
    )
    .reduce((sum, { count }) => sum + count, 0);
}
