import { useMemo } from 'react';
import { Link } from '@backstage/ui';
import type { WorkspacePullRequest } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  DataTable,
  EmptyState,
  PageControls,
  TimeAgo,
  useInfrakitchenApi,
  usePagedList,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { directionTexts, PullRequestLink } from '../../pullRequests';
import { Section, useLinks, useListParams } from '../../shared';

function columnsOf(
  links: ReturnType<typeof useLinks>,
): Array<DataColumn<WorkspacePullRequest>> {
  return [
    {
      id: 'title',
      label: 'Title',
      render: pullRequest => <PullRequestLink pullRequest={pullRequest} />,
    },
    {
      id: 'does',
      label: 'Does',
      render: ({ direction }) => `${directionTexts[direction]} the folder`,
    },
    {
      id: 'run',
      label: 'Run',
      render: ({ resourceId, runId }) => (
        <Link href={links.resourceRun(resourceId, runId)}>
          {runId.slice(0, 8)}
        </Link>
      ),
    },
    {
      id: 'when',
      label: 'Changed',
      render: ({ endedAt, updatedAt }) => <TimeAgo at={endedAt ?? updatedAt} />,
    },
  ];
}

/** Pull requests about a resource, newest first. */
export function ResourcePullRequests(props: {
  resourceId: string;
  workspaceId: string;
  refreshKey: string;
}) {
  const { resourceId, workspaceId, refreshKey } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const columns = useMemo(() => columnsOf(links), [links]);
  const params = useListParams('pulls');
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listWorkspacePullRequests(
        workspaceId,
        { filter: [`resourceId=${resourceId}`], cursor },
        { signal },
      ),
    queryKey: `${resourceId}:${workspaceId}:${refreshKey}`,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
  });
  return (
    <Section title="All pull requests">
      {list.error ? (
        <ApiErrorPanel
          error={list.error}
          title="The pull requests cannot be loaded"
          onRetry={list.reload}
        />
      ) : (
        <DataTable
          label="Pull requests of the resource"
          columns={columns}
          items={list.items}
          stale={list.loading}
          empty={
            <EmptyState
              title="No pull request yet"
              description="The next run that changes something opens one, and waits for it."
            />
          }
        />
      )}
      <PageControls list={list} />
    </Section>
  );
}
