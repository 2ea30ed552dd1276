import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { connectionsTranslationRef } from './translation';

/** All integrations, or secrets, or storages. */
export function ConnectionsPage(props: { kind: ConnectionKind }) {
  const { t } = useTranslationRef(connectionsTranslationRef);
  const { kind } = props;
  const { one, many, purpose } = kindTexts(t)[kind];
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
        label: t('connectionsPage.name'),
        render: ({ id, name }) => (
          <Link href={links.connection(kind, id)}>{name}</Link>
        ),
      },
      {
        id: 'provider',
        label: t('connectionsPage.provider'),
        render: ({ provider }) => <code>{provider}</code>,
      },
      {
        id: 'state',
        label: t('connectionsPage.state'),
        render: ({ enabled }) => (
          <Chip tone={enabled ? 'success' : 'warning'}>
            {enabled
              ? t('connectionsPage.enabled')
              : t('connectionsPage.disabled')}
          </Chip>
        ),
      },
      {
        id: 'rotated',
        label: t('connectionsPage.secretsStored'),
        render: ({ rotatedAt }) => <TimeAgo at={rotatedAt} />,
      },
      {
        id: 'used',
        label: t('connectionsPage.lastUsed'),
        render: ({ lastUsedAt }) =>
          lastUsedAt ? <TimeAgo at={lastUsedAt} /> : 'never',
      },
      {
        id: 'role',
        label: t('connectionsPage.yourRole'),
        render: ({ role }) => (role ? <RoleChip role={role} /> : '–'),
      },
    ],
    [links, kind, t],
  );
  const create = access?.canCreateConnections?.includes(kind) && (
    <ButtonLink variant="primary" href={links.newConnection(kind)}>
      {t('connectionsPage.createOne', { one })}
    </ButtonLink>
  );
  return (
    <Flex direction="column" gap="4">
      <Flex align="end" gap="3" style={{ flexWrap: 'wrap' }}>
        <SearchField
          label={t('connectionsPage.searchToLowerCase', {
            toLowerCase: many.toLowerCase(),
          })}
          value={params.get('q')}
          onChange={text => params.set('q', text)}
          style={{ flex: '1 1 200px' }}
        />
        {create}
      </Flex>
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title={t('connectionsPage.theToLowerCaseCannot', {
            toLowerCase: many.toLowerCase(),
          })}
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
                title={t('connectionsPage.noOneMatchesTheSearch', { one })}
                action={
                  <Button variant="secondary" onPress={params.clear}>
                    {t('connectionsPage.clearTheSearch')}
                  </Button>
                }
              />
            ) : (
              <EmptyState
                title={t('connectionsPage.noToLowerCaseYet', {
                  toLowerCase: many.toLowerCase(),
                })}
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
