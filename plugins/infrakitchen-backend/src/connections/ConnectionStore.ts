import type { Connection } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { tables, type AccessScope, type ConnectionKind } from '../access';
import {
  containsPattern,
  readPage,
  type PageOrder,
  type RowPage,
} from '../database';
import {
  fromRow,
  toConnection,
  toRow,
  type ConnectionRow,
} from './connectionRows';
import type { ConnectionCriteria, ConnectionRecord } from './types';

const REMINDER_BATCH = 100;
/** Far more than a company has hosts and owners of repositories. */
const MAX_ENABLED = 1_000;

/** Integrations, secrets and storages in the database; one store for each kind. */
export class ConnectionStore {
  readonly kind: ConnectionKind;
  readonly #knex: Knex;

  constructor(knex: Knex, kind: ConnectionKind) {
    this.#knex = knex;
    this.kind = kind;
  }

  get table(): string {
    return tables[this.kind];
  }

  async get(
    id: string,
    db: Knex = this.#knex,
  ): Promise<ConnectionRecord | undefined> {
    return (await this.getMany([id], db))[0];
  }

  async getMany(
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<ConnectionRecord[]> {
    if (ids.length === 0) {
      return [];
    }
    const rows: ConnectionRow[] = await db(this.table).whereIn('id', ids);
    return rows.map(row => fromRow(this.kind, row));
  }

  /** The record, with its row locked until the end of the transaction. */
  async lock(
    tx: Knex.Transaction,
    id: string,
  ): Promise<ConnectionRecord | undefined> {
    const row = await tx<ConnectionRow>(this.table)
      .where({ id })
      .forUpdate()
      .first();
    return row && fromRow(this.kind, row as ConnectionRow);
  }

  /** Records that nobody can change or delete until the end of the transaction. */
  async hold(tx: Knex.Transaction, ids: string[]): Promise<ConnectionRecord[]> {
    if (ids.length === 0) {
      return [];
    }
    const rows: ConnectionRow[] = await tx(this.table)
      .whereIn('id', ids)
      .orderBy('id')
      .forShare();
    return rows.map(row => fromRow(this.kind, row));
  }

  async list(options: {
    criteria: ConnectionCriteria;
    order: PageOrder;
    limit: number;
    cursor?: string;
    scope?: AccessScope;
  }): Promise<{ items: Connection[]; nextCursor?: string }> {
    const { criteria, scope, ...page } = options;
    const query = this.#matching(criteria, scope);
    const { rows, nextCursor }: RowPage<ConnectionRow> = await readPage(
      query.select(`${this.table}.*`),
      { table: this.table, ...page },
    );
    const records = rows.map(row => fromRow(this.kind, row));
    return { items: await this.toApi(records, scope), nextCursor };
  }

  async count(
    criteria: ConnectionCriteria,
    scope: AccessScope | undefined,
  ): Promise<number> {
    const [{ total }] = await this.#matching(criteria, scope).count({
      total: '*',
    });
    return Number(total);
  }

  /** Records as the API shows them; a fixed number of queries for any number. */
  async toApi(
    records: ConnectionRecord[],
    scope?: AccessScope,
  ): Promise<Connection[]> {
    const [names, roles] = await Promise.all([
      this.#integrationNames(
        records.flatMap(record => record.integrationId ?? []),
        scope,
      ),
      scope?.rolesOf(
        this.kind,
        records.map(record => record.id),
      ),
    ]);
    return records.map(record => {
      const { integrationId: id } = record;
      const name = id && names.get(id);
      return toConnection(record, {
        integration: id && name ? { id, name } : undefined,
        role: roles?.get(record.id),
      });
    });
  }

  /** Records of some providers that are switched on, oldest first. */
  async enabledOf(providers: string[]): Promise<ConnectionRecord[]> {
    if (providers.length === 0) {
      return [];
    }
    const rows: ConnectionRow[] = await this.#knex(this.table)
      .whereIn('provider', providers)
      .where('enabled', true)
      .orderBy('created_at')
      .orderBy('id')
      .limit(MAX_ENABLED);
    return rows.map(row => fromRow(this.kind, row));
  }

  async findName(
    name: string,
    db: Knex = this.#knex,
  ): Promise<{ id: string; name: string } | undefined> {
    return db(this.table).where({ name }).first('id', 'name');
  }

  async insert(tx: Knex, record: ConnectionRecord): Promise<void> {
    await tx(this.table).insert(toRow(record));
  }

  async update(tx: Knex, record: ConnectionRecord): Promise<void> {
    const { id, last_used_at, ...row } = toRow(record);
    const isIntegration = this.kind === 'integration';
    await tx(this.table)
      .where({ id })
      .update({
        ...row,
        // Nobody has told when other credentials end.
        ...(isIntegration && {
          expires_at: keptWith(tx, 'expires_at', record.version),
          expiry_ask_at: keptWith(tx, 'expiry_ask_at', record.version, 0),
        }),
      });
  }

  async delete(tx: Knex, id: string): Promise<void> {
    await tx(this.table).where({ id }).delete();
  }

  /** Notes that a run was given what they hold. */
  async markUsed(ids: string[]): Promise<void> {
    if (ids.length > 0) {
      await this.#knex(this.table)
        .whereIn('id', ids)
        .update({ last_used_at: Date.now() });
    }
  }

  /** Records whose admins are to be reminded now. */
  async due(now: number): Promise<ConnectionRecord[]> {
    const rows: ConnectionRow[] = await this.#knex(this.table)
      .where('remind_at', '<=', now)
      .orderBy('remind_at')
      .limit(REMINDER_BATCH);
    return rows.map(row => fromRow(this.kind, row));
  }

  /** Takes a reminder; false where another replica has done so. */
  async takeReminder(
    tx: Knex,
    { id, remindAt }: ConnectionRecord,
  ): Promise<boolean> {
    const taken = await tx(this.table)
      .where({ id, remind_at: remindAt })
      .update({ remind_at: null });
    return taken > 0;
  }

  async #integrationNames(
    ids: string[],
    scope: AccessScope | undefined,
  ): Promise<Map<string, string>> {
    if (ids.length === 0) {
      return new Map();
    }
    const query = this.#knex('integrations')
      .whereIn('integrations.id', [...new Set(ids)])
      .select('integrations.id', 'integrations.name');
    scope?.restrict('integration', query);
    const rows = await query;
    return new Map(rows.map(row => [row.id, row.name]));
  }

  #matching(
    { provider, enabled, label, name, q, usableBy }: ConnectionCriteria,
    scope: AccessScope | undefined,
  ): Knex.QueryBuilder {
    const { table } = this;
    const query = this.#knex(table);
    scope?.restrict(this.kind, query);
    usableBy?.restrict(this.kind, query);
    if (name) {
      query.whereIn(`${table}.name`, name);
    }
    if (provider) {
      query.whereIn(`${table}.provider`, provider);
    }
    if (enabled) {
      query.whereIn(`${table}.enabled`, enabled);
    }
    if (label) {
      query.where(labels => {
        for (const each of label) {
          // Unlike LIKE, this tells `A` from `a` on both databases.
          labels.orWhereRaw(`replace(??.labels, ?, '') <> ??.labels`, [
            table,
            JSON.stringify(each),
            table,
          ]);
        }
      });
    }
    if (q) {
      query.whereRaw(`lower(??.name) like ? escape '\\'`, [
        table,
        containsPattern(q),
      ]);
    }
    return query;
  }
}

/** What a column holds, unless the configuration becomes another one. */
function keptWith(
  db: Knex,
  column: string,
  version: number,
  otherwise: number | null = null,
): Knex.Raw {
  return db.raw('case when version = ? then ?? else ? end', [
    version,
    column,
    otherwise,
  ]);
}
