import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { workspacesTranslationRef } from './translation';

/** The repository, what is wrong with it, and what uses it. */
export function WorkspaceOverview(props: WorkspaceTabProps) {
  const { t } = useTranslationRef(workspacesTranslationRef);
  const { workspace } = props;
  const links = useLinks();
  const { integration, syncedAt } = workspace;
  return (
    <Flex direction="column" gap="4">
      {workspace.status === 'error' && (
        <Alert
          status="danger"
          icon
          title={t('workspaceOverview.theWorkspaceTakesNoNew')}
          description={t('workspaceOverview.asLastRead', {
            problem:
              workspace.problem ??
              t('workspaceOverview.theRepositoryCouldNotBeUsed'),
          })}
        />
      )}
      <Section title={t('workspaceOverview.about')}>
        <KeyValueList
          items={[
            {
              label: t('workspaceOverview.host'),
              value: hostText(t, workspace),
            },
            {
              label: t('workspaceOverview.integration'),
              value: integration && (
                <Link href={links.connection('integration', integration.id)}>
                  {integration.name}
                </Link>
              ),
            },
            {
              label: t('workspaceOverview.gitUrl'),
              value: (
                <Flex gap="2" align="center">
                  <code style={{ overflowWrap: 'anywhere' }}>
                    {workspace.url}
                  </code>
                  <CopyButton
                    text={workspace.url}
                    label={t('workspaceOverview.copyTheGitUrl')}
                  />
                </Flex>
              ),
            },
            {
              label: t('workspaceOverview.defaultBranch'),
              value: workspace.defaultBranch && (
                <code>{workspace.defaultBranch}</code>
              ),
            },
            {
              label: t('workspaceOverview.labels'),
              value: workspace.labels.join(', '),
            },
            {
              label: t('workspaceOverview.lastSynchronised'),
              value: syncedAt ? <TimeAgo at={syncedAt} /> : 'never',
            },
            {
              label: t('workspaceOverview.registeredBy'),
              value: <ActorName actor={workspace.createdBy} />,
            },
            {
              label: t('workspaceOverview.registered'),
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
  const { t } = useTranslationRef(workspacesTranslationRef);
  const { workspace } = props;
  const api = useInfrakitchenApi();
  const data = useAsyncData(
    signal => api.getWorkspaceUsage(workspace.id, { signal }),
    [api, workspace.id, workspace.revision],
  );
  return (
    <Section title={t('workspaceOverview.usedBy')}>
      <Loaded
        data={data}
        errorTitle={t('workspaceOverview.whatUsesItCannotBe')}
      >
        {usage => <Usage usage={usage} workspaceId={workspace.id} />}
      </Loaded>
    </Section>
  );
}

function Usage(props: { usage: WorkspaceUsage; workspaceId: string }) {
  const { t } = useTranslationRef(workspacesTranslationRef);
  const { usage, workspaceId } = props;
  const links = useLinks();
  return (
    <KeyValueList
      items={[
        {
          label: t('workspaceOverview.projects'),
          value:
            usage.projects.length === 0 ? (
              t('workspaceOverview.noProjectSharesIt')
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
          label: t('workspaceOverview.resources'),
          value: (
            <Link href={links.workspace(workspaceId, 'folders')}>
              {t('workspaceOverview.folders', { count: usage.resourceCount })}
            </Link>
          ),
        },
        {
          label: t('workspaceOverview.openPullRequests'),
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
