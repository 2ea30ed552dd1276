import {
  EVERYONE,
  type AccessGrant,
  type AccessRecord,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type {
  Role,
  Scope,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { orHeldFromAbove } from './predicates';
import {
  isStandaloneKind,
  scopedKinds,
  type AccessSettings,
  type StandaloneKind,
  type Holding,
  type ScopedKind,
} from './types';

/** A row of `grants`. */
export interface GrantRow {
  id: string;
  principal_ref: string;
  role: Role;
  scope_kind: Scope['kind'];
  scope_id: string;
  created_by: string;
  created_at: string | number;
}

/** What a record lies in or below, by kind of scope. */
interface Reach {
  labels: string[];
  owners: string[];
  project?: string;
  templates: string[];
  resources: string[];
  /** Of what lies in nothing: itself. */
  itself?: { kind: StandaloneKind; id: string };
}

/** Reads what reaches records: with a fixed number of queries for any number. */
export class AccessRecords {
  readonly #knex: Knex;
  readonly #settings: AccessSettings;

  constructor(options: { knex: Knex; settings: AccessSettings }) {
    this.#knex = options.knex;
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
    db: Knex = this.#knex,
  ): Promise<Map<string, AccessRecord>> {
    const reaches = await this.#reaches(kind, ids, db);
    const all = [...reaches.values()];
    const projectIds = unique(all.flatMap(reach => reach.project ?? []));
    const templateIds = unique(all.flatMap(reach => reach.templates));
    const resourceIds = unique(all.flatMap(reach => reach.resources));
    // One after the other: a transaction has one connection.
    const projects = await keysOf(db, 'projects', projectIds);
    const templates = await keysOf(db, 'templates', templateIds);
    const owners = await ownersOf(db, projectIds, principals);
    const stored = await grantsAt(
      db,
      {
        project: projectIds,
        template: templateIds,
        resource: resourceIds,
        ...(isStandaloneKind(kind) && { [kind]: [...reaches.keys()] }),
      },
      principals,
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
    const held = await this.#knex('resources')
      .where('resources.id', id)
      .where(part => orHeldFromAbove(part, 'resources.id', holding))
      .first('resources.id');
    return held !== undefined;
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

  async #reaches(
    kind: ScopedKind,
    ids: string[],
    db: Knex,
  ): Promise<Map<string, Reach>> {
    if (ids.length === 0) {
      return new Map();
    }
    const rows: {
      id: string;
      labels: string;
      owner_ref?: string | null;
      template_id?: string;
      project_id?: string | null;
    }[] = await db(`${kind}s`)
      .whereIn('id', ids)
      .select(
        'id',
        'labels',
        ...(kind === 'resource'
          ? ['owner_ref', 'template_id', 'project_id']
          : []),
      );
    const templateOf = (row: (typeof rows)[number]) =>
      kind === 'template' ? row.id : row.template_id;
    const above = await templatesAbove(
      db,
      unique(rows.flatMap(row => templateOf(row) ?? [])),
    );
    const ancestors =
      kind === 'resource' ? await ancestorsOf(db, ids) : new Map();
    return new Map(
      rows.map(row => [
        row.id,
        {
          labels: JSON.parse(row.labels),
          owners: row.owner_ref ? [row.owner_ref] : [],
          project: kind === 'project' ? row.id : row.project_id ?? undefined,
          templates: above.get(templateOf(row)!) ?? [],
          resources:
            kind === 'resource'
              ? [row.id, ...(ancestors.get(row.id) ?? [])]
              : [],
          itself: isStandaloneKind(kind) ? { kind, id: row.id } : undefined,
        },
      ]),
    );
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

/** A grant of the table. */
export function grantOf(row: GrantRow): AccessGrant {
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

function ownerGrant(row: { projectId: string; ref: string }): AccessGrant {
  return {
    principalRef: row.ref,
    role: 'admin',
    scope: { kind: 'project', id: row.projectId },
  };
}

async function grantsAt(
  db: Knex,
  places: Partial<Record<ScopedKind, string[]>>,
  principals: string[] | undefined,
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

async function ownersOf(
  db: Knex,
  projectIds: string[],
  principals: string[] | undefined,
): Promise<{ projectId: string; ref: string }[]> {
  const query = db('project_owners')
    .whereIn('project_id', projectIds)
    .orderBy('principal_ref')
    .select({ projectId: 'project_id', ref: 'principal_ref' });
  return principals ? query.whereIn('principal_ref', principals) : query;
}

async function keysOf(
  db: Knex,
  table: 'projects' | 'templates',
  ids: string[],
): Promise<Map<string, string>> {
  const rows = await db(table).whereIn('id', ids).select('id', 'key');
  return new Map(rows.map(row => [row.id, row.key]));
}

async function ancestorsOf(
  db: Knex,
  ids: string[],
): Promise<Map<string, string[]>> {
  const rows = await db('resource_ancestors')
    .whereIn('resource_id', ids)
    .orderBy('distance')
    .select({ from: 'resource_id', to: 'ancestor_id' });
  return grouped(rows);
}

/** Templates with every one above them, and themselves, by template. */
async function templatesAbove(
  db: Knex,
  ids: string[],
): Promise<Map<string, string[]>> {
  if (ids.length === 0) {
    return new Map();
  }
  const rows = await db
    .withRecursive('up', ['start', 'id'], up =>
      up
        .from('templates')
        .whereIn('id', ids)
        .select({ start: 'id' }, 'id')
        .union(next =>
          next
            .from('template_parents')
            .join('up', 'up.id', 'template_parents.template_id')
            .select('up.start', 'template_parents.parent_id'),
        ),
    )
    .from('up')
    .select({ from: 'start', to: 'id' });
  return grouped(rows);
}

function grouped(rows: { from: string; to: string }[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { from, to } of rows) {
    const known = groups.get(from);
    if (known) {
      known.push(to);
    } else {
      groups.set(from, [to]);
    }
  }
  return groups;
}

function unique(ids: string[]): string[] {
  return [...new Set(ids)];
}
