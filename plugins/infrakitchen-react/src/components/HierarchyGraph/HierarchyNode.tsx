import { memo, type ReactNode } from 'react';
import { ButtonIcon } from '@backstage/ui';
import { RiAddLine, RiSubtractLine } from '@remixicon/react';
import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { TreeNodeLabel, type TreeNode } from './TreeNodeLabel';
import styles from './HierarchyGraph.module.css';

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
}>;

/** A resource or template on the canvas. */
export const HierarchyNode = memo(DrawnNode);

function DrawnNode({ data }: NodeProps<FlowNode>) {
  const { node, isRoot, isDimmed, children, isCollapsed, onToggle } = data;
  return (
    <div
      // The link must be clickable, which `nopan` sees to.
      className={`nopan ${styles.node} ${isRoot ? styles.root : ''} ${
        isDimmed ? styles.dimmed : ''
      }`}
      data-node={node.id}
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
      />
      {children > 0 && (
        <span className={styles.fold}>
          <ButtonIcon
            size="small"
            variant="tertiary"
            aria-label={`${isCollapsed ? 'Expand' : 'Collapse'} ${node.name}`}
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
    </div>
  );
}
