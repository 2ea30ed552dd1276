import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Overview } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { ResourceStatus } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { CountList, CountTile, useLinks } from '../shared';
import { overviewTranslationRef } from './translation';

/** As far as the server counts some things. */
const MAX_COUNTED = 1_000;

/** Numbers that lead to the lists behind them. */
export function Counts(props: { overview: Overview }) {
  const { t } = useTranslationRef(overviewTranslationRef);
  const { templates, resources, runs } = props.overview;
  const { staleInputs, drifted, deprecated, waiting } = props.overview;
  const links = useLinks();
  const of = (filter: string) => `${links.resources}?${filter}`;
  return (
    <CountList label={t('counts.counts')}>
      <CountTile
        number={waiting.items.length}
        isMinimum={waiting.nextCursor !== undefined}
        href={links.approvals}
      >
        {t('counts.plansWaitForMe')}
      </CountTile>
      <CountTile number={templates} href={links.templates}>
        {t('counts.templatesInUse')}
      </CountTile>
      <CountTile number={runs.active} href={links.runs}>
        {t('counts.activeRuns')}
      </CountTile>
      <CountTile
        number={runs.failedLastDay}
        href={`${links.runs}?state=failed`}
        alarming
      >
        {t('counts.failedInTheLastDay')}
      </CountTile>
      {staleInputs > 0 && (
        <CountTile
          number={staleInputs}
          isMinimum={staleInputs >= MAX_COUNTED}
          href={of('staleInputs=true')}
        >
          {t('counts.resourcesWithStaleInputs')}
        </CountTile>
      )}
      {drifted > 0 && (
        <CountTile
          number={drifted}
          isMinimum={drifted >= MAX_COUNTED}
          href={of('drifted=true')}
        >
          {t('counts.resourcesThatDrifted')}
        </CountTile>
      )}
      {deprecated > 0 && (
        <CountTile
          number={deprecated}
          isMinimum={deprecated >= MAX_COUNTED}
          href={of('outdated=true')}
        >
          {t('counts.resourcesOfDeprecatedVersions')}
        </CountTile>
      )}
      {resources.map(({ state, status, count }) => (
        <CountTile
          key={`${state}-${status}`}
          number={count}
          href={of(`state=${state}&status=${status}`)}
          alarming={status === 'unknown' || status === 'error'}
        >
          {t('counts.resources')}{' '}
          <ResourceStatus state={state} status={status} />
        </CountTile>
      ))}
    </CountList>
  );
}
