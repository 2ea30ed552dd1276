import { randomUUID } from 'node:crypto';
import {
  AuditedAccess,
  needs,
  type AccessService,
  type CallOptions,
  type RecordNeed,
} from '../access';
import type { HistoryStore } from '../history';
import type { ResourceService } from './ResourceService';
import type {
  ResourceAction,
  ResourceInput,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

type Call<K extends keyof ResourceService> = Parameters<ResourceService[K]>;

/** What the actions of the lifecycle take. */
export const needOfAction: Record<ResourceAction, RecordNeed> = {
  'dry-run': needs.resourceUpdate,
  provision: needs.resourceUpdate,
  update: needs.resourceUpdate,
  destroy: needs.resourceDelete,
  recreate: needs.resourceUpdate,
  delete: needs.resourceDelete,
  'discard-change': needs.resourceUpdate,
  'cascade-update': needs.resourceUpdate,
  'cascade-recreate': needs.resourceUpdate,
  'cascade-destroy': needs.resourceDelete,
};

/** Asks for access before each method of {@link ResourceService}. */
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
    const scope = await this.#access.list(options.credentials, 'resource');
    return this.#inner.list(query, { ...options, scope });
  }

  async summary(...[query, options]: Call<'summary'>) {
    const scope = await this.#access.list(options.credentials, 'resource');
    return this.#inner.summary(query, { ...options, scope });
  }

  async get(...[id, options]: Call<'get'>) {
    const scope = await this.#access.read(options.credentials, target(id));
    return this.#inner.get(id, { ...options, scope });
  }

  async create(...[input, options]: Call<'create'>) {
    const scope = await this.#mayCreate(input, options);
    return this.#inner.create(input, { ...options, scope });
  }

  /** For whoever may create: what is refused tells about what is there. */
  async check(...[input, options]: Call<'check'>) {
    const scope = await this.#mayCreate(input, options);
    return this.#inner.check(input, { ...options, scope });
  }

  async update(...[id, patch, options]: Call<'update'>) {
    const scope = await this.#access.change(
      options.credentials,
      // Another project brings other people with it, and so do other parents.
      patch.projectId === undefined && patch.parentIds === undefined
        ? needs.resourceUpdate
        : needs.resourceManage,
      target(id),
      { action: 'resource.updated', entity: target(id) },
    );
    return this.#inner.update(id, patch, { ...options, scope });
  }

  async delete(...[id, options]: Call<'delete'>) {
    const scope = await this.#access.change(
      options.credentials,
      needOfAction.delete,
      target(id),
      { action: 'resource.deleted', entity: target(id) },
    );
    return this.#inner.delete(id, { ...options, scope });
  }

  async discardChange(...[id, options]: Call<'discardChange'>) {
    const scope = await this.#access.change(
      options.credentials,
      needOfAction['discard-change'],
      target(id),
      { action: 'change.discarded', entity: target(id) },
    );
    return this.#inner.discardChange(id, { ...options, scope });
  }

  /** What is missing comes first: it is what the caller cannot help alone. */
  async actions(...[id, options]: Call<'actions'>) {
    const scope = await this.#access.read(options.credentials, target(id));
    const actions = await this.#inner.actions(id, { ...options, scope });
    const missing = await this.#access.missing(
      options.credentials,
      actions.map(({ action }) => needOfAction[action]),
      target(id),
    );
    return actions.map((available, index) => {
      const refusal = missing[index];
      return refusal
        ? {
            ...available,
            allowed: false,
            reasons: [refusal, ...available.reasons],
          }
        : available;
    });
  }

  async tree(...[id, query, options]: Call<'tree'>) {
    const scope = await this.#access.read(options.credentials, target(id));
    return this.#inner.tree(id, query, { ...options, scope });
  }

  async effective(...[id, options]: Call<'effective'>) {
    const scope = await this.#access.read(options.credentials, target(id));
    return this.#inner.effective(id, { ...options, scope });
  }

  async versionSchema(...[query, options]: Call<'versionSchema'>) {
    const scope = await this.#placed(query, options);
    return this.#inner.versionSchema(query, { ...options, scope });
  }

  async checkConnections(...[templateId, ...more]: Call<'checkConnections'>) {
    const [proposal, options] = more;
    const template = { kind: 'template' as const, id: templateId };
    const scope = await this.#access.read(options.credentials, template);
    return this.#inner.checkConnections(templateId, proposal, {
      ...options,
      scope,
    });
  }

  async checkValues(...[proposal, options]: Call<'checkValues'>) {
    const scope = await this.#placed(proposal, options);
    return this.#inner.checkValues(proposal, { ...options, scope });
  }

  async change(...[id, options]: Call<'change'>) {
    const scope = await this.#access.read(options.credentials, target(id));
    return this.#inner.change(id, { ...options, scope });
  }

  async revealOutput(...[id, name, options]: Call<'revealOutput'>) {
    const scope = await this.#access.change(
      options.credentials,
      needs.resourceReveal,
      target(id),
      {
        action: 'output.revealed',
        entity: target(id),
        detail: { output: name },
      },
    );
    return this.#inner.revealOutput(id, name, { ...options, scope });
  }

  async revisions(...[id, page, options]: Call<'revisions'>) {
    const scope = await this.#access.read(options.credentials, target(id));
    return this.#inner.revisions(id, page, { ...options, scope });
  }

  async audit(...[id, page, options]: Call<'audit'>) {
    const scope = await this.#access.read(options.credentials, target(id));
    return this.#inner.audit(id, page, { ...options, scope });
  }

  async #mayCreate(input: ResourceInput, { credentials }: CallOptions) {
    return this.#access.create(
      credentials,
      needs.resourceCreate,
      [
        [{ kind: 'template', id: input.templateId }],
        input.projectId ? [{ kind: 'project', id: input.projectId }] : [],
        (input.parentIds ?? []).map(target),
      ],
      {
        action: 'resource.created',
        entity: { kind: 'resource', id: randomUUID(), name: input.name },
      },
    );
  }

  /** The caller's scope, where they see the version and the project. */
  async #placed(
    { versionId, projectId }: { versionId: string; projectId?: string },
    { credentials }: CallOptions,
  ) {
    await this.#access.list(credentials, 'resource');
    if (projectId) {
      await this.#access.read(credentials, { kind: 'project', id: projectId });
    }
    return this.#access.read(credentials, { kind: 'version', id: versionId });
  }
}

function target(id: string) {
  return { kind: 'resource' as const, id };
}
