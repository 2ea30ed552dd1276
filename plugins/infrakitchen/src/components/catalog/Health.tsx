import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Chip } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import type {
  ResourceState,
  ResourceStatus,
  ResourceSummary,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { RiCheckboxCircleLine } from '@remixicon/react';
import { CountList, CountTile } from '../shared';
import { catalogTranslationRef, type Translate } from './translation';

/** What is worth a number, the worst first. */
const concerns: (t: Translate) => {
  status: ResourceStatus;
  /** Whatever state where absent. */
  state?: ResourceState;
  label: string;
  bad?: boolean;
}[] = t => [
  { status: 'unknown', label: t('health.outcomeUnknown'), bad: true },
  { status: 'error', label: t('health.failed'), bad: true },
  { status: 'rejected', label: t('health.rejected'), bad: true },
  { status: 'approval_pending', label: t('health.waitForApproval') },
  { status: 'in_progress', label: t('health.underWay') },
  { status: 'queued', label: t('health.queued') },
  { status: 'ready', state: 'provision', label: t('health.notProvisioned') },
];

/** How resources are: their number, and of those that are not as they should be. */
export function Health(props: {
  summary: ResourceSummary;
  /** The list of those that a filter of the page leaves. */
  href: (filter: string) => string;
}) {
  const { t } = useTranslationRef(catalogTranslationRef);
  const { summary, href } = props;
  const { total, staleInputs, drifted } = summary;
  const numbers = concerns(t)
    .map(concern => ({ ...concern, number: countOf(summary, concern) }))
    .filter(({ number }) => number > 0);
  const isWell =
    total > 0 && numbers.length === 0 && staleInputs + drifted === 0;
  return (
    <CountList label={t('health.health')}>
      <CountTile number={total} href={href('')}>
        {t('health.countedResources', { count: total })}
        {isWell && (
          <Chip tone="success" icon={<RiCheckboxCircleLine />}>
            {t('health.nothingAmiss')}
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
          {t('health.staleInputs')}
        </CountTile>
      )}
      {drifted > 0 && (
        <CountTile number={drifted} href={href('drifted=true')} alarming>
          {t('health.drifted')}
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
