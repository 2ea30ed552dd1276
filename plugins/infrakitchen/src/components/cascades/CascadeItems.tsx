import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEffect, useMemo } from 'react';
import { Flex, Link, Select, Text } from '@backstage/ui';
import {
  cascadeItemStates,
  type CascadeDetail,
  type CascadeItem,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  CascadeItemChip,
  DataTable,
  EmptyState,
  PageControls,
  useInfrakitchenApi,
  usePagedList,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useLinks, useListParams, type Links } from '../shared';
import { CascadeItemPlan } from './CascadeItemPlan';
import { cascadesTranslationRef, type Translate } from './translation';

const stateOptions = (t: Translate) => [
  { id: 'all', label: t('cascadeItems.all') },
  ...cascadeItemStates.map(state => ({
    id: state,
    label: state.replace(/_/g, ' '),
  })),
];

/** The resources of a cascade with their plans, runs and errors. */
export function CascadeItems(props: { cascade: CascadeDetail }) {
  const { t } = useTranslationRef(cascadesTranslationRef);
  const { id, state } = props.cascade;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const params = useListParams('items');
  const only = params.get('state') || 'all';
  const isBusy = ['previewing', 'running'].includes(state);
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listCascadeItems(
        id,
        { filter: only === 'all' ? [] : [`state=${only}`], cursor },
        { signal },
      ),
    queryKey: `${id}:${only}`,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
    pollMs: () => (isBusy ? 2000 : undefined),
  });
  const { reload } = list;
  useEffect(() => {
    reload();
  }, [state, reload]);
  const columns = useMemo(() => columnsOf(t, links), [links, t]);
  return (
    <Flex direction="column" gap="3">
      <Select
        label={t('cascadeItems.shown')}
        options={stateOptions(t)}
        value={only}
        onChange={key => params.set('state', key === 'all' ? '' : String(key))}
        style={{ maxWidth: 240 }}
      />
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title={t('cascadeItems.theResourcesCannotBeLoaded')}
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <DataTable
          label={t('cascadeItems.resourcesOfTheCascade')}
          columns={columns}
          items={list.items}
          empty={<EmptyState title={t('cascadeItems.noResourceIsInThis')} />}
        />
      )}
      <PageControls list={list} />
    </Flex>
  );
}

function columnsOf(t: Translate, links: Links): Array<DataColumn<CascadeItem>> {
  return [
    {
      id: 'resource',
      label: t('cascadeItems.resource'),
      render: ({ resource }) => (
        <Flex direction="column" gap="0.5">
          <Link href={links.resource(resource.id)}>{resource.name}</Link>
          <Text variant="body-x-small" color="secondary">
            {resource.templateName}
          </Text>
        </Flex>
      ),
    },
    {
      id: 'level',
      label: t('cascadeItems.level'),
      render: ({ level }) => level + 1,
    },
    {
      id: 'state',
      label: t('cascadeItems.state'),
      render: item => (
        <Flex direction="column" gap="1">
          <div>
            <CascadeItemChip state={item.state} />
          </div>
          {item.error && (
            <Text variant="body-x-small" color="danger">
              {item.error.message}
            </Text>
          )}
        </Flex>
      ),
    },
    {
      id: 'plan',
      label: t('cascadeItems.plan'),
      render: item => <CascadeItemPlan item={item} />,
    },
    {
      id: 'run',
      label: t('cascadeItems.run'),
      render: ({ resource, runId, previewRunId }) => {
        const shown = runId ?? previewRunId;
        return shown ? (
          <Link
            href={links.run(shown)}
            aria-label={t(
              runId ? 'cascadeItems.runOfName' : 'cascadeItems.dryRunOfName',
              { name: resource.name },
            )}
          >
            {runId ? t('cascadeItems.run') : t('cascadeItems.dryRun')}
          </Link>
        ) : (
          '–'
        );
      },
    },
  ];
}
