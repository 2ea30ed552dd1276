import { memo, type ReactNode } from 'react';
import { ButtonIcon } from '@backstage/ui';
import { RiAddLine, RiSubtractLine } from '@remixicon/react';
import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { NodeMenuButton, useNodeMenu } from './NodeMenuButton';
import { TreeNodeLabel, type TreeNode } from './TreeNodeLabel';
import styles from './HierarchyGraph.module.css';
import type { NodeTexts } from './nodeTexts';

/** A node as the canvas draws it. */
export type FlowNode = Node<{
  node: TreeNode;
  href: string | undefined;
  isRoot: boolean;
  isDimmed: boolean;
  mark: ReactNode;
  /** How many are right below; nothing to fold where none is. */
  children: number;
  isCollapsed: boolean;
  onToggle: (id: string) => void;
  /** What can be done with it, where anything can. */
  menu: ((node: TreeNode) => ReactNode) | undefined;
  /** Its outputs go to others, or it takes those of others. */
  refers: boolean;
  texts: NodeTexts;
}>;

/** Where references begin and end: beside the node, apart from its children. */
export const REFERENCE_HANDLES = { source: 'gives', target: 'takes' };

/** A resource or template on the canvas. */
export const HierarchyNode = memo(DrawnNode);

function DrawnNode({ data }: NodeProps<FlowNode>) {
  const { node, isRoot, isDimmed, children, isCollapsed, onToggle } = data;
  const { texts } = data;
  const { isOpen, onOpenChange, onContextMenu } = useNodeMenu();
  return (
    <div
      // The link must be clickable, which `nopan` sees to.
      className={`nopan ${styles.node} ${isRoot ? styles.root : ''} ${
        isDimmed ? styles.dimmed : ''
      }`}
      data-node={node.id}
      onContextMenu={data.menu && onContextMenu}
    >
      <Handle
        type="target"
        position={Position.Top}
        className={styles.handle}
        isConnectable={false}
      />
      <TreeNodeLabel
        node={node}
        href={data.href}
        isRoot={isRoot}
        mark={data.mark}
        texts={texts}
      />
      {data.menu && (
        <span className={styles.menu}>
          <NodeMenuButton
            node={node}
            menu={data.menu}
            texts={texts}
            isOpen={isOpen}
            onOpenChange={onOpenChange}
          />
        </span>
      )}
      {children > 0 && (
        <span className={styles.fold}>
          <ButtonIcon
            size="small"
            variant="tertiary"
            aria-label={texts.t(isCollapsed ? 'node.expand' : 'node.collapse', {
              name: node.name,
            })}
            aria-expanded={!isCollapsed}
            icon={isCollapsed ? <RiAddLine /> : <RiSubtractLine />}
            onPress={() => onToggle(node.id)}
          />
        </span>
      )}
      <Handle
        type="source"
        position={Position.Bottom}
        className={styles.handle}
        isConnectable={false}
      />
      {/* Last: what names no handle goes to the first one. */}
      {data.refers && <ReferenceHandles />}
    </div>
  );
}

function ReferenceHandles() {
  return (
    <>
      <Handle
        id={REFERENCE_HANDLES.source}
        type="source"
        position={Position.Right}
        className={styles.handle}
        isConnectable={false}
      />
      <Handle
        id={REFERENCE_HANDLES.target}
        type="target"
        position={Position.Right}
        className={styles.handle}
        isConnectable={false}
      />
    </>
  );
}
