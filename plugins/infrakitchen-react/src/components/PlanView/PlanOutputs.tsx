import { Flex, Text } from '@backstage/ui';
import type { Plan } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { ValueChange } from './ValueChange';
import styles from './PlanView.module.css';

/** Outputs that a plan changes. */
export function PlanOutputs(props: { changes: Plan['outputChanges'] }) {
  const changes = props.changes.filter(change => change.action !== 'no-op');
  if (changes.length === 0) {
    return null;
  }
  return (
    <section aria-label="Output changes">
      <Flex direction="column" gap="2">
        <Text as="h3" variant="title-x-small">
          Outputs ({changes.length})
        </Text>
        <ul className={`${styles.plainList} ${styles.list}`}>
          {changes.map(change => (
            <li key={change.name} className={styles.attribute}>
              <span>{change.name}</span>
              <ValueChange {...change} />
            </li>
          ))}
        </ul>
      </Flex>
    </section>
  );
}
