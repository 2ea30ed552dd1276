import { randomUUID } from 'node:crypto';
import { AuditedAccess, needs, type AccessService } from '../access';
import type { HistoryStore } from '../history';
import type { TemplateService } from './TemplateService';

type Call<K extends keyof TemplateService> = Parameters<TemplateService[K]>;

/** Asks for access before each method of {@link TemplateService}. */
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
    const scope = await this.#access.list(options.credentials, 'template');
    return this.#inner.list(query, { ...options, scope });
  }

  async get(...[id, options]: Call<'get'>) {
    const scope = await this.#access.read(options.credentials, target(id));
    return this.#inner.get(id, { ...options, scope });
  }

  async create(...[input, options]: Call<'create'>) {
    const scope = await this.#access.global(
      options.credentials,
      needs.templateCreate,
      {
        action: 'template.created',
        entity: { kind: 'template', id: randomUUID(), name: input.name },
      },
    );
    return this.#inner.create(input, { ...options, scope });
  }

  async update(...[id, patch, options]: Call<'update'>) {
    const scope = await this.#access.change(
      options.credentials,
      needs.templateUpdate,
      target(id),
      { action: 'template.updated', entity: target(id) },
    );
    return this.#inner.update(id, patch, { ...options, scope });
  }

  async act(...[id, action, options]: Call<'act'>) {
    const scope = await this.#access.change(
      options.credentials,
      needs.templateUpdate,
      target(id),
      { action: `template.${action}d`, entity: target(id) },
    );
    return this.#inner.act(id, action, { ...options, scope });
  }

  async delete(...[id, options]: Call<'delete'>) {
    const scope = await this.#access.change(
      options.credentials,
      needs.templateDelete,
      target(id),
      { action: 'template.deleted', entity: target(id) },
    );
    return this.#inner.delete(id, { ...options, scope });
  }

  async tree(...[id, options]: Call<'tree'>) {
    const scope = await this.#access.read(options.credentials, target(id));
    return this.#inner.tree(id, { ...options, scope });
  }
}

function target(id: string) {
  return { kind: 'template' as const, id };
}
