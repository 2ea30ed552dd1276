export * from './RunLog';
