import { Route, Routes } from 'react-router-dom';
import { Button, ButtonLink, Flex } from '@backstage/ui';
import {
  roleAllows,
  type Workspace,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  EmptyState,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { RoleChip, RolesSection } from '../access';
import { RecordActivity } from '../history';
import {
  Loaded,
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

/** What every tab of a workspace works with. */
export interface WorkspaceTabProps {
  workspace: Workspace;
  reload: () => Promise<void>;
}

/** One workspace. */
export function WorkspacePage(props: { workspaceId: string }) {
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
        ? `${name} was synchronised`
        : `${name} was synchronised, and something is wrong with it`,
    );
    await data.reload();
  };
  return (
    <PageFrame
      title={workspace?.name ?? 'Workspace'}
      description={workspace?.description}
      breadcrumb={base}
      metadata={
        workspace && [
          {
            label: 'Status',
            value: <WorkspaceStatusChip status={workspace.status} />,
          },
          ...(workspace.role
            ? [
                {
                  label: 'Your role',
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
                Open repository
              </ButtonLink>
            )}
            {roleAllows(workspace.role, 'admin') && (
              <Button
                variant="primary"
                isPending={action.pending === 'sync'}
                onPress={() => action.run('sync', sync)}
              >
                Synchronise
              </Button>
            )}
          </Flex>
        )
      }
      toolbar={
        <WriteError
          error={action.error}
          title="The workspace was not synchronised"
        />
      }
      tabs={
        // Without it they lead nowhere.
        data.error && !workspace
          ? undefined
          : { label: 'Workspace', items: tabsOf(base, workspace) }
      }
    >
      <Loaded data={data} errorTitle="The workspace cannot be loaded">
        {value => <Tabs workspace={value} reload={data.reload} />}
      </Loaded>
    </PageFrame>
  );
}

function tabsOf(base: string, workspace: Workspace | undefined): PageTab[] {
  const tab = (id: string, label: string): PageTab => ({
    id,
    label,
    href: `${base}/${id}`,
    prefix: true,
  });
  return [
    { id: 'overview', label: 'Overview', href: base },
    tab('pull-requests', 'Pull requests'),
    tab('folders', 'Folders'),
    tab('access', 'Access'),
    tab('activity', 'Activity'),
    ...(roleAllows(workspace?.role, 'admin')
      ? [tab('settings', 'Settings')]
      : []),
  ];
}

function Tabs(props: WorkspaceTabProps) {
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
            title="Roles on the workspace"
            scope={{ kind: 'workspace', id, name }}
            role={role}
            hint="Write is needed to have resources write to it. Roles that hold everywhere hold here, too, and a project shares it with its resources."
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
      <Route path="*" element={<EmptyState title="There is no such page" />} />
    </Routes>
  );
}
