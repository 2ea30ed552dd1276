import { BareRepository, type MergeMethod } from '../git';
import type { Forge } from './Forge';
import { ForgePullRequest } from './ForgePullRequest';
import {
  ForgeRefusal,
  type ForgeCheck,
  type ForgeProtection,
  type ForgeUser,
} from './types';

interface OpenRequest {
  title: string;
  body?: string;
  source: string;
  target: string;
  author: ForgeUser;
  mayBeEmpty?: boolean;
}

/** A repository of a forge: a real one of git, and what its host knows of it. @public */
export class ForgeRepository {
  readonly forge: Forge;
  readonly id: number;
  readonly git: BareRepository;
  readonly createdAt: string;
  owner: string;
  name: string;
  description = '';
  defaultBranch: string;
  isArchived = false;
  isDeleted = false;
  /** Ways that pull requests may be merged in; the first is preferred. */
  mergeMethods: MergeMethod[] = ['merge', 'squash', 'rebase'];
  /** Whether a host takes a moment before it tells what can be merged. */
  isSlowToCheck = false;
  readonly formerNames: string[] = [];
  readonly protection = new Map<string, ForgeProtection>();
  readonly pullRequests: ForgePullRequest[] = [];
  #queue: Promise<unknown> = Promise.resolve();
  readonly #checks = new Map<string, Map<string, ForgeCheck>>();

  constructor(
    forge: Forge,
    given: {
      id: number;
      owner: string;
      name: string;
      git: BareRepository;
      defaultBranch: string;
    },
  ) {
    this.forge = forge;
    this.id = given.id;
    this.owner = given.owner;
    this.name = given.name;
    this.git = given.git;
    this.defaultBranch = given.defaultBranch;
    this.createdAt = forge.time();
  }

  get fullName(): string {
    return `${this.owner}/${this.name}`;
  }

  /** For hosts whose ids are UUIDs. */
  get uuid(): string {
    return uuidOf(this.id);
  }

  rename(name: string): void {
    this.formerNames.push(this.fullName);
    this.name = name;
    this.#tell('renamed');
  }

  archive(): void {
    this.isArchived = true;
    this.#tell('archived');
  }

  delete(): void {
    this.#tell('deleted');
    this.isDeleted = true;
  }

  async renameDefaultBranch(name: string): Promise<void> {
    const before = this.defaultBranch;
    await this.git.git(['branch', '--move', before, name]);
    await this.git.git(['symbolic-ref', 'HEAD', `refs/heads/${name}`]);
    this.defaultBranch = name;
    for (const pullRequest of this.pullRequests) {
      if (pullRequest.target === before && pullRequest.state === 'open') {
        pullRequest.target = name;
      }
    }
  }

  /** Pushes to it are refused; pull requests need what the rules say. */
  async protect(branch: string, rules: ForgeProtection = {}): Promise<void> {
    this.protection.set(branch, rules);
    await this.git.protect([...this.protection.keys()]);
  }

  checksOf(commit: string): ForgeCheck[] {
    return [...(this.#checks.get(commit)?.values() ?? [])];
  }

  /** What a pipeline tells of a commit. */
  setCheck(commit: string, name: string, state: ForgeCheck['state']): void {
    const checks = this.#checks.get(commit) ?? new Map<string, ForgeCheck>();
    const url = `${this.forge.url}/checks/${encodeURIComponent(name)}`;
    checks.set(name, { name, state, url });
    this.#checks.set(commit, checks);
    this.forge.emit({
      ...{ kind: 'check', repository: this, actor: this.forge.system },
      ...{ commit, check: { name, state, url } },
    });
  }

  pullRequest(number: number | string): ForgePullRequest {
    const found = this.pullRequests.find(
      // Some hosts count all of their pull requests as one.
      at => [at.number, at.id].map(String).includes(String(number)),
    );
    if (!found) {
      throw new ForgeRefusal('missing', 'There is no such pull request');
    }
    return found;
  }

  /** One change after the other, as a host does it for each repository. */
  oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => {});
    return done;
  }

  async open(request: OpenRequest): Promise<ForgePullRequest> {
    return this.oneAtATime(() => this.#open(request));
  }

  async #open(request: OpenRequest): Promise<ForgePullRequest> {
    const { source, target } = request;
    this.assertWritable();
    const head = await this.git.head(source);
    const base = await this.git.head(target);
    if (head === undefined || base === undefined) {
      throw new ForgeRefusal('invalid', 'There is no such branch');
    }
    if (this.openFrom(source, target)) {
      throw new ForgeRefusal('exists', 'There is an open one already');
    }
    if (!request.mayBeEmpty && (await this.git.contains(base, head))) {
      throw new ForgeRefusal('empty', 'There is nothing to merge');
    }
    const number = this.pullRequests.length + 1;
    const opened = new ForgePullRequest(this, { ...request, number, head });
    this.pullRequests.push(opened);
    opened.tell('opened', request.author);
    return opened;
  }

  openFrom(source: string, target: string): ForgePullRequest | undefined {
    return this.pullRequests.find(
      at => at.state === 'open' && at.source === source && at.target === target,
    );
  }

  assertWritable(): void {
    if (this.isArchived) {
      throw new ForgeRefusal('archived', 'The repository is archived');
    }
  }

  /** Takes note of what was pushed. */
  async pushed(
    before: Map<string, string>,
    after: Map<string, string>,
    actor: ForgeUser,
  ): Promise<void> {
    const names = new Set([...before.keys(), ...after.keys()]);
    const refs = [...names]
      .filter(ref => before.get(ref) !== after.get(ref))
      .map(ref => ({
        ref,
        before: before.get(ref),
        after: after.get(ref),
      }));
    for (const moved of refs) {
      const { ref } = moved;
      this.forge.emit({ kind: 'push', repository: this, actor, refs: [moved] });
      for (const pullRequest of this.pullRequests) {
        if (`refs/heads/${pullRequest.source}` === ref) {
          await pullRequest.pushed(actor);
        }
      }
    }
  }

  #tell(action: 'renamed' | 'archived' | 'deleted'): void {
    const { system } = this.forge;
    this.forge.emit({
      ...{ kind: 'repository', repository: this, actor: system, action },
    });
  }
}

/** A UUID that is made of a number. */
export function uuidOf(id: number): string {
  return `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`;
}
