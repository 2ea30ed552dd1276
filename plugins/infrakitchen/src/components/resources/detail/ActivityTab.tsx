import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex } from '@backstage/ui';
import {
  ApiErrorPanel,
  PageControls,
  useInfrakitchenApi,
  usePagedList,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { AuditTable, RevisionsSection } from '../../history';
import { Section, useListParams } from '../../shared';
import type { ResourceTabProps } from './ResourcePage';
import { resourcesDetailTranslationRef } from './translation';

/** Who did what, and which revisions came of it. */
export function ActivityTab(props: ResourceTabProps) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resource, reload } = props;
  const api = useInfrakitchenApi();
  const params = useListParams('activity');
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listResourceAudit(resource.id, { cursor }, { signal }),
    queryKey: `${resource.id}:${resource.revision}:${resource.status}`,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
  });
  return (
    <Flex direction="column" gap="4">
      <Section title={t('activityTab.auditTrail')}>
        {list.error && (
          <ApiErrorPanel
            error={list.error}
            title={t('activityTab.theAuditTrailCannotBe')}
            onRetry={list.reload}
          />
        )}
        {(list.items || !list.error) && (
          <AuditTable resourceId={resource.id} entries={list.items} />
        )}
        <PageControls list={list} />
      </Section>
      <RevisionsSection
        kind="resource"
        id={resource.id}
        revision={resource.revision}
        onRestored={reload}
      />
    </Flex>
  );
}
