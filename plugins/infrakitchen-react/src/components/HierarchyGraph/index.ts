export * from './HierarchyGraph';
