import { randomUUID } from 'node:crypto';
import { AuditedAccess, needs, type AccessService } from '../access';
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
const mayReadModules = [needs.templateCreate, needs.templateUpdate] as const;

/** Asks for access before each method of {@link VersionService}. */
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
    await this.#access.somewhere(options.credentials, mayReadModules, {
      action: 'module.listed',
      entity: { kind: 'module', id: randomUUID() },
    });
    return this.#inner.listRefs(repositoryUrl, options);
  }

  async analyseModule(...[source, options]: Call<'analyseModule'>) {
    await this.#access.somewhere(options.credentials, mayReadModules, {
      action: 'module.analysed',
      entity: { kind: 'module', id: randomUUID() },
    });
    return this.#inner.analyseModule(source, options);
  }

  async importTemplate(...[input, options]: Call<'importTemplate'>) {
    const scope = await this.#access.global(
      options.credentials,
      needs.templateCreate,
      {
        action: 'template.created',
        entity: {
          kind: 'template',
          id: randomUUID(),
          name: input.template.name,
        },
      },
    );
    return this.#inner.importTemplate(input, { ...options, scope });
  }

  async list(...[templateId, page, options]: Call<'list'>) {
    const scope = await this.#access.read(options.credentials, {
      kind: 'template',
      id: templateId,
    });
    return this.#inner.list(templateId, page, { ...options, scope });
  }

  async get(...[id, options]: Call<'get'>) {
    const scope = await this.#access.read(options.credentials, target(id));
    return this.#inner.get(id, { ...options, scope });
  }

  async compare(...[id, otherId, options]: Call<'compare'>) {
    const scope = await this.#access.read(options.credentials, target(id));
    if (otherId) {
      await this.#access.read(options.credentials, target(otherId));
    }
    return this.#inner.compare(id, otherId, { ...options, scope });
  }

  async create(...[templateId, input, options]: Call<'create'>) {
    const scope = await this.#access.change(
      options.credentials,
      needs.templateUpdate,
      { kind: 'template', id: templateId },
      {
        action: 'version.created',
        entity: { kind: 'version', id: randomUUID(), name: input.ref },
      },
    );
    return this.#inner.create(templateId, input, { ...options, scope });
  }

  async update(...[id, patch, options]: Call<'update'>) {
    const scope = await this.#access.change(
      options.credentials,
      needs.templateUpdate,
      target(id),
      { action: 'version.updated', entity: target(id) },
    );
    return this.#inner.update(id, patch, { ...options, scope });
  }

  async act(...[id, action, options]: Call<'act'>) {
    const scope = await this.#access.change(
      options.credentials,
      needs.templateUpdate,
      target(id),
      { action: auditActions[action], entity: target(id) },
    );
    return this.#inner.act(id, action, { ...options, scope });
  }

  async delete(...[id, options]: Call<'delete'>) {
    const scope = await this.#access.change(
      options.credentials,
      needs.templateDelete,
      target(id),
      { action: 'version.deleted', entity: target(id) },
    );
    return this.#inner.delete(id, { ...options, scope });
  }
}

function target(id: string) {
  return { kind: 'version' as const, id };
}
