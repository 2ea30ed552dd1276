import type { Knex } from 'knex';
import type {
  Entry,
  ResourceState,
  ResourceStatus,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessScope } from '../access';
import { readPage, together, type PageOrder, type RowPage } from '../database';
import { AncestorStore } from './AncestorStore';
import { AttachedStore } from './AttachedStore';
import { assertRevision, resourceNotFound } from './problems';
import { matchingResources } from './matchingResources';
import type { ResourceFilters } from './resourceFilters';
import { fromRow, toRow, type ResourceRow } from './resourceRows';
import type { Entries, ResourceRecord } from './types';

/** Rows of resources with their parents and entries. */
export class ResourceStore {
  readonly #knex: Knex;
  readonly #ancestors = new AncestorStore();
  readonly #attached = new AttachedStore();

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async insert(
    tx: Knex,
    record: ResourceRecord,
    parentIds: string[],
    entries: Entries,
  ): Promise<void> {
    await tx('resources').insert(toRow(record));
    await this.#ancestors.addParents(tx, record.id, parentIds);
    await this.#insertEntries(tx, record.id, entries);
    if (entries.attached) {
      await this.#attached.write(tx, record.id, entries.attached);
    }
  }

  async get(
    id: string,
    db: Knex = this.#knex,
  ): Promise<ResourceRecord | undefined> {
    const row = await db<ResourceRow>('resources').where({ id }).first();
    return row && fromRow(row);
  }

  /** Locks rows until the end of the transaction, in the order of their ids. */
  async lock(
    tx: Knex.Transaction,
    ids: string[],
    scope?: AccessScope,
  ): Promise<ResourceRecord[]> {
    const query = tx<ResourceRow>('resources')
      .whereIn('resources.id', ids)
      .orderBy('resources.id')
      .forUpdate();
    scope?.restrict('resource', query);
    return (await query).map(fromRow);
  }

  /**
   * Locks one for a caller who has seen a revision of it.
   *
   * @throws `resource_not_found` or `stale_revision`
   */
  async lockSeen(
    tx: Knex.Transaction,
    id: string,
    seen: number | undefined,
  ): Promise<ResourceRecord> {
    const [record] = await this.lock(tx, [id]);
    if (!record) {
      throw resourceNotFound(id);
    }
    assertRevision(record, seen);
    return record;
  }

  /** Which of some resources a scope lets through. */
  async seen(
    ids: string[],
    scope: AccessScope,
    db: Knex = this.#knex,
  ): Promise<Set<string>> {
    const query = db('resources')
      .whereIn('resources.id', ids)
      .pluck('resources.id');
    scope.restrict('resource', query);
    return new Set(await query);
  }

