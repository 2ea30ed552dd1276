import type { HierarchyFilter } from './graph';

/** What is shown of a hierarchy; kept where its page keeps it. @public */
export interface HierarchyViewState {
  /** How it is drawn. */
  view: 'graph' | 'list';
  /** Nodes whose name or template has it stand out. */
  search: string;
  /** Which nodes are pointed out. */
  filter: HierarchyFilter;
  /** The node whose relatives stand out. */
  selected?: string;
  /** Whether what is below a node is hidden, but for those in `toggled`. */
  folded: boolean;
  /** Nodes that differ from `folded`. */
  toggled: string[];
}

/** Of a hierarchy that nobody has narrowed down. @public */
export const initialHierarchyView: HierarchyViewState = {
  view: 'graph',
  search: '',
  filter: 'all',
  folded: false,
  toggled: [],
};
