import type { Knex } from 'knex';
import type { HandedDownChange, Origin, Reach } from './types';

/** Projects are farther than any ancestor. */
const FARTHEST = 1_000_000;

/** Finds what an edit reaches, and what of that it may change. */
export class CandidateStore {
  protected readonly knex: Knex;

  constructor(knex: Knex) {
    this.knex = knex;
  }

  /**
   * Resources that an edit may change, as `candidates` with `id`, `distance` and
   * whether they are `doubtful`: where the database cannot tell whether their
   * inputs change, or whether they would have new errors.
   */
  protected candidatesOf(reach: Reach): Knex.QueryBuilder {
    return candidatesOf(this.knex, reach);
  }

  /** What the edit may reach, with the distance of what it changes. */
  protected reachedFrom(origin: Origin): Knex.QueryBuilder {
    return reachedFrom(this.knex, origin);
  }
}

function candidatesOf(db: Knex, reach: Reach): Knex.QueryBuilder {
  const { origin, entries, outputVersions, everything } = reach;
  const query = db.queryBuilder().with('reached', reachedFrom(db, origin));
  const isByEntries = entries.length > 0 && !everything;
  if (isByEntries) {
    query
      .with('changed', changedRows(db, entries))
      .with('hits', hitsOn(db, origin));
  }
  const parts = [
    ...(isByEntries ? [byEntries(db, reach)] : []),
    ...(everything || outputVersions.length > 0 ? [byVersion(db, reach)] : []),
  ];
  const [first = nothing(db), ...rest] = parts;
  // With one name every resource is found once, and nothing is to be merged.
  return rest.length === 0 && entries.length <= 1
    ? query.from(first.as('candidates'))
    : query.from(merged(db, first.unionAll(rest)).as('candidates'));
}

function nothing(db: Knex): Knex.QueryBuilder {
  return db('reached')
    .whereRaw('1 = 0')
    .select(
      { id: 'resource_id', distance: 'distance' },
      db.raw('0 as doubtful'),
    );
}

function reachedFrom(db: Knex, { kind, id }: Origin): Knex.QueryBuilder {
  return kind === 'resource'
    ? db('resource_ancestors')
        .where('ancestor_id', id)
        .select('resource_id', 'distance')
    : db('resources')
        .where('project_id', id)
        .select({ resource_id: 'id' }, db.raw(`${FARTHEST} as distance`));
}

/**
 * Where something else defines what is changed: nearer, which ends the reach
 * of the edit; equally near, which makes a conflict; or farther with the very
 * value that appears or goes, which may change nothing.
 */
function hitsOn(db: Knex, origin: Origin): Knex.QueryBuilder {
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

function byEntries(db: Knex, reach: Reach): Knex.QueryBuilder {
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

function byVersion(
  db: Knex,
  { everything, outputVersions, scope }: Reach,
): Knex.QueryBuilder {
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

/** Each resource once; one doubt is enough. */
function merged(db: Knex, found: Knex.QueryBuilder): Knex.QueryBuilder {
  return db
    .from(found.as('found'))
    .groupBy('found.id', 'found.distance')
    .select('found.id', 'found.distance')
    .max({ doubtful: 'found.doubtful' });
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
