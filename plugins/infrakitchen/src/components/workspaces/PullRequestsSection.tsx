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
  directionTexts,
  missingTexts,
  stateTones,
  titleText,
} from '../pullRequests/pullRequestTexts';
import { Section, useLinks, useListParams, type Links } from '../shared';
import type { WorkspaceTabProps } from './WorkspacePage';

const ALL = 'all';

const states = [
  { id: 'open', label: 'Open' },
  { id: 'merged', label: 'Merged' },
  { id: 'closed', label: 'Closed' },
  { id: 'failed', label: 'Failed' },
  { id: ALL, label: 'All' },
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
  const columns = useMemo(() => columnsOf(links, isHosted), [links, isHosted]);
  return (
    <Section
      title="Pull requests"
      actions={
        <Select
          aria-label="State of the pull requests"
          size="small"
          options={states}
          value={state}
          onChange={key => params.set('state', String(key))}
        />
      }
    >
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title="The pull requests cannot be loaded"
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <DataTable
          label="Pull requests"
          columns={columns}
          items={list.items}
          empty={
            <EmptyState
              title={
                state === 'open'
                  ? 'No pull request is open'
                  : 'There are no such pull requests'
              }
              description="A run of a resource that writes here opens one, and waits for it."
            />
          }
        />
      )}
      <PageControls list={list} />
    </Section>
  );
}

function columnsOf(
  links: Links,
  isHosted: boolean,
): Array<DataColumn<WorkspacePullRequest>> {
  return [
    {
      id: 'title',
      label: 'Title',
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
      label: 'State',
      render: pullRequest => <State pullRequest={pullRequest} />,
    },
    {
      id: 'checks',
      label: 'Checks',
      render: ({ checks }) => checksText(checks),
    },
    {
      id: 'missing',
      label: 'Missing',
      render: pullRequest => <Missing pullRequest={pullRequest} />,
    },
    {
      id: 'resource',
      label: 'Resource',
      render: ({ resourceId, resourceName, runId }) => (
        <Flex gap="2" style={{ flexWrap: 'wrap' }}>
          <Link href={links.resource(resourceId)}>{resourceName}</Link>
          <Link href={links.run(runId)}>run</Link>
        </Flex>
      ),
    },
    {
      id: 'changed',
      label: 'Changed',
      render: ({ updatedAt }) => <TimeAgo at={updatedAt} />,
    },
  ];
}

function State(props: { pullRequest: WorkspacePullRequest }) {
  const { state, direction } = props.pullRequest;
  return (
    <Flex gap="1" align="center" style={{ flexWrap: 'wrap' }}>
      <Chip tone={stateTones[state]}>{state}</Chip>
      <Text variant="body-small" color="secondary">
        {directionTexts[direction]}
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
  const lines = missingTexts(props.pullRequest);
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
