import { Graph, layout } from '@dagrejs/dagre';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Size of a node on the canvas. */
export const NODE_WIDTH = 220;
export const NODE_HEIGHT = 72;

/** Positions of the nodes of a hierarchy, parents above children. */
export function layoutTree(tree: Tree): Map<string, { x: number; y: number }> {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 32, ranksep: 64 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of tree.nodes) {
    graph.setNode(node.id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  }
  const known = new Set(tree.nodes.map(node => node.id));
  for (const { parentId, childId } of tree.edges) {
    if (known.has(parentId) && known.has(childId)) {
      graph.setEdge(parentId, childId);
    }
  }
  layout(graph);
  return new Map(
    tree.nodes.map(node => {
      const { x, y } = graph.node(node.id);
      return [node.id, { x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 }];
    }),
  );
}
