import {
  resourceCreatePermission,
  resourceDeletePermission,
  resourceReadPermission,
  resourceUpdatePermission,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
import { AuditedAccess, type AccessService } from '../access';
import type { HistoryStore } from '../history';
import type { ResourceService } from './ResourceService';

type Call<K extends keyof ResourceService> = Parameters<ResourceService[K]>;

/** Asks for the permission before each method of {@link ResourceService}. */
export class AuthorizedResourceService implements ResourceService {
  readonly #inner: ResourceService;
  readonly #access: AuditedAccess;

  constructor(options: {
    inner: ResourceService;
    access: AccessService;
    history: HistoryStore;
  }) {
    this.#inner = options.inner;
    this.#access = new AuditedAccess(options);
  }

  async list(...[query, options]: Call<'list'>) {
    await this.#access.require(options.credentials, resourceReadPermission);
    return this.#inner.list(query, options);
  }

  async get(...[id, options]: Call<'get'>) {
    await this.#access.require(options.credentials, resourceReadPermission);
    return this.#inner.get(id, options);
  }

  async create(...[input, options]: Call<'create'>) {
    await this.#access.require(options.credentials, resourceCreatePermission, {
      action: 'resource.created',
      entity: { kind: 'resource', id: randomUUID(), name: input.name },
    });
    return this.#inner.create(input, options);
  }

  async update(...[id, patch, options]: Call<'update'>) {
    await this.#access.require(options.credentials, resourceUpdatePermission, {
      action: 'resource.updated',
      entity: { kind: 'resource', id },
    });
    return this.#inner.update(id, patch, options);
  }

  async delete(...[id, options]: Call<'delete'>) {
    await this.#access.require(options.credentials, resourceDeletePermission, {
      action: 'resource.deleted',
      entity: { kind: 'resource', id },
    });
    return this.#inner.delete(id, options);
  }

  async discardChange(...[id, options]: Call<'discardChange'>) {
    await this.#access.require(options.credentials, resourceUpdatePermission, {
      action: 'change.discarded',
      entity: { kind: 'resource', id },
    });
    return this.#inner.discardChange(id, options);
  }

  async actions(...[id, options]: Call<'actions'>) {
    await this.#access.require(options.credentials, resourceReadPermission);
    return this.#inner.actions(id, options);
  }

  async tree(...[id, options]: Call<'tree'>) {
    await this.#access.require(options.credentials, resourceReadPermission);
    return this.#inner.tree(id, options);
  }

  async effective(...[id, options]: Call<'effective'>) {
    await this.#access.require(options.credentials, resourceReadPermission);
    return this.#inner.effective(id, options);
  }

  async versionSchema(...[query, options]: Call<'versionSchema'>) {
    await this.#access.require(options.credentials, resourceReadPermission);
    return this.#inner.versionSchema(query, options);
  }

  async change(...[id, options]: Call<'change'>) {
    await this.#access.require(options.credentials, resourceReadPermission);
    return this.#inner.change(id, options);
  }

  async revisions(...[id, page, options]: Call<'revisions'>) {
    await this.#access.require(options.credentials, resourceReadPermission);
    return this.#inner.revisions(id, page, options);
  }

  async audit(...[id, page, options]: Call<'audit'>) {
    await this.#access.require(options.credentials, resourceReadPermission);
    return this.#inner.audit(id, page, options);
  }
}
