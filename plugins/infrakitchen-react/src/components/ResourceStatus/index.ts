export * from './ResourceStatus';
