import { useMemo } from 'react';
import { Flex, Text } from '@backstage/ui';
import type { RunApproval } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  Chip,
  DataTable,
  TimeAgo,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';

type Row = RunApproval['decisions'][number] & { id: string };

/** What everybody decided so far, and whether it still counts. */
export function Decisions(props: { approval: RunApproval }) {
  const { decisions, requirements } = props.approval;
  const items = useMemo(
    () => decisions.map((decision, at) => ({ ...decision, id: String(at) })),
    [decisions],
  );
  const columns = useMemo(
    (): Array<DataColumn<Row>> => [
      {
        id: 'who',
        label: 'Who',
        render: row => <ActorName actor={row.approver} />,
      },
      {
        id: 'decision',
        label: 'Decision',
        render: row => <DecisionChip decision={row} />,
      },
      {
        id: 'rule',
        label: 'Rule',
        render: row =>
          requirements.find(({ ruleId }) => ruleId === row.ruleId)?.ruleName ??
          '–',
      },
      {
        id: 'comment',
        label: 'Comment',
        render: row => row.comment ?? '–',
      },
      { id: 'at', label: 'When', render: row => <TimeAgo at={row.at} /> },
    ],
    [requirements],
  );
  return items.length === 0 ? null : (
    <DataTable label="Decisions" columns={columns} items={items} />
  );
}

function DecisionChip(props: { decision: Row }) {
  const { decision } = props;
  if (decision.void) {
    return (
      <Flex direction="column" gap="1">
        <div>
          <Chip>{decision.decision}, no longer counts</Chip>
        </div>
        <Text variant="body-x-small" color="secondary">
          {decision.void}
        </Text>
      </Flex>
    );
  }
  return decision.decision === 'approved' ? (
    <Chip tone="success">approved</Chip>
  ) : (
    <Chip tone="danger">rejected</Chip>
  );
}
