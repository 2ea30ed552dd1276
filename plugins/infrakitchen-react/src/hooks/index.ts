export * from './useAsyncData';
export * from './useImpact';
export * from './useInfrakitchenApi';
export * from './usePageTitle';
export * from './usePagedList';
export * from './useResource';
export * from './useRun';
export * from './useVersions';
export type { RunConnection } from './followRun';
