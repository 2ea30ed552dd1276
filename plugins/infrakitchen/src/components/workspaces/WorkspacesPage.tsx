import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { workspacesTranslationRef, type Translate } from './translation';

const ALL = 'all';

const statuses = (t: Translate) => [
  { id: ALL, label: t('workspacesPage.allStatuses') },
  { id: 'ok', label: t('workspacesPage.ok') },
  { id: 'error', label: t('workspacesPage.error') },
];

/** All workspaces. */
export function WorkspacesPage() {
  const { t } = useTranslationRef(workspacesTranslationRef);
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
  const columns = useMemo(() => columnsOf(t, links), [links, t]);
  const canCreate = access?.canCreateWorkspaces === true;
  const isEmpty = !params.key && list.items?.length === 0;
  return (
    <PageFrame
      title={t('workspacesPage.workspaces')}
      actions={
        canCreate && (
          <ButtonLink variant="primary" href={links.newWorkspace}>
            {t('workspacesPage.registerRepository')}
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
              label={t('workspacesPage.searchWorkspaces')}
              value={params.get('q')}
              onChange={text => params.set('q', text)}
              style={{ flex: '1 1 200px' }}
            />
            <Select
              label={t('workspacesPage.status')}
              options={statuses(t)}
              value={status || ALL}
              onChange={key =>
                params.set('status', key === ALL ? '' : String(key))
              }
            />
          </Flex>
          {list.error && (
            <ApiErrorPanel
              error={list.error}
              title={t('workspacesPage.theWorkspacesCannotBeLoaded')}
              onRetry={list.reload}
            />
          )}
          {(list.items || !list.error) && (
            <DataTable
              label={t('workspacesPage.workspaces')}
              columns={columns}
              items={list.items}
              empty={
                <EmptyState
                  title={t('workspacesPage.noWorkspaceMatchesTheFilters')}
                  action={
                    <Button variant="secondary" onPress={params.clear}>
                      {t('workspacesPage.clearTheFilters')}
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

function columnsOf(t: Translate, links: Links): Array<DataColumn<Workspace>> {
  return [
    {
      id: 'name',
      label: t('workspacesPage.name'),
      render: ({ id, name }) => <Link href={links.workspace(id)}>{name}</Link>,
    },
    {
      id: 'host',
      label: t('workspacesPage.host'),
      render: workspace => hostText(t, workspace),
    },
    {
      id: 'status',
      label: t('workspacesPage.status'),
      render: ({ status }) => <WorkspaceStatusChip status={status} />,
    },
    {
      id: 'folders',
      label: t('workspacesPage.folders'),
      render: ({ folderCount }) => folderCount,
    },
    {
      id: 'pullRequests',
      label: t('workspacesPage.pullRequests'),
      render: ({ openPullRequestCount }) => openPullRequestCount,
    },
    {
      id: 'synced',
      label: t('workspacesPage.lastLook'),
      render: ({ syncedAt }) =>
        syncedAt ? <TimeAgo at={syncedAt} /> : 'never',
    },
    {
      id: 'role',
      label: t('workspacesPage.yourRole'),
      render: ({ role }) => (role ? <RoleChip role={role} /> : '–'),
    },
  ];
}
