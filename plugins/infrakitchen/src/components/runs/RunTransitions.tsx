import { Text } from '@backstage/ui';
import type { RunTransition } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  EmptyState,
  RunStateChip,
  TimeAgo,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';

/** Which states a run went through, when, and by whom. */
export function RunTransitions(props: { transitions: RunTransition[] }) {
  if (props.transitions.length === 0) {
    return <EmptyState title="Nothing happened yet" />;
  }
  return (
    <ol style={{ margin: 0, paddingLeft: 20 }} aria-label="Steps of the run">
      {props.transitions.map((transition, index) => (
        <li key={index} style={{ padding: '4px 0' }}>
          <RunStateChip state={transition.to} past />{' '}
          <Text variant="body-small" color="secondary">
            <TimeAgo at={transition.at} /> by {transition.actorKind}{' '}
            {transition.actor}
            {transition.note && ` · ${transition.note}`}
          </Text>
        </li>
      ))}
    </ol>
  );
}
