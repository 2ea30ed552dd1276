import type { JsonObject } from '@backstage/types';
import {
  guardHost,
  HIDDEN,
  leaveComment,
  mergeExpected,
  openingError,
  pullRequestNumber,
  repositoryPage,
  unlessFailed,
  type HostedBranch,
  type HostedRepository,
  type ProviderContext,
  type PullRequest,
  type RepositoryHost,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { GithubCalls } from './calls';
import type { GithubConfig } from './config';
import { fullNameOf } from './hosts';
import {
  pullRequestOf,
  readMergeability,
  readProtection,
} from './pullRequests';
import { branchOf, mergeMethodOf, repositoryOf } from './records';

const MAX_PULL_REQUESTS = 50;

class GithubRepositoryHost implements RepositoryHost {
  readonly #config: GithubConfig;
  readonly #calls: GithubCalls;

  constructor(config: GithubConfig, calls: GithubCalls) {
    this.#config = config;
    this.#calls = calls;
  }

  async listRepositories(options: {
    query?: string;
    limit: number;
    cursor?: string;
  }) {
    const { authentication, owner } = this.#config;
    return repositoryPage(
      options,
      (page, size) =>
        this.#calls.call('The repositories cannot be listed', async rest => {
          const given = { page, per_page: size };
          const { data } =
            authentication === 'app'
              ? await rest.apps.listReposAccessibleToInstallation(given)
              : await rest.repos.listForAuthenticatedUser(given);
          const listed = 'repositories' in data ? data.repositories : data;
          return listed.map(repositoryOf);
        }),
      ({ fullName }) => owner === undefined || isOf(owner, fullName),
    );
  }

  async repository(by: { id: string } | { url: string }) {
    return this.#calls.call('The repository cannot be read', async rest => {
      if ('id' in by) {
        return repositoryOf(await this.#calls.repositoryById(by.id));
      }
      const { data } = await rest.repos.get(fullNameOf(this.#config, by.url));
      return repositoryOf(data);
    });
  }

  async branch(
    repository: HostedRepository,
    name: string,
  ): Promise<HostedBranch | undefined> {
    const where = { ...partsOf(repository), branch: name };
    const data = await unlessFailed(
      ['remote_not_found'],
      this.#calls.call(
        'The branch cannot be read',
        async rest => (await rest.repos.getBranch(where)).data,
      ),
    );
    if (!data) {
      // Nothing is there either where the repository is gone.
      await this.repository({ id: repository.id });
      return undefined;
    }
    // One that has a new name is answered for the old one.
    if (data.name !== name) {
      return undefined;
    }
    const branch = branchOf(data, undefined);
    const rules = await readProtection(this.#calls, where);
    const isProtected = data.protected || Object.keys(rules).length > 0;
    return isProtected ? { ...branch, protection: rules } : branch;
  }

  async pullRequestsFrom(repository: HostedRepository, sourceBranch: string) {
    const { owner, repo } = partsOf(repository);
    return this.#calls.call(
      'The pull requests cannot be listed',
      async rest => {
        const { data } = await rest.pulls.list({
          ...{ owner, repo, head: `${owner}:${sourceBranch}`, state: 'all' },
          ...{ sort: 'created', direction: 'desc' },
          per_page: MAX_PULL_REQUESTS,
        });
        return data.map(at => pullRequestOf(at));
      },
    );
  }

  async pullRequest(
    repository: HostedRepository,
    number: string,
  ): Promise<PullRequest> {
    const where = {
      ...partsOf(repository),
      pull_number: pullRequestNumber(number),
    };
    const data = await this.#calls.call(
      'The pull request cannot be read',
      async rest => (await rest.pulls.get(where)).data,
    );
    if (data.state === 'open') {
      return pullRequestOf(
        data,
        await readMergeability(this.#calls, where, data),
      );
    }
    return pullRequestOf(data, {
      endedBy: data.merged ? data.merged_by : await this.#closedBy(where),
    });
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
    try {
      const opened = await this.#calls.call(
        'The pull request cannot be opened',
        async rest =>
          (
            await rest.pulls.create({
              ...partsOf(repository),
              ...{ title, body, head: sourceBranch, base: targetBranch },
            })
          ).data,
      );
      return pullRequestOf(opened);
    } catch (error) {
      throw await openingError(error, targetBranch, () =>
        this.pullRequestsFrom(repository, sourceBranch),
      );
    }
  }

  async updatePullRequest(
    repository: HostedRepository,
    number: string,
    changes: { title?: string; body?: string },
  ): Promise<PullRequest> {
    const where = {
      ...partsOf(repository),
      pull_number: pullRequestNumber(number),
    };
    await this.#calls.call('The pull request cannot be changed', rest =>
      rest.pulls.update({ ...where, ...changes }),
    );
    return this.pullRequest(repository, number);
  }

  async comment(
    repository: HostedRepository,
    number: string,
    comment: { key: string; body: string },
  ): Promise<void> {
    const at = partsOf(repository);
    const where = { ...at, issue_number: pullRequestNumber(number) };
    await leaveComment(comment, {
      list: (page, size) =>
        this.#calls.call('The comments cannot be read', async rest => {
          const { data } = await rest.issues.listComments({
            ...{ ...where, page, per_page: size },
          });
          return data.map(({ id, body = '' }) => ({ id, body }));
        }),
      edit: (id, body) =>
        this.#calls.call('The comment cannot be changed', async rest => {
          await rest.issues.updateComment({ ...at, comment_id: id, body });
        }),
      create: body =>
        this.#calls.call('The comment cannot be written', async rest => {
          await rest.issues.createComment({ ...where, body });
        }),
    });
  }

  async mergePullRequest(
    repository: HostedRepository,
    number: string,
    { headCommit, message }: { headCommit: string; message: string },
  ): Promise<PullRequest> {
    const where = {
      ...partsOf(repository),
      pull_number: pullRequestNumber(number),
    };
    const [title, ...rest] = message.split('\n');
    return mergeExpected({
      headCommit,
      read: () => this.pullRequest(repository, number),
      merge: () =>
        this.#calls.call('The pull request cannot be merged', async api => {
          const { data } = await api.repos.get(partsOf(repository));
          await api.pulls.merge({
            ...{ ...where, sha: headCommit },
            merge_method: mergeMethodOf(data),
            commit_title: title,
            commit_message: rest.join('\n').trim(),
          });
        }),
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
    await this.#calls.call('The pull request cannot be closed', rest =>
      rest.pulls.update({
        ...partsOf(repository),
        ...{ pull_number: pullRequestNumber(number), state: 'closed' },
      }),
    );
    return this.pullRequest(repository, number);
  }

  /** A pull request does not tell who closed it; the issue that it is does. */
  async #closedBy(where: { owner: string; repo: string; pull_number: number }) {
    const { owner, repo, pull_number: issue_number } = where;
    const issue = await unlessFailed(
      HIDDEN,
      this.#calls.call(
        'The pull request cannot be read',
        async rest =>
          (
            await rest.issues.get({ owner, repo, issue_number })
          ).data,
      ),
    );
    return issue?.closed_by ?? null;
  }
}

/** The repositories that a token or an installation reaches. */
export function repositoryHost(
  context: ProviderContext & { config: JsonObject },
): RepositoryHost {
  const config = context.config as unknown as GithubConfig;
  const calls = new GithubCalls(config, context);
  return guardHost(new GithubRepositoryHost(config, calls));
}

function partsOf({ fullName }: HostedRepository): {
  owner: string;
  repo: string;
} {
  const [owner, repo] = fullName.split('/');
  return { owner, repo };
}

function isOf(owner: string, fullName: string): boolean {
  return fullName.toLowerCase().startsWith(`${owner.toLowerCase()}/`);
}
