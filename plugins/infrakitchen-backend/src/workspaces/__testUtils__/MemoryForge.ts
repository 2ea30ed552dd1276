import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  HostedRepository,
  RepositoryHost,
  RepositoryHostProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** Repositories of a host that exist in memory alone. */
export class MemoryForge {
  readonly repositories = new Map<string, HostedRepository>();
  /** What the next calls fail with. */
  failure: Error | undefined;

  add(id: string, over: Partial<HostedRepository> = {}): HostedRepository {
    const name = over.name ?? `repository-${id}`;
    const repository = {
      id,
      name,
      fullName: `acme/${name}`,
      cloneUrl: `https://forge.example.com/acme/${name}.git`,
      webUrl: `https://forge.example.com/acme/${name}`,
      defaultBranch: 'main',
      archived: false,
      writable: true,
      ...over,
    };
    this.repositories.set(id, repository);
    return repository;
  }

  /** The module that an operator would install for it. */
  provider(key = 'forge'): RepositoryHostProvider {
    return {
      key,
      title: 'Forge',
      category: 'git',
      schema: { type: 'object', properties: {}, additionalProperties: false },
      environmentNames: () => [],
      supportsAlias: false,
      test: async () => ({ checks: [] }),
      credentials: async () => ({ environment: {}, secrets: [] }),
      gitBaseUrl: () => 'https://forge.example.com/acme',
      gitCredentials: async () => ({
        authorization: 'Basic eA==',
        secrets: [],
      }),
      repositoryHost: () => this.host(),
      eventTopic: 'forge',
      readEvent: () => undefined,
    };
  }

  host(): RepositoryHost {
    const unused = async () => {
      throw new Error('Nobody asks for this here');
    };
    return {
      listRepositories: async ({ query = '', limit, cursor }) => {
        this.#fail();
        const from = Number(cursor ?? 0);
        const all = [...this.repositories.values()].filter(({ fullName }) =>
          fullName.includes(query),
        );
        const next = from + limit;
        return {
          items: all.slice(from, next),
          nextCursor: next < all.length ? String(next) : undefined,
        };
      },
      repository: async by => {
        this.#fail();
        const found = [...this.repositories.values()].find(repository =>
          'id' in by ? repository.id === by.id : repository.cloneUrl === by.url,
        );
        if (!found) {
          throw new InfrakitchenError('NotFoundError', {
            code: 'remote_not_found',
            message: 'The forge has no such repository',
          });
        }
        return found;
      },
      branch: unused,
      pullRequestsFrom: unused,
      pullRequest: unused,
      openPullRequest: unused,
      updatePullRequest: unused,
      comment: unused,
      mergePullRequest: unused,
      closePullRequest: unused,
    };
  }

  #fail(): void {
    if (this.failure) {
      throw this.failure;
    }
  }
}
