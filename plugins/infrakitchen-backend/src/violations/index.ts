export * from './AuthorizedViolationService';
export * from './DefaultViolationService';
export * from './Examiner';
export * from './routes';
export * from './ViolationService';
