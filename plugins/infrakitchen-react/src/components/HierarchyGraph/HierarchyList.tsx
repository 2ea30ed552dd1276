import { useMemo, type ReactNode } from 'react';
import { Flex, Text } from '@backstage/ui';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { NodeMenuButton, useNodeMenu } from './NodeMenuButton';
import { TreeNodeLabel, type TreeNode } from './TreeNodeLabel';
import { indexTree, referenceText } from './graph';
import styles from './HierarchyGraph.module.css';
import { useNodeTexts, type NodeTexts } from './nodeTexts';

/** The hierarchy as nested lists, for readers and narrow screens. */
export function HierarchyList(props: {
  tree: Tree;
  nodeHref: (node: TreeNode) => string | undefined;
  mark?: (node: TreeNode) => ReactNode;
  menu?: (node: TreeNode) => ReactNode;
}) {
  const texts = useNodeTexts();
  const { t } = texts;
  const { tree, nodeHref, mark, menu } = props;
  const { tops, childrenOf, byId } = useMemo(
    () => ({
      ...indexTree(tree),
      byId: new Map(tree.nodes.map(node => [node.id, node])),
    }),
    [tree],
  );

  const takes = useMemo(() => {
    const byTarget = new Map<string, string[]>();
    for (const reference of tree.references ?? []) {
      const { sourceId, targetId } = reference;
      byTarget.set(targetId, [
        ...(byTarget.get(targetId) ?? []),
        t('list.takes', {
          values: referenceText(reference),
          source: byId.get(sourceId)?.name ?? sourceId,
        }),
      ]);
    }
    return byTarget;
  }, [tree, byId, t]);

  // What several things are above of is opened once, however many ways lead
  // to it.
  const opened = new Set<string>();
  const isFirst = (id: string) => {
    const first = !opened.has(id);
    opened.add(id);
    return first;
  };
  const branch = (ids: string[], isTop = false) => (
    <ul
      className={styles.branch}
      aria-label={isTop ? t('list.label') : undefined}
    >
      {ids.map(id => {
        const node = byId.get(id);
        const children = childrenOf.get(id) ?? [];
        return (
          node && (
            <li key={id} aria-current={id === tree.rootId ? 'true' : undefined}>
              <ListedNode menu={menu} node={node} texts={texts}>
                <TreeNodeLabel
                  node={node}
                  href={nodeHref(node)}
                  isRoot={id === tree.rootId}
                  mark={mark?.(node)}
                  texts={texts}
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
                  <Text color="secondary">{t('list.seeAbove')}</Text>
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
  texts: NodeTexts;
  children: ReactNode;
}) {
  const { node, menu, texts, children } = props;
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
        texts={texts}
        isOpen={isOpen}
        onOpenChange={onOpenChange}
      />
    </Flex>
  );
}
