export { repositoryCulprit } from './errors';
export type { GitClient, Remote } from './GitClient';
export type { GitAccess, GitCredentialsSource } from './GitCredentialsSource';
export * from './GitSources';
export {
  PortalGitCredentials,
  type PortalGitHost,
} from './PortalGitCredentials';
export { assertRefName, isCommitSha, nearMatches, newerTags } from './refs';
