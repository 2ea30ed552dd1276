import { randomUUID } from 'node:crypto';
import { AuditedAccess, needs, type AccessService } from '../access';
import type { HistoryStore } from '../history';
import type { ProjectService } from './ProjectService';

type Call<K extends keyof ProjectService> = Parameters<ProjectService[K]>;

/** Asks for access before each method of {@link ProjectService}. */
export class AuthorizedProjectService implements ProjectService {
  readonly #inner: ProjectService;
  readonly #access: AuditedAccess;

  constructor(options: {
    inner: ProjectService;
    access: AccessService;
    history: HistoryStore;
  }) {
    this.#inner = options.inner;
    this.#access = new AuditedAccess(options);
  }

  async list(...[query, options]: Call<'list'>) {
    const scope = await this.#access.list(options.credentials, 'project');
    return this.#inner.list(query, { ...options, scope });
  }

  async get(...[id, options]: Call<'get'>) {
    const scope = await this.#access.read(options.credentials, target(id));
    return this.#inner.get(id, { ...options, scope });
  }

  async create(...[input, options]: Call<'create'>) {
    const scope = await this.#access.global(
      options.credentials,
      needs.projectCreate,
      {
        action: 'project.created',
        entity: { kind: 'project', id: randomUUID(), name: input.name },
      },
    );
    return this.#inner.create(input, { ...options, scope });
  }

  async update(...[id, patch, options]: Call<'update'>) {
    const scope = await this.#access.change(
      options.credentials,
      needs.projectUpdate,
      target(id),
      { action: 'project.updated', entity: target(id) },
    );
    return this.#inner.update(id, patch, { ...options, scope });
  }

  async act(...[id, action, options]: Call<'act'>) {
    const scope = await this.#access.change(
      options.credentials,
      needs.projectUpdate,
      target(id),
      { action: `project.${action}d`, entity: target(id) },
    );
    return this.#inner.act(id, action, { ...options, scope });
  }

  async delete(...[id, options]: Call<'delete'>) {
    const scope = await this.#access.change(
      options.credentials,
      needs.projectDelete,
      target(id),
      { action: 'project.deleted', entity: target(id) },
    );
    return this.#inner.delete(id, { ...options, scope });
  }
}

function target(id: string) {
  return { kind: 'project' as const, id };
}
