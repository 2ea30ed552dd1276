export * from './extensionPoint';
export * from './types';
export * from './probeStorage';
