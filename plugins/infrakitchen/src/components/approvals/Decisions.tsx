import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { approvalsTranslationRef } from './translation';

type Row = RunApproval['decisions'][number] & { id: string };

/** What everybody decided so far, and whether it still counts. */
export function Decisions(props: { approval: RunApproval }) {
  const { t } = useTranslationRef(approvalsTranslationRef);
  const { decisions, requirements } = props.approval;
  const items = useMemo(
    () => decisions.map((decision, at) => ({ ...decision, id: String(at) })),
    [decisions],
  );
  const columns = useMemo(
    (): Array<DataColumn<Row>> => [
      {
        id: 'who',
        label: t('decisions.who'),
        render: row => <ActorName actor={row.approver} />,
      },
      {
        id: 'decision',
        label: t('decisions.decision'),
        render: row => <DecisionChip decision={row} />,
      },
      {
        id: 'rule',
        label: t('decisions.rule'),
        render: row =>
          requirements.find(({ ruleId }) => ruleId === row.ruleId)?.ruleName ??
          '–',
      },
      {
        id: 'comment',
        label: t('decisions.comment'),
        render: row => row.comment ?? '–',
      },
      {
        id: 'at',
        label: t('decisions.when'),
        render: row => <TimeAgo at={row.at} />,
      },
    ],
    [requirements, t],
  );
  return items.length === 0 ? null : (
    <DataTable
      label={t('decisions.decisions')}
      columns={columns}
      items={items}
    />
  );
}

function DecisionChip(props: { decision: Row }) {
  const { t } = useTranslationRef(approvalsTranslationRef);
  const { decision } = props;
  if (decision.void) {
    return (
      <Flex direction="column" gap="1">
        <div>
          <Chip>
            {t('decisions.decisionNoLongerCounts', {
              decision: decision.decision,
            })}
          </Chip>
        </div>
        <Text variant="body-x-small" color="secondary">
          {decision.void}
        </Text>
      </Flex>
    );
  }
  return decision.decision === 'approved' ? (
    <Chip tone="success">{t('decisions.approved')}</Chip>
  ) : (
    <Chip tone="danger">{t('decisions.rejected')}</Chip>
  );
}
