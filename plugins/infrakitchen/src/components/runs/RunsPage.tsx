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

const pollWhileActive = (runs: Run[] | undefined) =>
  runs?.some(run => !isRunOver(run.state)) ? 3000 : 15_000;

/** All runs, newest first. */
export function RunsPage() {
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
      title="Runs"
      actions={
        <ButtonLink variant="secondary" href={links.cascades}>
          Show cascades
        </ButtonLink>
      }
    >
      <Flex gap="3" style={{ flexWrap: 'wrap' }}>
        <Select
          label="State"
          options={stateOptions}
          value={state || 'all'}
          onChange={key =>
            params.set('state', key === 'all' ? '' : String(key))
          }
        />
        <Select
          label="Kind"
          options={kindOptions}
          value={kind || 'all'}
          onChange={key => params.set('kind', key === 'all' ? '' : String(key))}
        />
      </Flex>
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title="The runs cannot be loaded"
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <RunsTable
          label="Runs"
          runs={list.items}
          runHref={runHref}
          resourceHref={resourceHref}
          empty={
            <EmptyState
              title={params.key ? 'No run matches the filter' : 'No runs yet'}
              description={
                params.key
                  ? undefined
                  : 'A run starts when somebody dry-runs, provisions, updates or destroys a resource.'
              }
              action={
                params.key ? (
                  <Button variant="secondary" onPress={params.clear}>
                    Clear the filter
                  </Button>
                ) : (
                  <ButtonLink variant="secondary" href={links.resources}>
                    Show resources
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
