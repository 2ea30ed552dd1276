import type { ReactNode } from 'react';
import { Link } from '@backstage/ui';
import type { Overview } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { ResourceStatus } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useStaleCount } from '../cascades';
import { useLinks } from '../shared';
import styles from './Counts.module.css';

/** Numbers that lead to the lists behind them. */
export function Counts(props: { overview: Overview }) {
  const { templates, resources, runs } = props.overview;
  const links = useLinks();
  const stale = useStaleCount([]);
  return (
    <ul className={styles.counts} aria-label="Counts">
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
      {stale > 0 && (
        <Count number={stale} href={`${links.resources}?staleInputs=true`}>
          Resources with stale inputs
        </Count>
      )}
      {resources.map(({ state, status, count }) => (
        <Count
          key={`${state}-${status}`}
          number={count}
          href={`${links.resources}?state=${state}&status=${status}`}
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
  children: ReactNode;
}) {
  const { number, href, alarming, children } = props;
  return (
    <li>
      <Link href={href} standalone className={styles.count}>
        <span
          className={`${styles.number} ${
            alarming && number > 0 ? styles.alarming : ''
          }`}
        >
          {number}
        </span>
        <span className={styles.what}>{children}</span>
      </Link>
    </li>
  );
}
