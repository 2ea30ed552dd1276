import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  assertServesRepository,
  isGitHostProvider,
  isRepositoryHostProvider,
  type IntegrationProvider,
  type RepositoryHost,
  type RepositoryHostProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  connectionDisabled,
  connectionNotFound,
  type ConnectionRecord,
  type ConnectionStore,
  type ConnectionVault,
  type GitIntegration,
  type GitIntegrations,
  type ProviderCalls,
  type ProviderRegistry,
} from '../connections';
import type { WorkspaceRecord } from './types';

/** Key of the provider of repositories that no API of a host is known for. */
export const PLAIN_GIT = 'git';

/** How a repository is reached. */
export type HostedBy = Pick<WorkspaceRecord, 'provider' | 'integrationId'>;

/** Reaches the hosts of workspaces. */
export class RepositoryHosts {
  readonly #integrations: Pick<ConnectionStore, 'get' | 'markUsed'>;
  readonly #providers: Pick<ProviderRegistry<IntegrationProvider>, 'require'>;
  readonly #vault: Pick<ConnectionVault, 'open'>;
  readonly #calls: Pick<ProviderCalls, 'call'>;
  readonly #git: Pick<GitIntegrations, 'integrationFor'>;
  readonly #plain: RepositoryHost | undefined;

  constructor(options: {
    integrations: Pick<ConnectionStore, 'get' | 'markUsed'>;
    providers: Pick<ProviderRegistry<IntegrationProvider>, 'require'>;
    vault: Pick<ConnectionVault, 'open'>;
    calls: Pick<ProviderCalls, 'call'>;
    git: Pick<GitIntegrations, 'integrationFor'>;
    /** For repositories without an API of their host. */
    plain?: RepositoryHost;
  }) {
    this.#integrations = options.integrations;
    this.#providers = options.providers;
    this.#vault = options.vault;
    this.#calls = options.calls;
    this.#git = options.git;
    this.#plain = options.plain;
  }

  /**
   * Calls the host of a repository with its credentials, within the time limit
   * of one call. What the host throws comes through.
   *
   * @throws `integration_not_found`, `integration_disabled` or `host_unsupported`
   */
  async call<T>(
    { provider, integrationId }: HostedBy,
    work: (host: RepositoryHost) => Promise<T>,
  ): Promise<T> {
    if (provider === PLAIN_GIT) {
      // Every command of git has a limit of its own.
      return work(this.#requirePlain());
    }
    const record = await this.#integration(integrationId);
    const hostProvider = this.#hostProvider(record);
    const config = this.#vault.open(record);
    const result = await this.#calls.call(
      `The integration '${record.name}'`,
      context => work(hostProvider.repositoryHost({ ...context, config })),
    );
    await this.#integrations.markUsed([record.id]);
    return result;
  }

  /**
   * The way to an integration's host.
   *
   * @throws `host_unsupported` where the host has no API.
   */
  async of(integrationId: string): Promise<HostedBy> {
    const record = await this.#integration(integrationId);
    this.#hostProvider(record);
    return { provider: record.provider, integrationId };
  }

  /**
   * The way to a repository with an integration that somebody chose.
   *
   * @throws `host_unsupported`, or `other_host` where it is for others.
   */
  async forUrlWith(integrationId: string, url: string): Promise<HostedBy> {
    const record = await this.#integration(integrationId);
    const provider = this.#providers.require(record.provider);
    if (!isGitHostProvider(provider)) {
      throw hostUnsupported(record);
    }
    assertServesRepository(provider.gitBaseUrl(record.config), url);
    return reachedBy({ record, provider });
  }

  /**
   * The way to a repository: by the integration that is for its URL, whose host
   * may have an API or not, else by git alone.
   */
  async forUrl(url: string): Promise<HostedBy> {
    const found = /^https?:/.test(url)
      ? await this.#git.integrationFor(url)
      : undefined;
    return found ? reachedBy(found) : { provider: PLAIN_GIT };
  }

  #requirePlain(): RepositoryHost {
    if (!this.#plain) {
      throw new InfrakitchenError('InputError', {
        code: 'host_unsupported',
        message:
          'No integration is for this repository; add one for its host first',
      });
    }
    return this.#plain;
  }

  async #integration(id: string | undefined): Promise<ConnectionRecord> {
    const record = id ? await this.#integrations.get(id) : undefined;
    if (!record) {
      throw connectionNotFound('integration', id ?? '', 'ConflictError');
    }
    if (!record.enabled) {
      throw connectionDisabled(record);
    }
    return record;
  }

  #hostProvider(record: ConnectionRecord): RepositoryHostProvider {
    const provider = this.#providers.require(record.provider);
    if (!isRepositoryHostProvider(provider)) {
      throw hostUnsupported(record);
    }
    return provider;
  }
}

function reachedBy({
  record,
  provider,
}: Pick<GitIntegration, 'record' | 'provider'>): HostedBy {
  return {
    provider: isRepositoryHostProvider(provider) ? record.provider : PLAIN_GIT,
    integrationId: record.id,
  };
}

function hostUnsupported({ id, name }: ConnectionRecord): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'host_unsupported',
    message: `The integration '${name}' has no list of repositories; give the URL of the repository`,
    culprits: [{ kind: 'integration', id, name }],
  });
}
