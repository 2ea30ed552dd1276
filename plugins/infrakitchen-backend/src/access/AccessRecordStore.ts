import type { Knex } from 'knex';
import { nameColumns, tables } from './AccessScope';
import { orHeldFromAbove, permit } from './predicates';
import {
  isStandaloneKind,
  type AccessSettings,
  type Holding,
  type Permit,
  type ScopedKind,
  type StandaloneKind,
  type TargetKind,
} from './types';

/** What a record lies in or below, by kind of scope. */
export interface Reach {
  labels: string[];
  owners: string[];
  project?: string;
  templates: string[];
  resources: string[];
  /** Of what lies in nothing: itself. */
  itself?: { kind: StandaloneKind; id: string };
}

/** Where records lie, and who owns the projects that they are in. */
export class AccessRecordStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** By id, of those that exist. */
  async reaches(
    kind: ScopedKind,
    ids: string[],
    db: Knex = this.#knex,
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
    const above = await templatesAbove(db, [
      ...new Set(rows.flatMap(row => templateOf(row) ?? [])),
    ]);
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

  /** Keys by id. */
  async keys(
    table: 'projects' | 'templates',
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, string>> {
    const rows = await db(table).whereIn('id', ids).select('id', 'key');
    return new Map(rows.map(row => [row.id, row.key]));
  }

  /**
   * Owners of projects.
   *
   * @param principals - of whom to tell; of everybody where absent.
   */
  async owners(
    projectIds: string[],
    principals: string[] | undefined,
    db: Knex = this.#knex,
  ): Promise<{ projectId: string; ref: string }[]> {
    const query = db('project_owners')
      .whereIn('project_id', projectIds)
      .orderBy('principal_ref')
      .select({ projectId: 'project_id', ref: 'principal_ref' });
    return principals ? query.whereIn('principal_ref', principals) : query;
  }

  /** What a record is called, or any of its kind, where a permit lets it through. */
  async find(
    { kind, id }: { kind: TargetKind; id?: string },
    permitted: Permit,
    settings: AccessSettings,
  ): Promise<{ name: string } | undefined> {
    const table = tables[kind];
    const query = this.#knex(table)
      .select({ name: `${table}.${nameColumns[kind]}` })
      .limit(1);
    if (id !== undefined) {
      query.where(`${table}.id`, id);
    }
    permit(query, { kind, table, permit: permitted, settings });
    const [row] = await query;
    return row;
  }

  /** Whether a grant at a resource or above it reaches everything below it. */
  async isHeldFromAbove(id: string, holding: Holding): Promise<boolean> {
    const held = await this.#knex('resources')
      .where('resources.id', id)
      .where(part => orHeldFromAbove(part, 'resources.id', holding))
      .first('resources.id');
    return held !== undefined;
  }
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
