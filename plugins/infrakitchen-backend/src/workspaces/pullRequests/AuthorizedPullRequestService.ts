import {
  actorOf,
  audited,
  AuditedAccess,
  needs,
  type AccessService,
} from '../../access';
import type { HistoryStore } from '../../history';
import type { PullRequestRecord } from '../types';
import { pullRequestNotFound, type PullRequestStore } from './PullRequestStore';
import { entityOf, type PullRequestService } from './PullRequestService';

type Call<K extends keyof PullRequestService> = Parameters<
  PullRequestService[K]
>;

/** Asks for access before each method of {@link PullRequestService}. */
export class AuthorizedPullRequestService implements PullRequestService {
  readonly #inner: PullRequestService;
  readonly #access: AuditedAccess;
  readonly #history: HistoryStore;
  readonly #store: Pick<PullRequestStore, 'get'>;

  constructor(options: {
    inner: PullRequestService;
    access: AccessService;
    history: HistoryStore;
    store: Pick<PullRequestStore, 'get'>;
  }) {
    this.#inner = options.inner;
    this.#access = new AuditedAccess(options);
    this.#history = options.history;
    this.#store = options.store;
  }

  async list(...[workspaceId, query, options]: Call<'list'>) {
    const { credentials } = options;
    await this.#access.read(credentials, {
      kind: 'workspace',
      id: workspaceId,
    });
    const scope = await this.#access.list(credentials, 'resource');
    return this.#inner.list(workspaceId, query, { ...options, scope });
  }

  async get(...[id, options]: Call<'get'>) {
    await this.#readable(id, options);
    return this.#inner.get(id, options);
  }

  async diff(...[id, options]: Call<'diff'>) {
    await this.#readable(id, options);
    return this.#inner.diff(id, options);
  }

  async comments(...[id, page, options]: Call<'comments'>) {
    await this.#readable(id, options);
    return this.#inner.comments(id, page, options);
  }

  async act(...[id, action, options]: Call<'act'>) {
    const record = await audited(
      this.#history,
      {
        actor: actorOf(options.credentials),
        action: `pull_request.${action}`,
        entity: { kind: 'pull_request', id },
      },
      () => this.#readable(id, options),
    );
    // Whoever may read it may have it read again.
    if (action !== 'refresh') {
      await this.#access.change(
        options.credentials,
        needs.resourceUpdate,
        { kind: 'resource', id: record.resourceId },
        { action: `pull_request.${action}`, ...entityOf(record) },
      );
    }
    return this.#inner.act(id, action, options);
  }

  async code(...[resourceId, options]: Call<'code'>) {
    await this.#access.read(options.credentials, {
      kind: 'resource',
      id: resourceId,
    });
    return this.#inner.code(resourceId, options);
  }

  async takeBack(...[resourceId, options]: Call<'takeBack'>) {
    const entity = { kind: 'resource' as const, id: resourceId };
    await this.#access.change(
      options.credentials,
      needs.resourceUpdate,
      entity,
      { action: 'resource.code_taken_back', entity },
    );
    return this.#inner.takeBack(resourceId, options);
  }

  /** It is seen by whoever sees its resource. */
  async #readable(
    id: string,
    { credentials }: Call<'get'>[1],
  ): Promise<PullRequestRecord> {
    const record = await this.#store.get(id);
    if (!record) {
      throw pullRequestNotFound(id);
    }
    try {
      await this.#access.read(credentials, {
        kind: 'resource',
        id: record.resourceId,
      });
    } catch (error) {
      // Not by its resource, which would tell that there is one.
      throw (error as Error).name === 'NotFoundError'
        ? pullRequestNotFound(id)
        : error;
    }
    return record;
  }
}
