import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import type { Run } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  EmptyState,
  PageControls,
  useInfrakitchenApi,
  usePagedList,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { RunsTable, useLinks, useListParams } from '../../shared';
import type { ResourceTabProps } from './ResourcePage';
import { resourcesDetailTranslationRef } from './translation';

/** Runs of the resource, newest first. */
export function RunsTab(props: ResourceTabProps) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resource } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const params = useListParams('runs');
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listResourceRuns(resource.id, { cursor }, { signal }),
    queryKey: `${resource.id}:${resource.activeRun?.state}`,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
  });
  const runHref = useCallback(
    (run: Run) => links.resourceRun(resource.id, run.id),
    [links, resource.id],
  );
  return (
    <>
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title={t('runsTab.theRunsCannotBeLoaded')}
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <RunsTable
          label={t('runsTab.runsOfTheResource')}
          runs={list.items}
          runHref={runHref}
          empty={
            <EmptyState
              title={t('runsTab.noRunsYet')}
              description={t('runsTab.aDryRunShowsWhat')}
            />
          }
        />
      )}
      <PageControls list={list} />
    </>
  );
}
