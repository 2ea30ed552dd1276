import type {
  GitCredentials,
  GitCredentialsContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** What git does with a repository. */
export type GitAccess = GitCredentialsContext['access'];

/** Knows how git signs in to the hosts of repositories. */
export interface GitCredentialsSource {
  /**
   * @param url - http or https URL of a repository, as it is stored.
   * @param access - Reading modules, or pushing branches.
   * @returns nothing for a repository that it has no credentials for.
   */
  credentialsFor(
    url: string,
    access: GitAccess,
  ): Promise<GitCredentials | undefined>;
}

/** Asks one source after the other; the first that knows a repository counts. */
export function firstOf(
  ...sources: readonly GitCredentialsSource[]
): GitCredentialsSource {
  return {
    async credentialsFor(url, access) {
      for (const source of sources) {
        const credentials = await source.credentialsFor(url, access);
        if (credentials) {
          return credentials;
        }
      }
      return undefined;
    },
  };
}
