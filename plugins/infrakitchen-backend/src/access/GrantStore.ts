import type { AccessGrant } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type {
  Role,
  Scope,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { readPage } from '../database';
import { tables, type AccessScope } from './AccessScope';
import {
  GLOBAL_SCOPE_ID,
  scopedKinds,
  type Caller,
  type ScopedKind,
} from './types';

/** Filters of the list of grants. */
export const grantFilterFields = [
  'scopeKind',
  'scopeId',
  'principalRef',
  'role',
] as const;

export type GrantFilters = Partial<
  Record<(typeof grantFilterFields)[number], string[]>
>;

/** A row of `grants`. */
interface GrantRow {
  id: string;
  principal_ref: string;
  role: Role;
  scope_kind: Scope['kind'];
  scope_id: string;
  created_by: string;
  created_at: string | number;
}

/** A grant as it is stored. */
export interface NewGrant extends AccessGrant {
  id: string;
  createdBy: string;
  createdAt: number;
}

/** A grant as far as its holder is concerned. */
type HeldGrant = NonNullable<Caller['grants']>[number];

/** Grants in the database. */
export class GrantStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Gives a role; a grant of the same principal at the same scope is replaced. */
  async give(tx: Knex, grant: NewGrant): Promise<AccessGrant> {
    const [row] = await tx<GrantRow>('grants')
      .insert({
        id: grant.id,
        principal_ref: grant.principalRef,
        role: grant.role,
        scope_kind: grant.scope.kind,
        scope_id: grant.scope.id ?? GLOBAL_SCOPE_ID,
        created_by: grant.createdBy,
        created_at: grant.createdAt,
      })
      .onConflict(['principal_ref', 'scope_kind', 'scope_id'])
      .merge(['role', 'created_by', 'created_at'])
      .returning('*');
    return grantOf(row);
  }

  async get(
    id: string,
    db: Knex = this.#knex,
  ): Promise<AccessGrant | undefined> {
    const row = await db<GrantRow>('grants').where({ id }).first();
    return row && grantOf(row);
  }

  /** The grant of a principal at a scope. */
  async find(
    { principalRef, scope }: Pick<AccessGrant, 'principalRef' | 'scope'>,
    db: Knex = this.#knex,
  ): Promise<AccessGrant | undefined> {
    const row = await db<GrantRow>('grants')
      .where({
        principal_ref: principalRef,
        scope_kind: scope.kind,
        scope_id: scope.id ?? GLOBAL_SCOPE_ID,
      })
      .first();
    return row && grantOf(row);
  }

  /**
   * Grants at everything and at some places, by principal.
   *
   * @param principals - of whom; of everybody where absent.
   */
  async at(
    places: Partial<Record<ScopedKind, string[]>>,
    principals: string[] | undefined,
    db: Knex = this.#knex,
  ): Promise<AccessGrant[]> {
    const query = db<GrantRow>('grants').where(reached => {
      reached.where('scope_kind', 'global');
      for (const kind of scopedKinds) {
        const ids = places[kind] ?? [];
        if (ids.length > 0) {
          reached.orWhere(at =>
            at.where('scope_kind', kind).whereIn('scope_id', ids),
          );
        }
      }
    });
    if (principals) {
      query.whereIn('principal_ref', principals);
    }
    const rows = await query.orderBy('principal_ref').orderBy('id');
    return rows.map(grantOf);
  }

  /** The first grants of some principals, those at everything before all others. */
  async heldBy(principals: string[], limit: number): Promise<HeldGrant[]> {
    return this.#knex('grants')
      .whereIn('principal_ref', principals)
      .orderBy('scope_kind')
      .limit(limit)
      .select({ role: 'role', kind: 'scope_kind', id: 'scope_id' });
  }

  async delete(tx: Knex, id: string): Promise<boolean> {
    return (await tx('grants').where({ id }).delete()) > 0;
  }

  /** Takes away what was granted at a record that is deleted; says what it was. */
  async deleteAt(
    tx: Knex,
    kind: ScopedKind,
    id: string,
  ): Promise<{ principalRef: string; role: Role }[]> {
    const at = tx<GrantRow>('grants').where({ scope_kind: kind, scope_id: id });
    // SQLite does not tell what it has deleted.
    const rows = await at
      .clone()
      .orderBy('principal_ref')
      .select('principal_ref', 'role');
    await at.delete();
    return rows.map(row => ({
      principalRef: row.principal_ref,
      role: row.role,
    }));
  }

  /** Admins of everything besides one. */
  async otherGlobalAdmins(tx: Knex, id: string): Promise<number> {
    const [{ count }] = await tx('grants')
      .where({ scope_kind: 'global', role: 'admin' })
      .whereNot({ id })
      .count({ count: '*' });
    return Number(count);
  }

  /**
   * Grants, newest first: those that the caller holds, and those at what the
   * scope lets through.
   */
  async list(options: {
    filters: GrantFilters;
    scope: AccessScope;
    limit: number;
    cursor?: string;
  }): Promise<{ items: AccessGrant[]; nextCursor?: string }> {
    const { filters, scope } = options;
    const query = this.#knex('grants').select('grants.*');
    query.where(visible => {
      visible.whereIn('grants.principal_ref', scope.caller.principals);
      if (scope.isUnrestricted) {
        visible.orWhere('grants.scope_kind', 'global');
      }
      for (const kind of scopedKinds) {
        visible.orWhere(at =>
          at
            .where('grants.scope_kind', kind)
            .whereIn('grants.scope_id', sub => {
              sub.from(tables[kind]).select(`${tables[kind]}.id`);
              scope.restrict(kind, sub);
            }),
        );
      }
    });
    const columns = {
      scopeKind: 'grants.scope_kind',
      scopeId: 'grants.scope_id',
      principalRef: 'grants.principal_ref',
      role: 'grants.role',
    } as const;
    for (const [field, values] of Object.entries(filters)) {
      query.whereIn(columns[field as keyof typeof columns], values);
    }
    const page = await readPage<GrantRow>(query, {
      table: 'grants',
      order: { column: 'created_at', direction: 'desc' },
      limit: options.limit,
      cursor: options.cursor,
    });
    return { items: page.rows.map(grantOf), nextCursor: page.nextCursor };
  }

  /** Those of some records that a scope lets through, with their names. */
  async names(
    kind: ScopedKind,
    ids: string[],
    scope?: AccessScope,
  ): Promise<Map<string, string>> {
    const query = this.#knex(tables[kind])
      .whereIn(`${tables[kind]}.id`, ids)
      .select(`${tables[kind]}.id`, `${tables[kind]}.name`);
    scope?.restrict(kind, query);
    return new Map((await query).map(row => [row.id, row.name]));
  }

  /** Ids of templates or projects by key. */
  async idsByKey(
    kind: 'template' | 'project',
    keys: string[],
  ): Promise<Map<string, string>> {
    const rows = await this.#knex(tables[kind])
      .whereIn('key', keys)
      .select('id', 'key');
    return new Map(rows.map(row => [row.key, row.id]));
  }

  /** The creator's grant: who made a resource may go on with it. */
  async giveCreator(
    tx: Knex,
    options: {
      id: string;
      resourceId: string;
      principalRef: string;
      role: Role;
    },
  ): Promise<void> {
    await this.give(tx, {
      id: options.id,
      principalRef: options.principalRef,
      role: options.role,
      scope: { kind: 'resource', id: options.resourceId },
      createdBy: options.principalRef,
      createdAt: Date.now(),
    });
  }
}

/** A grant of the table. */
function grantOf(row: GrantRow): AccessGrant {
  return {
    id: row.id,
    principalRef: row.principal_ref,
    role: row.role,
    scope:
      row.scope_kind === 'global'
        ? { kind: 'global' }
        : { kind: row.scope_kind, id: row.scope_id },
    createdBy: row.created_by,
    createdAt: Number(row.created_at),
  };
}
