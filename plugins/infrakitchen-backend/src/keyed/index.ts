export * from './AuthorizedKeyedService';
export * from './KeyedService';
export * from './KeyedStore';
export * from './taken';
