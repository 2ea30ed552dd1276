import type { ReactNode } from 'react';
import { Link } from '@backstage/ui';
import type { Overview } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { ResourceStatus } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useLinks } from '../shared';
import styles from './Counts.module.css';

/** As far as the server counts some things. */
const MAX_COUNTED = 1_000;

/** Numbers that lead to the lists behind them. */
export function Counts(props: { overview: Overview }) {
  const { templates, resources, runs } = props.overview;
  const { staleInputs, drifted, deprecated, waiting } = props.overview;
  const links = useLinks();
  const of = (filter: string) => `${links.resources}?${filter}`;
  return (
    <ul className={styles.counts} aria-label="Counts">
      <Count
        number={waiting.items.length}
        isMinimum={waiting.nextCursor !== undefined}
        href={links.approvals}
      >
        Plans wait for me
      </Count>
      <Count number={templates} href={links.templates}>
        Templates in use
      </Count>
      <Count number={runs.active} href={links.runs}>
        Active runs
      </Count>
      <Count
        number={runs.failedLastDay}
        href={`${links.runs}?state=failed`}
        alarming
      >
        Failed in the last day
      </Count>
      {staleInputs > 0 && (
        <Count
          number={staleInputs}
          isMinimum={staleInputs >= MAX_COUNTED}
          href={of('staleInputs=true')}
        >
          Resources with stale inputs
        </Count>
      )}
      {drifted > 0 && (
        <Count
          number={drifted}
          isMinimum={drifted >= MAX_COUNTED}
          href={of('drifted=true')}
        >
          Resources that drifted
        </Count>
      )}
      {deprecated > 0 && (
        <Count
          number={deprecated}
          isMinimum={deprecated >= MAX_COUNTED}
          href={of('outdated=true')}
        >
          Resources of deprecated versions
        </Count>
      )}
      {resources.map(({ state, status, count }) => (
        <Count
          key={`${state}-${status}`}
          number={count}
          href={of(`state=${state}&status=${status}`)}
          alarming={status === 'unknown' || status === 'error'}
        >
          Resources: <ResourceStatus state={state} status={status} />
        </Count>
      ))}
    </ul>
  );
}

function Count(props: {
  number: number;
  href: string;
  /** Anything but zero is bad news. */
  alarming?: boolean;
  /** There are more, which nobody counted. */
  isMinimum?: boolean;
  children: ReactNode;
}) {
  const { number, href, alarming, isMinimum, children } = props;
  return (
    <li>
      <Link href={href} standalone className={styles.count}>
        <span
          className={`${styles.number} ${
            alarming && number > 0 ? styles.alarming : ''
          }`}
        >
          {number.toLocaleString('en')}
          {isMinimum && '+'}
        </span>
        <span className={styles.what}>{children}</span>
      </Link>
    </li>
  );
}
