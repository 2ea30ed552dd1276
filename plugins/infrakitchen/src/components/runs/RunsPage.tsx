import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { Button, ButtonLink, Flex, Select } from '@backstage/ui';
import type { Run } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  EmptyState,
  isRunOver,
  PageControls,
  useInfrakitchenApi,
  usePagedList,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { PageFrame, RunsTable, useLinks, useListParams } from '../shared';
import { kindOptions, stateOptions } from './runOptions';
import { runsTranslationRef } from './translation';
import { useLabels } from '../shared/useLabels';

const pollWhileActive = (runs: Run[] | undefined) =>
  runs?.some(run => !isRunOver(run.state)) ? 3000 : 15_000;

/** All runs, newest first. */
export function RunsPage() {
  const { t } = useTranslationRef(runsTranslationRef);
  const labels = useLabels();
  const api = useInfrakitchenApi();
  const links = useLinks();
  const params = useListParams();
  const state = params.get('state');
  const kind = params.get('kind');
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listRuns(
        {
          filter: [
            ...(state ? [`state=${state}`] : []),
            ...(kind ? [`kind=${kind}`] : []),
          ],
          cursor,
        },
        { signal },
      ),
    queryKey: params.key,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
    pollMs: pollWhileActive,
  });
  const runHref = useCallback((run: Run) => links.run(run.id), [links]);
  const resourceHref = useCallback(
    (run: Run) => links.resource(run.resourceId),
    [links],
  );
  return (
    <PageFrame
      title={t('runsPage.runs')}
      actions={
        <ButtonLink variant="secondary" href={links.cascades}>
          {t('runsPage.showCascades')}
        </ButtonLink>
      }
    >
      <Flex gap="3" style={{ flexWrap: 'wrap' }}>
        <Select
          label={t('runsPage.state')}
          options={stateOptions(t, labels)}
          value={state || 'all'}
          onChange={key =>
            params.set('state', key === 'all' ? '' : String(key))
          }
        />
        <Select
          label={t('runsPage.kind')}
          options={kindOptions(t, labels)}
          value={kind || 'all'}
          onChange={key => params.set('kind', key === 'all' ? '' : String(key))}
        />
      </Flex>
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title={t('runsPage.theRunsCannotBeLoaded')}
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <RunsTable
          label={t('runsPage.runs')}
          runs={list.items}
          runHref={runHref}
          resourceHref={resourceHref}
          empty={
            <EmptyState
              title={
                params.key
                  ? t('runsPage.noRunMatchesTheFilter')
                  : t('runsPage.noRunsYet')
              }
              description={
                params.key ? undefined : t('runsPage.aRunStartsWhenSomebody')
              }
              action={
                params.key ? (
                  <Button variant="secondary" onPress={params.clear}>
                    {t('runsPage.clearTheFilter')}
                  </Button>
                ) : (
                  <ButtonLink variant="secondary" href={links.resources}>
                    {t('runsPage.showResources')}
                  </ButtonLink>
                )
              }
            />
          }
        />
      )}
      <PageControls list={list} />
    </PageFrame>
  );
}
