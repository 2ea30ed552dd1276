import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex } from '@backstage/ui';
import type { RevisionKind } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  PageControls,
  useInfrakitchenApi,
  usePagedList,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section, useCallerAccess, useListParams } from '../shared';
import { AuditTable } from './AuditTable';
import { RevisionsSection } from './RevisionsSection';
import { historyTranslationRef } from './translation';

/** The audit trail of a template or project, for those who may read it, and its revisions. */
export function RecordActivity(props: {
  kind: RevisionKind;
  id: string;
  revision: number;
  reload: () => Promise<void>;
}) {
  const { kind, id, revision, reload } = props;
  const access = useCallerAccess();
  return (
    <Flex direction="column" gap="4">
      {access?.canReadAudit && (
        <RecordAudit kind={kind} id={id} revision={revision} />
      )}
      <RevisionsSection
        kind={kind}
        id={id}
        revision={revision}
        onRestored={reload}
      />
    </Flex>
  );
}

function RecordAudit(props: {
  kind: RevisionKind;
  id: string;
  revision: number;
}) {
  const { t } = useTranslationRef(historyTranslationRef);
  const { kind, id, revision } = props;
  const api = useInfrakitchenApi();
  const params = useListParams('activity');
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listAudit(
        { filter: [`entityKind=${kind}`, `entityId=${id}`], cursor },
        { signal },
      ),
    queryKey: `${kind}:${id}:${revision}`,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
  });
  return (
    <Section title={t('recordActivity.auditTrail')}>
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title={t('recordActivity.theAuditTrailCannotBe')}
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && <AuditTable entries={list.items} />}
      <PageControls list={list} />
    </Section>
  );
}
