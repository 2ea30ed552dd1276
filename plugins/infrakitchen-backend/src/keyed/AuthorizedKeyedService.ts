import { randomUUID } from 'node:crypto';
import {
  AuditedAccess,
  needs,
  type AccessService,
  type CallOptions,
  type GlobalNeed,
  type RecordNeed,
  type WriteCallOptions,
} from '../access';
import type { HistoryStore } from '../history';
import type {
  KeyedAction,
  KeyedKind,
  KeyedService,
  ListKeyedOptions,
} from './KeyedService';

/** What changing records of each kind takes. */
const needsOf: Record<
  KeyedKind,
  { create: GlobalNeed; update: RecordNeed; delete: RecordNeed }
> = {
  template: {
    create: needs.templateCreate,
    update: needs.templateUpdate,
    delete: needs.templateDelete,
  },
  project: {
    create: needs.projectCreate,
    update: needs.projectUpdate,
    delete: needs.projectDelete,
  },
};

/** Asks for access before each method of {@link KeyedService}. */
export class AuthorizedKeyedService<
  T,
  TInput extends { name: string },
  TPatch,
  TService extends KeyedService<T, TInput, TPatch>,
> implements KeyedService<T, TInput, TPatch>
{
  protected readonly inner: TService;
  protected readonly access: AuditedAccess;
  readonly #kind: KeyedKind;

  constructor(
    kind: KeyedKind,
    options: {
      inner: TService;
      access: AccessService;
      history: HistoryStore;
    },
  ) {
    this.#kind = kind;
    this.inner = options.inner;
    this.access = new AuditedAccess(options);
  }

  async list(query: ListKeyedOptions, options: CallOptions) {
    return this.inner.list(query, await this.listable(options));
  }

  async get(id: string, options: CallOptions) {
    return this.inner.get(id, await this.readable(id, options));
  }

  async create(input: TInput, options: CallOptions) {
    const kind = this.#kind;
    const scope = await this.access.global(
      options.credentials,
      needsOf[kind].create,
      {
        action: `${kind}.created`,
        entity: { kind, id: randomUUID(), name: input.name },
      },
    );
    return this.inner.create(input, { ...options, scope });
  }

  async update(id: string, patch: TPatch, options: WriteCallOptions) {
    const changeable = await this.#changeable(id, 'update', 'updated', options);
    return this.inner.update(id, patch, changeable);
  }

  async act(id: string, action: KeyedAction, options: WriteCallOptions) {
    const verb = `${action}d`;
    const changeable = await this.#changeable(id, 'update', verb, options);
    return this.inner.act(id, action, changeable);
  }

  async delete(id: string, options: WriteCallOptions) {
    const changeable = await this.#changeable(id, 'delete', 'deleted', options);
    return this.inner.delete(id, changeable);
  }

  protected async listable(options: CallOptions) {
    const scope = await this.access.list(options.credentials, this.#kind);
    return { ...options, scope };
  }

  protected async readable(id: string, options: CallOptions) {
    const target = { kind: this.#kind, id };
    const scope = await this.access.read(options.credentials, target);
    return { ...options, scope };
  }

  async #changeable(
    id: string,
    need: 'update' | 'delete',
    verb: string,
    options: WriteCallOptions,
  ) {
    const kind = this.#kind;
    const target = { kind, id };
    const scope = await this.access.change(
      options.credentials,
      needsOf[kind][need],
      target,
      { action: `${kind}.${verb}`, entity: target },
    );
    return { ...options, scope };
  }
}
