import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { refNotFound } from './branches';
import { branchExists, branchMoved, pathTaken } from './errors';
import {
  assertBranches,
  assertCommit,
  assertFiles,
  assertFolder,
  safeMessage,
  safePerson,
} from './input';
import type { CommitObject } from './objects';
import type { CommitAuthor, PublishedBranch, WorkspaceGit } from './types';
import type { PushOutcome } from './pushResult';
import type { WorkspaceClone } from './WorkspaceClone';

const ATTEMPTS = 5;

type PublishRequest = Parameters<WorkspaceGit['publish']>[0];

/** Puts folders on branches. */
export class BranchPublisher {
  readonly #committer: CommitAuthor;

  constructor(options: { committer: CommitAuthor }) {
    this.#committer = options.committer;
  }

  /** Refuses what cannot be, and makes safe what people typed. */
  static check(options: PublishRequest): PublishRequest {
    const { baseBranch, branch, folder, files, expectedHead } = options;
    assertBranches(baseBranch, branch);
    assertFolder(folder);
    if (branch === baseBranch) {
      throw new InfrakitchenError('InputError', {
        code: 'invalid_ref',
        message: `The branch '${branch}' is what pull requests are for, so they cannot come from it`,
        culprits: [{ kind: 'field', name: 'ref' }],
      });
    }
    if (files) {
      assertFiles(files);
    }
    if (expectedHead !== undefined) {
      assertCommit(expectedHead);
    }
    return {
      ...options,
      author: safePerson(options.author),
      message: safeMessage(options.message),
    };
  }

  async publish(
    clone: WorkspaceClone,
    request: PublishRequest,
  ): Promise<PublishedBranch> {
    const { baseBranch, branch } = request;
    for (let attempt = 1; ; attempt++) {
      const heads = await clone.heads([baseBranch, branch]);
      const head = heads.get(branch);
      const base = heads.get(baseBranch) ?? (await this.#begin(clone, request));
      await clone.ensure([base, ...(head ? [head] : [])], {
        base: { branch: baseBranch, head: base },
      });
      const published = await this.#publishOn(clone, request, {
        ...{ base, head },
        negotiate: attempt > 1,
      });
      if (!('pushed' in published)) {
        return published;
      }
      if (attempt === ATTEMPTS) {
        throw published.problem;
      }
    }
  }

  /** Nothing where something moved meanwhile. */
  async #publishOn(
    clone: WorkspaceClone,
    request: PublishRequest,
    options: { base: string; head: string | undefined; negotiate: boolean },
  ): Promise<PublishedBranch | (PushOutcome & { pushed: false })> {
    const { base, head, negotiate } = options;
    const { branch, folder, files, author, message } = request;
    const [commit, there] = await Promise.all([
      this.#draft(clone, { base, folder, files, author, message }),
      head ? clone.commitObject(head) : undefined,
    ]);
    if (head && there) {
      const made = await clone.commitObject(commit);
      const same =
        there.tree === made.tree &&
        there.parents.join() === made.parents.join();
      if (head !== request.expectedHead && !same && !this.#isOwn(there, made)) {
        throw (request.expectedHead ? branchMoved : branchExists)(
          clone.url,
          branch,
          { id: head, commit: there },
        );
      }
      if (same) {
        return { commit: head, base, changed: false };
      }
    }
    const outcome = await clone.push({
      ...{ branch, commit, negotiate },
      expected: head,
    });
    return outcome.pushed ? { commit, base, changed: true } : outcome;
  }

  async #draft(
    clone: WorkspaceClone,
    options: Pick<PublishRequest, 'folder' | 'files' | 'author' | 'message'> & {
      base: string;
    },
  ): Promise<string> {
    const { base, folder, files, author, message } = options;
    await assertFree(clone, base, folder);
    return clone.commit({
      ...{ author, message },
      parents: [base],
      committer: this.#committer,
      change: { folder, files },
    });
  }

  /**
   * Whether the portal pushed a commit and was then stopped before it could
   * keep that. Whoever writes one that looks the same loses nothing else.
   */
  #isOwn(there: CommitObject, made: CommitObject): boolean {
    return (
      there.parents.length === 1 &&
      there.message === made.message &&
      there.committer.name === made.committer.name &&
      there.committer.email === made.committer.email &&
      there.author.email === made.author.email
    );
  }

  /** An empty repository gets a first commit, for pull requests to be for. */
  async #begin(clone: WorkspaceClone, request: PublishRequest) {
    const { baseBranch } = request;
    if ((await clone.heads()).size > 0) {
      throw await refNotFound(clone, baseBranch);
    }
    const commit = await clone.commit({
      parents: [],
      author: this.#committer,
      committer: this.#committer,
      message: 'Begin with an empty repository\n',
    });
    const outcome = await clone.push({ branch: baseBranch, commit });
    const head = (await clone.heads([baseBranch])).get(baseBranch);
    if (!outcome.pushed && head === undefined) {
      throw outcome.problem;
    }
    return head ?? commit;
  }
}

/** A folder cannot be where a file is that nobody generated. */
async function assertFree(
  clone: WorkspaceClone,
  base: string,
  folder: string,
): Promise<void> {
  const names = folder.split('/');
  const paths = names.map((_, index) => names.slice(0, index + 1).join('/'));
  const entries = await Promise.all(
    paths.map(path => clone.entryAt(base, path)),
  );
  const taken = entries.findIndex(entry => entry && entry.type !== 'tree');
  if (taken >= 0) {
    throw pathTaken(clone.url, paths[taken]);
  }
}
