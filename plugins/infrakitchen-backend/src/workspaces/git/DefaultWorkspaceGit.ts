import type { Config } from '@backstage/config';
import { resolve } from 'node:path';
import { isCommitSha, type GitClient } from '../../sources';
import { describe, refNotFound } from './branches';
import { BranchPublisher } from './BranchPublisher';
import { branchMoved, mergeConflict } from './errors';
import { FolderReader } from './FolderReader';
import { wasMerged, withMergeBase } from './history';
import { mergeTrees } from './mergeTrees';
import {
  assertBranches,
  assertCommit,
  assertFolder,
  safeMessage,
  safePerson,
} from './input';
import type { CommitAuthor, WorkspaceGit } from './types';
import type { WorkspaceClone } from './WorkspaceClone';
import { WorkspaceClones } from './WorkspaceClones';
import { unifiedDiff } from './unifiedDiff';

const ATTEMPTS = 5;
const PORTAL: CommitAuthor = {
  name: 'InfraKitchen',
  email: 'infrakitchen@noreply.invalid',
};

type Options<Method extends keyof WorkspaceGit> = Parameters<
  WorkspaceGit[Method]
>[0];

/** Git of workspaces, on partial bare clones. */
export class DefaultWorkspaceGit implements WorkspaceGit {
  readonly #clones: WorkspaceClones;
  readonly #committer: CommitAuthor;
  readonly #publisher: BranchPublisher;
  readonly #reader = new FolderReader();

  /** Reads `infrakitchen.git.committer`. */
  static fromConfig(
    config: Config,
    options: { git: GitClient; workingDirectory: string },
  ): DefaultWorkspaceGit {
    const committer = config.getOptionalConfig('infrakitchen.git.committer');
    return new DefaultWorkspaceGit({
      git: options.git,
      directory: resolve(options.workingDirectory, 'git', 'workspaces'),
      committer: committer && {
        name: committer.getString('name'),
        email: committer.getString('email'),
      },
    });
  }

  constructor(options: {
    git: GitClient;
    /** Folder that keeps the clones. */
    directory: string;
    /** Who puts commits into repositories; the portal where absent. */
    committer?: CommitAuthor;
    /** How many fetches a clone is for; 100 where absent. */
    maxPacks?: number;
  }) {
    this.#clones = new WorkspaceClones(options);
    this.#committer = safePerson(options.committer ?? PORTAL);
    this.#publisher = new BranchPublisher({ committer: this.#committer });
  }

  async keepOnly(urls: string[]): Promise<void> {
    await this.#clones.keepOnly(urls);
  }

  async publish(options: Options<'publish'>) {
    const request = BranchPublisher.check(options);
    const clone = await this.#clones.open(options.url, 'write');
    return this.#publisher.publish(clone, request);
  }

  async readFolder({ url, ref, folder }: Options<'readFolder'>) {
    assertFolder(folder);
    assertReference(ref);
    const clone = await this.#clones.open(url, 'read');
    const commit = isCommitSha(ref) ? ref : (await clone.heads([ref])).get(ref);
    if (commit === undefined) {
      return undefined;
    }
    await clone.ensure([commit], {
      base: isCommitSha(ref) ? undefined : { branch: ref, head: commit },
    });
    const files = await this.#reader.read(clone, commit, folder);
    return files && { commit, files };
  }

  async heads(url: string, branches: string[]) {
    assertBranches(...branches);
    if (branches.length === 0) {
      return new Map<string, string>();
    }
    const clone = await this.#clones.open(url, 'read');
    return clone.heads(branches);
  }

  async diff({ url, base, head, folder }: Options<'diff'>) {
    if (folder !== undefined) {
      assertFolder(folder);
    }
    assertReference(base);
    assertReference(head);
    const clone = await this.#clones.open(url, 'read');
    const [from, to] = await this.#resolve(clone, [base, head]);
    await clone.ensure([from, to]);
    const { parents } = await clone.commitObject(to);
    // Most often it is on top of the base, and needs no history.
    const start = parents.includes(from)
      ? from
      : await withMergeBase(clone, [from, to], async found => found ?? from);
    await clone.ensure([start]);
    return unifiedDiff(clone, [start, to], folder);
  }

