import { useCallback, useMemo, useRef } from 'react';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  emphasised,
  indexTree,
  opened,
  reachedFrom,
  type TreeIndex,
} from './graph';
import type { HierarchyViewState } from './viewState';

/** What is shown of a hierarchy, however it is drawn. */
export interface HierarchyState {
  index: TreeIndex;
  /** What is selected, where it is still there. */
  selected: string | undefined;
  /** Nodes that stand out; nothing where all are alike. */
  shown: Set<string> | undefined;
  /** Whether they do because they are looked for. */
  isLookedFor: boolean;
  collapsed: ReadonlySet<string>;
  /** Collapses or expands a node; keeps its identity. */
  toggle: (id: string) => void;
  collapseAll: () => void;
  expandAll: () => void;
}

/** Works out of what a page keeps what is shown of its hierarchy. */
export function useHierarchyState(
  tree: Tree,
  state: HierarchyViewState,
  onStateChange: (change: Partial<HierarchyViewState>) => void,
): HierarchyState {
  const { search, filter, folded, toggled } = state;
  const index = useMemo(() => indexTree(tree), [tree]);
  // An address may name one that is gone.
  const selected = tree.nodes.some(({ id }) => id === state.selected)
    ? state.selected
    : undefined;
  const shown = useMemo(
    () => emphasised(tree, index, { search, filter, selected }),
    [tree, index, search, filter, selected],
  );
  const isLookedFor = search.trim() !== '' || filter !== 'all';
  const collapsed = useMemo(() => {
    const different = new Set(toggled);
    const chosen = new Set(
      [...index.childrenOf.keys()].filter(id => different.has(id) !== folded),
    );
    return isLookedFor ? opened(chosen, index, shown ?? []) : chosen;
  }, [index, folded, toggled, isLookedFor, shown]);
  // Every node has it, and would be drawn again with another one.
  const latest = useRef({ toggled, onStateChange });
  latest.current = { toggled, onStateChange };
  const toggle = useCallback((id: string) => {
    const { toggled: old, onStateChange: change } = latest.current;
    change({
      toggled: old.includes(id)
        ? old.filter(other => other !== id)
        : [...old, id],
    });
  }, []);
  return {
    index,
    selected,
    shown,
    isLookedFor,
    collapsed,
    toggle,
    collapseAll: () =>
      onStateChange({
        folded: true,
        // What the page is about stays in sight.
        toggled: tree.rootId
          ? [...reachedFrom(index.parentsOf, tree.rootId)]
          : [],
      }),
    expandAll: () => onStateChange({ folded: false, toggled: [] }),
  };
}
