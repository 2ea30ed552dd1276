export * from './runStates';
export * from './valueErrors';
