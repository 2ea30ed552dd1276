import {
  mergeBlockers,
  type HostedRepository,
  type PullRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { WorkspaceGit } from '../types';
import type { PlainGitHostOptions } from './PlainGitHost';
import type {
  PlainPullRequest,
  PlainPullRequestStore,
} from './PlainPullRequestStore';

const REMEMBERED = 1_000;

/** Reads in git what has become of pull requests that are open. */
export class LivePullRequests {
  readonly #store: PlainPullRequestStore;
  readonly #git: Pick<WorkspaceGit, 'heads' | 'contains' | 'conflicts'>;
  readonly #pageOf: PlainGitHostOptions['pageOf'];
  /** Commits never change, and neither does whether they conflict. */
  readonly #conflicts = new Map<string, string[]>();

  constructor(options: Pick<PlainGitHostOptions, 'store' | 'git' | 'pageOf'>) {
    this.#store = options.store;
    this.#git = options.git;
    this.#pageOf = options.pageOf;
  }

  /** As it is now; what it has become is kept. */
  async read(
    repository: HostedRepository,
    stored: PlainPullRequest,
  ): Promise<PullRequest> {
    if (stored.state === 'merged' || stored.state === 'closed') {
      return this.#toHosted(stored, 'unknown');
    }
    const { sourceBranch, targetBranch } = stored;
    const { cloneUrl: url } = repository;
    const heads = await this.#git.heads(url, [sourceBranch, targetBranch]);
    const head = heads.get(sourceBranch) ?? stored.headCommit;
    const target = heads.get(targetBranch);
    if (target !== undefined && (await this.#isMerged(url, stored, head))) {
      return this.#become(repository, stored, {
        state: 'merged',
        headCommit: head,
        mergeCommit: target,
      });
    }
    if (stored.state === 'open' && !heads.has(sourceBranch)) {
      // As hosts do: without its branch there is nothing to merge.
      return this.#become(repository, stored, { state: 'closed' });
    }
    const current = { ...stored, headCommit: head };
    if (target === undefined) {
      return this.#toHosted(current, 'blocked', [
        `There is no branch '${targetBranch}'`,
      ]);
    }
    const files = await this.#conflictsOf(url, target, head);
    return files.length > 0
      ? this.#toHosted(current, 'conflict', [
          mergeBlockers.conflict(targetBranch),
        ])
      : this.#toHosted(current, 'mergeable');
  }

  /** Somebody may have merged it by git alone, in whatever way. */
  async #isMerged(
    url: string,
    { targetBranch: branch }: PlainPullRequest,
    commit: string,
  ): Promise<boolean> {
    return this.#git.contains({ url, branch, commit });
  }

  /** Of two that find it out at once, one is heard. */
  async #become(
    repository: HostedRepository,
    stored: PlainPullRequest,
    to: Parameters<PlainPullRequestStore['move']>[1],
  ): Promise<PullRequest> {
    const moved = await this.#store.move(stored, to);
    const now = await this.#store.get(repository.id, stored.number);
    return moved || now!.state === 'merged' || now!.state === 'closed'
      ? this.#toHosted(now!, 'unknown')
      : this.read(repository, now!);
  }

  async #conflictsOf(
    url: string,
    base: string,
    head: string,
  ): Promise<string[]> {
    const key = `${base} ${head}`;
    const known = this.#conflicts.get(key);
    if (known) {
      return known;
    }
    const files = await this.#git.conflicts({ url, base, head });
    this.#conflicts.set(key, files);
    if (this.#conflicts.size > REMEMBERED) {
      const [oldest] = this.#conflicts.keys();
      this.#conflicts.delete(oldest);
    }
    return files;
  }

  #toHosted(
    stored: PlainPullRequest,
    mergeability: PullRequest['mergeability'],
    blockers: string[] = [],
  ): PullRequest {
    const number = String(stored.number);
    const { title, body, sourceBranch, targetBranch } = stored;
    const { headCommit, mergeCommit, repositoryId } = stored;
    return {
      ...{ number, title, body, sourceBranch, targetBranch, headCommit },
      ...(mergeCommit !== undefined && { mergeCommit }),
      state: stored.state === 'merging' ? 'open' : stored.state,
      webUrl: this.#pageOf({ repositoryId, number }),
      ...{ mergeability, blockers, checks: [] },
    };
  }
}
