export * from './extensionPoint';
export * from './types';
export * from './probeStorage';
export * from './engineLock';
