export * from './registerActions';
export type { ActionServices } from './types';
