export * from './calls';
export * from './extensionPoint';
export * from './secretArguments';
export * from './types';
