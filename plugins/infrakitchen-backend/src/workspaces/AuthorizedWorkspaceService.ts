import { randomUUID } from 'node:crypto';
import {
  AuditedAccess,
  needs,
  type AccessService,
  type CallOptions,
  type RecordNeed,
} from '../access';
import type { HistoryStore } from '../history';
import { parseCriteria } from './parseCriteria';
import type { WorkspaceService } from './WorkspaceService';

type Call<K extends keyof WorkspaceService> = Parameters<WorkspaceService[K]>;

/** Asks for access before each method of {@link WorkspaceService}. */
export class AuthorizedWorkspaceService implements WorkspaceService {
  readonly #inner: WorkspaceService;
  readonly #access: AuditedAccess;

  constructor(options: {
    inner: WorkspaceService;
    access: AccessService;
    history: HistoryStore;
  }) {
    this.#inner = options.inner;
    this.#access = new AuditedAccess(options);
  }

  async list(...[query, options]: Call<'list'>) {
    const { credentials } = options;
    const scope = await this.#access.list(credentials, 'workspace');
    const usable = parseCriteria(query).usable
      ? await this.#access.usable(credentials, 'workspace')
      : undefined;
    return this.#inner.list(query, { ...options, scope, usable });
  }

  async get(...[id, options]: Call<'get'>) {
    return this.#inner.get(id, await this.#readable(id, options));
  }

  async create(...[input, options]: Call<'create'>) {
    const scope = await this.#access.global(
      options.credentials,
      needs.workspaceCreate,
      {
        action: 'workspace.created',
        entity: {
          kind: 'workspace',
          id: randomUUID(),
          name: input.url ?? input.repositoryId,
        },
      },
    );
    return this.#inner.create(input, { ...options, scope });
  }

  async update(...[id, patch, options]: Call<'update'>) {
    const need = needs.workspaceUpdate;
    const scope = await this.#change(id, need, 'updated', options);
    return this.#inner.update(id, patch, { ...options, scope });
  }

  async delete(...[id, options]: Call<'delete'>) {
    const need = needs.workspaceDelete;
    const scope = await this.#change(id, need, 'deleted', options);
    return this.#inner.delete(id, { ...options, scope });
  }

  async sync(...[id, options]: Call<'sync'>) {
    const need = needs.workspaceUpdate;
    const scope = await this.#change(id, need, 'synced', options);
    return this.#inner.sync(id, { ...options, scope });
  }

  async folders(...[id, page, options]: Call<'folders'>) {
    return this.#inner.folders(id, page, await this.#readable(id, options));
  }

  async usage(...[id, options]: Call<'usage'>) {
    return this.#inner.usage(id, await this.#readable(id, options));
  }

  async repositories(...[integrationId, query, options]: Call<'repositories'>) {
    const target = { kind: 'integration' as const, id: integrationId };
    const scope = await this.#access.change(
      options.credentials,
      needs.integrationUse,
      target,
      { action: 'integration.repositories_listed', entity: target },
    );
    return this.#inner.repositories(integrationId, query, {
      ...options,
      scope,
    });
  }

  async #readable(id: string, options: CallOptions) {
    const target = { kind: 'workspace' as const, id };
    const scope = await this.#access.read(options.credentials, target);
    return { ...options, scope };
  }

  #change(
    id: string,
    need: RecordNeed,
    verb: string,
    { credentials }: CallOptions,
  ) {
    const target = { kind: 'workspace' as const, id };
    return this.#access.change(credentials, need, target, {
      action: `workspace.${verb}`,
      entity: target,
    });
  }
}
