import type { Role } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  roleAllows,
  strongestRole,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import type { AccessRecords } from './AccessRecords';
import { permit } from './predicates';
import type {
  AccessSettings,
  Caller,
  Permit,
  ScopedKind,
  TargetKind,
} from './types';

/**
 * What a caller may see, for one request. A service hands it to its store,
 * which adds the condition to its query.
 */
export interface AccessScope {
  caller: Caller;
  /** Whether the caller may see every resource. */
  isUnrestricted: boolean;
  /**
   * Narrows a query to the rows that the caller may see.
   *
   * @param table - name or alias of the table of these records in the query.
   */
  restrict(kind: TargetKind, query: Knex.QueryBuilder, table?: string): void;
  /** Whether everything below a resource may be seen, by what is held there. */
  seesBelow(resourceId: string): Promise<boolean>;
  /** The caller's roles by id, of those where there is one. */
  rolesOf(kind: ScopedKind, ids: string[]): Promise<Map<string, Role>>;
}

/** Tables of records that are asked for by id. */
export const tables: Record<TargetKind, string> = {
  template: 'templates',
  resource: 'resources',
  project: 'projects',
  integration: 'integrations',
  secret: 'secrets',
  storage: 'storages',
  workspace: 'workspaces',
  version: 'template_versions',
  run: 'runs',
  cascade: 'cascades',
};

/** What records of a kind are called by. */
export const nameColumns: Record<TargetKind, string> = {
  template: 'name',
  resource: 'name',
  project: 'name',
  integration: 'name',
  secret: 'name',
  storage: 'name',
  workspace: 'name',
  version: 'ref',
  run: 'resource_name',
  cascade: 'name',
};

/** The kind whose grants decide about a kind of records. */
export function scopedKindOf(kind: TargetKind): ScopedKind {
  switch (kind) {
    case 'version':
      return 'template';
    case 'run':
    case 'cascade':
      return 'resource';
    default:
      return kind;
  }
}

/** {@link AccessScope} over the database. */
export class KnexAccessScope implements AccessScope {
  readonly caller: Caller;
  readonly #reads: Record<ScopedKind, Permit>;
  readonly #records: AccessRecords;
  readonly #settings: AccessSettings;

  constructor(options: {
    caller: Caller;
    /** What may be seen, by kind. */
    reads: Record<ScopedKind, Permit>;
    records: AccessRecords;
    settings: AccessSettings;
  }) {
    this.caller = options.caller;
    this.#reads = options.reads;
    this.#records = options.records;
    this.#settings = options.settings;
  }

  get isUnrestricted(): boolean {
    return this.#reads.resource === 'all';
  }

  restrict(
    kind: TargetKind,
    query: Knex.QueryBuilder,
    table: string = tables[kind],
  ): void {
    permit(query, {
      kind,
      table,
      permit: this.#reads[scopedKindOf(kind)],
      settings: this.#settings,
    });
  }

  async seesBelow(resourceId: string): Promise<boolean> {
    const read = this.#reads.resource;
    if (read === 'all' || read === 'none') {
      return read === 'all';
    }
    // Criteria are about each resource, not about what is above it.
    return read.criteria || !read.holding
      ? false
      : this.#records.isHeldFromAbove(resourceId, read.holding);
  }

  async rolesOf(kind: ScopedKind, ids: string[]): Promise<Map<string, Role>> {
    const { globalRole, principals } = this.caller;
    if (roleAllows(globalRole, 'admin')) {
      return new Map(ids.map(id => [id, 'admin']));
    }
    const records = await this.#records.load(kind, ids, principals);
    return new Map(
      ids.flatMap(id => {
        const held = records.get(id)?.grants.map(grant => grant.role) ?? [];
        const role = strongestRole([globalRole, ...held]);
        return role ? [[id, role]] : [];
      }),
    );
  }
}
