export * from './conditions';
export * from './resourceRefs';
export * from './rules';
export * from './types';
