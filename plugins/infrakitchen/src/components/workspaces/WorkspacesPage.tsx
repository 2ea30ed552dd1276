import { useMemo } from 'react';
import {
  Button,
  ButtonLink,
  Flex,
  Link,
  SearchField,
  Select,
} from '@backstage/ui';
import type { Workspace } from '@infrakitchen/backstage-plugin-infrakitchen-common';
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
import { RoleChip } from '../access';
import {
  PageFrame,
  useCallerAccess,
  useLinks,
  useListParams,
  type Links,
} from '../shared';
import { FirstWorkspace } from './FirstWorkspace';
import { hostText, WorkspaceStatusChip } from './workspaceTexts';

const ALL = 'all';

const statuses = [
  { id: ALL, label: 'All statuses' },
  { id: 'ok', label: 'ok' },
  { id: 'error', label: 'error' },
];

/** All workspaces. */
export function WorkspacesPage() {
  const api = useInfrakitchenApi();
  const links = useLinks();
  const access = useCallerAccess();
  const params = useListParams();
  const status = params.get('status');
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listWorkspaces(
        {
          q: params.get('q') || undefined,
          filter: status ? [`status=${status}`] : undefined,
          orderBy: 'name',
          cursor,
        },
        { signal },
      ),
    queryKey: params.key,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
  });
  const columns = useMemo(() => columnsOf(links), [links]);
  const canCreate = access?.canCreateWorkspaces === true;
  const isEmpty = !params.key && list.items?.length === 0;
  return (
    <PageFrame
      title="Workspaces"
      actions={
        canCreate && (
          <ButtonLink variant="primary" href={links.newWorkspace}>
            Register repository
          </ButtonLink>
        )
      }
    >
      {isEmpty ? (
        <FirstWorkspace canCreate={canCreate} />
      ) : (
        <Flex direction="column" gap="4">
          <Flex gap="3" align="end" style={{ flexWrap: 'wrap' }}>
            <SearchField
              label="Search workspaces"
              value={params.get('q')}
              onChange={text => params.set('q', text)}
              style={{ flex: '1 1 200px' }}
            />
            <Select
              label="Status"
              options={statuses}
              value={status || ALL}
              onChange={key =>
                params.set('status', key === ALL ? '' : String(key))
              }
            />
          </Flex>
          {list.error && (
            <ApiErrorPanel
              error={list.error}
              title="The workspaces cannot be loaded"
              onRetry={list.reload}
            />
          )}
          {(list.items || !list.error) && (
            <DataTable
              label="Workspaces"
              columns={columns}
              items={list.items}
              empty={
                <EmptyState
                  title="No workspace matches the filters"
                  action={
                    <Button variant="secondary" onPress={params.clear}>
                      Clear the filters
                    </Button>
                  }
                />
              }
            />
          )}
          <PageControls list={list} />
        </Flex>
      )}
    </PageFrame>
  );
}

function columnsOf(links: Links): Array<DataColumn<Workspace>> {
  return [
    {
      id: 'name',
      label: 'Name',
      render: ({ id, name }) => <Link href={links.workspace(id)}>{name}</Link>,
    },
    { id: 'host', label: 'Host', render: hostText },
    {
      id: 'status',
      label: 'Status',
      render: ({ status }) => <WorkspaceStatusChip status={status} />,
    },
    {
      id: 'folders',
      label: 'Folders',
      render: ({ folderCount }) => folderCount,
    },
    {
      id: 'pullRequests',
      label: 'Pull requests',
      render: ({ openPullRequestCount }) => openPullRequestCount,
    },
    {
      id: 'synced',
      label: 'Last look',
      render: ({ syncedAt }) =>
        syncedAt ? <TimeAgo at={syncedAt} /> : 'never',
    },
    {
      id: 'role',
      label: 'Your role',
      render: ({ role }) => (role ? <RoleChip role={role} /> : '–'),
    },
  ];
}
