import {
  isGitHostProvider,
  servesRepository,
  type GitCredentials,
  type GitHostProvider,
  type IntegrationProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { GitAccess, GitCredentialsSource } from '../sources';
import type { ConnectionStore } from './ConnectionStore';
import type { ConnectionVault } from './ConnectionVault';
import type { ProviderCalls } from './ProviderCalls';
import type { ProviderRegistry } from './ProviderRegistry';
import { assertNotExpired } from './problems';
import { connectionCulprit, type ConnectionRecord } from './types';

/** An integration with the host of a repository. */
export interface GitIntegration {
  record: ConnectionRecord;
  provider: GitHostProvider;
  baseUrl: string;
}

/**
 * Signs git in with the integrations of git hosts. An integration is for every
 * repository below its URL; the one with the longest URL counts, and the
 * oldest of those.
 */
export class GitIntegrations implements GitCredentialsSource {
  readonly #store: Pick<ConnectionStore, 'enabledOf' | 'markUsed'>;
  readonly #providers: ProviderRegistry<IntegrationProvider>;
  readonly #vault: Pick<ConnectionVault, 'open'>;
  readonly #calls: Pick<ProviderCalls, 'call'>;

  constructor(options: {
    store: Pick<ConnectionStore, 'enabledOf' | 'markUsed'>;
    providers: ProviderRegistry<IntegrationProvider>;
    vault: Pick<ConnectionVault, 'open'>;
    calls: Pick<ProviderCalls, 'call'>;
  }) {
    this.#store = options.store;
    this.#providers = options.providers;
    this.#vault = options.vault;
    this.#calls = options.calls;
  }

  async credentialsFor(
    url: string,
    access: GitAccess,
  ): Promise<GitCredentials | undefined> {
    const found = await this.integrationFor(url);
    if (!found) {
      return undefined;
    }
    const { record, provider } = found;
    const config = this.#vault.open(record);
    const credentials = await this.#calls.call(
      `The integration '${record.name}'`,
      context => provider.gitCredentials({ ...context, config, url, access }),
    );
    assertNotExpired(
      `The integration '${record.name}'`,
      credentials.expiresAt,
      connectionCulprit(record),
    );
    await this.#store.markUsed([record.id]);
    return credentials;
  }

  /** The integration that is for a repository. */
  async integrationFor(url: string): Promise<GitIntegration | undefined> {
    const providers = new Map(
      this.#providers
        .list()
        .filter(isGitHostProvider)
        .map(provider => [provider.key, provider]),
    );
    const records = await this.#store.enabledOf([...providers.keys()]);
    return records
      .map(record => {
        const provider = providers.get(record.provider)!;
        // Where it is for is no secret, so nothing has to be opened.
        return {
          record,
          provider,
          baseUrl: provider.gitBaseUrl(record.config),
        };
      })
      .filter(({ baseUrl }) => servesRepository(baseUrl, url))
      .sort((a, b) => b.baseUrl.length - a.baseUrl.length)[0];
  }
}
