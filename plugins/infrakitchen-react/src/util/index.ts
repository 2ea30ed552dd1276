export * from './runStates';
