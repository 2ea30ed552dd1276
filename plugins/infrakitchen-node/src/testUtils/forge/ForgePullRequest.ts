import type { MergeMethod } from '../git';
import type { ForgeRepository } from './ForgeRepository';
import {
  ForgeRefusal,
  type ForgeCheck,
  type ForgeComment,
  type ForgeEvent,
  type ForgeUser,
} from './types';

type Action = Extract<ForgeEvent, { kind: 'pull_request' }>['action'];

/** What keeps a pull request from being merged. @public */
export interface ForgeObstacles {
  hasConflict: boolean;
  /** Required checks that have not passed. */
  checks: string[];
  /** Approving reviews that are missing. */
  reviews: number;
}

/** A pull request of a forge, whose merge is a real one of git. @public */
export class ForgePullRequest {
  readonly repository: ForgeRepository;
  readonly number: number;
  readonly source: string;
  readonly author: ForgeUser;
  readonly createdAt: string;
  readonly comments: ForgeComment[] = [];
  readonly approvals = new Map<string, ForgeUser>();
  title: string;
  body: string;
  target: string;
  state: 'open' | 'merged' | 'closed' = 'open';
  updatedAt: string;
  endedAt?: string;
  endedBy?: ForgeUser;
  mergeCommit?: string;
  mergeMethod?: MergeMethod;
  /** How often it was asked what can be merged. */
  asked = 0;
  #head: string;

  constructor(
    repository: ForgeRepository,
    given: {
      number: number;
      title: string;
      body?: string;
      source: string;
      target: string;
      author: ForgeUser;
      head: string;
    },
  ) {
    this.repository = repository;
    this.number = given.number;
    this.title = given.title;
    this.body = given.body ?? '';
    this.source = given.source;
    this.target = given.target;
    this.author = given.author;
    this.createdAt = repository.forge.time();
    this.updatedAt = this.createdAt;
    this.#head = given.head;
  }

  get id(): number {
    return this.repository.id * 1_000_000 + this.number;
  }

  /** Head of its branch; of one that ended, what it was at then. */
  async head(): Promise<string> {
    if (this.state === 'open') {
      this.#head = (await this.repository.git.head(this.source)) ?? this.#head;
    }
    return this.#head;
  }

  async base(): Promise<string> {
    return (await this.repository.git.head(this.target)) ?? '';
  }

  async obstacles(): Promise<ForgeObstacles> {
    const { git, protection } = this.repository;
    const rules = protection.get(this.target);
    const head = await this.head();
    const tree = await git.mergedTree(await this.base(), head);
    const passed = this.repository
      .checksOf(head)
      .filter(({ state }) => state === 'passed')
      .map(({ name }) => name);
    return {
      hasConflict: tree === undefined,
      checks: (rules?.checks ?? []).filter(name => !passed.includes(name)),
      reviews: Math.max(0, (rules?.reviews ?? 0) - this.approvals.size),
    };
  }

  async checks(): Promise<ForgeCheck[]> {
    return this.repository.checksOf(await this.head());
  }

  edit(changes: { title?: string; body?: string }, by: ForgeUser): void {
    this.repository.assertWritable();
    this.title = changes.title ?? this.title;
    this.body = changes.body ?? this.body;
    this.tell('edited', by);
  }

  comment(body: string, author: ForgeUser): ForgeComment {
    this.repository.assertWritable();
    const comment = { id: this.repository.forge.nextId(), body, author };
    this.comments.push(comment);
    this.tell('commented', author);
    return comment;
  }

  editComment(id: number, body: string, by: ForgeUser): ForgeComment {
    const comment = this.comments.find(at => at.id === id);
    if (!comment) {
      throw new ForgeRefusal('missing', 'There is no such comment');
    }
    if (comment.author.id !== by.id) {
      throw new ForgeRefusal('forbidden', 'The comment is of somebody else');
    }
    comment.body = body;
    return comment;
  }

  approve(by: ForgeUser): void {
    this.approvals.set(by.login, by);
    this.tell('approved', by);
  }

  /**
   * Merges it as a person would, by the button of the host.
   *
   * @param options - `head` is what it must be at, as far as the vendor asks.
   */
  async merge(
    by: ForgeUser,
    options: { head?: string; method?: MergeMethod; message?: string } = {},
  ): Promise<void> {
    await this.repository.oneAtATime(() => this.#mergeNow(by, options));
  }

  async #mergeNow(
    by: ForgeUser,
    options: { head?: string; method?: MergeMethod; message?: string },
  ): Promise<void> {
    const head = await this.head();
    const {
      method = this.repository.mergeMethods[0],
      message = `Merge '${this.title}'`,
    } = options;
    this.repository.assertWritable();
    if (this.state !== 'open') {
      throw new ForgeRefusal('closed', 'It is not open');
    }
    if (options.head !== undefined && options.head !== head) {
      throw new ForgeRefusal('moved', 'The head is another commit');
    }
    const { hasConflict, checks, reviews } = await this.obstacles();
    if (hasConflict) {
      throw new ForgeRefusal('conflict', 'There are conflicts');
    }
    if (checks.length > 0 || reviews > 0) {
      throw new ForgeRefusal('blocked', 'The branch has rules');
    }
    if (!this.repository.mergeMethods.includes(method)) {
      throw new ForgeRefusal('blocked', 'That way of merging is not allowed');
    }
    await this.#merge(by, { head, method, message });
  }

  close(by: ForgeUser): void {
    this.repository.assertWritable();
    if (this.state !== 'open') {
      throw new ForgeRefusal('closed', 'It is not open');
    }
    this.#end('closed', by);
  }

  reopen(by: ForgeUser): void {
    if (this.state !== 'closed') {
      throw new ForgeRefusal('closed', 'It is not closed');
    }
    this.state = 'open';
    this.endedAt = undefined;
    this.endedBy = undefined;
    this.tell('reopened', by);
  }

  /** Its branch has another head now. */
  async pushed(by: ForgeUser): Promise<void> {
    if (this.state === 'open') {
      await this.head();
      this.tell('pushed', by);
    }
  }

  tell(action: Action, actor: ForgeUser): void {
    const { repository } = this;
    this.updatedAt = repository.forge.time();
    repository.forge.emit({
      ...{ kind: 'pull_request', repository, actor, action, pullRequest: this },
    });
  }

  async #merge(
    by: ForgeUser,
    merge: { head: string; method: MergeMethod; message: string },
  ): Promise<void> {
    const { git, forge } = this.repository;
    const before = await this.base();
    const after = await git.merge({
      ...merge,
      target: this.target,
      author: by,
    });
    if (after === undefined) {
      throw new ForgeRefusal('conflict', 'There are conflicts');
    }
    this.#head = merge.head;
    this.mergeCommit = after;
    this.mergeMethod = merge.method;
    this.#end('merged', by);
    const ref = `refs/heads/${this.target}`;
    forge.emit({
      ...{ kind: 'push', repository: this.repository, actor: by },
      refs: [{ ref, before, after }],
    });
  }

  #end(state: 'merged' | 'closed', by: ForgeUser): void {
    this.state = state;
    this.endedBy = by;
    this.endedAt = this.repository.forge.time();
    this.tell(state, by);
  }
}
