import { useCallback, useState } from 'react';
import { Alert, Button, Flex, Select, Text } from '@backstage/ui';
import type { Grant } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  actorText,
  ApiErrorPanel,
  EmptyState,
  PageControls,
  useInfrakitchenApi,
  usePagedList,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { GiveRoleDialog, GrantsTable, RoleChip } from '../../access';
import {
  PrincipalField,
  useCallerAccess,
  useListParams,
  type ListParams,
} from '../../shared';

const ALL = 'all';
const scopeKinds = [
  { id: ALL, label: 'All scopes' },
  { id: 'global', label: 'Everywhere' },
  { id: 'project', label: 'Projects' },
  { id: 'template', label: 'Templates' },
  { id: 'resource', label: 'Resources' },
];
const roles = [
  { id: ALL, label: 'All roles' },
  ...['read', 'write', 'admin'].map(role => ({ id: role, label: role })),
];
const filters = ['scopeKind', 'scopeId', 'role', 'principalRef'];

/** Who has which role, and where. */
export function AccessPage() {
  const api = useInfrakitchenApi();
  const access = useCallerAccess();
  const params = useListParams();
  const [giving, setGiving] = useState(false);
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listGrants(
        {
          filter: filters
            .filter(name => params.get(name))
            .map(name => `${name}=${params.get(name)}`),
          cursor,
        },
        { signal },
      ),
    queryKey: params.key,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
  });
  const { userRef, globalRole } = access ?? {};
  // Others' grants are listed only where the reader is an admin.
  const canRemove = useCallback(
    (grant: Grant) =>
      globalRole === 'admin' ||
      (grant.principalRef !== userRef && grant.scope.kind !== 'global'),
    [globalRole, userRef],
  );
  return (
    <Flex direction="column" gap="4">
      <Flex
        gap="3"
        justify="between"
        align="center"
        style={{ flexWrap: 'wrap' }}
      >
        <Text as="p" color="secondary">
          Grants reach down: everywhere, a project and its resources, a template
          and those below it, a resource and everything below it.
        </Text>
        <Button variant="primary" onPress={() => setGiving(true)}>
          Give a role
        </Button>
      </Flex>
      {access && (
        <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
          <Text>
            You are {actorText(access.userRef)}; everywhere you have the role
          </Text>
          {access.globalRole ? (
            <RoleChip role={access.globalRole} />
          ) : (
            <Text>none</Text>
          )}
        </Flex>
      )}
      <GrantFilters params={params} />
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title="The roles cannot be loaded"
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <GrantsTable
          label="Roles"
          grants={list.items}
          canRemove={canRemove}
          onRemoved={list.reload}
          empty={
            <EmptyState
              title={params.key ? 'No role matches the filter' : 'No roles yet'}
              description={
                params.key
                  ? undefined
                  : 'You see the roles of places where you are an admin, and your own.'
              }
            />
          }
        />
      )}
      <PageControls list={list} />
      {params.get('scopeId') && (
        <Alert
          status="info"
          icon
          title="Only the roles of one place are shown"
          customActions={
            <Button
              size="small"
              variant="secondary"
              onPress={() => params.set('scopeId', '')}
            >
              Show all
            </Button>
          }
        />
      )}
      {giving && (
        <GiveRoleDialog
          onClose={() => setGiving(false)}
          onGiven={list.reload}
        />
      )}
    </Flex>
  );
}

function GrantFilters(props: { params: ListParams }) {
  const { params } = props;
  const principal = params.get('principalRef');
  return (
    <Flex gap="3" align="end" style={{ flexWrap: 'wrap' }}>
      <Select
        label="Where"
        options={scopeKinds}
        value={params.get('scopeKind') || ALL}
        onChange={key =>
          params.set('scopeKind', key === ALL ? '' : String(key))
        }
      />
      <Select
        label="Role"
        options={roles}
        value={params.get('role') || ALL}
        onChange={key => params.set('role', key === ALL ? '' : String(key))}
      />
      <PrincipalField
        label="User or group"
        value={
          principal ? { id: principal, label: actorText(principal) } : undefined
        }
        onChange={option => params.set('principalRef', option?.id ?? '')}
      />
      {params.key && (
        <Button variant="secondary" onPress={params.clear}>
          Clear the filter
        </Button>
      )}
    </Flex>
  );
}
