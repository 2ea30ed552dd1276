import { useMemo } from 'react';
import { Button, ButtonLink, Flex, Link, SearchField } from '@backstage/ui';
import type {
  Connection,
  ConnectionKind,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
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
import { RoleChip } from '../access';
import { useCallerAccess, useLinks, useListParams } from '../shared';
import { kindTexts } from './connectionTexts';
import { PortalGitHosts } from './PortalGitHosts';

/** All integrations, or secrets, or storages. */
export function ConnectionsPage(props: { kind: ConnectionKind }) {
  const { kind } = props;
  const { one, many, purpose } = kindTexts[kind];
  const api = useInfrakitchenApi();
  const links = useLinks();
  const access = useCallerAccess();
  const params = useListParams();
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listConnections(
        kind,
        { q: params.get('q') || undefined, orderBy: 'name', cursor },
        { signal },
      ),
    queryKey: `${kind}:${params.key}`,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
  });
  const columns = useMemo(
    (): Array<DataColumn<Connection>> => [
      {
        id: 'name',
        label: 'Name',
        render: ({ id, name }) => (
          <Link href={links.connection(kind, id)}>{name}</Link>
        ),
      },
      {
        id: 'provider',
        label: 'Provider',
        render: ({ provider }) => <code>{provider}</code>,
      },
      {
        id: 'state',
        label: 'State',
        render: ({ enabled }) => (
          <Chip tone={enabled ? 'success' : 'warning'}>
            {enabled ? 'enabled' : 'disabled'}
          </Chip>
        ),
      },
      {
        id: 'rotated',
        label: 'Secrets stored',
        render: ({ rotatedAt }) => <TimeAgo at={rotatedAt} />,
      },
      {
        id: 'used',
        label: 'Last used',
        render: ({ lastUsedAt }) =>
          lastUsedAt ? <TimeAgo at={lastUsedAt} /> : 'never',
      },
      {
        id: 'role',
        label: 'Your role',
        render: ({ role }) => (role ? <RoleChip role={role} /> : '–'),
      },
    ],
    [links, kind],
  );
  const create = access?.canCreateConnections?.includes(kind) && (
    <ButtonLink variant="primary" href={links.newConnection(kind)}>
      Create {one}
    </ButtonLink>
  );
  return (
    <Flex direction="column" gap="4">
      <Flex align="end" gap="3" style={{ flexWrap: 'wrap' }}>
        <SearchField
          label={`Search ${many.toLowerCase()}`}
          value={params.get('q')}
          onChange={text => params.set('q', text)}
          style={{ flex: '1 1 200px' }}
        />
        {create}
      </Flex>
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title={`The ${many.toLowerCase()} cannot be loaded`}
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <DataTable
          label={many}
          columns={columns}
          items={list.items}
          empty={
            params.key ? (
              <EmptyState
                title={`No ${one} matches the search`}
                action={
                  <Button variant="secondary" onPress={params.clear}>
                    Clear the search
                  </Button>
                }
              />
            ) : (
              <EmptyState
                title={`No ${many.toLowerCase()} yet`}
                description={purpose}
              />
            )
          }
        />
      )}
      <PageControls list={list} />
      {kind === 'integration' && <PortalGitHosts />}
    </Flex>
  );
}
