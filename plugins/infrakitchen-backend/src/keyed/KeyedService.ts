import { randomUUID } from 'node:crypto';
import type { Page } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import {
  actorOf,
  audited,
  type AccessScope,
  type CallOptions,
  type WriteCallOptions,
} from '../access';
import { inTransaction, parseOrder, type PageOrder } from '../database';
import type { Actor, HistoryStore } from '../history';

/** Kinds of records that people know by a key and that can be disabled. */
export type KeyedKind = 'template' | 'project';

/** What a list of such records may be asked for. */
export interface ListKeyedOptions {
  /** `field=value`; which fields there are depends on the kind. */
  filter?: string[];
  q?: string;
  orderBy?: string;
  limit: number;
  cursor?: string;
}

/** A page of records with the count of all. */
export type KeyedPage<T> = Page<T> & { totalItems: number };

/** Verbs besides create, update and delete. */
export type KeyedAction = 'enable' | 'disable';

/** Records of one such kind. */
export interface KeyedService<T, TInput, TPatch> {
  list(query: ListKeyedOptions, options: CallOptions): Promise<KeyedPage<T>>;
  get(id: string, options: CallOptions): Promise<T>;
  create(input: TInput, options: CallOptions): Promise<T>;
  /** Returns the record unchanged where the patch changes nothing. */
  update(id: string, patch: TPatch, options: WriteCallOptions): Promise<T>;
  act(id: string, action: KeyedAction, options: WriteCallOptions): Promise<T>;
  delete(id: string, options: WriteCallOptions): Promise<void>;
}

/** Who changes a record, and which revision of it they have seen. */
export interface KeyedWriteOptions {
  actor: Actor;
  revision?: number;
}

/** Changes such records inside a transaction, with every rule and its history. */
export interface KeyedWriter<TInput, TPatch> {
  create(
    tx: Knex.Transaction,
    id: string,
    input: TInput,
    actor: Actor,
  ): Promise<unknown>;
  update(
    tx: Knex.Transaction,
    id: string,
    patch: TPatch,
    options: KeyedWriteOptions,
  ): Promise<void>;
  setEnabled(
    tx: Knex.Transaction,
    id: string,
    enabled: boolean,
    options: KeyedWriteOptions,
  ): Promise<void>;
  delete(
    tx: Knex.Transaction,
    id: string,
    options: KeyedWriteOptions,
  ): Promise<void>;
  /** Says who has the key or the name where two requests wanted it at once. */
  explainTaken(id: string, wanted: Wanted, error: unknown): Promise<void>;
}

/** Reads such records. */
export interface KeyedReader<T, TCriteria> {
  get(id: string, options: { scope?: AccessScope }): Promise<T | undefined>;
  list(options: {
    criteria: TCriteria;
    order: PageOrder;
    limit: number;
    cursor?: string;
    scope?: AccessScope;
  }): Promise<Page<T>>;
  count(criteria: TCriteria, scope?: AccessScope): Promise<number>;
}

/** What a record is to be called. */
export interface Wanted {
  key?: string;
  name?: string;
}

/** {@link KeyedService} over the database. */
export class DefaultKeyedService<
  T,
  TInput extends { key: string; name: string },
  TPatch extends { name?: string },
  TCriteria,
> implements KeyedService<T, TInput, TPatch>
{
  protected readonly parts: {
    kind: KeyedKind;
    knex: Knex;
    reader: KeyedReader<T, TCriteria>;
    writer: KeyedWriter<TInput, TPatch>;
    history: HistoryStore;
    parseCriteria(query: ListKeyedOptions): TCriteria;
    notFound(id: string): Error;
  };

  constructor(
    parts: DefaultKeyedService<T, TInput, TPatch, TCriteria>['parts'],
  ) {
    this.parts = parts;
  }

  async list(
    query: ListKeyedOptions,
    { scope }: Partial<CallOptions> = {},
  ): Promise<KeyedPage<T>> {
    const { reader, parseCriteria } = this.parts;
    const criteria = parseCriteria(query);
    const [page, totalItems] = await Promise.all([
      reader.list({
        criteria,
        order: parseOrder(query.orderBy, { column: 'name', direction: 'asc' }),
        limit: query.limit,
        cursor: query.cursor,
        scope,
      }),
      reader.count(criteria, scope),
    ]);
    return { ...page, totalItems };
  }

  async get(id: string, { scope }: Partial<CallOptions> = {}): Promise<T> {
    const found = await this.parts.reader.get(id, { scope });
    if (!found) {
      throw this.parts.notFound(id);
    }
    return found;
  }

  async create(input: TInput, options: CallOptions): Promise<T> {
    const id = randomUUID();
    await this.#write(
      options,
      'created',
      { id, name: input.name },
      (tx, { actor }) => this.parts.writer.create(tx, id, input, actor),
      input,
    );
    return this.get(id, options);
  }

  async update(
    id: string,
    patch: TPatch,
    options: WriteCallOptions,
  ): Promise<T> {
    await this.#write(
      options,
      'updated',
      { id },
      (tx, write) => this.parts.writer.update(tx, id, patch, write),
      patch,
    );
    return this.get(id, options);
  }

  async act(
    id: string,
    action: KeyedAction,
    options: WriteCallOptions,
  ): Promise<T> {
    const enabled = action === 'enable';
    await this.#write(options, `${action}d`, { id }, (tx, write) =>
      this.parts.writer.setEnabled(tx, id, enabled, write),
    );
    return this.get(id, options);
  }

  async delete(id: string, options: WriteCallOptions): Promise<void> {
    await this.#write(options, 'deleted', { id }, (tx, write) =>
      this.parts.writer.delete(tx, id, write),
    );
  }

  /** Both the write and its audit line, or neither; a refusal is recorded after. */
  async #write(
    { credentials, revision }: WriteCallOptions,
    verb: string,
    entity: { id: string; name?: string },
    work: (tx: Knex.Transaction, write: KeyedWriteOptions) => Promise<unknown>,
    wanted: Wanted = {},
  ): Promise<void> {
    const { kind, knex, history, writer } = this.parts;
    const actor = actorOf(credentials);
    await audited(
      history,
      { actor, action: `${kind}.${verb}`, entity: { kind, ...entity } },
      async () => {
        try {
          await inTransaction(knex, tx => work(tx, { actor, revision }));
        } catch (error) {
          await writer.explainTaken(entity.id, wanted, error);
          throw error;
        }
      },
    );
  }
}
