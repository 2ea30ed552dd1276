import { useMemo, type ReactNode } from 'react';
import { Flex, Text } from '@backstage/ui';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { NodeMenuButton, useNodeMenu } from './NodeMenuButton';
import { TreeNodeLabel, type TreeNode } from './TreeNodeLabel';
import { indexTree, referenceText } from './graph';
import styles from './HierarchyGraph.module.css';

/** The hierarchy as nested lists, for readers and narrow screens. */
export function HierarchyList(props: {
  tree: Tree;
  nodeHref: (node: TreeNode) => string | undefined;
  mark?: (node: TreeNode) => ReactNode;
  menu?: (node: TreeNode) => ReactNode;
}) {
  const { tree, nodeHref, mark, menu } = props;
  const { tops, childrenOf, byId } = useMemo(
    () => ({
      ...indexTree(tree),
      byId: new Map(tree.nodes.map(node => [node.id, node])),
    }),
    [tree],
  );

  const takes = useMemo(() => {
    const texts = new Map<string, string[]>();
    for (const reference of tree.references ?? []) {
      const { sourceId, targetId } = reference;
      texts.set(targetId, [
        ...(texts.get(targetId) ?? []),
        `takes ${referenceText(reference)} of ${byId.get(sourceId)?.name}`,
      ]);
    }
    return texts;
  }, [tree, byId]);

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
              <ListedNode menu={menu} node={node}>
                <TreeNodeLabel
                  node={node}
                  href={nodeHref(node)}
                  isRoot={id === tree.rootId}
                  mark={mark?.(node)}
                  inline
                />
              </ListedNode>
              {(takes.get(id) ?? []).map(text => (
                <Text key={text} variant="body-small" color="secondary">
                  {text}
                </Text>
              ))}
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

function ListedNode(props: {
  node: TreeNode;
  menu: ((node: TreeNode) => ReactNode) | undefined;
  children: ReactNode;
}) {
  const { node, menu, children } = props;
  const { isOpen, onOpenChange, onContextMenu } = useNodeMenu();
  if (!menu) {
    return <>{children}</>;
  }
  return (
    <Flex gap="2" align="center" onContextMenu={onContextMenu}>
      {children}
      <NodeMenuButton
        node={node}
        menu={menu}
        isOpen={isOpen}
        onOpenChange={onOpenChange}
      />
    </Flex>
  );
}
