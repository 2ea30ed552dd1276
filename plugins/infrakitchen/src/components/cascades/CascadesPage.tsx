import { Button, ButtonLink, Flex, Select } from '@backstage/ui';
import {
  cascadeStates,
  isCascadeActive,
  type Cascade,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  cascadeKindLabel,
  EmptyState,
  PageControls,
  useInfrakitchenApi,
  usePagedList,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { PageFrame, useLinks, useListParams } from '../shared';
import { CascadesTable } from './CascadesTable';

const stateOptions = [
  { id: 'all', label: 'All states' },
  ...cascadeStates.map(state => ({
    id: state,
    label: state.replace(/_/g, ' '),
  })),
];
const kindOptions = [
  { id: 'all', label: 'All kinds' },
  ...(['update', 'destroy', 'recreate'] as const).map(kind => ({
    id: kind,
    label: cascadeKindLabel(kind),
  })),
];

const pollWhileActive = (cascades: Cascade[] | undefined) =>
  cascades?.some(({ state }) => isCascadeActive(state)) ? 3000 : 15_000;

/** All cascades, newest first. */
export function CascadesPage() {
  const api = useInfrakitchenApi();
  const links = useLinks();
  const params = useListParams();
  const filters = ['state', 'kind', 'rootId'] as const;
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listCascades(
        {
          filter: filters
            .filter(name => params.get(name))
            .map(name => `${name}=${params.get(name)}`),
          cursor,
        },
        { signal },
      ),
    queryKey: params.key,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
    pollMs: pollWhileActive,
  });
  return (
    <PageFrame
      title="Cascades"
      description="Updates, destructions and recreations of many resources in the order in which they depend on each other."
    >
      <Flex gap="3" style={{ flexWrap: 'wrap' }}>
        <Select
          label="State"
          style={{ maxWidth: 240 }}
          options={stateOptions}
          value={params.get('state') || 'all'}
          onChange={key =>
            params.set('state', key === 'all' ? '' : String(key))
          }
        />
        <Select
          label="Kind"
          style={{ maxWidth: 240 }}
          options={kindOptions}
          value={params.get('kind') || 'all'}
          onChange={key => params.set('kind', key === 'all' ? '' : String(key))}
        />
      </Flex>
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title="The cascades cannot be loaded"
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <CascadesTable
          label="Cascades"
          cascades={list.items}
          empty={
            <EmptyState
              title={
                params.key ? 'No cascade matches the filter' : 'No cascades yet'
              }
              description={
                params.key
                  ? undefined
                  : 'Start one on the page of a resource, for it and everything below.'
              }
              action={
                params.key ? (
                  <Button variant="secondary" onPress={params.clear}>
                    Clear the filter
                  </Button>
                ) : (
                  <ButtonLink variant="secondary" href={links.resources}>
                    Show resources
                  </ButtonLink>
                )
              }
            />
          }
        />
      )}
      <PageControls list={list} />
    </PageFrame>
  );
}
