export * from './copyState';
export * from './httpStorage';
export * from './stateKey';
export * from './StateSides';
export * from './StorageAccess';
