export * from './cascades';
export * from './cascadeStates';
export * from './resourceActions';
export * from './resourceFacts';
export type { CascadeAction } from './resourceGuards';
export * from './runActions';
export * from './runStates';
