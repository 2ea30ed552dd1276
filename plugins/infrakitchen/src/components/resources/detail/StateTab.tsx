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

type ObjectRow = StateObject & { id: string };
type VersionRow = StateOverview['versions'][number] & { id: string };

const objectColumns: Array<DataColumn<ObjectRow>> = [
  {
    id: 'address',
    label: 'Object',
    render: object => (
      <code style={{ overflowWrap: 'anywhere' }}>{object.address}</code>
    ),
  },
  { id: 'type', label: 'Type', render: object => object.type },
];

/** What the state store knows: objects, versions and the lock. */
export function StateTab(props: ResourceTabProps) {
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
      <Loaded data={data} errorTitle="The state cannot be loaded">
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
  const { state, resource } = props;
  const { id: resourceId, storage } = resource;
  const links = useLinks();
  const versions = useMemo(
    () => state.versions.map(v => ({ ...v, id: String(v.serial) })),
    [state],
  );
  const versionColumns = useMemo(
    (): Array<DataColumn<VersionRow>> => [
      { id: 'serial', label: 'Serial', render: version => version.serial },
      {
        id: 'when',
        label: 'Written',
        render: version => <TimeAgo at={version.createdAt} />,
      },
      {
        id: 'run',
        label: 'Run',
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
        label: 'Size',
        render: version => `${(version.size / 1024).toFixed(1)} KiB`,
      },
    ],
    [links, resourceId],
  );
  return (
    <Flex direction="column" gap="4">
      {state.lock && (
        <Alert
          status="info"
          icon
          title="The state is locked"
          description={
            <>
              {state.lock.operation ?? 'An operation'} holds the lock{' '}
              <code>{state.lock.id}</code> since{' '}
              <TimeAgo at={state.lock.createdAt} />.
            </>
          }
        />
      )}
      {storage && (
        <Text as="p" color="secondary">
          The state is in{' '}
          <Link href={links.connection('storage', storage.id)}>
            {storage.name}
          </Link>
          . Shown is the copy that the portal takes of it with each run.
        </Text>
      )}
      <StateObjects state={state} resourceId={resourceId} />
      <Section title="Versions of the state">
        <Flex direction="column" gap="2">
          {state.lineage && (
            <Text color="secondary">
              Lineage <code>{state.lineage}</code>, serial {state.serial}
            </Text>
          )}
          <DataTable
            label="Written versions"
            columns={versionColumns}
            items={versions}
            empty={<EmptyState title="No state was written yet" />}
          />
        </Flex>
      </Section>
    </Flex>
  );
}

/** The objects, page by page: a state may have thousands. */
function StateObjects(props: { state: StateOverview; resourceId: string }) {
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
    <Section title={`Objects (${state.objectCount})`}>
      {state.objectCount > 0 && (
        <SearchField
          aria-label="Search objects by address"
          placeholder="Search by address"
          value={search}
          onChange={text => params.set('q', text)}
        />
      )}
      {list.error ? (
        <ApiErrorPanel
          error={list.error}
          title="The objects cannot be loaded"
        />
      ) : (
        <DataTable
          label="Objects in the state"
          columns={objectColumns}
          items={list.items}
          stale={list.loading}
          empty={
            search ? (
              <EmptyState title="No object has this in its address" />
            ) : (
              <EmptyState
                title="The state is empty"
                description="Nothing is built that the engine knows of."
              />
            )
          }
        />
      )}
      <PageControls list={list} />
    </Section>
  );
}
