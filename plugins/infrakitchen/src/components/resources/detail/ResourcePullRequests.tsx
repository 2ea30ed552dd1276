import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { PullRequestLink } from '../../pullRequests';
import { Section, useLinks, useListParams } from '../../shared';
import { resourcesDetailTranslationRef, type Translate } from './translation';
import {
  pullRequestsTranslationRef,
  type Translate as TranslatePullRequests,
} from '../../pullRequests/translation';

function columnsOf(
  t: Translate,
  tPullRequests: TranslatePullRequests,
  links: ReturnType<typeof useLinks>,
): Array<DataColumn<WorkspacePullRequest>> {
  return [
    {
      id: 'title',
      label: t('resourcePullRequests.title'),
      render: pullRequest => <PullRequestLink pullRequest={pullRequest} />,
    },
    {
      id: 'does',
      label: t('resourcePullRequests.does'),
      render: ({ direction }) => tPullRequests(`does.${direction}`),
    },
    {
      id: 'run',
      label: t('resourcePullRequests.run'),
      render: ({ resourceId, runId }) => (
        <Link href={links.resourceRun(resourceId, runId)}>
          {runId.slice(0, 8)}
        </Link>
      ),
    },
    {
      id: 'when',
      label: t('resourcePullRequests.changed'),
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
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { t: tPullRequests } = useTranslationRef(pullRequestsTranslationRef);
  const { resourceId, workspaceId, refreshKey } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const columns = useMemo(
    () => columnsOf(t, tPullRequests, links),
    [links, t, tPullRequests],
  );
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
    <Section title={t('resourcePullRequests.allPullRequests')}>
      {list.error ? (
        <ApiErrorPanel
          error={list.error}
          title={t('resourcePullRequests.thePullRequestsCannotBe')}
          onRetry={list.reload}
        />
      ) : (
        <DataTable
          label={t('resourcePullRequests.pullRequestsOfTheResource')}
          columns={columns}
          items={list.items}
          stale={list.loading}
          empty={
            <EmptyState
              title={t('resourcePullRequests.noPullRequestYet')}
              description={t('resourcePullRequests.theNextRunThatChanges')}
            />
          }
        />
      )}
      <PageControls list={list} />
    </Section>
  );
}
