import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { reachedFrom, type TreeIndex } from './graph';
import type { TreeNode } from './TreeNodeLabel';

/** A line of the hierarchy as a list. */
export interface ListRow {
  /** A node has a row below each of its parents. */
  key: string;
  node: TreeNode;
  /** From 1. */
  level: number;
  /** Among its siblings, from 1. */
  position: number;
  siblings: number;
  /** Row of the node above; absent at the top. */
  parentKey?: string;
  /** Whether what is below is shown; absent where nothing is. */
  isExpanded?: boolean;
  /** What is below stands in a row further up. */
  isRepeated: boolean;
}

/**
 * The rows of a hierarchy that are seen, from the top down. What several nodes
 * are above of is opened once, however many ways lead to it.
 *
 * @param only - Nodes that are looked for, which are left with what is above them.
 */
export function listRows(
  tree: Tree,
  index: TreeIndex,
  collapsed: ReadonlySet<string>,
  only?: ReadonlySet<string>,
): ListRow[] {
  const byId = new Map(tree.nodes.map(node => [node.id, node]));
  const kept = only && withAncestors(index, only);
  const rows: ListRow[] = [];
  const opened = new Set<string>();
  const seen = (ids: string[] = []) =>
    kept ? ids.filter(id => kept.has(id)) : ids;

  const add = (ids: string[], level: number, parent?: ListRow) =>
    ids.forEach((id, place) => {
      const below = seen(index.childrenOf.get(id));
      const isRepeated = below.length > 0 && opened.has(id);
      const isExpanded = !collapsed.has(id);
      const row: ListRow = {
        key: `${parent?.node.id ?? ''}/${id}`,
        node: byId.get(id)!,
        level,
        position: place + 1,
        siblings: ids.length,
        parentKey: parent?.key,
        isExpanded: below.length > 0 && !isRepeated ? isExpanded : undefined,
        isRepeated,
      };
      rows.push(row);
      if (below.length > 0 && !isRepeated && isExpanded) {
        opened.add(id);
        add(below, level + 1, row);
      }
    });
  add(seen(index.tops), 1);
  return rows;
}

function withAncestors(
  { parentsOf }: TreeIndex,
  ids: ReadonlySet<string>,
): Set<string> {
  const all = new Set(ids);
  for (const id of ids) {
    for (const above of reachedFrom(parentsOf, id)) {
      all.add(above);
    }
  }
  return all;
}

/** The row that a key of the keyboard leads to, or what it does to this one. */
export function moveInList(
  rows: ListRow[],
  at: number,
  key: string,
): { to: number } | { toggle: string } | undefined {
  const row = rows[at];
  const to = (place: number) =>
    rows[place] && place !== at ? { to: place } : undefined;
  switch (key) {
    case 'ArrowDown':
      return to(at + 1);
    case 'ArrowUp':
      return to(at - 1);
    case 'Home':
      return to(0);
    case 'End':
      return to(rows.length - 1);
    case 'ArrowRight':
      if (row.isExpanded === undefined) {
        return undefined;
      }
      return row.isExpanded ? to(at + 1) : { toggle: row.node.id };
    case 'ArrowLeft':
      return row.isExpanded
        ? { toggle: row.node.id }
        : to(rows.findIndex(other => other.key === row.parentKey));
    default:
      return undefined;
  }
}

/** The next row whose name begins with what was typed; the same one counts for more than one letter. */
export function findTyped(
  rows: ListRow[],
  at: number,
  typed: string,
): number | undefined {
  const text = typed.toLocaleLowerCase();
  const first = typed.length > 1 ? 0 : 1;
  for (let step = first; step < rows.length + first; step += 1) {
    const place = (at + step) % rows.length;
    if (rows[place].node.name.toLocaleLowerCase().startsWith(text)) {
      return place;
    }
  }
  return undefined;
}