  async getMany(
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<ResourceRecord[]> {
    if (ids.length === 0) {
      return [];
    }
    const rows = await db<ResourceRow>('resources').whereIn('id', ids);
    return rows.map(fromRow);
  }

  async update(
    tx: Knex,
    id: string,
    patch: Partial<ResourceRecord>,
    entries?: Partial<Entries>,
  ): Promise<void> {
    await tx('resources')
      .where({ id })
      .update({ ...toRow(patch), updated_at: Date.now() });
    for (const [kind, list] of [
      ['tag', entries?.tags],
      ['config', entries?.configs],
    ] as const) {
      if (list) {
        await tx('resource_entries').where({ resource_id: id, kind }).delete();
        await insertEntriesOf(tx, id, kind, list);
      }
    }
    if (entries?.attached) {
      await this.#attached.write(tx, id, entries.attached);
    }
  }

  /**
   * Marks each resource as its record says. Only those that nobody changed
   * meanwhile, and none as fresh that was built with a secret of before.
   */
  async markStale(
    resources: Pick<ResourceRecord, 'id' | 'revision' | 'staleInputs'>[],
  ): Promise<void> {
    for (const stale of [true, false]) {
      const seen = resources
        .filter(({ staleInputs }) => staleInputs === stale)
        .map(({ id, revision }) => [id, revision]);
      if (seen.length > 0) {
        await this.#knex('resources')
          .whereIn(['id', 'revision'], seen)
          .where(stale ? {} : { stale_secrets: false })
          .update({ stale_inputs: stale });
      }
    }
  }

  /** Notes what a plan found, which is no edit: the revision stays. */
  async markDrifted(db: Knex, id: string, drifted: boolean): Promise<void> {
    await db('resources').where({ id }).update({ drifted });
  }

  async delete(tx: Knex, id: string): Promise<void> {
    await tx('resources').where({ id }).delete();
  }

  async list(options: {
    filters: ResourceFilters;
    q?: string;
    order: PageOrder;
    limit: number;
    cursor?: string;
    scope?: AccessScope;
  }): Promise<RowPage<ResourceRecord>> {
    const page = await readPage<ResourceRow>(
      matchingResources(this.#knex, options).select('resources.*'),
      { table: 'resources', ...options },
    );
    return { rows: page.rows.map(fromRow), nextCursor: page.nextCursor };
  }

  /** How many match, counted no further than `limit`. */
  async count(options: {
    filters: ResourceFilters;
    q?: string;
    scope?: AccessScope;
    limit: number;
  }): Promise<number> {
    const found = matchingResources(this.#knex, options)
      .select('resources.id')
      .limit(options.limit)
      .as('found');
    const [{ count }] = await this.#knex.from(found).count({ count: '*' });
    return Number(count);
  }

  /** Some of the resources by state, status, and what is amiss with them. */
  async countMatching(options: {
    filters: ResourceFilters;
    scope?: AccessScope;
  }): Promise<
    {
      state: ResourceState;
      status: ResourceStatus;
      staleInputs: boolean;
      drifted: boolean;
      count: number;
    }[]
  > {
    const rows = await matchingResources(this.#knex, options)
      .groupBy('state', 'status', 'stale_inputs', 'drifted')
      .count({ count: '*' })
      .select({
        state: 'state',
        status: 'status',
        staleInputs: 'stale_inputs',
        drifted: 'drifted',
      });
    return rows.map(row => ({
      state: row.state,
      status: row.status,
      staleInputs: Boolean(row.staleInputs),
      drifted: Boolean(row.drifted),
      count: Number(row.count),
    }));
  }

  /** The ids of the resources that match, as part of another query. */
  idsOf(filters: ResourceFilters): Knex.QueryBuilder {
    return matchingResources(this.#knex, { filters }).select('resources.id');
  }

  /** Provisioned resources of a project in the order of their ids. */
  async provisionedIn(
    projectId: string,
    page: { after?: string; limit: number },
  ): Promise<string[]> {
    const query = this.#knex('resources')
      .where({ project_id: projectId, state: 'provisioned' })
      .orderBy('id')
      .limit(page.limit)
      .select('id');
    if (page.after) {
      query.where('id', '>', page.after);
    }
    return (await query).map(row => row.id as string);
  }

  /** Names of the versions that resources were applied with, or have. */
  async versionRefs(
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, string>> {
    const rows = await db('resources as r')
      .join('template_versions as v', join =>
        join.on('v.id', db.raw('coalesce(r.applied_version_id, r.version_id)')),
      )
      .whereIn('r.id', ids)
      .select('r.id', 'v.ref');
    return new Map(rows.map(({ id, ref }) => [id, ref]));
  }

  /** Tags, configs and connections by resource. */
  async entries(ids: string[], tx?: Knex): Promise<Map<string, Entries>> {
    const result = new Map<string, Entries>(
      ids.map(id => [id, { tags: [], configs: [] }]),
    );
    if (ids.length === 0) {
      return result;
    }
    const db = tx ?? this.#knex;
    const [rows, attachedOf] = await together(tx, [
      async () =>
        db('resource_entries')
          .whereIn('resource_id', ids)
          .orderBy(['resource_id', 'kind', 'name']),
      () => this.#attached.read(db, ids),
    ]);
    for (const row of rows) {
      const entries = result.get(row.resource_id)!;
      (row.kind === 'tag' ? entries.tags : entries.configs).push({
        name: row.name,
        value: row.value,
        inheritedByChildren: Boolean(row.inherited_by_children),
      });
    }
    for (const [id, attached] of attachedOf) {
      result.get(id)!.attached = attached;
    }
    return result;
  }

  /** The living resource of a template with a slug. */
  async findLiving(
    db: Knex,
    templateId: string,
    slug: string,
  ): Promise<ResourceRecord | undefined> {
    const row = await db<ResourceRow>('resources')
      .where({ template_id: templateId, slug })
      .whereNot('state', 'destroyed')
      .first();
    return row && fromRow(row);
  }

  async #insertEntries(tx: Knex, id: string, entries: Entries): Promise<void> {
    await insertEntriesOf(tx, id, 'tag', entries.tags);
    await insertEntriesOf(tx, id, 'config', entries.configs);
  }
}

async function insertEntriesOf(
  tx: Knex,
  id: string,
  kind: 'tag' | 'config',
  entries: Entry[],
): Promise<void> {
  if (entries.length === 0) {
    return;
  }
  await tx('resource_entries').insert(
    entries.map(entry => ({
      resource_id: id,
      kind,
      name: entry.name,
      value: entry.value,
      inherited_by_children: entry.inheritedByChildren,
    })),
  );
}
