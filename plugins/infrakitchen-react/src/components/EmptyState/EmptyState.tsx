import type { ReactNode } from 'react';
import { Text } from '@backstage/ui';
import styles from './EmptyState.module.css';

/**
 * Says why there is nothing to see, and what to do about it.
 *
 * @public
 */
export function EmptyState(props: {
  title: string;
  description?: ReactNode;
  /** A button or link that leads on. */
  action?: ReactNode;
}) {
  const { title, description, action } = props;
  return (
    <div className={styles.root}>
      <Text as="p" variant="title-x-small">
        {title}
      </Text>
      {description && (
        <Text as="p" color="secondary">
          {description}
        </Text>
      )}
      {action}
    </div>
  );
}
