export * from './compare';
export * from './summary';
