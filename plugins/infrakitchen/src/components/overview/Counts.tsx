import type { ReactNode } from 'react';
import { Link } from '@backstage/ui';
import type { Overview } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { ResourceStatus } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useLinks } from '../shared';
import styles from './Counts.module.css';

/** Numbers that lead to the lists behind them. */
export function Counts(props: { overview: Overview }) {
  const { templates, resources, runs } = props.overview;
  const links = useLinks();
  return (
    <ul className={styles.counts} aria-label="Counts">
      <Count number={templates}>
        <Link href={links.templates}>Templates in use</Link>
      </Count>
      <Count number={runs.active}>
        <Link href={links.runs}>Active runs</Link>
      </Count>
      <Count number={runs.failedLastDay}>
        <Link href={`${links.runs}?state=failed`}>Failed in the last day</Link>
      </Count>
      {resources.map(({ state, status, count }) => (
        <Count key={`${state}-${status}`} number={count}>
          <ResourceStatus state={state} status={status} />
          <Link
            href={`${links.resources}?state=${state}&status=${status}`}
            aria-label={`Show resources in state ${state}, status ${status}`}
          >
            Resources
          </Link>
        </Count>
      ))}
    </ul>
  );
}

function Count(props: { number: number; children: ReactNode }) {
  return (
    <li className={styles.count}>
      <span className={styles.number}>{props.number}</span>
      {props.children}
    </li>
  );
}
