export * from './ModuleWatch';
export * from './WatchedVersionStore';
