export * from './cascades';
export * from './cascadeStates';
export * from './resourceActions';
export * from './runStates';
