export * from './GitSources';
export { nearMatches } from './refs';
