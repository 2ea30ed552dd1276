import { useCallback, useEffect, useMemo } from 'react';
import type {
  CascadeDetail,
  CascadeGraph,
  Tree,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  CascadeItemChip,
  HierarchyGraph,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, useLinks } from '../shared';

const POLL_MS = 2000;

type Node = Tree['nodes'][number];

/** The resources of a cascade as a graph, with what is going on with each. */
export function CascadeGraphView(props: { cascade: CascadeDetail }) {
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
    <Loaded data={data} errorTitle="The graph cannot be loaded">
      {graph => <Graph graph={graph} rootId={props.cascade.rootId} />}
    </Loaded>
  );
}

function Graph(props: { graph: CascadeGraph; rootId: string | undefined }) {
  const { graph, rootId } = props;
  const links = useLinks();
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
  const nodeHref = useCallback(({ id }: Node) => links.resource(id), [links]);
  return <HierarchyGraph tree={tree} nodeHref={nodeHref} mark={mark} />;
}
