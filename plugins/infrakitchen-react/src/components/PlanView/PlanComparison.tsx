import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { ValueChange } from './ValueChange';
import styles from './PlanView.module.css';
import { planViewTranslationRef, type Translate } from './translation';

/**
 * What a later plan does otherwise than an earlier one.
 *
 * @public
 */
export function PlanComparison(props: { before: Plan; after: Plan }) {
  const { t } = useTranslationRef(planViewTranslationRef);
  const { before, after } = props;
  const difference = useMemo(() => diffPlans(before, after), [before, after]);
  const { objects, outputs, equal } = difference;
  if (before.digest === after.digest) {
    return (
      <EmptyState
        title={t('comparison.equalTitle')}
        description={t('comparison.equalDescription')}
      />
    );
  }
  return (
    <Flex direction="column" gap="3">
      <Flex gap="1" style={{ flexWrap: 'wrap' }}>
        <Count
          t={t}
          of="onlyLater"
          number={countOf(objects, 'added')}
          tone="success"
        />
        <Count
          t={t}
          of="onlyEarlier"
          number={countOf(objects, 'removed')}
          tone="danger"
        />
        <Count
          t={t}
          of="differ"
          number={countOf(objects, 'changed')}
          tone="info"
        />
        <Count t={t} of="alike" number={equal} tone="neutral" />
      </Flex>
      {objects.length > 0 && (
        <VirtualList
          label={t('comparison.objects')}
          className={styles.list}
          rows={objects}
          rowKey={row => row.address}
          renderRow={row => <DifferenceRow t={t} difference={row} />}
          estimateHeight={60}
          maxHeight="70vh"
        />
      )}
      {outputs.length > 0 && (
        <Text as="p">
          {t('comparison.outputs', { names: outputs.join(', ') })}
        </Text>
      )}
      {objects.length === 0 && outputs.length === 0 && (
        <EmptyState
          title={t('comparison.sameTitle')}
          description={t('comparison.sameDescription')}
        />
      )}
    </Flex>
  );
}

/** None of something needs no colour. */
function Count(props: {
  t: Translate;
  of: 'onlyLater' | 'onlyEarlier' | 'differ' | 'alike';
  number: number;
  tone: ChipTone;
}) {
  const { t, of, number, tone } = props;
  return (
    <Chip tone={number > 0 ? tone : 'neutral'}>
      {t(`comparison.${of}`, { count: number })}
    </Chip>
  );
}

function countOf(
  objects: ObjectDifference[],
  kind: ObjectDifference['kind'],
): number {
  return objects.filter(object => object.kind === kind).length;
}

function DifferenceRow(props: { t: Translate; difference: ObjectDifference }) {
  const { t, difference } = props;
  return (
    <div className={styles.difference}>
      <span className={styles.address}>{difference.address}</span>
      <Text as="p" color="secondary">
        {differenceText(t, difference)}
      </Text>
      {difference.paths.map(path => (
        <PathDifference key={path} t={t} path={path} {...difference} />
      ))}
    </div>
  );
}

function differenceText(
  t: Translate,
  { kind, before, after }: ObjectDifference,
): string {
  const earlier = before ? t(`action.${before.action}`) : '';
  const later = after ? t(`action.${after.action}`) : '';
  switch (kind) {
    case 'added':
      return t('comparison.onlyLaterDoes', { action: later });
    case 'removed':
      return t('comparison.onlyEarlierDoes', { action: earlier });
    default:
      return before?.action !== after?.action
        ? t('comparison.otherAction', { before: earlier, after: later })
        : t('comparison.otherValues', { action: later });
  }
}

/** What each of the plans makes of an attribute. */
function PathDifference(
  props: ObjectDifference & { t: Translate; path: string },
) {
  const { t, path, before, after } = props;
  const [earlier, later] = [before, after].map(change =>
    change?.attributes.find(attribute => attribute.path === path),
  );
  const kept = [
    !earlier && isKept(before) && ('comparison.keptByEarlier' as const),
    !later && isKept(after) && ('comparison.keptByLater' as const),
  ].find(Boolean);
  return (
    <div className={styles.attribute}>
      <span>{path}</span>
      <span>
        <ValueChange
          t={t}
          action={actionOf(earlier, later)}
          before={earlier?.after}
          beforeUnknown={earlier?.afterUnknown}
          after={later?.after}
          sensitive={Boolean(earlier?.sensitive || later?.sensitive)}
          afterUnknown={later?.afterUnknown}
        />
        {kept && <em>{t(kept)}</em>}
      </span>
    </div>
  );
}

type Attribute = NonNullable<ObjectDifference['after']>['attributes'][number];

/** Plans list what changes of an object that is there already. */
function isKept(change: ObjectDifference['after']): boolean {
  return change?.action === 'update' || change?.action === 'replace';
}

function actionOf(earlier?: Attribute, later?: Attribute): string {
  if (!earlier) {
    return 'create';
  }
  return later ? 'update' : 'delete';
}
