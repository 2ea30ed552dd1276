import { Fragment, type ReactNode } from 'react';
import styles from './KeyValueList.module.css';

/**
 * Names and values below each other; entries without a value are left out.
 *
 * @public
 */
export function KeyValueList(props: {
  items: ReadonlyArray<{ label: string; value: ReactNode }>;
}) {
  return (
    <dl className={styles.list}>
      {props.items
        .filter(item => item.value !== undefined && item.value !== '')
        .map(item => (
          <Fragment key={item.label}>
            <dt>{item.label}</dt>
            <dd>{item.value}</dd>
          </Fragment>
        ))}
    </dl>
  );
}
