import type { Knex } from 'knex';
import {
  strongestRole,
  type Role,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessRecords } from './AccessRecords';
import { permit } from './predicates';
import type { AccessSettings, ScopedKind } from './types';

/** Who has which role on a resource, whoever calls. */
export interface RoleReader {
  /** The strongest role that any of the principals has on a resource. */
  roleOn(
    resourceId: string,
    principalRefs: readonly string[],
    db?: Knex,
  ): Promise<Role | undefined>;
  /** The same on several resources, by id; without those where there is none. */
  rolesOn(
    resourceIds: string[],
    principalRefs: readonly string[],
    db?: Knex,
  ): Promise<Map<string, Role>>;
  /** The same on records of any kind. */
  rolesAt(
    kind: ScopedKind,
    ids: string[],
    principalRefs: readonly string[],
    db?: Knex,
  ): Promise<Map<string, Role>>;
  /** Narrows a query of runs to those on whose resource they have a role. */
  restrictRuns(
    query: Knex.QueryBuilder,
    holders: { role: Role; principalRefs: string[] },
  ): void;
}

/** {@link RoleReader} over everything that reaches a resource. */
export class RecordRoleReader implements RoleReader {
  readonly #records: AccessRecords;
  readonly #settings: AccessSettings;

  constructor(options: { records: AccessRecords; settings: AccessSettings }) {
    this.#records = options.records;
    this.#settings = options.settings;
  }

  async roleOn(
    resourceId: string,
    principalRefs: readonly string[],
    db?: Knex,
  ): Promise<Role | undefined> {
    const roles = await this.rolesOn([resourceId], principalRefs, db);
    return roles.get(resourceId);
  }

  async rolesOn(
    resourceIds: string[],
    principalRefs: readonly string[],
    db?: Knex,
  ): Promise<Map<string, Role>> {
    return this.rolesAt('resource', resourceIds, principalRefs, db);
  }

  async rolesAt(
    kind: ScopedKind,
    ids: string[],
    principalRefs: readonly string[],
    db?: Knex,
  ): Promise<Map<string, Role>> {
    if (principalRefs.length === 0 || ids.length === 0) {
      return new Map();
    }
    const records = await this.#records.load(kind, ids, [...principalRefs], db);
    return new Map(
      [...records].flatMap(([id, { grants }]) => {
        const role = strongestRole(grants.map(grant => grant.role));
        return role ? [[id, role] as const] : [];
      }),
    );
  }

  restrictRuns(
    query: Knex.QueryBuilder,
    { role, principalRefs }: { role: Role; principalRefs: string[] },
  ): void {
    permit(query, {
      kind: 'run',
      table: 'runs',
      permit: { criteria: { rule: 'hasRole', role, claims: principalRefs } },
      settings: this.#settings,
    });
  }
}
