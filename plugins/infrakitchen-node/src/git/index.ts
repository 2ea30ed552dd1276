export * from './credentials';
export * from './repositoryHost';
export * from './types';
