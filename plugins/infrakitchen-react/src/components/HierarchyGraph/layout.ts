import { Graph, layout } from '@dagrejs/dagre';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Size of a node on the canvas. */
export const NODE_WIDTH = 220;
export const NODE_HEIGHT = 72;

/** Top left corners of nodes by their ids. */
export type Positions = ReadonlyMap<string, { x: number; y: number }>;

/** What positions depend on; it can be sent to a worker. */
export interface LayoutInput {
  ids: string[];
  edges: Tree['edges'];
}

/** What a layout is made from. */
export function layoutInputOf(
  tree: Pick<Tree, 'nodes' | 'edges'>,
): LayoutInput {
  const known = new Set(tree.nodes.map(({ id }) => id));
  return {
    ids: tree.nodes.map(({ id }) => id),
    edges: tree.edges.filter(
      ({ parentId, childId }) => known.has(parentId) && known.has(childId),
    ),
  };
}

/** Positions of the nodes of a hierarchy, parents above children. */
export function layoutTree({ ids, edges }: LayoutInput): Positions {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 32, ranksep: 64 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of ids) {
    graph.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  }
  for (const { parentId, childId } of edges) {
    graph.setEdge(parentId, childId);
  }
  layout(graph);
  return new Map(
    ids.map(id => {
      const { x, y } = graph.node(id);
      return [id, { x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 }];
    }),
  );
}
