export * from './ProjectsRouter';
