import { useMemo } from 'react';
import { Link, Text } from '@backstage/ui';
import type { EffectiveEntry } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  DataTable,
  EmptyState,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useLinks } from '../../shared';

type Row = EffectiveEntry & { id: string };

/** Tags or configs that hold, own and inherited. */
export function EntriesView(props: {
  entries: EffectiveEntry[];
  noun: string;
}) {
  const { entries, noun } = props;
  const links = useLinks();
  const items = useMemo(
    () => entries.map(entry => ({ ...entry, id: entry.name })),
    [entries],
  );
  const columns = useMemo(
    (): Array<DataColumn<Row>> => [
      { id: 'name', label: 'Name', render: entry => <code>{entry.name}</code> },
      {
        id: 'value',
        label: 'Value',
        render: entry => <code>{entry.value}</code>,
      },
      {
        id: 'from',
        label: 'From',
        render: entry => {
          if (entry.own || !entry.resource) {
            return entry.own ? 'this resource' : 'inherited';
          }
          return (
            <Link href={links.resource(entry.resource.id)}>
              {entry.resource.name}
            </Link>
          );
        },
      },
      {
        id: 'inherited',
        label: 'To children',
        render: entry => (
          <Text>
            {entry.inheritedByChildren ? 'inherited' : 'not inherited'}
          </Text>
        ),
      },
    ],
    [links],
  );
  return entries.length === 0 ? (
    <EmptyState title={`No ${noun}`} />
  ) : (
    <DataTable label={`Effective ${noun}`} columns={columns} items={items} />
  );
}
