import { useMemo } from 'react';
import { Alert, Flex, Link, Text } from '@backstage/ui';
import type { StateOverview } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  DataTable,
  EmptyState,
  TimeAgo,
  useAsyncData,
  useInfrakitchenApi,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, Section, useLinks } from '../../shared';
import type { ResourceTabProps } from './ResourcePage';

type ObjectRow = StateOverview['objects'][number] & { id: string };
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
  const { resource } = props;
  const api = useInfrakitchenApi();
  const data = useAsyncData(
    signal => api.getResourceState(resource.id, { signal }),
    [api, resource.id, resource.status],
  );
  return (
    <Loaded data={data} errorTitle="The state cannot be loaded">
      {state => <StateContent state={state} resourceId={resource.id} />}
    </Loaded>
  );
}

function StateContent(props: { state: StateOverview; resourceId: string }) {
  const { state, resourceId } = props;
  const links = useLinks();
  const objects = useMemo(
    () => state.objects.map(object => ({ ...object, id: object.address })),
    [state],
  );
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
      <Section title={`Objects (${state.objects.length})`}>
        <DataTable
          label="Objects in the state"
          columns={objectColumns}
          items={objects}
          empty={
            <EmptyState
              title="The state is empty"
              description="Nothing is built that the engine knows of."
            />
          }
        />
      </Section>
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
