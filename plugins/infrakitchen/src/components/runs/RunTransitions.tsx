import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import type { RunTransition } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  EmptyState,
  RunStateChip,
  TimeAgo,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import styles from './RunTransitions.module.css';
import { runsTranslationRef } from './translation';

/** Which states a run went through, when, and by whom. */
export function RunTransitions(props: { transitions: RunTransition[] }) {
  const { t } = useTranslationRef(runsTranslationRef);
  if (props.transitions.length === 0) {
    return <EmptyState title={t('runTransitions.nothingHappenedYet')} />;
  }
  return (
    <ol className={styles.steps} aria-label={t('runTransitions.stepsOfTheRun')}>
      {props.transitions.map((transition, index) => (
        <li key={index} className={styles.step}>
          <span className={styles.state}>
            <RunStateChip state={transition.to} past />
          </span>
          <Text variant="body-small" color="secondary">
            {t('runTransitions.atBy', {
              at: <TimeAgo at={transition.at} />,
              actor: (
                <ActorName
                  actor={transition.actor}
                  kind={transition.actorKind}
                />
              ),
            })}
            {transition.note && ` · ${transition.note}`}
          </Text>
        </li>
      ))}
    </ol>
  );
}
