export * from './eligibility';
export * from './requirements';
