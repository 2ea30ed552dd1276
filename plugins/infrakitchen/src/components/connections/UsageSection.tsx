import { Link } from '@backstage/ui';
import type { ConnectionUser } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  DataTable,
  EmptyState,
  PageControls,
  useInfrakitchenApi,
  usePagedList,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section, useLinks, useListParams, type Links } from '../shared';
import type { ConnectionTabProps } from './ConnectionPage';

/** What uses the connection. */
export function UsageSection(props: ConnectionTabProps) {
  const { kind, id } = props.connection;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const params = useListParams('usage');
  const list = usePagedList<ConnectionUser>({
    load: async (cursor, signal) => {
      const page = await api.getConnectionUsage(
        kind,
        id,
        { cursor },
        { signal },
      );
      // Few, so they stand on the first page.
      return cursor
        ? page
        : { ...page, items: [...page.connections, ...page.items] };
    },
    queryKey: `${kind}:${id}`,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
  });
  return (
    <Section title="Used by">
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title="What uses it cannot be loaded"
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <DataTable
          label="Used by"
          columns={columnsOf(links)}
          items={list.items}
          empty={
            <EmptyState
              title="Nothing uses it"
              description="It is attached where a resource is created, or edited."
            />
          }
        />
      )}
      <PageControls list={list} />
    </Section>
  );
}

function columnsOf(links: Links): Array<DataColumn<ConnectionUser>> {
  return [
    {
      id: 'name',
      label: 'Name',
      render: ({ kind, id, name }) => (
        <Link href={links.culprit({ kind, id })}>{name}</Link>
      ),
    },
    { id: 'kind', label: 'Kind', render: ({ kind }) => kind },
    {
      id: 'alias',
      label: 'Alias',
      render: ({ alias }) => (alias ? <code>{alias}</code> : '–'),
    },
  ];
}
