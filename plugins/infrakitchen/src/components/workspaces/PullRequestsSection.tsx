import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import { Flex, Link, Select, Text } from '@backstage/ui';
import type { WorkspacePullRequest } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  Chip,
  DataTable,
  EmptyState,
  PageControls,
  TimeAgo,
  useInfrakitchenApi,
  usePagedList,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  missingTexts,
  stateTones,
  titleText,
} from '../pullRequests/pullRequestTexts';
import { Section, useLinks, useListParams, type Links } from '../shared';
import type { WorkspaceTabProps } from './WorkspacePage';
import { workspacesTranslationRef, type Translate } from './translation';
import { pullRequestsTranslationRef } from '../pullRequests/translation';

const ALL = 'all';

const states = (t: Translate) => [
  { id: 'open', label: t('pullRequestsSection.open') },
  { id: 'merged', label: t('pullRequestsSection.merged') },
  { id: 'closed', label: t('pullRequestsSection.closed') },
  { id: 'failed', label: t('pullRequestsSection.failed') },
  { id: ALL, label: t('pullRequestsSection.all') },
];

/** Those that are being opened count as open. */
function filterOf(state: string): string[] {
  switch (state) {
    case ALL:
      return [];
    case 'open':
      return ['state=open', 'state=opening'];
    default:
      return [`state=${state}`];
  }
}

/** Pull requests to the workspace, newest first. */
export function PullRequestsSection(props: WorkspaceTabProps) {
  const { t } = useTranslationRef(workspacesTranslationRef);
  const { id, provider } = props.workspace;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const params = useListParams('pulls');
  const state = params.get('state') || 'open';
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listWorkspacePullRequests(
        id,
        { filter: filterOf(state), cursor },
        { signal },
      ),
    queryKey: `${id}:${state}`,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
    pollMs: () => 30_000,
  });
  // Without an API of a host they are looked at here.
  const isHosted = provider !== 'git';
  const columns = useMemo(
    () => columnsOf(t, links, isHosted),
    [links, isHosted, t],
  );
  return (
    <Section
      title={t('pullRequestsSection.pullRequests')}
      actions={
        <Select
          aria-label={t('pullRequestsSection.stateOfThePullRequests')}
          size="small"
          options={states(t)}
          value={state}
          onChange={key => params.set('state', String(key))}
        />
      }
    >
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title={t('pullRequestsSection.thePullRequestsCannotBe')}
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <DataTable
          label={t('pullRequestsSection.pullRequests')}
          columns={columns}
          items={list.items}
          empty={
            <EmptyState
              title={
                state === 'open'
                  ? t('pullRequestsSection.noPullRequestIsOpen')
                  : t('pullRequestsSection.thereAreNoSuchPull')
              }
              description={t('pullRequestsSection.aRunOfAResource')}
            />
          }
        />
      )}
      <PageControls list={list} />
    </Section>
  );
}

function columnsOf(
  t: Translate,
  links: Links,
  isHosted: boolean,
): Array<DataColumn<WorkspacePullRequest>> {
  return [
    {
      id: 'title',
      label: t('pullRequestsSection.title'),
      render: pullRequest => {
        const { url, runId } = pullRequest;
        return (
          <Link href={isHosted && url ? url : links.run(runId)}>
            {titleText(pullRequest)}
          </Link>
        );
      },
    },
    {
      id: 'state',
      label: t('pullRequestsSection.state'),
      render: pullRequest => <State pullRequest={pullRequest} />,
    },
    {
      id: 'checks',
      label: t('pullRequestsSection.checks'),
      render: ({ checks }) => checksText(checks),
    },
    {
      id: 'missing',
      label: t('pullRequestsSection.missing'),
      render: pullRequest => <Missing pullRequest={pullRequest} />,
    },
    {
      id: 'resource',
      label: t('pullRequestsSection.resource'),
      render: ({ resourceId, resourceName, runId }) => (
        <Flex gap="2" style={{ flexWrap: 'wrap' }}>
          <Link href={links.resource(resourceId)}>{resourceName}</Link>
          <Link href={links.run(runId)}>{t('pullRequestsSection.run')}</Link>
        </Flex>
      ),
    },
    {
      id: 'changed',
      label: t('pullRequestsSection.changed'),
      render: ({ updatedAt }) => <TimeAgo at={updatedAt} />,
    },
  ];
}

function State(props: { pullRequest: WorkspacePullRequest }) {
  const { t } = useTranslationRef(pullRequestsTranslationRef);
  const { state, direction } = props.pullRequest;
  return (
    <Flex gap="1" align="center" style={{ flexWrap: 'wrap' }}>
      <Chip tone={stateTones[state]}>{state}</Chip>
      <Text variant="body-small" color="secondary">
        {t(`direction.${direction}`)}
      </Text>
    </Flex>
  );
}

function checksText(checks: WorkspacePullRequest['checks']): string {
  const count = (state: string) =>
    checks.filter(check => check.state === state).length;
  const parts = [
    [count('failed'), 'failed'],
    [count('pending'), 'pending'],
    [count('passed'), 'passed'],
  ].filter(([total]) => total);
  return parts.map(part => part.join(' ')).join(', ') || '–';
}

function Missing(props: { pullRequest: WorkspacePullRequest }) {
  const { t } = useTranslationRef(pullRequestsTranslationRef);
  const lines = missingTexts(t, props.pullRequest);
  if (lines.length === 0) {
    return <>–</>;
  }
  return (
    <Flex direction="column" gap="1">
      {lines.map(line => (
        <Text key={line} variant="body-small">
          {line}
        </Text>
      ))}
    </Flex>
  );
}
