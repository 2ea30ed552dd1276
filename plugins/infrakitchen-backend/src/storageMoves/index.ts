export * from './AuthorizedStorageMoveService';
export * from './DefaultStorageMoveService';
export * from './routes';
export * from './StorageMover';
export * from './StorageMoveService';
export * from './StorageMoveStore';
export * from './types';
