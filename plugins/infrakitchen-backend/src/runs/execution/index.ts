export * from './RunExecution';
export * from './types';
