export * from './resourceActions';
export * from './runStates';
