import {
  templateCreatePermission,
  templateDeletePermission,
  templateReadPermission,
  templateUpdatePermission,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
import { AuditedAccess, type AccessService } from '../access';
import type { HistoryStore } from '../history';
import type { TemplateService } from './TemplateService';

type Call<K extends keyof TemplateService> = Parameters<TemplateService[K]>;

/** Asks for the permission before each method of {@link TemplateService}. */
export class AuthorizedTemplateService implements TemplateService {
  readonly #inner: TemplateService;
  readonly #access: AuditedAccess;

  constructor(options: {
    inner: TemplateService;
    access: AccessService;
    history: HistoryStore;
  }) {
    this.#inner = options.inner;
    this.#access = new AuditedAccess(options);
  }

  async list(...[query, options]: Call<'list'>) {
    await this.#access.require(options.credentials, templateReadPermission);
    return this.#inner.list(query, options);
  }

  async get(...[id, options]: Call<'get'>) {
    await this.#access.require(options.credentials, templateReadPermission);
    return this.#inner.get(id, options);
  }

  async create(...[input, options]: Call<'create'>) {
    await this.#access.require(options.credentials, templateCreatePermission, {
      action: 'template.created',
      entity: { kind: 'template', id: randomUUID(), name: input.name },
    });
    return this.#inner.create(input, options);
  }

  async update(...[id, patch, options]: Call<'update'>) {
    await this.#access.require(options.credentials, templateUpdatePermission, {
      action: 'template.updated',
      entity: { kind: 'template', id },
    });
    return this.#inner.update(id, patch, options);
  }

  async act(...[id, action, options]: Call<'act'>) {
    await this.#access.require(options.credentials, templateUpdatePermission, {
      action: `template.${action}d`,
      entity: { kind: 'template', id },
    });
    return this.#inner.act(id, action, options);
  }

  async delete(...[id, options]: Call<'delete'>) {
    await this.#access.require(options.credentials, templateDeletePermission, {
      action: 'template.deleted',
      entity: { kind: 'template', id },
    });
    return this.#inner.delete(id, options);
  }

  async tree(...[id, options]: Call<'tree'>) {
    await this.#access.require(options.credentials, templateReadPermission);
    return this.#inner.tree(id, options);
  }
}
