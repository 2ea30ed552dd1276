import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { governanceTranslationRef, type Translate } from '../translation';

const formats = (t: Translate) =>
  [
    { id: 'csv', label: t('auditPage.exportAsCsv') },
    { id: 'jsonl', label: t('auditPage.exportAsJsonLines') },
  ] as const;

/** Who did what, when, and how it ended; everywhere. */
export function AuditPage() {
  const { t } = useTranslationRef(governanceTranslationRef);
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
        {formats(t).map(({ id, label }) => (
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
          {t('auditPage.refresh')}
        </Button>
      </Flex>
      <WriteError
        error={action.error}
        title={t('auditPage.theAuditTrailWasNot')}
      />
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title={t('auditPage.theAuditTrailCannotBe')}
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
