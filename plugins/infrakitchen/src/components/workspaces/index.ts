export * from './WorkspacesRouter';