  async contains(options: Options<'contains'>): Promise<boolean> {
    const { url, branch, folder, commit } = options;
    assertBranches(branch);
    assertCommit(commit);
    if (folder !== undefined) {
      assertFolder(folder);
    }
    const clone = await this.#clones.open(url, 'read');
    const [branchHead] = await this.#resolve(clone, [branch]);
    if (branchHead === commit) {
      return true;
    }
    await clone.ensure([branchHead, commit], {
      base: { branch, head: branchHead },
    });
    if (folder !== undefined) {
      const [there, wanted] = await Promise.all([
        clone.entryAt(branchHead, folder),
        clone.entryAt(commit, folder),
      ]);
      if (there?.id === wanted?.id) {
        return true;
      }
    }
    const { parents } = await clone.commitObject(commit);
    // Most often nothing has happened since the branch left.
    return parents.includes(branchHead)
      ? false
      : wasMerged(clone, { branchHead, commit, folder });
  }

  async conflicts({ url, base, head }: Options<'conflicts'>) {
    assertReference(base);
    assertReference(head);
    const clone = await this.#clones.open(url, 'read');
    const [into, from] = await this.#resolve(clone, [base, head]);
    await clone.ensure([into, from]);
    const { files } = await mergeTrees(clone, [into, from]);
    return files;
  }

  async merge(options: Options<'merge'>): Promise<{ commit: string }> {
    const { url, baseBranch, branch, headCommit } = options;
    assertBranches(baseBranch, branch);
    assertCommit(headCommit);
    const clone = await this.#clones.open(url, 'write');
    for (let attempt = 1; ; attempt++) {
      const heads = await clone.heads([baseBranch, branch]);
      const base = heads.get(baseBranch);
      if (base === undefined) {
        throw await refNotFound(clone, baseBranch);
      }
      await this.#assertHead(clone, {
        branch,
        expected: headCommit,
        head: heads.get(branch),
      });
      const merged = await this.#mergeInto(clone, base, options);
      if (merged === base) {
        return { commit: base };
      }
      const outcome = await clone.push({
        branch: baseBranch,
        commit: merged,
        expected: base,
      });
      if (outcome.pushed) {
        return { commit: merged };
      }
      if (attempt === ATTEMPTS) {
        throw outcome.problem;
      }
    }
  }

  async deleteBranch(options: Options<'deleteBranch'>): Promise<void> {
    const { url, branch, expectedHead } = options;
    assertBranches(branch);
    assertCommit(expectedHead);
    const clone = await this.#clones.open(url, 'write');
    for (let attempt = 1; ; attempt++) {
      const head = (await clone.heads([branch])).get(branch);
      if (head === undefined) {
        return;
      }
      await this.#assertHead(clone, { branch, expected: expectedHead, head });
      const outcome = await clone.push({ branch, expected: expectedHead });
      if (outcome.pushed) {
        return;
      }
      if (attempt === ATTEMPTS) {
        throw outcome.problem;
      }
    }
  }

  /** A commit with both sides, which is here alone. */
  async #mergeInto(
    clone: WorkspaceClone,
    base: string,
    options: Options<'merge'>,
  ): Promise<string> {
    const { url, baseBranch, branch, headCommit } = options;
    await clone.ensure([base, headCommit], {
      base: { branch: baseBranch, head: base },
    });
    const { tree, files, nothing } = await mergeTrees(clone, [
      base,
      headCommit,
    ]);
    if (nothing) {
      return base;
    }
    if (tree === undefined) {
      throw mergeConflict(url, branch, files);
    }
    return clone.commit({
      parents: [base, headCommit],
      author: safePerson(options.author),
      committer: this.#committer,
      message: safeMessage(options.message),
      change: { tree },
    });
  }

  async #assertHead(
    clone: WorkspaceClone,
    options: { branch: string; expected: string; head: string | undefined },
  ): Promise<void> {
    const { branch, expected, head } = options;
    if (head !== expected) {
      throw branchMoved(clone.url, branch, await describe(clone, head));
    }
  }

  /** The commits that branches are at, and commits themselves. */
  async #resolve(clone: WorkspaceClone, refs: string[]): Promise<string[]> {
    const branches = refs.filter(ref => !isCommitSha(ref));
    const heads = branches.length > 0 ? await clone.heads(branches) : new Map();
    const missing = branches.find(branch => !heads.has(branch));
    if (missing !== undefined) {
      throw await refNotFound(clone, missing);
    }
    return refs.map(ref => heads.get(ref) ?? ref);
  }
}

function assertReference(ref: string): void {
  if (!isCommitSha(ref)) {
    assertBranches(ref);
  }
}
