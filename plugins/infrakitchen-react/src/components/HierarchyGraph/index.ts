export * from './HierarchyGraph';
export * from './viewState';
export type { HierarchyFilter } from './graph';
