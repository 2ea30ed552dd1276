import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  isRepositoryHostProvider,
  type IntegrationProvider,
  type RepositoryHost,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  connectionDisabled,
  connectionNotFound,
  type ConnectionRecord,
  type ConnectionStore,
  type ConnectionVault,
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
    const { repositoryHost } = this.#hostProvider(record);
    const config = this.#vault.open(record);
    const result = await this.#calls.call(
      `The integration '${record.name}'`,
      context => work(repositoryHost({ ...context, config })),
    );
    await this.#integrations.markUsed([record.id]);
    return result;
  }

  /** The way to an integration's host. */
  async of(integrationId: string): Promise<HostedBy> {
    const record = await this.#integration(integrationId);
    this.#hostProvider(record);
    return { provider: record.provider, integrationId };
  }

  /**
   * The way to a repository: by the integration that is for its URL where its
   * host has an API, else by git alone.
   */
  async forUrl(url: string): Promise<HostedBy> {
    const found = /^https?:/.test(url)
      ? await this.#git.integrationFor(url)
      : undefined;
    return found && isRepositoryHostProvider(found.provider)
      ? { provider: found.record.provider, integrationId: found.record.id }
      : { provider: PLAIN_GIT };
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

  #hostProvider(record: ConnectionRecord) {
    const provider = this.#providers.require(record.provider);
    if (!isRepositoryHostProvider(provider)) {
      throw new InfrakitchenError('InputError', {
        code: 'host_unsupported',
        message: `The integration '${record.name}' is no git host with pull requests; choose one that is, or give the URL of the repository`,
        culprits: [{ kind: 'integration', id: record.id, name: record.name }],
      });
    }
    return {
      repositoryHost: provider.repositoryHost.bind(provider),
    };
  }
}
