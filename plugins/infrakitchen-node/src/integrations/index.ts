export * from './calls';
export * from './extensionPoint';
export * from './firstEnd';
export * from './secretArguments';
export * from './types';
