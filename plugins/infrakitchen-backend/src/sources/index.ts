export type { GitCredentialsSource } from './GitCredentialsSource';
export * from './GitSources';
export {
  PortalGitCredentials,
  type PortalGitHost,
} from './PortalGitCredentials';
export { nearMatches } from './refs';
