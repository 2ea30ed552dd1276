export * from './ResourcesRouter';
