import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { connectionsTranslationRef, type Translate } from './translation';

/** What uses the connection. */
export function UsageSection(props: ConnectionTabProps) {
  const { t } = useTranslationRef(connectionsTranslationRef);
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
    <Section title={t('usageSection.usedBy')}>
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title={t('usageSection.whatUsesItCannotBe')}
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <DataTable
          label={t('usageSection.usedBy')}
          columns={columnsOf(t, links)}
          items={list.items}
          empty={
            <EmptyState
              title={t('usageSection.nothingUsesIt')}
              description={t('usageSection.itIsAttachedWhereA')}
            />
          }
        />
      )}
      <PageControls list={list} />
    </Section>
  );
}

function columnsOf(
  t: Translate,
  links: Links,
): Array<DataColumn<ConnectionUser>> {
  return [
    {
      id: 'name',
      label: t('usageSection.name'),
      render: ({ kind, id, name }) => (
        <Link href={links.culprit({ kind, id })}>{name}</Link>
      ),
    },
    { id: 'kind', label: t('usageSection.kind'), render: ({ kind }) => kind },
    {
      id: 'alias',
      label: t('usageSection.alias'),
      render: ({ alias }) => (alias ? <code>{alias}</code> : '–'),
    },
  ];
}
