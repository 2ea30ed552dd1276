export * from './credentials';
export * from './types';
