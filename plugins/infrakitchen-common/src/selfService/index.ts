export * from './runsNamed';
export * from './softwareTemplate';
