import { Button, Flex } from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import {
  ApiErrorPanel,
  PageControls,
  useInfrakitchenApi,
  usePagedList,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { AuditTable } from '../../history';
import { useAction, useListParams, WriteError } from '../../shared';
import { AuditFilters } from './AuditFilters';
import { auditQuery } from './auditQuery';
import { saveResponse } from './exportFile';

const formats = [
  { id: 'csv', label: 'Export as CSV' },
  { id: 'jsonl', label: 'Export as JSON lines' },
] as const;

/** Who did what, when, and how it ended; everywhere. */
export function AuditPage() {
  const api = useInfrakitchenApi();
  const params = useListParams();
  const action = useAction();
  const query = auditQuery(params.get);
  const list = usePagedList({
    load: (cursor, signal) => api.listAudit({ ...query, cursor }, { signal }),
    queryKey: params.key,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
  });
  return (
    <Flex direction="column" gap="4">
      <AuditFilters params={params} />
      <Flex gap="2" style={{ flexWrap: 'wrap' }}>
        {formats.map(({ id, label }) => (
          <Button
            key={id}
            variant="secondary"
            iconStart={<RiDownloadLine />}
            isPending={action.pending === id}
            onPress={() =>
              action.run(id, async () =>
                saveResponse(
                  await api.exportAudit({ ...query, format: id }),
                  `infrakitchen-audit.${id}`,
                ),
              )
            }
          >
            {label}
          </Button>
        ))}
        <Button
          variant="tertiary"
          isPending={list.loading}
          onPress={() => list.reload()}
        >
          Refresh
        </Button>
      </Flex>
      <WriteError
        error={action.error}
        title="The audit trail was not exported"
      />
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title="The audit trail cannot be loaded"
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <AuditTable
          entries={list.items}
          withEntity
          filtered={params.key !== ''}
        />
      )}
      <PageControls list={list} />
    </Flex>
  );
}
