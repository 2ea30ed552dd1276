import {
  jsonEquals,
  type Project,
  type ProjectDefaults,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import type { AccessScope } from '../access';
import {
  containsPattern,
  readPage,
  type PageOrder,
  type RowPage,
  sample,
  type Sample,
} from '../database';
import {
  toEntry,
  toEntryRows,
  toRecord,
  toRow,
  type ProjectEntryRow,
  type ProjectParts,
  type ProjectRow,
} from './projectRows';
import { toProject, type ProjectCriteria, type ProjectRecord } from './types';

/** A project by name, and whether it may be used. */
export interface ProjectBrief {
  id: string;
  key: string;
  name: string;
  enabled: boolean;
  workspaceId?: string;
  workspaceRequired: boolean;
}

/** Columns of a {@link ProjectBrief}. */
const BRIEF = [
  'id',
  'key',
  'name',
  'enabled',
  'workspace_id',
  'workspace_required',
] as const;

interface OwnerRow {
  project_id: string;
  principal_ref: string;
}

/** Projects with their owners and entries in the database. */
export class ProjectStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** The project as the API shows it. */
  async get(
    id: string,
    options: { scope?: AccessScope } = {},
  ): Promise<Project | undefined> {
    const row = await this.#knex<ProjectRow>('projects').where({ id }).first();
    return row && (await this.#toApi([row], options.scope))[0];
  }

  /** The record, with its row locked until the end of the transaction. */
  async lock(
    tx: Knex.Transaction,
    id: string,
  ): Promise<ProjectRecord | undefined> {
    const row = await tx<ProjectRow>('projects')
      .where({ id })
      .forUpdate()
      .first();
    return row && (await this.#complete([row], tx))[0];
  }

  /** Keeps projects from being changed until the end of the transaction. */
  async hold(
    tx: Knex.Transaction,
    ids: string[],
  ): Promise<Map<string, ProjectBrief>> {
    return toBriefs(
      await tx<ProjectRow>('projects')
        .whereIn('id', ids)
        .orderBy('id')
        .forShare()
        .select(BRIEF),
    );
  }

  /** Briefs by id, of those that exist. */
  async briefs(
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, ProjectBrief>> {
    return ids.length === 0
      ? new Map()
      : toBriefs(
          await db<ProjectRow>('projects')
            .whereIn('id', [...new Set(ids)])
            .select(BRIEF),
        );
  }

  /** What projects hand down to their resources, by id. */
  async defaults(
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, ProjectDefaults>> {
    const briefs = await this.briefs(ids, db);
    const entries = await entriesOf(db, [...briefs.keys()]);
    return new Map(
      [...briefs.values()].map(({ id, name }) => [
        id,
        { link: { id, name }, entries: entries.get(id)! },
      ]),
    );
  }

  async list(options: {
    criteria: ProjectCriteria;
    order: PageOrder;
    limit: number;
    cursor?: string;
    scope?: AccessScope;
  }): Promise<{ items: Project[]; nextCursor?: string }> {
    const { criteria, scope, ...page } = options;
    const found: RowPage<ProjectRow> = await readPage(
      this.#matching(criteria, scope).select('projects.*'),
      { ...page, table: 'projects' },
    );
    return {
      items: await this.#toApi(found.rows, scope),
      nextCursor: found.nextCursor,
    };
  }

  async count(criteria: ProjectCriteria, scope?: AccessScope): Promise<number> {
    const [row] = await this.#matching(criteria, scope).count({ total: '*' });
    return Number(row.total);
  }

  async insert(tx: Knex, record: ProjectRecord): Promise<void> {
    await tx<ProjectRow>('projects').insert(toRow(record));
    await insertOwners(tx, record);
    await insertEntries(tx, record, 'tag');
    await insertEntries(tx, record, 'config');
  }

  async update(
    tx: Knex,
    before: ProjectRecord,
    after: ProjectRecord,
  ): Promise<void> {
    const { id, ...row } = toRow(after);
    await tx<ProjectRow>('projects').where({ id }).update(row);
    if (!jsonEquals(before.owners, after.owners)) {
      await tx('project_owners').where({ project_id: id }).delete();
      await insertOwners(tx, after);
    }
    for (const kind of ['tag', 'config'] as const) {
      if (!jsonEquals(before[`${kind}s`], after[`${kind}s`])) {
        await tx('project_entries').where({ project_id: id, kind }).delete();
        await insertEntries(tx, after, kind);
      }
    }
  }

  /** Resources of a project in any state: each has a row that points to it. */
  async resourcesIn(tx: Knex, id: string): Promise<Sample> {
    return sample(tx('resources').where('project_id', id), {
      id: 'resources.id',
      name: 'resources.name',
    });
  }

  async delete(tx: Knex, id: string): Promise<void> {
    await tx('projects').where({ id }).delete();
  }

  #matching(
    criteria: ProjectCriteria,
    scope: AccessScope | undefined,
  ): Knex.QueryBuilder {
    const query = this.#knex('projects');
    scope?.restrict('project', query);
    const { key, enabled, label, owner, q } = criteria;
    if (key) {
      query.whereIn('projects.key', key);
    }
    if (enabled) {
      query.whereIn('projects.enabled', enabled);
    }
    if (label) {
      query.where(labels => {
        for (const name of label) {
          // A JSON array of texts. Unlike LIKE, this tells `A` from `a` on
          // both databases.
          labels.orWhereRaw(
            `replace(projects.labels, ?, '') <> projects.labels`,
            [JSON.stringify(name)],
          );
        }
      });
    }
    if (owner) {
      query.whereIn('projects.id', owned =>
        owned
          .from('project_owners')
          .whereIn('principal_ref', owner)
          .select('project_id'),
      );
    }
    if (q) {
      query.whereRaw(`lower(projects.name) like ? escape '\\'`, [
        containsPattern(q),
      ]);
    }
    return query;
  }

  async #toApi(
    rows: ProjectRow[],
    scope: AccessScope | undefined,
  ): Promise<Project[]> {
    const ids = rows.map(row => row.id);
    const [records, counts, workspaces, roles] = await Promise.all([
      this.#complete(rows, this.#knex),
      countResources(this.#knex, ids, scope),
      workspaceNames(
        this.#knex,
        rows.flatMap(row => row.workspace_id ?? []),
      ),
      scope?.rolesOf('project', ids),
    ]);
    return records.map(record => ({
      ...toProject(record, {
        resourceCount: counts.get(record.id) ?? 0,
        workspace: workspaces.get(record.workspaceId ?? ''),
      }),
      role: roles?.get(record.id),
    }));
  }

  /** Adds what other tables hold, with one query per table for all rows. */
  async #complete(rows: ProjectRow[], db: Knex): Promise<ProjectRecord[]> {
    const ids = rows.map(row => row.id);
    // One after the other: in a transaction there is only one connection.
    const owners = await ownersOf(db, ids);
    const entries = await entriesOf(db, ids);
    return rows.map(row =>
      toRecord(row, { owners: owners.get(row.id)!, ...entries.get(row.id)! }),
    );
  }
}

function toBriefs(
  rows: Pick<ProjectRow, (typeof BRIEF)[number]>[],
): Map<string, ProjectBrief> {
  return new Map(
    rows.map(({ id, key, name, ...row }) => [
      id,
      {
        ...{ id, key, name },
        enabled: Boolean(row.enabled),
        workspaceId: row.workspace_id ?? undefined,
        workspaceRequired: Boolean(row.workspace_required),
      },
    ]),
  );
}

async function ownersOf(
  db: Knex,
  ids: string[],
): Promise<Map<string, string[]>> {
  const owners = new Map<string, string[]>(ids.map(id => [id, []]));
  if (ids.length > 0) {
    const rows = await db<OwnerRow>('project_owners')
      .whereIn('project_id', ids)
      .select();
    // Here, because databases differ in where they put punctuation.
    for (const row of rows.sort(by('principal_ref'))) {
      owners.get(row.project_id)!.push(row.principal_ref);
    }
  }
  return owners;
}

async function entriesOf(
  db: Knex,
  ids: string[],
): Promise<Map<string, Omit<ProjectParts, 'owners'>>> {
  const entries = new Map<string, Omit<ProjectParts, 'owners'>>(
    ids.map(id => [id, { tags: [], configs: [] }]),
  );
  if (ids.length > 0) {
    const rows = await db<ProjectEntryRow>('project_entries')
      .whereIn('project_id', ids)
      .select();
    for (const row of rows.sort(by('name'))) {
      entries.get(row.project_id)![`${row.kind}s`].push(toEntry(row));
    }
  }
  return entries;
}

function by<K extends string>(key: K) {
  return (a: Record<K, string>, b: Record<K, string>) =>
    Number(a[key] > b[key]) - Number(a[key] < b[key]);
}

/** Living resources by project. */
async function countResources(
  db: Knex,
  ids: string[],
  scope: AccessScope | undefined,
): Promise<Map<string, number>> {
  if (ids.length === 0) {
    return new Map();
  }
  const query = db('resources')
    .whereIn('project_id', ids)
    .whereNot('state', 'destroyed')
    .groupBy('project_id')
    .select('project_id')
    .count({ total: '*' });
  scope?.restrict('resource', query);
  const rows = (await query) as unknown as {
    project_id: string;
    total: string | number;
  }[];
  return new Map(rows.map(row => [row.project_id, Number(row.total)]));
}

/** Who may see a project may see the name of its workspace, as in revisions. */
async function workspaceNames(
  db: Knex,
  ids: string[],
): Promise<Map<string, { id: string; name: string }>> {
  if (ids.length === 0) {
    return new Map();
  }
  const rows = await db('workspaces').whereIn('id', ids).select('id', 'name');
  return new Map(rows.map(({ id, name }) => [id, { id, name }]));
}

async function insertOwners(tx: Knex, record: ProjectRecord): Promise<void> {
  if (record.owners.length > 0) {
    await tx<OwnerRow>('project_owners').insert(
      record.owners.map(ref => ({
        project_id: record.id,
        principal_ref: ref,
      })),
    );
  }
}

async function insertEntries(
  tx: Knex,
  record: ProjectRecord,
  kind: 'tag' | 'config',
): Promise<void> {
  const rows = toEntryRows(record.id, kind, record[`${kind}s`]);
  if (rows.length > 0) {
    await tx<ProjectEntryRow>('project_entries').insert(rows);
  }
}
