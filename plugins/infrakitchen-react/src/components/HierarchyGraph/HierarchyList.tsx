import { useMemo, type ReactNode } from 'react';
import { Text } from '@backstage/ui';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { TreeNodeLabel, type TreeNode } from './TreeNodeLabel';
import styles from './HierarchyGraph.module.css';

/** The hierarchy as nested lists, for readers and narrow screens. */
export function HierarchyList(props: {
  tree: Tree;
  nodeHref: (node: TreeNode) => string | undefined;
  mark?: (node: TreeNode) => ReactNode;
}) {
  const { tree, nodeHref, mark } = props;
  const { tops, childrenOf, byId } = useMemo(() => index(tree), [tree]);

  const branch = (ids: string[], above: string[]) => (
    <ul
      className={styles.branch}
      aria-label={above.length === 0 ? 'Hierarchy' : undefined}
    >
      {ids.map(id => {
        const node = byId.get(id);
        const children = childrenOf.get(id) ?? [];
        return (
          node && (
            <li key={id} aria-current={id === tree.rootId ? 'true' : undefined}>
              <TreeNodeLabel
                node={node}
                href={nodeHref(node)}
                isRoot={id === tree.rootId}
                mark={mark?.(node)}
                inline
              />
              {children.length > 0 &&
                (above.includes(id) ? (
                  <Text color="secondary">(see above)</Text>
                ) : (
                  branch(children, [...above, id])
                ))}
            </li>
          )
        );
      })}
    </ul>
  );
  return branch(tops, []);
}

function index(tree: Tree) {
  const byId = new Map(tree.nodes.map(node => [node.id, node]));
  const childrenOf = new Map<string, string[]>();
  const hasParent = new Set<string>();
  for (const { parentId, childId } of tree.edges) {
    if (byId.has(parentId) && byId.has(childId)) {
      childrenOf.set(parentId, [...(childrenOf.get(parentId) ?? []), childId]);
      hasParent.add(childId);
    }
  }
  const tops = tree.nodes
    .filter(node => !hasParent.has(node.id))
    .map(node => node.id);
  return { byId, childrenOf, tops };
}
