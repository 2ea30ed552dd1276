import type { JsonObject } from '@backstage/types';
import {
  assertServesRepository,
  callHost,
  guardHost,
  HIDDEN,
  leaveComment,
  mergeBlockers,
  mergeExpected,
  openingError,
  pullRequestExists,
  pullRequestNumber,
  repositoryPage,
  unlessFailed,
  type HostedBranch,
  type HostedRepository,
  type ProviderContext,
  type PullRequest,
  type RepositoryHost,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { BitbucketClient } from './client';
import { gitUrlOf, type BitbucketConfig } from './config';
import {
  blockersOf,
  checksOf,
  hasConflict,
  protectionOf,
  pullRequestOf,
  repositoryOf,
  type PullRequestData,
  type RepositoryData,
  type RestrictionData,
  type StatusData,
} from './records';

const MAX_PULL_REQUESTS = 50;
/** What the language of filters has no meaning for. */
const PLAIN_TEXT = /^[A-Za-z0-9 ._-]+$/;
const STATES = 'state=OPEN&state=MERGED&state=DECLINED&state=SUPERSEDED';

class BitbucketRepositoryHost implements RepositoryHost {
  readonly #config: BitbucketConfig;
  readonly #client: BitbucketClient;
  readonly #signal: AbortSignal;

  constructor(
    config: BitbucketConfig,
    client: BitbucketClient,
    signal: AbortSignal,
  ) {
    this.#config = config;
    this.#client = client;
    this.#signal = signal;
  }

  async listRepositories(options: {
    query?: string;
    limit: number;
    cursor?: string;
  }) {
    const { query = '' } = options;
    const filter = PLAIN_TEXT.test(query)
      ? `&q=${encodeURIComponent(`full_name ~ "${query}"`)}`
      : '';
    return repositoryPage(options, async (page, size) => {
      const path = `repositories/${
        this.#workspace
      }?sort=created_on&pagelen=${size}&page=${page}${filter}`;
      const found = await this.#values<RepositoryData>(
        'The repositories cannot be listed',
        path,
      );
      return found.map(repositoryOf);
    });
  }

  async repository(by: { id: string } | { url: string }) {
    const name = 'id' in by ? by.id : this.#slugOf(by.url);
    const data = await this.#get<RepositoryData>(
      'The repository cannot be read',
      `repositories/${this.#workspace}/${encodeURIComponent(name)}`,
    );
    return repositoryOf(data);
  }

  async branch(
    repository: HostedRepository,
    name: string,
  ): Promise<HostedBranch | undefined> {
    const found = await unlessFailed(
      ['remote_not_found'],
      this.#get<{ target: { hash: string } }>(
        'The branch cannot be read',
        `${this.#path(repository)}/refs/branches/${encodeURIComponent(name)}`,
      ),
    );
    if (!found) {
      // Nothing is there either where the repository is gone.
      await this.repository({ id: repository.id });
      return undefined;
    }
    const rules = await this.#rules(repository, name);
    const reviews = rules?.reviews;
    return {
      ...{ name, commit: found.target.hash },
      ...(rules && { protection: { ...(reviews && { reviews }) } }),
    };
  }

  async pullRequestsFrom(repository: HostedRepository, sourceBranch: string) {
    const quoted = sourceBranch.replace(/["\\]/g, '\\$&');
    const filter = encodeURIComponent(`source.branch.name = "${quoted}"`);
    const found = await this.#values<PullRequestData>(
      'The pull requests cannot be listed',
      `${this.#path(
        repository,
      )}/pullrequests?${STATES}&q=${filter}&sort=-created_on&pagelen=${MAX_PULL_REQUESTS}`,
    );
    return Promise.all(
      found.map(async data =>
        data.state === 'OPEN'
          ? pullRequestOf(await this.#withCommits(repository, data))
          : pullRequestOf(data),
      ),
    );
  }

  async pullRequest(
    repository: HostedRepository,
    number: string,
  ): Promise<PullRequest> {
    const data = await this.#withCommits(
      repository,
      await this.#read(repository, number),
    );
    if (data.state !== 'OPEN') {
      return pullRequestOf(data);
    }
    const path = this.#pullPath(repository, number);
    const target = data.destination.branch.name;
    const [statuses, files, rules] = await Promise.all([
      this.#values<StatusData>(
        'The checks cannot be read',
        `${path}/statuses?pagelen=100`,
      ),
      this.#values<{ status: string }>(
        'The changes cannot be read',
        `${path}/diffstat?pagelen=500`,
      ),
      this.#rules(repository, target),
    ]);
    const checks = checksOf(statuses);
    if (hasConflict(files)) {
      const blockers = [mergeBlockers.conflict(target)];
      return pullRequestOf(data, {
        ...{ checks, blockers, mergeability: 'conflict' },
      });
    }
    const blockers = blockersOf(data, checks, rules);
    const mergeability = blockers.length > 0 ? 'blocked' : 'mergeable';
    return pullRequestOf(data, { checks, blockers, mergeability });
  }

  async openPullRequest(
    repository: HostedRepository,
    request: {
      title: string;
      body: string;
      sourceBranch: string;
      targetBranch: string;
    },
  ): Promise<PullRequest> {
    const { title, body, sourceBranch, targetBranch } = request;
    const list = () => this.pullRequestsFrom(repository, sourceBranch);
    // Bitbucket would overwrite the one that is open already.
    const existing = (await list()).find(
      at => at.state === 'open' && at.targetBranch === targetBranch,
    );
    if (existing) {
      throw pullRequestExists(existing);
    }
    try {
      const data = await this.#send<PullRequestData>(
        'The pull request cannot be opened',
        () =>
          this.#client.post(`${this.#path(repository)}/pullrequests`, {
            ...{ title, description: body, close_source_branch: false },
            source: { branch: { name: sourceBranch } },
            destination: { branch: { name: targetBranch } },
          }),
      );
      return pullRequestOf(await this.#withCommits(repository, data));
    } catch (error) {
      throw await openingError(error, targetBranch, list);
    }
  }

  async updatePullRequest(
    repository: HostedRepository,
    number: string,
    changes: { title?: string; body?: string },
  ): Promise<PullRequest> {
    const current = await this.#read(repository, number);
    await this.#send('The pull request cannot be changed', () =>
      this.#client.put(this.#pullPath(repository, number), {
        title: changes.title ?? current.title,
        description: changes.body ?? current.description ?? '',
      }),
    );
    return this.pullRequest(repository, number);
  }

  async comment(
    repository: HostedRepository,
    number: string,
    comment: { key: string; body: string },
  ): Promise<void> {
    const path = `${this.#pullPath(repository, number)}/comments`;
    const contentOf = (raw: string) => ({ content: { raw } });
    await leaveComment(comment, {
      list: async (page, size) => {
        const found = await this.#values<{
          id: number;
          content: { raw: string };
        }>(
          'The comments cannot be read',
          `${path}?pagelen=${size}&page=${page}`,
        );
        return found.map(({ id, content }) => ({ id, body: content.raw }));
      },
      edit: async (id, body) => {
        await this.#send('The comment cannot be changed', () =>
          this.#client.put(`${path}/${id}`, contentOf(body)),
        );
      },
      create: async body => {
        await this.#send('The comment cannot be written', () =>
          this.#client.post(path, contentOf(body)),
        );
      },
    });
  }

  async mergePullRequest(
    repository: HostedRepository,
    number: string,
    { headCommit, message }: { headCommit: string; message: string },
  ): Promise<PullRequest> {
    const path = this.#pullPath(repository, number);
    return mergeExpected({
      headCommit,
      read: () => this.pullRequest(repository, number),
      merge: async () => {
        // Bitbucket cannot be told the head, so it is looked at last of all.
        const { destination, source } = await this.#read(repository, number);
        const { default_merge_strategy: strategy } = destination.branch;
        if (!headCommit.startsWith(source.commit?.hash ?? '-')) {
          return;
        }
        await this.#send('The pull request cannot be merged', () =>
          this.#client.post(`${path}/merge`, {
            ...{ type: 'pullrequest', message, close_source_branch: false },
            ...(strategy && { merge_strategy: strategy }),
          }),
        );
      },
    });
  }

  async closePullRequest(
    repository: HostedRepository,
    number: string,
  ): Promise<PullRequest> {
    const current = await this.pullRequest(repository, number);
    if (current.state !== 'open') {
      return current;
    }
    await this.#send('The pull request cannot be closed', () =>
      this.#client.post(`${this.#pullPath(repository, number)}/decline`),
    );
    return this.pullRequest(repository, number);
  }

  get #workspace(): string {
    return encodeURIComponent(this.#config.workspace);
  }

  /** By its id, so that a new name changes nothing. */
  #path({ id }: HostedRepository): string {
    return `repositories/${this.#workspace}/${encodeURIComponent(id)}`;
  }

  #pullPath(repository: HostedRepository, number: string): string {
    const id = pullRequestNumber(number);
    return `${this.#path(repository)}/pullrequests/${id}`;
  }

  #slugOf(url: string): string {
    const base = gitUrlOf(this.#config);
    assertServesRepository(base, url);
    const [, , slug = ''] = new URL(url).pathname.split('/');
    return decodeURIComponent(slug).replace(/\.git$/, '');
  }

  #read(
    repository: HostedRepository,
    number: string,
  ): Promise<PullRequestData> {
    return this.#get(
      'The pull request cannot be read',
      this.#pullPath(repository, number),
    );
  }

  /** Pull requests tell the beginnings of commits alone. */
  async #withCommits(
    repository: HostedRepository,
    data: PullRequestData,
  ): Promise<PullRequestData> {
    const { source, merge_commit: merged } = data;
    const [head, merge] = await Promise.all(
      [source.commit, merged].map(at => this.#fullCommit(repository, at)),
    );
    return {
      ...data,
      source: { ...source, commit: head },
      merge_commit: merge,
    };
  }

  async #fullCommit(
    repository: HostedRepository,
    commit: { hash: string } | null | undefined,
  ): Promise<{ hash: string } | null> {
    if (!commit) {
      return null;
    }
    const full = await unlessFailed(
      ['remote_not_found'],
      this.#get<{ hash: string }>(
        'The commit cannot be read',
        `${this.#path(repository)}/commit/${encodeURIComponent(commit.hash)}`,
      ),
    );
    return full ?? commit;
  }

  /** Only who administers the repository sees them. */
  async #rules(repository: HostedRepository, branch: string) {
    const found = await unlessFailed(
      HIDDEN,
      this.#values<RestrictionData>(
        'The rules of the branch cannot be read',
        `${this.#path(repository)}/branch-restrictions?pagelen=100`,
      ),
    );
    return protectionOf(found ?? [], branch);
  }

  async #values<T>(what: string, path: string): Promise<T[]> {
    const { values } = await this.#get<{ values: T[] }>(what, path);
    return values;
  }

  #get<T>(what: string, path: string): Promise<T> {
    return this.#send(what, () => this.#client.get(path));
  }

  async #send<T>(
    what: string,
    work: () => Promise<{ body: unknown }>,
  ): Promise<T> {
    const { body } = await callHost(this.#signal, what, work);
    return body as T;
  }
}

/** The repositories of the workspace. */
export function repositoryHost(
  context: ProviderContext & { config: JsonObject },
): RepositoryHost {
  const config = context.config as unknown as BitbucketConfig;
  const client = new BitbucketClient(config, config.token, context);
  return guardHost(new BitbucketRepositoryHost(config, client, context.signal));
}
