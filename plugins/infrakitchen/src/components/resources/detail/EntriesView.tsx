import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import { Link, Text } from '@backstage/ui';
import type { EffectiveEntry } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  DataTable,
  EmptyState,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useLinks } from '../../shared';
import { resourcesDetailTranslationRef } from './translation';

type Row = EffectiveEntry & { id: string };

/** Tags or configs that hold, own and inherited. */
export function EntriesView(props: {
  entries: EffectiveEntry[];
  noun: string;
}) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { entries, noun } = props;
  const links = useLinks();
  const items = useMemo(
    () => entries.map(entry => ({ ...entry, id: entry.name })),
    [entries],
  );
  const columns = useMemo(
    (): Array<DataColumn<Row>> => [
      {
        id: 'name',
        label: t('entriesView.name'),
        render: entry => <code>{entry.name}</code>,
      },
      {
        id: 'value',
        label: t('entriesView.value'),
        render: entry => <code>{entry.value}</code>,
      },
      {
        id: 'from',
        label: t('entriesView.from'),
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
          return own ? t('entriesView.thisResource') : 'inherited';
        },
      },
      {
        id: 'inherited',
        label: t('entriesView.toChildren'),
        render: entry => (
          <Text>
            {entry.inheritedByChildren
              ? t('entriesView.inherited')
              : t('entriesView.notInherited')}
          </Text>
        ),
      },
    ],
    [links, t],
  );
  return entries.length === 0 ? (
    <EmptyState title={t('entriesView.noNoun', { noun })} />
  ) : (
    <DataTable
      label={t('entriesView.effectiveNoun', { noun })}
      columns={columns}
      items={items}
    />
  );
}
