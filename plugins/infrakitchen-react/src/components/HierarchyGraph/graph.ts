import type {
  Tree,
  TreeReference,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Who is above and below whom, among the nodes of a tree. */
export interface TreeIndex {
  parentsOf: ReadonlyMap<string, string[]>;
  childrenOf: ReadonlyMap<string, string[]>;
  /** Nodes without anything above them. */
  tops: string[];
}

/** Looks up parents and children; edges out of the tree do not count. */
export function indexTree(tree: Pick<Tree, 'nodes' | 'edges'>): TreeIndex {
  const known = new Set(tree.nodes.map(({ id }) => id));
  const parentsOf = new Map<string, string[]>();
  const childrenOf = new Map<string, string[]>();
  const add = (map: Map<string, string[]>, key: string, value: string) => {
    const list = map.get(key);
    if (list) {
      list.push(value);
    } else {
      map.set(key, [value]);
    }
  };
  for (const { parentId, childId } of tree.edges) {
    if (known.has(parentId) && known.has(childId)) {
      add(childrenOf, parentId, childId);
      add(parentsOf, childId, parentId);
    }
  }
  const tops = tree.nodes.map(({ id }) => id).filter(id => !parentsOf.has(id));
  return { parentsOf, childrenOf, tops };
}

/** Everything that is reached from a node, without the node itself. */
export function reachedFrom(
  next: ReadonlyMap<string, string[]>,
  id: string,
): Set<string> {
  const reached = new Set<string>();
  const open = [...(next.get(id) ?? [])];
  while (open.length > 0) {
    const at = open.pop()!;
    if (!reached.has(at) && at !== id) {
      reached.add(at);
      open.push(...(next.get(at) ?? []));
    }
  }
  return reached;
}

/**
 * The part of a tree that is seen while some nodes are collapsed: a node is
 * hidden once everything above it is collapsed or hidden.
 */
export function visibleTree(
  tree: Tree,
  index: TreeIndex,
  collapsed: ReadonlySet<string>,
): Tree {
  if (collapsed.size === 0) {
    return tree;
  }
  const seen = new Set<string>();
  const open = [...index.tops];
  while (open.length > 0) {
    const id = open.pop()!;
    if (!seen.has(id)) {
      seen.add(id);
      if (!collapsed.has(id)) {
        open.push(...(index.childrenOf.get(id) ?? []));
      }
    }
  }
  return {
    ...tree,
    nodes: tree.nodes.filter(({ id }) => seen.has(id)),
    edges: tree.edges.filter(
      ({ parentId, childId }) =>
        seen.has(parentId) && seen.has(childId) && !collapsed.has(parentId),
    ),
    references: tree.references?.filter(
      ({ sourceId, targetId }) => seen.has(sourceId) && seen.has(targetId),
    ),
  };
}

/** Opens what hides some nodes: what is found must be seen. */
export function opened(
  collapsed: ReadonlySet<string>,
  index: TreeIndex,
  ids: Iterable<string>,
): ReadonlySet<string> {
  if (collapsed.size === 0) {
    return collapsed;
  }
  const left = new Set(collapsed);
  const reached = new Set<string>();
  const open = [...ids];
  while (open.length > 0) {
    for (const parent of index.parentsOf.get(open.pop()!) ?? []) {
      left.delete(parent);
      if (!reached.has(parent)) {
        reached.add(parent);
        open.push(parent);
      }
    }
  }
  return left;
}

/** What stands out on the canvas; everything else is dimmed. */
export interface Emphasis {
  search: string;
  filter: HierarchyFilter;
  /** The node whose relatives stand out. */
  selected: string | undefined;
}

/** Kinds of nodes that people look for. */
export const nodeFilters = [
  'all',
  'stale',
  'drifted',
  'failed',
  'working',
  'waiting',
] as const;

/** A kind of nodes that people look for. @public */
export type HierarchyFilter = (typeof nodeFilters)[number];

/**
 * Ids of the nodes that stand out; nothing where none is looked for, so that
 * all are alike.
 */
export function emphasised(
  tree: Tree,
  index: TreeIndex,
  { search, filter, selected }: Emphasis,
): Set<string> | undefined {
  const text = search.trim().toLowerCase();
  if (text === '' && filter === 'all') {
    return selected === undefined
      ? undefined
      : new Set([
          selected,
          ...reachedFrom(index.parentsOf, selected),
          ...reachedFrom(index.childrenOf, selected),
        ]);
  }
  return new Set(
    tree.nodes
      .filter(node => isOf(node, filter) && mentions(node, text))
      .map(({ id }) => id),
  );
}

function mentions(node: Tree['nodes'][number], text: string): boolean {
  return (
    node.name.toLowerCase().includes(text) ||
    (node.templateName ?? '').toLowerCase().includes(text)
  );
}

function isOf(node: Tree['nodes'][number], filter: HierarchyFilter): boolean {
  switch (filter) {
    case 'stale':
      return Boolean(node.staleInputs);
    case 'drifted':
      return Boolean(node.drifted);
    case 'failed':
      return node.status === 'error' || node.status === 'unknown';
    case 'working':
      return node.status === 'queued' || node.status === 'in_progress';
    case 'waiting':
      return node.status === 'approval_pending';
    default:
      return true;
  }
}

/** Where an arrow key leads from a node. */
export function neighbour(
  index: TreeIndex,
  visible: ReadonlySet<string>,
  id: string,
  key: string,
): string | undefined {
  const seen = (ids: string[] = []) => ids.filter(each => visible.has(each));
  const parents = seen(index.parentsOf.get(id));
  const siblings =
    parents.length > 0
      ? seen(index.childrenOf.get(parents[0]))
      : seen(index.tops);
  const place = siblings.indexOf(id);
  switch (key) {
    case 'ArrowUp':
      return parents[0];
    case 'ArrowDown':
      return seen(index.childrenOf.get(id))[0];
    case 'ArrowLeft':
      return siblings[place - 1];
    case 'ArrowRight':
      return siblings[place + 1];
    default:
      return undefined;
  }
}

/** What a reference is about, such as "network_id → vpc_id". */
export function referenceText({ uses }: TreeReference): string {
  return uses
    .map(({ output, variable }) =>
      output === variable ? output : `${output} → ${variable}`,
    )
    .join(', ');
}
