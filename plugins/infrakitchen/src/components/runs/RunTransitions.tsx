import { Text } from '@backstage/ui';
import type { RunTransition } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  EmptyState,
  RunStateChip,
  TimeAgo,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import styles from './RunTransitions.module.css';

/** Which states a run went through, when, and by whom. */
export function RunTransitions(props: { transitions: RunTransition[] }) {
  if (props.transitions.length === 0) {
    return <EmptyState title="Nothing happened yet" />;
  }
  return (
    <ol className={styles.steps} aria-label="Steps of the run">
      {props.transitions.map((transition, index) => (
        <li key={index} className={styles.step}>
          <span className={styles.state}>
            <RunStateChip state={transition.to} past />
          </span>
          <Text variant="body-small" color="secondary">
            <TimeAgo at={transition.at} /> by{' '}
            <ActorName actor={transition.actor} kind={transition.actorKind} />
            {transition.note && ` · ${transition.note}`}
          </Text>
        </li>
      ))}
    </ol>
  );
}
