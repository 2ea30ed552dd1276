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
          const { own, resource, project } = entry;
          if (resource && !own) {
            return (
              <Link href={links.resource(resource.id)}>{resource.name}</Link>
            );
          }
          if (project && !own) {
            return <Link href={links.project(project.id)}>{project.name}</Link>;
          }
          return own ? 'this resource' : 'inherited';
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
