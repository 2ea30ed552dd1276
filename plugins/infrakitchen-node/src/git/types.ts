import type { JsonObject } from '@backstage/types';
import type { IntegrationProvider, ProviderContext } from '../integrations';

/** What git presents to a host over HTTP. @public */
export interface GitCredentials {
  /** Value of the `Authorization` header. */
  authorization: string;
  /** Every text that must never be seen. */
  secrets: string[];
  /** When they stop working, in milliseconds since the epoch. */
  expiresAt?: number;
}

/** What git credentials are asked for with. @public */
export interface GitCredentialsContext extends ProviderContext {
  /** In clear, valid by the schema. */
  config: JsonObject;
  /** Repository that git is about to reach, by http or https. */
  url: string;
  /** Reading modules, or pushing branches. */
  access: 'read' | 'write';
}

/**
 * An integration with a host of git repositories.
 *
 * @public
 */
export interface GitHostProvider extends IntegrationProvider {
  category: 'git';
  /**
   * What the integration is for: its credentials are used for repositories at
   * or below this URL, and never sent anywhere else.
   */
  gitBaseUrl(config: JsonObject): string;
  /**
   * @throws an `InfrakitchenError` `other_host` for a repository elsewhere.
   */
  gitCredentials(context: GitCredentialsContext): Promise<GitCredentials>;
}

/** Whether a provider knows how git signs in. @public */
export function isGitHostProvider(
  provider: IntegrationProvider,
): provider is GitHostProvider {
  return (
    provider.category === 'git' &&
    typeof (provider as Partial<GitHostProvider>).gitCredentials === 'function'
  );
}
