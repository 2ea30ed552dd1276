import type { ReactNode } from 'react';
import { Link } from '@backstage/ui';
import styles from './CountTile.module.css';

/** Numbers beside each other. */
export function CountList(props: { label: string; children: ReactNode }) {
  return (
    <ul className={styles.counts} aria-label={props.label}>
      {props.children}
    </ul>
  );
}

/** A number that leads to the list behind it. */
export function CountTile(props: {
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
