import type { GitCredentials } from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** Knows how git signs in to the hosts of repositories. */
export interface GitCredentialsSource {
  /**
   * @param url - http or https URL of a repository, as it is stored.
   * @returns nothing for a repository that it has no credentials for.
   */
  credentialsFor(url: string): Promise<GitCredentials | undefined>;
}

/** Asks one source after the other; the first that knows a repository counts. */
export function firstOf(
  ...sources: readonly GitCredentialsSource[]
): GitCredentialsSource {
  return {
    async credentialsFor(url) {
      for (const source of sources) {
        const credentials = await source.credentialsFor(url);
        if (credentials) {
          return credentials;
        }
      }
      return undefined;
    },
  };
}
