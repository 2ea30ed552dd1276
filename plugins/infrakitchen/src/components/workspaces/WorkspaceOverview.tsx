import { Alert, Flex, Link } from '@backstage/ui';
import type { WorkspaceUsage } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  CopyButton,
  KeyValueList,
  TimeAgo,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, Section, useLinks } from '../shared';
import type { WorkspaceTabProps } from './WorkspacePage';
import { hostText } from './workspaceTexts';

/** The repository, what is wrong with it, and what uses it. */
export function WorkspaceOverview(props: WorkspaceTabProps) {
  const { workspace } = props;
  const links = useLinks();
  const { integration, syncedAt } = workspace;
  return (
    <Flex direction="column" gap="4">
      {workspace.status === 'error' && (
        <Alert
          status="danger"
          icon
          title="The workspace takes no new code"
          description={`As last read, ${
            workspace.problem ?? 'the repository could not be used'
          }. Synchronise it when that is mended.`}
        />
      )}
      <Section title="About">
        <KeyValueList
          items={[
            { label: 'Host', value: hostText(workspace) },
            {
              label: 'Integration',
              value: integration && (
                <Link href={links.connection('integration', integration.id)}>
                  {integration.name}
                </Link>
              ),
            },
            {
              label: 'Git URL',
              value: (
                <Flex gap="2" align="center">
                  <code style={{ overflowWrap: 'anywhere' }}>
                    {workspace.url}
                  </code>
                  <CopyButton text={workspace.url} label="Copy the git URL" />
                </Flex>
              ),
            },
            {
              label: 'Default branch',
              value: workspace.defaultBranch && (
                <code>{workspace.defaultBranch}</code>
              ),
            },
            { label: 'Labels', value: workspace.labels.join(', ') },
            {
              label: 'Last synchronised',
              value: syncedAt ? <TimeAgo at={syncedAt} /> : 'never',
            },
            {
              label: 'Registered by',
              value: <ActorName actor={workspace.createdBy} />,
            },
            {
              label: 'Registered',
              value: <TimeAgo at={workspace.createdAt} />,
            },
          ]}
        />
      </Section>
      <UsedBy {...props} />
    </Flex>
  );
}

function UsedBy(props: WorkspaceTabProps) {
  const { workspace } = props;
  const api = useInfrakitchenApi();
  const data = useAsyncData(
    signal => api.getWorkspaceUsage(workspace.id, { signal }),
    [api, workspace.id, workspace.revision],
  );
  return (
    <Section title="Used by">
      <Loaded data={data} errorTitle="What uses it cannot be loaded">
        {usage => <Usage usage={usage} workspaceId={workspace.id} />}
      </Loaded>
    </Section>
  );
}

function Usage(props: { usage: WorkspaceUsage; workspaceId: string }) {
  const { usage, workspaceId } = props;
  const links = useLinks();
  return (
    <KeyValueList
      items={[
        {
          label: 'Projects',
          value:
            usage.projects.length === 0 ? (
              'no project shares it'
            ) : (
              <Flex gap="2" style={{ flexWrap: 'wrap' }}>
                {usage.projects.map(({ id, name }) => (
                  <Link key={id} href={links.project(id)}>
                    {name}
                  </Link>
                ))}
              </Flex>
            ),
        },
        {
          label: 'Resources',
          value: (
            <Link href={links.workspace(workspaceId, 'folders')}>
              {usage.resourceCount === 1
                ? '1 folder'
                : `${usage.resourceCount} folders`}
            </Link>
          ),
        },
        {
          label: 'Open pull requests',
          value: (
            <Link href={links.workspace(workspaceId, 'pull-requests')}>
              {String(usage.openPullRequestCount)}
            </Link>
          ),
        },
      ]}
    />
  );
}
