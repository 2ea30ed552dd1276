import { useMemo } from 'react';
import { Flex, Text } from '@backstage/ui';
import {
  diffPlans,
  type ObjectDifference,
  type Plan,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip, type ChipTone } from '../Chip';
import { EmptyState } from '../EmptyState';
import { VirtualList } from '../VirtualList';
import { actionLabels } from './planRows';
import { ValueChange } from './ValueChange';
import styles from './PlanView.module.css';

/**
 * What a later plan does otherwise than an earlier one.
 *
 * @public
 */
export function PlanComparison(props: { before: Plan; after: Plan }) {
  const { before, after } = props;
  const difference = useMemo(() => diffPlans(before, after), [before, after]);
  const { objects, outputs, equal } = difference;
  if (before.digest === after.digest) {
    return (
      <EmptyState
        title="The plans are equal"
        description="They have the same digest: they do the same with the same objects."
      />
    );
  }
  return (
    <Flex direction="column" gap="3">
      <Flex gap="1" style={{ flexWrap: 'wrap' }}>
        <Count number={countOf(objects, 'added')} tone="success">
          only in the later
        </Count>
        <Count number={countOf(objects, 'removed')} tone="danger">
          only in the earlier
        </Count>
        <Count number={countOf(objects, 'changed')} tone="info">
          differ
        </Count>
        <Count number={equal} tone="neutral">
          alike
        </Count>
      </Flex>
      {objects.length > 0 && (
        <VirtualList
          label="Differences of the plans"
          className={styles.list}
          rows={objects}
          rowKey={row => row.address}
          renderRow={row => <DifferenceRow difference={row} />}
          estimateHeight={60}
          maxHeight="70vh"
        />
      )}
      {outputs.length > 0 && (
        <Text as="p">Outputs that differ: {outputs.join(', ')}</Text>
      )}
      {objects.length === 0 && outputs.length === 0 && (
        <EmptyState
          title="They do the same"
          description="What differs is sensitive, or was found to have changed outside of InfraKitchen."
        />
      )}
    </Flex>
  );
}

/** None of something needs no colour. */
function Count(props: { number: number; tone: ChipTone; children: string }) {
  const { number, tone, children } = props;
  return (
    <Chip tone={number > 0 ? tone : 'neutral'}>{`${number} ${children}`}</Chip>
  );
}

function countOf(
  objects: ObjectDifference[],
  kind: ObjectDifference['kind'],
): number {
  return objects.filter(object => object.kind === kind).length;
}

function DifferenceRow(props: { difference: ObjectDifference }) {
  const { address, kind, before, after, paths } = props.difference;
  const told = {
    added: `Only the later plan: ${after && actionLabels[after.action]}`,
    removed: `Only the earlier plan: ${before && actionLabels[before.action]}`,
    changed:
      before && after && before.action !== after.action
        ? `${actionLabels[before.action]}, then ${actionLabels[after.action]}`
        : `${after && actionLabels[after.action]}, with other values`,
  };
  return (
    <div className={styles.difference}>
      <span className={styles.address}>{address}</span>
      <Text as="p" color="secondary">
        {told[kind]}
      </Text>
      {paths.map(path => (
        <PathDifference key={path} path={path} {...props.difference} />
      ))}
    </div>
  );
}

/** What each of the plans makes of an attribute. */
function PathDifference(props: ObjectDifference & { path: string }) {
  const { path, before, after } = props;
  const [earlier, later] = [before, after].map(change =>
    change?.attributes.find(attribute => attribute.path === path),
  );
  return (
    <div className={styles.attribute}>
      <span>{path}</span>
      <ValueChange
        action={actionOf(earlier, later)}
        before={resultOf(earlier)}
        after={resultOf(later)}
        sensitive={Boolean(earlier?.sensitive || later?.sensitive)}
        afterUnknown={later?.afterUnknown}
      />
    </div>
  );
}

type Attribute = NonNullable<ObjectDifference['after']>['attributes'][number];

function actionOf(earlier?: Attribute, later?: Attribute): string {
  if (!earlier) {
    return 'create';
  }
  return later ? 'update' : 'delete';
}

function resultOf(attribute?: Attribute): unknown {
  return attribute?.afterUnknown ? '(known after apply)' : attribute?.after;
}
