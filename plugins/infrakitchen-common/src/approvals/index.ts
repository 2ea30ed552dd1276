export * from './eligibility';
export * from './requirements';
export * from './pullRequest';
