import type { Knex } from 'knex';
import type { AccessScope } from '../access';
import type { Candidate, HandedDownChange, Origin, Position } from './types';

/** Projects are farther than any ancestor. */
const FARTHEST = 1_000_000;

/** Which resources may be reached by an edit. */
export interface Reach {
  origin: Origin;
  entries: HandedDownChange[];
  /** Versions with a variable that a changed config may feed. */
  configVersions: string[];
  /** Templates that require a changed config. */
  configTemplates: string[];
  /** Templates that require a tag which is taken away. */
  tagTemplates: string[];
  /** Versions with a variable that refers to a changed output. */
  outputVersions: string[];
  /** Everything below may change. */
  everything: boolean;
  scope?: AccessScope;
}

/**
 * Finds the resources whose inputs an edit may change, set-based: those where
 * nothing nearer defines what is changed. One is in doubt where the database
 * cannot tell whether its inputs change, or whether it would have new errors.
 */
export class ImpactStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * The nearest candidates, with how many of all are certain to change without
   * harm and how many are in doubt: both from one walk over what is below.
   */
  async first(
    reach: Reach,
    limit: number,
  ): Promise<{ candidates: Candidate[]; certain: number; doubtful: number }> {
    const rows: (Candidate & Record<'total' | 'doubtful', string | number>)[] =
      await nearestFirst(this.#candidates(reach), limit).select(
        this.#knex.raw('count(*) over () as total'),
        this.#knex.raw('sum(candidates.doubtful) over () as doubtful'),
      );
    const [{ total, doubtful } = { total: 0, doubtful: 0 }] = rows;
    return {
      candidates: rows.map(({ id, distance }) => ({ id, distance })),
      certain: Number(total) - Number(doubtful),
      doubtful: Number(doubtful),
    };
  }

  /** Candidates after a position, nearest first. */
  async page(
    reach: Reach,
    page: { after?: Position; limit: number; doubtful?: boolean },
  ): Promise<Candidate[]> {
    const query = nearestFirst(this.#candidates(reach), page.limit);
    if (page.doubtful) {
      query.where('candidates.doubtful', 1);
    }
    if (page.after) {
      query.whereRaw('(candidates.distance, candidates.id) > (?, ?)', [
        page.after.distance,
        page.after.id,
      ]);
    }
    return query;
  }

  /** Versions and templates of what is below, each pair once. */
  async kindsBelow(
    origin: Origin,
  ): Promise<{ templateId: string; versionId: string | null }[]> {
    return this.#knex(this.#reached(origin).as('b'))
      .join('resources as r', 'r.id', 'b.resource_id')
      .whereNot('r.state', 'destroyed')
      .distinct({ templateId: 'r.template_id', versionId: 'r.version_id' });
  }

  /** Parents of some resources below another one, and of what is between. */
  async edgesBetween(
    id: string,
    below: string[],
  ): Promise<{ childId: string; parentId: string }[]> {
    return this.#knex('resource_parents as rp')
      .join('resource_ancestors as a', join =>
        join
          .on('a.resource_id', 'rp.resource_id')
          .on('a.ancestor_id', this.#knex.raw('?', [id])),
      )
      .where(query =>
        query
          .whereIn('rp.resource_id', below)
          .orWhereIn(
            'rp.resource_id',
            this.#knex('resource_ancestors')
              .whereIn('resource_id', below)
              .select('ancestor_id'),
          ),
      )
      .select({ childId: 'rp.resource_id', parentId: 'rp.parent_id' });
  }

  /** The first of some resources that is another one or below it. */
  async findBelow(id: string, ids: string[]): Promise<string | undefined> {
    const row = await this.#knex('resource_ancestors')
      .where('ancestor_id', id)
      .whereIn('resource_id', ids)
      .first('resource_id');
    return ids.includes(id) ? id : row?.resource_id;
  }

  #candidates(reach: Reach): Knex.QueryBuilder {
    const { origin, entries, outputVersions, everything } = reach;
    const query = this.#knex
      .queryBuilder()
      .with('reached', this.#reached(origin));
    const byEntries = entries.length > 0 && !everything;
    if (byEntries) {
      query
        .with('changed', changedRows(this.#knex, entries))
        .with('hits', this.#hits(origin));
    }
    const parts = [
      ...(byEntries ? [this.#byEntries(reach)] : []),
      ...(everything || outputVersions.length > 0
        ? [this.#byVersion(reach)]
        : []),
    ];
    const [first = this.#nothing(), ...rest] = parts;
    // With one name every resource is found once, and nothing is to be merged.
    return rest.length === 0 && entries.length <= 1
      ? query.from(first.as('candidates'))
      : query.from(merged(this.#knex, first.unionAll(rest)).as('candidates'));
  }

  #nothing(): Knex.QueryBuilder {
    return this.#knex('reached')
      .whereRaw('1 = 0')
      .select(
        { id: 'resource_id', distance: 'distance' },
        this.#knex.raw('0 as doubtful'),
      );
  }

  /** What the edit may reach, with the distance of what it changes. */
  #reached({ kind, id }: Origin): Knex.QueryBuilder {
    return kind === 'resource'
      ? this.#knex('resource_ancestors')
          .where('ancestor_id', id)
          .select('resource_id', 'distance')
      : this.#knex('resources')
          .where('project_id', id)
          .select(
            { resource_id: 'id' },
            this.#knex.raw(`${FARTHEST} as distance`),
          );
  }

  /**
   * Where something else defines what is changed: nearer, which ends the reach
   * of the edit; equally near, which makes a conflict; or farther with the very
   * value that appears or goes, which may change nothing.
   */
  #hits(origin: Origin): Knex.QueryBuilder {
    const db = this.#knex;
    const others = db
      .from('changed as c')
      .join('resource_entries as e', sameEntry)
      .join('resource_ancestors as a', 'a.ancestor_id', 'e.resource_id')
      .where('e.inherited_by_children', true)
      .whereNot('e.resource_id', origin.id)
      .select('a.resource_id', 'c.kind', 'c.name', 'a.distance', 'e.value')
      .unionAll([
        db
          .from('changed as c')
          .join('resource_entries as e', sameEntry)
          .select(
            'e.resource_id',
            'c.kind',
            'c.name',
            db.raw('0 as distance'),
            'e.value',
          ),
        db
          .from('changed as c')
          .join('project_entries as e', sameEntry)
          .join('resources as r', 'r.project_id', 'e.project_id')
          .where('e.inherited_by_children', true)
          .whereNot('e.project_id', origin.id)
          .select(
            'r.id',
            'c.kind',
            'c.name',
            db.raw(`${FARTHEST} as distance`),
            'e.value',
          ),
      ])
      .as('o');
    return db
      .from(others)
      .join('reached as b', 'b.resource_id', 'o.resource_id')
      .join('changed as c', join =>
        join.on('c.kind', 'o.kind').on('c.name', 'o.name'),
      )
      .groupBy('o.resource_id', 'o.kind', 'o.name')
      .select(
        'o.resource_id',
        'o.kind',
        'o.name',
        db.raw(
          'max(case when o.distance < b.distance then 1 else 0 end) as nearer',
        ),
        db.raw(
          `max(case
            when o.distance = b.distance then 1
            when (c.old_value is null or c.new_value is null)
              and o.value = coalesce(c.old_value, c.new_value) then 1
            else 0 end) as doubtful`,
        ),
      );
  }

  #byEntries(reach: Reach): Knex.QueryBuilder {
    const db = this.#knex;
    const query = db
      .from('reached as b')
      .crossJoin(db.raw('changed as c'))
      .leftJoin('hits as h', join =>
        join
          .on('h.resource_id', 'b.resource_id')
          .on('h.kind', 'c.kind')
          .on('h.name', 'c.name'),
      )
      .join('resources as r', 'r.id', 'b.resource_id')
      .whereNot('r.state', 'destroyed')
      .whereRaw('coalesce(h.nearer, 0) = 0')
      .where(matters =>
        matters
          .where('c.kind', 'tag')
          .orWhere('r.abstract', true)
          .orWhereIn('r.version_id', reach.configVersions)
          .orWhereIn('r.template_id', reach.configTemplates),
      )
      .select(
        { id: 'b.resource_id' },
        shownDistance(db),
        db.raw(
          `case
            when c.kind = 'config' and (r.abstract = ? or ?) then 1
            when coalesce(c.new_value, '') = '' and ? then 1
            else coalesce(h.doubtful, 0) end as doubtful`,
          [
            false,
            isOneOf(db, 'r.template_id', reach.configTemplates),
            isOneOf(db, 'r.template_id', reach.tagTemplates),
          ],
        ),
      );
    reach.scope?.restrict('resource', query, 'r');
    return query;
  }

  #byVersion({ everything, outputVersions, scope }: Reach): Knex.QueryBuilder {
    const db = this.#knex;
    const query = db
      .from('reached as b')
      .join('resources as r', 'r.id', 'b.resource_id')
      .whereNot('r.state', 'destroyed')
      .select(
        { id: 'b.resource_id' },
        shownDistance(db),
        db.raw('1 as doubtful'),
      );
    if (!everything) {
      query.whereIn('r.version_id', outputVersions);
    }
    scope?.restrict('resource', query, 'r');
    return query;
  }
}

/** Each resource once; one doubt is enough. */
function merged(db: Knex, found: Knex.QueryBuilder): Knex.QueryBuilder {
  return db
    .from(found.as('found'))
    .groupBy('found.id', 'found.distance')
    .select('found.id', 'found.distance')
    .max({ doubtful: 'found.doubtful' });
}

function nearestFirst(
  candidates: Knex.QueryBuilder,
  limit: number,
): Knex.QueryBuilder {
  return candidates
    .orderBy(['candidates.distance', 'candidates.id'])
    .limit(limit)
    .select('candidates.id', 'candidates.distance');
}

function sameEntry(join: Knex.JoinClause): void {
  join.on('e.kind', 'c.kind').on('e.name', 'c.name');
}

function isOneOf(db: Knex, column: string, ids: string[]): Knex.Raw {
  return ids.length === 0
    ? db.raw('1 = 0')
    : db.raw(`?? in (${ids.map(() => '?').join(', ')})`, [column, ...ids]);
}

/** Resources of a project are at no distance from it. */
function shownDistance(db: Knex): Knex.Raw {
  return db.raw(
    `case when b.distance = ${FARTHEST} then 0 else b.distance end as distance`,
  );
}

/** The changes as rows: kind, name, and the values before and after. */
function changedRows(db: Knex, entries: HandedDownChange[]): Knex.QueryBuilder {
  const row = `select cast(? as text) as kind, cast(? as text) as name,
    cast(? as text) as old_value, cast(? as text) as new_value`;
  return db.raw(
    entries.map(() => row).join(' union all '),
    entries.flatMap(({ kind, name, before, after }) => [
      kind,
      name,
      before ?? null,
      after ?? null,
    ]),
  ) as unknown as Knex.QueryBuilder;
}
