export * from './DefaultWorkspaceGit';
export type * from './types';
export * from './plain';
