import { useMemo, type CSSProperties, type ReactNode } from 'react';
import {
  Background,
  Controls,
  Handle,
  Position,
  ReactFlow,
  type Edge,
  type Node,
  type NodeProps,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { layoutTree, NODE_HEIGHT } from './layout';
import { TreeNodeLabel, type TreeNode } from './TreeNodeLabel';
import styles from './HierarchyGraph.module.css';

type FlowNode = Node<{
  node: TreeNode;
  href: string | undefined;
  isRoot: boolean;
  mark: ReactNode;
}>;

const nodeTypes = { hierarchy: HierarchyNode };

/** Around the nodes, so that few of them do not take the whole screen. */
const MARGIN = 160;

/** Nodes out of sight are left out only when there are many of them. */
const MANY = 300;

/** The hierarchy drawn as a graph. */
export function HierarchyCanvas(props: {
  tree: Tree;
  nodeHref: (node: TreeNode) => string | undefined;
  mark?: (node: TreeNode) => ReactNode;
  colorMode: 'light' | 'dark';
}) {
  const { tree, nodeHref, mark, colorMode } = props;
  const { nodes, edges, height } = useMemo(() => {
    const positions = layoutTree(tree);
    const names = new Map(tree.nodes.map(({ id, name }) => [id, name]));
    const lowest = Math.max(0, ...[...positions.values()].map(({ y }) => y));
    return {
      height: lowest + NODE_HEIGHT + MARGIN,
      nodes: tree.nodes.map(
        (node): FlowNode => ({
          id: node.id,
          type: 'hierarchy',
          position: positions.get(node.id) ?? { x: 0, y: 0 },
          data: {
            node,
            href: nodeHref(node),
            isRoot: node.id === tree.rootId,
            mark: mark?.(node),
          },
        }),
      ),
      edges: tree.edges.map(
        ({ parentId, childId }): Edge => ({
          id: `${parentId}-${childId}`,
          source: parentId,
          target: childId,
          ariaLabel: `${names.get(parentId)} is above ${names.get(childId)}`,
        }),
      ),
    };
  }, [tree, nodeHref, mark]);

  return (
    <div
      className={styles.canvas}
      style={{ '--needed-height': `${height}px` } as CSSProperties}
      role="region"
      aria-label="Hierarchy graph"
    >
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        colorMode={colorMode}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.15 }}
        minZoom={0.1}
        nodesDraggable={false}
        nodesConnectable={false}
        // The links inside the nodes take the focus.
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        onlyRenderVisibleElements={nodes.length > MANY}
        preventScrolling={false}
        zoomOnScroll={false}
      >
        <Background />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

function HierarchyNode({ data }: NodeProps<FlowNode>) {
  return (
    <div
      // The link must be clickable, which `nopan` sees to.
      className={`nopan ${styles.node} ${data.isRoot ? styles.root : ''}`}
    >
      <Handle
        type="target"
        position={Position.Top}
        className={styles.handle}
        isConnectable={false}
      />
      <TreeNodeLabel {...data} />
      <Handle
        type="source"
        position={Position.Bottom}
        className={styles.handle}
        isConnectable={false}
      />
    </div>
  );
}
