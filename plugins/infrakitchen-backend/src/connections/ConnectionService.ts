import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@backstage/types';
import type {
  Connection,
  ConnectionInput,
  ConnectionPatch,
  ConnectionProvider,
  ConnectionReport,
  ConnectionUsage,
  Page,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import {
  actorOf,
  audited,
  type CallOptions,
  type ListCallOptions,
  type ListQuery,
  type WriteCallOptions,
} from '../access';
import { inTransaction, parseOrder } from '../database';
import type { Actor, HistoryStore } from '../history';
import type { ConnectionStore } from './ConnectionStore';
import type { ConnectionTester } from './ConnectionTester';
import type { ExpiryStore } from './ExpiryStore';
import type { ConnectionUserStore } from './ConnectionUserStore';
import type { ConnectionWriter } from './ConnectionWriter';
import { parseCriteria } from './parseCriteria';
import { connectionNotFound } from './problems';
import type { ProviderRegistry } from './ProviderRegistry';
import type { ConnectionRecord } from './types';

/** A page of connections with the count of all. */
export type ConnectionPage = Page<Connection> & { totalItems: number };

/** Verbs besides create, update and delete. */
export type ConnectionVerb = 'enable' | 'disable' | 'rotate';

/** What verbs are called when they are done. */
export const doneVerbs: Record<ConnectionVerb, string> = {
  enable: 'enabled',
  disable: 'disabled',
  rotate: 'rotated',
};

/** The integrations, or the secrets, or the storages. */
export interface ConnectionService {
  providers(options: CallOptions): Promise<ConnectionProvider[]>;
  list(query: ListQuery, options: ListCallOptions): Promise<ConnectionPage>;
  get(id: string, options: CallOptions): Promise<Connection>;
  create(input: ConnectionInput, options: CallOptions): Promise<Connection>;
  /** Returns it unchanged where the patch changes nothing. */
  update(
    id: string,
    patch: ConnectionPatch,
    options: WriteCallOptions,
  ): Promise<Connection>;
  act(
    id: string,
    verb: ConnectionVerb,
    options: WriteCallOptions & { config?: JsonObject },
  ): Promise<Connection>;
  delete(id: string, options: WriteCallOptions): Promise<void>;
  /** Tries the connection; what does not work is in the report. */
  test(id: string, options: CallOptions): Promise<ConnectionReport>;
  usage(
    id: string,
    page: { limit: number; cursor?: string },
    options: CallOptions,
  ): Promise<ConnectionUsage>;
}

/** What the service works with. */
export interface ConnectionServiceDeps {
  knex: Knex;
  store: ConnectionStore;
  writer: ConnectionWriter;
  users: ConnectionUserStore;
  expiries: Pick<ExpiryStore, 'keep'>;
  tester: ConnectionTester;
  providers: ProviderRegistry;
  history: HistoryStore;
}

/** {@link ConnectionService} over the database. */
export class DefaultConnectionService implements ConnectionService {
  readonly #deps: ConnectionServiceDeps;

  constructor(deps: ConnectionServiceDeps) {
    this.#deps = deps;
  }

  async providers(): Promise<ConnectionProvider[]> {
    return this.#deps.providers.describe();
  }

  async list(
    query: ListQuery,
    { scope, usable }: Partial<ListCallOptions> = {},
  ): Promise<ConnectionPage> {
    const criteria = { ...parseCriteria(query), usableBy: usable };
    const [page, totalItems] = await Promise.all([
      this.#deps.store.list({
        criteria,
        order: parseOrder(query.orderBy, { column: 'name', direction: 'asc' }),
        limit: query.limit,
        cursor: query.cursor,
        scope,
      }),
      this.#deps.store.count(criteria, scope),
    ]);
    return { ...page, totalItems };
  }

  async get(
    id: string,
    { scope }: Partial<CallOptions> = {},
  ): Promise<Connection> {
    const record = await this.#require(id);
    return (await this.#deps.store.toApi([record], scope))[0];
  }

  async create(
    input: ConnectionInput,
    { credentials, scope }: CallOptions,
  ): Promise<Connection> {
    const id = randomUUID();
    await this.#write(
      actorOf(credentials),
      'created',
      { id, name: input.name },
      (tx, actor) => this.#deps.writer.create(tx, id, input, actor),
    );
    return this.get(id, { scope });
  }

  async update(
    id: string,
    patch: ConnectionPatch,
    { credentials, revision, scope }: WriteCallOptions,
  ): Promise<Connection> {
    await this.#write(
      actorOf(credentials),
      'updated',
      { id, name: patch.name },
      (tx, actor) =>
        this.#deps.writer.update(tx, id, patch, { actor, revision }),
    );
    return this.get(id, { scope });
  }

  async act(
    id: string,
    verb: ConnectionVerb,
    options: WriteCallOptions & { config?: JsonObject },
  ): Promise<Connection> {
    const { credentials, revision, config, scope } = options;
    const { writer } = this.#deps;
    await this.#write(
      actorOf(credentials),
      doneVerbs[verb],
      { id },
      (tx, actor) =>
        verb === 'rotate'
          ? writer.rotate(tx, id, config, { actor, revision })
          : writer.setEnabled(tx, id, verb === 'enable', { actor, revision }),
    );
    return this.get(id, { scope });
  }

  async delete(
    id: string,
    { credentials, revision }: WriteCallOptions,
  ): Promise<void> {
    await this.#write(actorOf(credentials), 'deleted', { id }, (tx, actor) =>
      this.#deps.writer.delete(tx, id, { actor, revision }),
    );
  }

  async test(
    id: string,
    { credentials }: CallOptions,
  ): Promise<ConnectionReport> {
    const { history, tester, store, expiries } = this.#deps;
    const line = {
      actor: actorOf(credentials),
      action: `${store.kind}.tested`,
      entity: { kind: store.kind, id },
    };
    return audited(history, line, async () => {
      const record = await this.#require(id);
      const report = await tester.test(record);
      if (record.kind === 'integration' && (report.ok || report.expiresAt)) {
        await expiries.keep(
          record,
          report.expiresAt ? Date.parse(report.expiresAt) : undefined,
        );
      }
      await history.auditAlone({
        ...line,
        outcome: 'succeeded',
        entity: { ...line.entity, name: record.name },
        detail: { ok: report.ok },
      });
      return report;
    });
  }

  async usage(
    id: string,
    page: { limit: number; cursor?: string },
    { scope }: Partial<CallOptions> = {},
  ): Promise<ConnectionUsage> {
    await this.#require(id);
    const { users, store } = this.#deps;
    return users.page(store.kind, id, { ...page, scope });
  }

  async #require(id: string): Promise<ConnectionRecord> {
    const { store } = this.#deps;
    const record = await store.get(id);
    if (!record) {
      throw connectionNotFound(store.kind, id);
    }
    return record;
  }

  /** Both the write and its audit line, or neither; a refusal is recorded after. */
  async #write(
    actor: Actor,
    verb: string,
    entity: { id: string; name?: string },
    work: (tx: Knex.Transaction, actor: Actor) => Promise<void>,
  ): Promise<void> {
    const { history, knex, store, writer } = this.#deps;
    await audited(
      history,
      {
        actor,
        action: `${store.kind}.${verb}`,
        entity: { kind: store.kind, ...entity },
      },
      async () => {
        try {
          await inTransaction(knex, tx => work(tx, actor));
        } catch (error) {
          await writer.explainTaken(entity.id, entity.name, error);
          throw error;
        }
      },
    );
  }
}
