import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Text } from '@backstage/ui';
import type { Plan } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { ValueChange } from './ValueChange';
import styles from './PlanView.module.css';
import { planViewTranslationRef } from './translation';

/** Outputs that a plan changes. */
export function PlanOutputs(props: { changes: Plan['outputChanges'] }) {
  const { t } = useTranslationRef(planViewTranslationRef);
  const changes = props.changes.filter(change => change.action !== 'no-op');
  if (changes.length === 0) {
    return null;
  }
  return (
    <section aria-label={t('planView.outputs')}>
      <Flex direction="column" gap="2">
        <Text as="h3" variant="title-x-small">
          {t('planView.outputsTitle', { number: String(changes.length) })}
        </Text>
        <ul className={`${styles.plainList} ${styles.list}`}>
          {changes.map(change => (
            <li key={change.name} className={styles.attribute}>
              <span>{change.name}</span>
              <ValueChange t={t} {...change} />
            </li>
          ))}
        </ul>
      </Flex>
    </section>
  );
}
