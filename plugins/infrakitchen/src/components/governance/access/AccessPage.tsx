import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useCallback, useState } from 'react';
import { Alert, Button, Flex, Select, Text } from '@backstage/ui';
import type { Grant } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
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
import { governanceTranslationRef, type Translate } from '../translation';
import { useLabels } from '../../shared/useLabels';

const ALL = 'all';
const scopeKinds = (t: Translate) => [
  { id: ALL, label: t('accessPage.allScopes') },
  { id: 'global', label: t('accessPage.everywhere') },
  { id: 'project', label: t('accessPage.projects') },
  { id: 'template', label: t('accessPage.templates') },
  { id: 'resource', label: t('accessPage.resources') },
];
const roles = (t: Translate) => [
  { id: ALL, label: t('accessPage.allRoles') },
  ...['read', 'write', 'admin'].map(role => ({ id: role, label: role })),
];
const filters = ['scopeKind', 'scopeId', 'role', 'principalRef'];

/** Who has which role, and where. */
export function AccessPage() {
  const { t } = useTranslationRef(governanceTranslationRef);
  const labels = useLabels();
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
          {t('accessPage.grantsReachDownEverywhereA')}
        </Text>
        <Button variant="primary" onPress={() => setGiving(true)}>
          {t('accessPage.giveARole')}
        </Button>
      </Flex>
      {access && (
        <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
          <Text>
            {t('accessPage.youAreActorTextEverywhere', {
              actorText: labels.actor(access.userRef),
            })}
          </Text>
          {access.globalRole ? (
            <RoleChip role={access.globalRole} />
          ) : (
            <Text>{t('accessPage.none')}</Text>
          )}
        </Flex>
      )}
      <GrantFilters params={params} />
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title={t('accessPage.theRolesCannotBeLoaded')}
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <GrantsTable
          label={t('accessPage.roles')}
          grants={list.items}
          canRemove={canRemove}
          onRemoved={list.reload}
          empty={
            <EmptyState
              title={
                params.key
                  ? t('accessPage.noRoleMatchesTheFilter')
                  : t('accessPage.noRolesYet')
              }
              description={
                params.key ? undefined : t('accessPage.youSeeTheRolesOf')
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
          title={t('accessPage.onlyTheRolesOfOne')}
          customActions={
            <Button
              size="small"
              variant="secondary"
              onPress={() => params.set('scopeId', '')}
            >
              {t('accessPage.showAll')}
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
  const { t } = useTranslationRef(governanceTranslationRef);
  const labels = useLabels();
  const { params } = props;
  const principal = params.get('principalRef');
  return (
    <Flex gap="3" align="end" style={{ flexWrap: 'wrap' }}>
      <Select
        label={t('accessPage.where')}
        options={scopeKinds(t)}
        value={params.get('scopeKind') || ALL}
        onChange={key =>
          params.set('scopeKind', key === ALL ? '' : String(key))
        }
      />
      <Select
        label={t('accessPage.role')}
        options={roles(t)}
        value={params.get('role') || ALL}
        onChange={key => params.set('role', key === ALL ? '' : String(key))}
      />
      <PrincipalField
        label={t('accessPage.userOrGroup')}
        value={
          principal
            ? { id: principal, label: labels.actor(principal) }
            : undefined
        }
        onChange={option => params.set('principalRef', option?.id ?? '')}
      />
      {params.key && (
        <Button variant="secondary" onPress={params.clear}>
          {t('accessPage.clearTheFilter')}
        </Button>
      )}
    </Flex>
  );
}
