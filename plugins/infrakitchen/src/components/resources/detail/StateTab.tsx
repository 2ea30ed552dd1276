import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import { Alert, Flex, Link, SearchField, Text } from '@backstage/ui';
import type {
  StateObject,
  StateOverview,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  DataTable,
  EmptyState,
  PageControls,
  TimeAgo,
  useAsyncData,
  useInfrakitchenApi,
  usePagedList,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, Section, useLinks, useListParams } from '../../shared';
import {
  StorageMoveAlert,
  StorageMoves,
  useNewestMove,
} from '../connections/StorageMoves';
import type { ResourceTabProps } from './ResourcePage';
import { resourcesDetailTranslationRef, type Translate } from './translation';

type ObjectRow = StateObject & { id: string };
type VersionRow = StateOverview['versions'][number] & { id: string };

const objectColumns: (t: Translate) => Array<DataColumn<ObjectRow>> = t => [
  {
    id: 'address',
    label: t('stateTab.object'),
    render: object => (
      <code style={{ overflowWrap: 'anywhere' }}>{object.address}</code>
    ),
  },
  { id: 'type', label: t('stateTab.type'), render: object => object.type },
];

/** What the state store knows: objects, versions and the lock. */
export function StateTab(props: ResourceTabProps) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resource, reload } = props;
  const api = useInfrakitchenApi();
  const newest = useNewestMove(resource.id, reload);
  const move = newest.value?.move;
  const data = useAsyncData(
    signal => api.getResourceState(resource.id, { signal }),
    [api, resource.id, resource.status, move?.state],
  );
  return (
    <Flex direction="column" gap="4">
      <StorageMoveAlert move={move} />
      <Loaded data={data} errorTitle={t('stateTab.theStateCannotBeLoaded')}>
        {state => <StateContent state={state} resource={resource} />}
      </Loaded>
      <StorageMoves resourceId={resource.id} newest={move} />
    </Flex>
  );
}

function StateContent(props: {
  state: StateOverview;
  resource: ResourceTabProps['resource'];
}) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { state, resource } = props;
  const { id: resourceId, storage } = resource;
  const links = useLinks();
  const versions = useMemo(
    () => state.versions.map(v => ({ ...v, id: String(v.serial) })),
    [state],
  );
  const versionColumns = useMemo(
    (): Array<DataColumn<VersionRow>> => [
      {
        id: 'serial',
        label: t('stateTab.serial'),
        render: version => version.serial,
      },
      {
        id: 'when',
        label: t('stateTab.written'),
        render: version => <TimeAgo at={version.createdAt} />,
      },
      {
        id: 'run',
        label: t('stateTab.run'),
        render: version =>
          version.runId ? (
            <Link href={links.resourceRun(resourceId, version.runId)}>
              {version.runId.slice(0, 8)}
            </Link>
          ) : (
            '–'
          ),
      },
      {
        id: 'size',
        label: t('stateTab.size'),
        render: version =>
          t('stateTab.kibibytes', {
            size: (version.size / 1024).toFixed(1),
          }),
      },
    ],
    [links, resourceId, t],
  );
  return (
    <Flex direction="column" gap="4">
      {state.lock && (
        <Alert
          status="info"
          icon
          title={t('stateTab.theStateIsLocked')}
          description={
            <>
              {t('stateTab.holdsTheLock', {
                operation: state.lock.operation ?? t('stateTab.anOperation'),
                lock: <code>{state.lock.id}</code>,
                at: <TimeAgo at={state.lock.createdAt} />,
              })}
            </>
          }
        />
      )}
      {storage && (
        <Text as="p" color="secondary">
          {t('stateTab.theStateIsInStorage', {
            storage: (
              <Link href={links.connection('storage', storage.id)}>
                {storage.name}
              </Link>
            ),
          })}
        </Text>
      )}
      <StateObjects state={state} resourceId={resourceId} />
      <Section title={t('stateTab.versionsOfTheState')}>
        <Flex direction="column" gap="2">
          {state.lineage && (
            <Text color="secondary">
              {t('stateTab.lineageAndSerial', {
                lineage: <code>{state.lineage}</code>,
                serial: String(state.serial),
              })}
            </Text>
          )}
          <DataTable
            label={t('stateTab.writtenVersions')}
            columns={versionColumns}
            items={versions}
            empty={<EmptyState title={t('stateTab.noStateWasWrittenYet')} />}
          />
        </Flex>
      </Section>
    </Flex>
  );
}

/** The objects, page by page: a state may have thousands. */
function StateObjects(props: { state: StateOverview; resourceId: string }) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const columns = useMemo(() => objectColumns(t), [t]);
  const { state, resourceId } = props;
  const api = useInfrakitchenApi();
  const params = useListParams('objects');
  const search = params.get('q');
  const list = usePagedList({
    load: async (cursor, signal) => {
      const page = await api.listStateObjects(
        resourceId,
        { q: search || undefined, cursor },
        { signal },
      );
      return {
        ...page,
        items: page.items.map(object => ({ ...object, id: object.address })),
      };
    },
    queryKey: JSON.stringify([resourceId, state.serial, search]),
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
  });
  return (
    <Section
      title={t('stateTab.objectsObjectCount', {
        objectCount: String(state.objectCount),
      })}
    >
      {state.objectCount > 0 && (
        <SearchField
          aria-label={t('stateTab.searchObjectsByAddress')}
          placeholder={t('stateTab.searchByAddress')}
          value={search}
          onChange={text => params.set('q', text)}
        />
      )}
      {list.error ? (
        <ApiErrorPanel
          error={list.error}
          title={t('stateTab.theObjectsCannotBeLoaded')}
        />
      ) : (
        <DataTable
          label={t('stateTab.objectsInTheState')}
          columns={columns}
          items={list.items}
          stale={list.loading}
          empty={
            search ? (
              <EmptyState title={t('stateTab.noObjectHasThisIn')} />
            ) : (
              <EmptyState
                title={t('stateTab.theStateIsEmpty')}
                description={t('stateTab.nothingIsBuiltThatThe')}
              />
            )
          }
        />
      )}
      <PageControls list={list} />
    </Section>
  );
}
