import {
  resourceDeletePermission,
  resourceReadPermission,
  resourceUpdatePermission,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { AuditedAccess, type AccessService, type CallOptions } from '../access';
import type { HistoryStore } from '../history';
import type { RunService } from './RunService';

type Call<K extends keyof RunService> = Parameters<RunService[K]>;

/** Asks for the permission before each method of {@link RunService}. */
export class AuthorizedRunService implements RunService {
  readonly #inner: RunService;
  readonly #access: AuditedAccess;

  constructor(options: {
    inner: RunService;
    access: AccessService;
    history: HistoryStore;
  }) {
    this.#inner = options.inner;
    this.#access = new AuditedAccess(options);
  }

  async request(...[resourceId, action, options]: Call<'request'>) {
    await this.#access.require(
      options.credentials,
      action === 'destroy'
        ? resourceDeletePermission
        : resourceUpdatePermission,
      {
        action: `resource.${action}`,
        entity: { kind: 'resource', id: resourceId },
      },
    );
    return this.#inner.request(resourceId, action, options);
  }

  async list(...[query, options]: Call<'list'>) {
    await this.#access.require(options.credentials, resourceReadPermission);
    return this.#inner.list(query, options);
  }

  async get(...[id, options]: Call<'get'>) {
    await this.#access.require(options.credentials, resourceReadPermission);
    return this.#inner.get(id, options);
  }

  async plan(...[id, options]: Call<'plan'>) {
    await this.#access.require(options.credentials, resourceReadPermission);
    return this.#inner.plan(id, options);
  }

  async log(...[query, options]: Call<'log'>) {
    await this.#access.require(options.credentials, resourceReadPermission);
    return this.#inner.log(query, options);
  }

  async cancel(...[id, options]: Call<'cancel'>) {
    await this.#requireToSettle(id, 'run.cancelled', options);
    return this.#inner.cancel(id, options);
  }

  async retry(...[id, options]: Call<'retry'>) {
    await this.#requireToSettle(id, 'run.retried', options);
    return this.#inner.retry(id, options);
  }

  async resolve(...[id, options]: Call<'resolve'>) {
    await this.#requireToSettle(id, 'run.resolved', options);
    return this.#inner.resolve(id, options);
  }

  /** What may start a run may also stop, repeat and settle it. */
  async #requireToSettle(
    id: string,
    action: string,
    options: CallOptions,
  ): Promise<void> {
    const run = await this.#inner.get(id, options);
    await this.#access.require(
      options.credentials,
      run.kind === 'destroy'
        ? resourceDeletePermission
        : resourceUpdatePermission,
      {
        action,
        entity: {
          kind: 'resource',
          id: run.resourceId,
          name: run.resourceName,
        },
      },
    );
  }
}
