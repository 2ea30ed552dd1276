import type { BuiltInEdge, Edge } from '@xyflow/react';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { referenceText } from './graph';
import { REFERENCE_HANDLES } from './HierarchyNode';
import styles from './HierarchyGraph.module.css';
import type { Translate } from './translation';

/** What stands out on the canvas. */
interface Pointed {
  shown: ReadonlySet<string> | undefined;
  selected: string | undefined;
}

/** The lines of the canvas: what is above what, and what feeds what. */
export function toEdges(
  t: Translate,
  tree: Tree,
  { shown, selected }: Pointed,
): Edge[] {
  const names = new Map(tree.nodes.map(({ id, name }) => [id, name]));
  const nameOf = (id: string) => names.get(id) ?? id;
  const isDimmed = (...ids: string[]) =>
    shown !== undefined && !ids.every(id => shown.has(id));
  const links = tree.edges.map(
    ({ parentId, childId }): Edge => ({
      id: `${parentId}-${childId}`,
      source: parentId,
      target: childId,
      className: isDimmed(parentId, childId) ? styles.dimmed : undefined,
      ariaLabel: t('canvas.isAbove', {
        parent: nameOf(parentId),
        child: nameOf(childId),
      }),
    }),
  );
  const references = (tree.references ?? []).map((reference): BuiltInEdge => {
    const { sourceId, targetId } = reference;
    const text = referenceText(reference);
    const dimmed = isDimmed(sourceId, targetId) ? styles.dimmed : '';
    return {
      id: `${sourceId}-to-${targetId}`,
      source: sourceId,
      target: targetId,
      type: 'smoothstep',
      // Within the gap between neighbours.
      pathOptions: { offset: 20, borderRadius: 12 },
      sourceHandle: REFERENCE_HANDLES.source,
      targetHandle: REFERENCE_HANDLES.target,
      className: `${styles.reference} ${dimmed}`,
      // Texts at all of them would cover the graph.
      label: selected === sourceId || selected === targetId ? text : undefined,
      ariaLabel: t('canvas.takesFrom', {
        target: nameOf(targetId),
        values: text,
        source: nameOf(sourceId),
      }),
    };
  });
  return [...links, ...references];
}
