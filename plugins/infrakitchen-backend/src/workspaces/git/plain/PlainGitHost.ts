import type { LoggerService } from '@backstage/backend-plugin-api';
import { isInfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  assertServesRepository,
  pullRequestExists,
  pullRequestNumber,
  type HostedBranch,
  type HostedRepository,
  type HostPage,
  type PullRequest,
  type RepositoryHost,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { GitSources } from '../../../sources';
import type { CommitAuthor, WorkspaceGit } from '../types';
import {
  asHost,
  branchNotFound,
  nothingToMerge,
  pullRequestBlocked,
  pullRequestMoved,
  pullRequestNotFound,
} from './errors';
import { LivePullRequests } from './LivePullRequests';
import { listLocalRepositories } from './localRepositories';
import type {
  PlainPullRequest,
  PlainPullRequestStore,
} from './PlainPullRequestStore';
import { repositoryIdOf, repositoryNameOf } from './repositoryId';

/** A merge of git takes no longer; whoever began it was stopped. */
const MERGING_MS = 5 * 60_000;
const MAX_LISTED = 50;
/** Merges and comments in its own name. */
export const PORTAL: CommitAuthor = {
  name: 'InfraKitchen',
  email: 'infrakitchen@noreply.invalid',
};

/** What a {@link PlainGitHost} works with. */
export interface PlainGitHostOptions {
  store: PlainPullRequestStore;
  git: WorkspaceGit;
  sources: Pick<GitSources, 'listRefs' | 'normaliseUrl'>;
  /** Folders that local repositories are looked for in. */
  localRoots: readonly string[];
  /** Repositories elsewhere are refused; those of an integration are below its URL. */
  baseUrl?: string;
  /** Page of the portal where people look at a pull request. */
  pageOf(pullRequest: { repositoryId: string; number: string }): string;
  logger: LoggerService;
}

/**
 * Pull requests for git servers that have none: the portal keeps them, and
 * reads in git what has become of their branches.
 */
export class PlainGitHost implements RepositoryHost {
  readonly #options: PlainGitHostOptions;
  readonly #live: LivePullRequests;

  constructor(options: PlainGitHostOptions) {
    this.#options = options;
    this.#live = new LivePullRequests(options);
  }

  /** Local repositories; git servers have no list. */
  async listRepositories(options: {
    query?: string;
    limit: number;
    cursor?: string;
  }): Promise<HostPage<HostedRepository>> {
    const { localRoots, baseUrl } = this.#options;
    const page = await listLocalRepositories(
      baseUrl === undefined ? localRoots : [],
      options,
    );
    const items: HostedRepository[] = [];
    // In turn, since each of them is several commands.
    for (const url of page.items) {
      try {
        items.push(await this.repository({ url }));
      } catch (error) {
        // One that is broken must not hide the others.
        this.#options.logger.debug(`No repository at '${url}': ${error}`);
      }
    }
    return { ...page, items };
  }

  async repository(
    by: { id: string } | { url: string },
  ): Promise<HostedRepository> {
    const { sources, baseUrl } = this.#options;
    const given = sources.normaliseUrl('id' in by ? by.id : by.url);
    if (baseUrl !== undefined) {
      assertServesRepository(baseUrl, given);
    }
    const id = repositoryIdOf(given);
    const { cloneUrl, defaultBranch } = await asHost(() => this.#find(id));
    return {
      id,
      ...repositoryNameOf(id),
      cloneUrl,
      defaultBranch,
      archived: false,
    };
  }

  async branch(
    { cloneUrl }: HostedRepository,
    name: string,
  ): Promise<HostedBranch | undefined> {
    const heads = await asHost(() => this.#options.git.heads(cloneUrl, [name]));
    const commit = heads.get(name);
    return commit === undefined ? undefined : { name, commit };
  }

  async pullRequestsFrom(
    repository: HostedRepository,
    sourceBranch: string,
  ): Promise<PullRequest[]> {
    const found = await this.#options.store.listFrom(
      repository.id,
      sourceBranch,
      MAX_LISTED,
    );
    // All but the open ones are as they were stored.
    return asHost(() =>
      Promise.all(found.map(at => this.#live.read(repository, at))),
    );
  }

  async pullRequest(
    repository: HostedRepository,
    number: string,
  ): Promise<PullRequest> {
    const found = await this.#stored(repository, number);
    return asHost(() => this.#live.read(repository, found));
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
    const { git, store } = this.#options;
    const { sourceBranch, targetBranch } = request;
    const heads = await asHost(() =>
      git.heads(repository.cloneUrl, [sourceBranch, targetBranch]),
    );
    const missing = [sourceBranch, targetBranch].find(name => !heads.has(name));
    if (missing !== undefined) {
      throw branchNotFound(missing);
    }
    const headCommit = heads.get(sourceBranch)!;
    const { cloneUrl: url } = repository;
    if (
      await asHost(() =>
        git.contains({ url, branch: targetBranch, commit: headCommit }),
      )
    ) {
      throw nothingToMerge(request);
    }
    const { created, pullRequest } = await store.insert({
      ...request,
      repositoryId: repository.id,
      headCommit,
    });
    const opened = await asHost(() => this.#live.read(repository, pullRequest));
    if (!created) {
      throw pullRequestExists(opened);
    }
    return opened;
  }

  async updatePullRequest(
    repository: HostedRepository,
    number: string,
    changes: { title?: string; body?: string },
  ): Promise<PullRequest> {
    const found = await this.#stored(repository, number);
    await this.#options.store.patch(found.id, {
      ...(changes.title !== undefined && { title: changes.title }),
      ...(changes.body !== undefined && { body: changes.body }),
    });
    return this.pullRequest(repository, number);
  }

  async comment(
    repository: HostedRepository,
    number: string,
    comment: { key: string; body: string },
  ): Promise<void> {
    const found = await this.#stored(repository, number);
    const { key, body } = comment;
    await this.#options.store.comment(found.id, { key, body });
  }

  async mergePullRequest(
    repository: HostedRepository,
    number: string,
    options: { headCommit: string; message: string },
  ): Promise<PullRequest> {
    const { headCommit, message } = options;
    const before = await this.pullRequest(repository, number);
    if (before.headCommit !== headCommit) {
      throw pullRequestMoved(number);
    }
    if (before.state !== 'open') {
      return ended(before);
    }
    const claimed = await this.#claim(repository, number, headCommit);
    try {
      const { commit } = await asHost(() =>
        this.#options.git.merge({
          url: repository.cloneUrl,
          baseBranch: claimed.targetBranch,
          branch: claimed.sourceBranch,
          ...{ headCommit, message, author: PORTAL },
        }),
      );
      await this.#end(claimed, { state: 'merged', mergeCommit: commit });
    } catch (error) {
      await this.#end(claimed, { state: 'open' });
      throw error;
    }
    return this.pullRequest(repository, number);
  }

  async closePullRequest(
    repository: HostedRepository,
    number: string,
  ): Promise<PullRequest> {
    // What git has merged cannot be closed any more.
    const live = await this.pullRequest(repository, number);
    if (live.state !== 'open') {
      return live;
    }
    const found = await this.#stored(repository, number);
    const closed =
      found.state === 'open' &&
      (await this.#options.store.move(found, { state: 'closed' }));
    const after = await this.pullRequest(repository, number);
    if (!closed && after.state === 'open') {
      throw pullRequestBlocked(number, ['it is being merged']);
    }
    return after;
  }

  /** Only one merges it, and nobody closes it meanwhile. */
  async #claim(
    repository: HostedRepository,
    number: string,
    headCommit: string,
  ): Promise<PlainPullRequest> {
    const { store } = this.#options;
    const found = await this.#stored(repository, number);
    const abandoned =
      found.state === 'merging' &&
      (found.mergingAt ?? 0) < Date.now() - MERGING_MS;
    const claimed =
      (found.state === 'open' || abandoned) &&
      (await store.move(found, { state: 'merging', headCommit }));
    if (!claimed) {
      const { state } = await this.#stored(repository, number);
      throw pullRequestBlocked(number, [
        state === 'closed' ? 'it is closed' : 'it is being merged already',
      ]);
    }
    return this.#stored(repository, number);
  }

  async #end(
    claimed: PlainPullRequest,
    to: { state: 'open' } | { state: 'merged'; mergeCommit: string },
  ): Promise<void> {
    await this.#options.store.move(claimed, to);
  }

  /** Servers take an address with and without its ending, or one of them. */
  async #find(id: string) {
    const { sources } = this.#options;
    const read = async (cloneUrl: string) => {
      const { defaultBranch } = await sources.listRefs(cloneUrl);
      return { cloneUrl, defaultBranch };
    };
    if (id.startsWith('/')) {
      return read(id);
    }
    try {
      return await read(`${id}.git`);
    } catch (error) {
      if (
        !isInfrakitchenError(error) ||
        error.code !== 'repository_not_found'
      ) {
        throw error;
      }
      return read(id);
    }
  }

  async #stored(
    { id }: Pick<HostedRepository, 'id'>,
    number: string,
  ): Promise<PlainPullRequest> {
    const found = await this.#options.store.get(id, pullRequestNumber(number));
    if (!found) {
      throw pullRequestNotFound(number);
    }
    return found;
  }
}

/** One that is merged at the wanted commit is as good as merged now. */
function ended(at: PullRequest): PullRequest {
  if (at.state === 'merged') {
    return at;
  }
  throw pullRequestBlocked(at.number, ['it is closed']);
}
