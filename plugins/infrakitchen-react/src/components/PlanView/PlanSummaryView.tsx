import { Flex } from '@backstage/ui';
import type { PlanSummary } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '../Chip';

/**
 * The counts of a plan in one line.
 *
 * @public
 */
export function PlanSummaryView(props: {
  summary: PlanSummary;
  /** Signs and numbers only, for tables. */
  compact?: boolean;
}) {
  const { summary, compact } = props;
  const changes =
    summary.create + summary.update + summary.replace + summary.delete;
  if (changes === 0 && summary.outputs === 0) {
    return <Chip>No changes</Chip>;
  }
  if (compact) {
    return <CompactSummary summary={summary} />;
  }
  return (
    <Flex gap="1" style={{ flexWrap: 'wrap' }}>
      {summary.create > 0 && (
        <Chip tone="success">+ {summary.create} to create</Chip>
      )}
      {summary.update > 0 && (
        <Chip tone="info">~ {summary.update} to update</Chip>
      )}
      {summary.replace > 0 && (
        <Chip tone="warning">−/+ {summary.replace} to replace</Chip>
      )}
      {summary.delete > 0 && (
        <Chip tone="danger">− {summary.delete} to destroy</Chip>
      )}
      {summary.read > 0 && <Chip>{summary.read} to read</Chip>}
      {summary.outputs > 0 && (
        <Chip>
          {summary.outputs} output{summary.outputs === 1 ? '' : 's'} change
        </Chip>
      )}
    </Flex>
  );
}

function CompactSummary(props: { summary: PlanSummary }) {
  const { create, update, replace, delete: destroy } = props.summary;
  const parts = [
    { count: create, sign: '+', words: 'to create' },
    { count: update, sign: '~', words: 'to update' },
    { count: replace, sign: '−/+', words: 'to replace' },
    { count: destroy, sign: '−', words: 'to destroy' },
  ].filter(({ count }) => count > 0);
  const words = parts.map(part => `${part.count} ${part.words}`).join(', ');
  return parts.length === 0 ? (
    <Chip>Outputs only</Chip>
  ) : (
    <span role="img" aria-label={words} title={words}>
      {parts.map(({ sign, count }) => `${sign}${count}`).join('  ')}
    </span>
  );
}
