import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  initialHierarchyView,
  type HierarchyFilter,
  type HierarchyViewState,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';

const VIEW = 'graphView';
const SEARCH = 'graphSearch';
const FILTER = 'graphFilter';
const SELECTED = 'graphNode';
const FOLDED = 'graphFolded';
const TOGGLED = 'graphToggled';

/** Keeps what is shown of a hierarchy in the URL, so that it can be shared. */
export function useHierarchyView(): {
  state: HierarchyViewState;
  onStateChange: (state: HierarchyViewState) => void;
} {
  const [params, setParams] = useSearchParams();
  const state = useMemo(
    (): HierarchyViewState => ({
      view: params.get(VIEW) === 'list' ? 'list' : 'graph',
      search: params.get(SEARCH) ?? initialHierarchyView.search,
      filter:
        (params.get(FILTER) as HierarchyFilter) ?? initialHierarchyView.filter,
      selected: params.get(SELECTED) ?? undefined,
      folded: params.has(FOLDED),
      toggled: params.getAll(TOGGLED),
    }),
    [params],
  );
  const onStateChange = useCallback(
    (next: HierarchyViewState) =>
      setParams(
        old => {
          const changed = new URLSearchParams(old);
          const write = (name: string, values: string[]) => {
            changed.delete(name);
            values.forEach(value => changed.append(name, value));
          };
          write(VIEW, next.view === 'graph' ? [] : [next.view]);
          write(SEARCH, next.search ? [next.search] : []);
          write(FILTER, next.filter === 'all' ? [] : [next.filter]);
          write(SELECTED, next.selected ? [next.selected] : []);
          write(FOLDED, next.folded ? ['true'] : []);
          write(TOGGLED, next.toggled);
          return changed;
        },
        { replace: true },
      ),
    [setParams],
  );
  return { state, onStateChange };
}
