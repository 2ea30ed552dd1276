import {
  templateCreatePermission,
  templateDeletePermission,
  templateReadPermission,
  templateUpdatePermission,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
import { AuditedAccess, type AccessService } from '../access';
import type { HistoryStore } from '../history';
import type { VersionAction, VersionService } from './VersionService';

type Call<K extends keyof VersionService> = Parameters<VersionService[K]>;

const auditActions: Record<VersionAction, string> = {
  analyse: 'version.analysed',
  enable: 'version.enabled',
  disable: 'version.disabled',
};

/**
 * Reading a repository makes this machine reach other hosts: only for those
 * who may put the result into a template.
 */
const mayReadModules: [
  typeof templateCreatePermission,
  typeof templateUpdatePermission,
] = [templateCreatePermission, templateUpdatePermission];

/** Asks for the permission before each method of {@link VersionService}. */
export class AuthorizedVersionService implements VersionService {
  readonly #inner: VersionService;
  readonly #access: AuditedAccess;

  constructor(options: {
    inner: VersionService;
    access: AccessService;
    history: HistoryStore;
  }) {
    this.#inner = options.inner;
    this.#access = new AuditedAccess(options);
  }

  async listRefs(...[repositoryUrl, options]: Call<'listRefs'>) {
    await this.#access.require(options.credentials, mayReadModules);
    return this.#inner.listRefs(repositoryUrl, options);
  }

  async analyseModule(...[source, options]: Call<'analyseModule'>) {
    await this.#access.require(options.credentials, mayReadModules);
    return this.#inner.analyseModule(source, options);
  }

  async importTemplate(...[input, options]: Call<'importTemplate'>) {
    await this.#access.require(options.credentials, templateCreatePermission, {
      action: 'template.created',
      entity: { kind: 'template', id: randomUUID(), name: input.template.name },
    });
    return this.#inner.importTemplate(input, options);
  }

  async list(...[templateId, page, options]: Call<'list'>) {
    await this.#access.require(options.credentials, templateReadPermission);
    return this.#inner.list(templateId, page, options);
  }

  async get(...[id, options]: Call<'get'>) {
    await this.#access.require(options.credentials, templateReadPermission);
    return this.#inner.get(id, options);
  }

  async create(...[templateId, input, options]: Call<'create'>) {
    await this.#access.require(options.credentials, templateUpdatePermission, {
      action: 'version.created',
      entity: { kind: 'version', id: randomUUID(), name: input.ref },
    });
    return this.#inner.create(templateId, input, options);
  }

  async update(...[id, patch, options]: Call<'update'>) {
    await this.#access.require(options.credentials, templateUpdatePermission, {
      action: 'version.updated',
      entity: { kind: 'version', id },
    });
    return this.#inner.update(id, patch, options);
  }

  async act(...[id, action, options]: Call<'act'>) {
    await this.#access.require(options.credentials, templateUpdatePermission, {
      action: auditActions[action],
      entity: { kind: 'version', id },
    });
    return this.#inner.act(id, action, options);
  }

  async delete(...[id, options]: Call<'delete'>) {
    await this.#access.require(options.credentials, templateDeletePermission, {
      action: 'version.deleted',
      entity: { kind: 'version', id },
    });
    return this.#inner.delete(id, options);
  }
}
