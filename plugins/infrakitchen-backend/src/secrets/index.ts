export * from './keyValueSecret';
