import {
  EVERYONE,
  type AccessGrant,
  type AccessRecord,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { Scope } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { AccessRecordStore, type Reach } from './AccessRecordStore';
import { GrantStore } from './GrantStore';
import {
  isStandaloneKind,
  type AccessSettings,
  type Holding,
  type ScopedKind,
} from './types';

/** Reads what reaches records: with a fixed number of queries for any number. */
export class AccessRecords {
  readonly #store: AccessRecordStore;
  readonly #grants: GrantStore;
  readonly #settings: AccessSettings;

  constructor(options: { knex: Knex; settings: AccessSettings }) {
    this.#store = new AccessRecordStore(options.knex);
    this.#grants = new GrantStore(options.knex);
    this.#settings = options.settings;
  }

  /**
   * Records by id, of those that exist.
   *
   * @param principals - whose grants to read; everybody's where absent.
   */
  async load(
    kind: ScopedKind,
    ids: string[],
    principals?: string[],
    db?: Knex,
  ): Promise<Map<string, AccessRecord>> {
    const reaches = await this.#store.reaches(kind, ids, db);
    const all = [...reaches.values()];
    const projectIds = unique(all.flatMap(reach => reach.project ?? []));
    const templateIds = unique(all.flatMap(reach => reach.templates));
    const resourceIds = unique(all.flatMap(reach => reach.resources));
    // One after the other: a transaction has one connection.
    const projects = await this.#store.keys('projects', projectIds, db);
    const templates = await this.#store.keys('templates', templateIds, db);
    const owners = await this.#store.owners(projectIds, principals, db);
    const stored = await this.#grants.at(
      {
        project: projectIds,
        template: templateIds,
        resource: resourceIds,
        ...(isStandaloneKind(kind) && { [kind]: [...reaches.keys()] }),
      },
      principals,
      db,
    );
    const named = (names: Map<string, string>, id: string) => ({
      id,
      key: names.get(id)!,
    });
    return new Map(
      [...reaches].map(([id, reach]) => {
        const project = reach.project && named(projects, reach.project);
        const record: AccessRecord = {
          id,
          owners:
            kind === 'project'
              ? owners.filter(row => row.projectId === id).map(row => row.ref)
              : reach.owners,
          labels: reach.labels,
          project: project || undefined,
          templates: reach.templates.map(each => named(templates, each)),
          grants: [],
        };
        record.grants = [
          ...this.#everyone(),
          ...stored.filter(grant => isReached(reach, grant.scope)),
          ...owners
            .filter(row => row.projectId === reach.project)
            .map(row => ownerGrant(row)),
          ...this.#fixed(record, reach, principals),
        ];
        return [id, record];
      }),
    );
  }

  /** Whether a grant at a resource or above it reaches everything below it. */
  async isHeldFromAbove(id: string, holding: Holding): Promise<boolean> {
    return this.#store.isHeldFromAbove(id, holding);
  }

  #everyone(): AccessGrant[] {
    const role = this.#settings.everyone;
    return role
      ? [{ principalRef: EVERYONE, role, scope: { kind: 'global' } }]
      : [];
  }

  #fixed(
    record: AccessRecord,
    reach: Reach,
    principals: string[] | undefined,
  ): AccessGrant[] {
    return this.#settings.grants
      .filter(grant => !principals || principals.includes(grant.principalRef))
      .flatMap(({ principalRef, role, scope }): AccessGrant[] => {
        const { kind } = scope;
        if (kind === 'global') {
          return [{ principalRef, role, scope: { kind } }];
        }
        const places: Partial<
          Record<ScopedKind, { id: string; key?: string }[]>
        > = {
          project: record.project ? [record.project] : [],
          template: record.templates,
          resource: reach.resources.map(each => ({ id: each })),
          ...(reach.itself && {
            [reach.itself.kind]: [reach.itself],
          }),
        };
        const at = places[kind]?.find(place =>
          scope.id ? place.id === scope.id : place.key === scope.key,
        );
        return at ? [{ principalRef, role, scope: { kind, id: at.id } }] : [];
      });
  }
}

function isReached(reach: Reach, scope: Scope): boolean {
  switch (scope.kind) {
    case 'global':
      return true;
    case 'project':
      return reach.project === scope.id;
    case 'template':
      return reach.templates.includes(scope.id!);
    case 'resource':
      return reach.resources.includes(scope.id!);
    default:
      return reach.itself?.kind === scope.kind && reach.itself.id === scope.id;
  }
}

function ownerGrant(row: { projectId: string; ref: string }): AccessGrant {
  return {
    principalRef: row.ref,
    role: 'admin',
    scope: { kind: 'project', id: row.projectId },
  };
}

function unique(ids: string[]): string[] {
  return [...new Set(ids)];
}
