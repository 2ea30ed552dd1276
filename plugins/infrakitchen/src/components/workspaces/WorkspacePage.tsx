import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Route, Routes } from 'react-router-dom';
import { Button, ButtonLink, Flex } from '@backstage/ui';
import {
  roleAllows,
  type Workspace,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { RoleChip, RolesSection } from '../access';
import { RecordActivity } from '../history';
import {
  Loaded,
  NoSuchPage,
  PageFrame,
  useAction,
  useLinks,
  useNotify,
  WriteError,
  type PageTab,
} from '../shared';
import { FoldersSection } from './FoldersSection';
import { PullRequestsSection } from './PullRequestsSection';
import { WorkspaceOverview } from './WorkspaceOverview';
import { WorkspaceSettings } from './WorkspaceSettings';
import { WorkspaceStatusChip } from './workspaceTexts';
import { workspacesTranslationRef, type Translate } from './translation';

/** What every tab of a workspace works with. */
export interface WorkspaceTabProps {
  workspace: Workspace;
  reload: () => Promise<void>;
}

/** One workspace. */
export function WorkspacePage(props: { workspaceId: string }) {
  const { t } = useTranslationRef(workspacesTranslationRef);
  const { workspaceId } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const notify = useNotify();
  const action = useAction();
  const data = useAsyncData(
    signal => api.getWorkspace(workspaceId, { signal }),
    [api, workspaceId],
  );
  const workspace = data.value;
  const base = links.workspace(workspaceId);
  const sync = async () => {
    const { name, status } = await api.syncWorkspace(workspaceId);
    notify(
      status === 'ok'
        ? t('workspacePage.nameWasSynchronised', { name })
        : t('workspacePage.nameWasSynchronisedAndSomething', { name }),
    );
    await data.reload();
  };
  return (
    <PageFrame
      title={workspace?.name ?? t('workspacePage.workspace')}
      description={workspace?.description}
      breadcrumb={base}
      metadata={
        workspace && [
          {
            label: t('workspacePage.status'),
            value: <WorkspaceStatusChip status={workspace.status} />,
          },
          ...(workspace.role
            ? [
                {
                  label: t('workspacePage.yourRole'),
                  value: <RoleChip role={workspace.role} />,
                },
              ]
            : []),
        ]
      }
      actions={
        workspace && (
          <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
            {workspace.webUrl && (
              <ButtonLink variant="secondary" href={workspace.webUrl}>
                {t('workspacePage.openRepository')}
              </ButtonLink>
            )}
            {roleAllows(workspace.role, 'admin') && (
              <Button
                variant="primary"
                isPending={action.pending === 'sync'}
                onPress={() => action.run('sync', sync)}
              >
                {t('workspacePage.synchronise')}
              </Button>
            )}
          </Flex>
        )
      }
      toolbar={
        <WriteError
          error={action.error}
          title={t('workspacePage.theWorkspaceWasNotSynchronised')}
        />
      }
      tabs={
        // Without it they lead nowhere.
        data.error && !workspace
          ? undefined
          : {
              label: t('workspacePage.workspace'),
              items: tabsOf(t, base, workspace),
            }
      }
    >
      <Loaded
        data={data}
        errorTitle={t('workspacePage.theWorkspaceCannotBeLoaded')}
        record={{ kind: 'workspace', id: workspaceId }}
      >
        {value => <Tabs workspace={value} reload={data.reload} />}
      </Loaded>
    </PageFrame>
  );
}

function tabsOf(
  t: Translate,
  base: string,
  workspace: Workspace | undefined,
): PageTab[] {
  const tab = (id: string, label: string): PageTab => ({
    id,
    label,
    href: `${base}/${id}`,
    prefix: true,
  });
  return [
    { id: 'overview', label: t('workspacePage.overview'), href: base },
    tab('pull-requests', t('workspacePage.pullRequests')),
    tab('folders', t('workspacePage.folders')),
    tab('access', t('workspacePage.access')),
    tab('activity', t('workspacePage.activity')),
    ...(roleAllows(workspace?.role, 'admin')
      ? [tab('settings', t('workspacePage.settings'))]
      : []),
  ];
}

function Tabs(props: WorkspaceTabProps) {
  const { t } = useTranslationRef(workspacesTranslationRef);
  const { workspace, reload } = props;
  const { id, name, role, revision } = workspace;
  return (
    <Routes>
      <Route index element={<WorkspaceOverview {...props} />} />
      <Route
        path="pull-requests"
        element={<PullRequestsSection {...props} />}
      />
      <Route path="folders" element={<FoldersSection {...props} />} />
      <Route
        path="access"
        element={
          <RolesSection
            title={t('workspacePage.rolesOnTheWorkspace')}
            scope={{ kind: 'workspace', id, name }}
            role={role}
            hint={t('workspacePage.writeIsNeededToHave')}
          />
        }
      />
      <Route
        path="activity"
        element={
          <RecordActivity
            kind="workspace"
            id={id}
            revision={revision}
            reload={reload}
          />
        }
      />
      <Route path="settings" element={<WorkspaceSettings {...props} />} />
      <Route path="*" element={<NoSuchPage />} />
    </Routes>
  );
}
