export * from './connections';
export * from './runsNamed';
export * from './softwareTemplate';
