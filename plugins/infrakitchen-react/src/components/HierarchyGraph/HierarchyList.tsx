import { useMemo, type ReactNode } from 'react';
import { Text } from '@backstage/ui';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { TreeNodeLabel, type TreeNode } from './TreeNodeLabel';
import { indexTree } from './graph';
import styles from './HierarchyGraph.module.css';

/** The hierarchy as nested lists, for readers and narrow screens. */
export function HierarchyList(props: {
  tree: Tree;
  nodeHref: (node: TreeNode) => string | undefined;
  mark?: (node: TreeNode) => ReactNode;
}) {
  const { tree, nodeHref, mark } = props;
  const { tops, childrenOf, byId } = useMemo(
    () => ({
      ...indexTree(tree),
      byId: new Map(tree.nodes.map(node => [node.id, node])),
    }),
    [tree],
  );

  // What several things are above of is opened once, however many ways lead
  // to it.
  const opened = new Set<string>();
  const isFirst = (id: string) => {
    const first = !opened.has(id);
    opened.add(id);
    return first;
  };
  const branch = (ids: string[], isTop = false) => (
    <ul className={styles.branch} aria-label={isTop ? 'Hierarchy' : undefined}>
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
                (isFirst(id) ? (
                  branch(children)
                ) : (
                  <Text color="secondary">(see above)</Text>
                ))}
            </li>
          )
        );
      })}
    </ul>
  );
  return branch(tops, true);
}
