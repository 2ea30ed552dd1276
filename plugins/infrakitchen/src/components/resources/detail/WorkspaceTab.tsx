import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Flex, Link } from '@backstage/ui';
import {
  roleAllows,
  type WorkspacePullRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  EmptyState,
  KeyValueList,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { isOpen, PullRequestPanel } from '../../pullRequests';
import { Section, useLinks } from '../../shared';
import { CodeSection } from './CodeSection';
import type { ResourceTabProps } from './ResourcePage';
import { ResourcePullRequests } from './ResourcePullRequests';
import { resourcesDetailTranslationRef } from './translation';

const POLL_MS = 10_000;

/** Where the code of the resource is, and the pull requests about it. */
export function WorkspaceTab(props: ResourceTabProps) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resource } = props;
  const { workspace } = resource;
  if (!workspace) {
    return <EmptyState title={t('workspaceTab.itsCodeIsWrittenTo')} />;
  }
  return <WorkspaceContent {...props} workspace={workspace} />;
}

type Attached = NonNullable<ResourceTabProps['resource']['workspace']>;

function WorkspaceContent(props: ResourceTabProps & { workspace: Attached }) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resource, workspace, reload } = props;
  const mayEdit = roleAllows(resource.role, 'write');
  const [opened, setOpened] = useState(0);
  const open = useOpenPullRequest(resource.pullRequest);
  const reloadAll = async () => {
    await Promise.all([reload(), open.reload()]);
    setOpened(count => count + 1);
  };
  return (
    <Flex direction="column" gap="4">
      <Place workspace={workspace} />
      <CodeSection
        {...{ resource, mayEdit }}
        refreshKey={`${open.value?.state}:${opened}`}
        onChanged={reloadAll}
      />
      {open.error && (
        <ApiErrorPanel
          error={open.error}
          title={t('workspaceTab.thePullRequestCannotBe')}
          onRetry={open.reload}
        />
      )}
      {open.value && (
        <PullRequestPanel
          pullRequest={open.value}
          withDiff
          mayRetry={mayEdit}
          onChanged={reloadAll}
        />
      )}
      <ResourcePullRequests
        resourceId={resource.id}
        workspaceId={workspace.id}
        refreshKey={`${open.value?.state}:${opened}`}
      />
    </Flex>
  );
}

/** The one that was open when the resource was loaded, live. */
function useOpenPullRequest(known: WorkspacePullRequest | undefined) {
  const api = useInfrakitchenApi();
  return useAsyncData(
    async signal =>
      known ? api.getPullRequest(known.id, { signal }) : undefined,
    [api, known?.id],
    { pollMs: value => (value && isOpen(value) ? POLL_MS : undefined) },
  );
}

function Place({ workspace }: { workspace: Attached }) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const links = useLinks();
  return (
    <Section title={t('workspaceTab.place')}>
      <KeyValueList
        items={[
          {
            label: t('workspaceTab.workspace'),
            value: (
              <>
                {t(
                  workspace.from === 'project'
                    ? 'workspaceTab.thatOfItsProject'
                    : 'workspaceTab.itsOwn',
                  {
                    workspace: (
                      <Link href={links.workspace(workspace.id)}>
                        {workspace.name}
                      </Link>
                    ),
                  },
                )}
              </>
            ),
          },
          {
            label: t('workspaceTab.folder'),
            value: (
              <code style={{ overflowWrap: 'anywhere' }}>
                {workspace.folder}
              </code>
            ),
          },
          {
            label: t('workspaceTab.repository'),
            value: workspace.webUrl && (
              <Link href={workspace.webUrl}>
                {t('workspaceTab.openRepository')}
              </Link>
            ),
          },
        ]}
      />
    </Section>
  );
}
