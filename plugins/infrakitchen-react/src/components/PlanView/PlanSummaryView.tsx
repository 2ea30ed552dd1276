import { Flex } from '@backstage/ui';
import type { PlanSummary } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '../Chip';

/**
 * The counts of a plan in one line.
 *
 * @public
 */
export function PlanSummaryView(props: { summary: PlanSummary }) {
  const { summary } = props;
  const changes =
    summary.create + summary.update + summary.replace + summary.delete;
  if (changes === 0 && summary.outputs === 0) {
    return <Chip>No changes</Chip>;
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
