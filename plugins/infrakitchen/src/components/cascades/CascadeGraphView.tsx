import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useCallback, useEffect, useMemo } from 'react';
import type {
  CascadeDetail,
  CascadeGraph,
  Tree,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  CascadeItemChip,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { ResourceGraph } from '../resources/detail/ResourceGraph';
import { Loaded } from '../shared';
import { cascadesTranslationRef } from './translation';

const POLL_MS = 2000;

type Node = Tree['nodes'][number];

/** The resources of a cascade as a graph, with what is going on with each. */
export function CascadeGraphView(props: { cascade: CascadeDetail }) {
  const { t } = useTranslationRef(cascadesTranslationRef);
  const { id, state } = props.cascade;
  const api = useInfrakitchenApi();
  const isBusy = ['previewing', 'running'].includes(state);
  const data = useAsyncData(
    signal => api.getCascadeGraph(id, { signal }),
    [api, id],
    { pollMs: () => (isBusy ? POLL_MS : undefined) },
  );
  const { reload } = data;
  useEffect(() => {
    reload();
  }, [state, reload]);
  return (
    <Loaded
      data={data}
      errorTitle={t('cascadeGraphView.theGraphCannotBeLoaded')}
    >
      {graph => (
        <Graph graph={graph} rootId={props.cascade.rootId} reload={reload} />
      )}
    </Loaded>
  );
}

function Graph(props: {
  graph: CascadeGraph;
  rootId: string | undefined;
  reload: () => Promise<void>;
}) {
  const { graph, rootId, reload } = props;
  const tree = useMemo((): Tree => {
    return {
      rootId: rootId ?? '',
      truncated: false,
      nodes: graph.nodes.map(({ id, name, abstract, templateName }) => ({
        id,
        name,
        abstract,
        templateName,
      })),
      edges: graph.edges,
    };
  }, [graph, rootId]);
  const states = useMemo(
    () => new Map(graph.nodes.map(({ id, itemState }) => [id, itemState])),
    [graph],
  );
  const mark = useCallback(
    ({ id }: Node) => {
      const state = states.get(id);
      return state && <CascadeItemChip state={state} />;
    },
    [states],
  );
  return <ResourceGraph tree={tree} mark={mark} reload={reload} />;
}
