import { useMemo, useState } from 'react';
import { Flex } from '@backstage/ui';
import type { AuditEntry } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  Chip,
  DataTable,
  EmptyState,
  JsonValueView,
  PageControls,
  TimeAgo,
  useInfrakitchenApi,
  usePagedList,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section } from '../../shared';
import type { ResourceTabProps } from './ResourcePage';
import { RevisionsSection } from './RevisionsSection';

const tones = {
  succeeded: 'success',
  refused: 'warning',
  failed: 'danger',
} as const;

const columns: Array<DataColumn<AuditEntry>> = [
  { id: 'action', label: 'Action', render: entry => entry.action },
  {
    id: 'outcome',
    label: 'Outcome',
    render: entry => <Chip tone={tones[entry.outcome]}>{entry.outcome}</Chip>,
  },
  {
    id: 'who',
    label: 'Who',
    render: entry => `${entry.actor} (${entry.actorKind})`,
  },
  { id: 'when', label: 'When', render: entry => <TimeAgo at={entry.at} /> },
  {
    id: 'detail',
    label: 'Detail',
    render: entry =>
      entry.detail ? <JsonValueView value={entry.detail} /> : '',
  },
];

/** Who did what, and which revisions came of it. */
export function ActivityTab(props: ResourceTabProps) {
  const { resource } = props;
  const api = useInfrakitchenApi();
  const [cursors, setCursors] = useState<string[]>([]);
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listResourceAudit(resource.id, { cursor }, { signal }),
    queryKey: `${resource.id}:${resource.revision}:${resource.status}`,
    cursors,
    onCursorsChange: setCursors,
  });
  const empty = useMemo(() => <EmptyState title="Nothing happened yet" />, []);
  return (
    <Flex direction="column" gap="4">
      <Section title="Audit trail">
        {list.error && (
          <ApiErrorPanel
            error={list.error}
            title="The audit trail cannot be loaded"
            onRetry={list.reload}
          />
        )}
        {(list.items || !list.error) && (
          <DataTable
            label="Audit trail"
            columns={columns}
            items={list.items}
            empty={empty}
          />
        )}
        <PageControls list={list} />
      </Section>
      <RevisionsSection resource={resource} />
    </Flex>
  );
}
