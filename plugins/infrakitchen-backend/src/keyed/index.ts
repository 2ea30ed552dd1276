export * from './AuthorizedKeyedService';
export * from './KeyedService';
export * from './taken';
