import type { Overview } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { ResourceStatus } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { CountList, CountTile, useLinks } from '../shared';

/** As far as the server counts some things. */
const MAX_COUNTED = 1_000;

/** Numbers that lead to the lists behind them. */
export function Counts(props: { overview: Overview }) {
  const { templates, resources, runs } = props.overview;
  const { staleInputs, drifted, deprecated, waiting } = props.overview;
  const links = useLinks();
  const of = (filter: string) => `${links.resources}?${filter}`;
  return (
    <CountList label="Counts">
      <CountTile
        number={waiting.items.length}
        isMinimum={waiting.nextCursor !== undefined}
        href={links.approvals}
      >
        Plans wait for me
      </CountTile>
      <CountTile number={templates} href={links.templates}>
        Templates in use
      </CountTile>
      <CountTile number={runs.active} href={links.runs}>
        Active runs
      </CountTile>
      <CountTile
        number={runs.failedLastDay}
        href={`${links.runs}?state=failed`}
        alarming
      >
        Failed in the last day
      </CountTile>
      {staleInputs > 0 && (
        <CountTile
          number={staleInputs}
          isMinimum={staleInputs >= MAX_COUNTED}
          href={of('staleInputs=true')}
        >
          Resources with stale inputs
        </CountTile>
      )}
      {drifted > 0 && (
        <CountTile
          number={drifted}
          isMinimum={drifted >= MAX_COUNTED}
          href={of('drifted=true')}
        >
          Resources that drifted
        </CountTile>
      )}
      {deprecated > 0 && (
        <CountTile
          number={deprecated}
          isMinimum={deprecated >= MAX_COUNTED}
          href={of('outdated=true')}
        >
          Resources of deprecated versions
        </CountTile>
      )}
      {resources.map(({ state, status, count }) => (
        <CountTile
          key={`${state}-${status}`}
          number={count}
          href={of(`state=${state}&status=${status}`)}
          alarming={status === 'unknown' || status === 'error'}
        >
          Resources: <ResourceStatus state={state} status={status} />
        </CountTile>
      ))}
    </CountList>
  );
}
