import type { Knex } from 'knex';

/** Id and name of something, for messages. */
export interface Named {
  id: string;
  name: string;
}

/** A handful of the things that meet a condition, and how many there are. */
export interface Sample<T = Named> {
  items: T[];
  total: number;
}

/** How many culprits an error names. */
const SAMPLE_SIZE = 10;

/** Templates that have a template as a parent. */
export async function childrenOf(db: Knex, id: string): Promise<Sample> {
  return sample(
    db('template_parents')
      .join('templates', 'templates.id', 'template_parents.template_id')
      .where('template_parents.parent_id', id),
    { id: 'templates.id', name: 'templates.name' },
  );
}

/** Resources of a template in any state: each has a row that points to it. */
export async function resourcesOf(db: Knex, id: string): Promise<Sample> {
  return sample(db('resources').where('template_id', id), {
    id: 'resources.id',
    name: 'resources.name',
  });
}

/** Versions of a template. */
export async function versionsOf(db: Knex, id: string): Promise<Sample> {
  return sample(db('template_versions').where('template_id', id), {
    id: 'template_versions.id',
    name: 'template_versions.ref',
  });
}

/** Living resources of a template without a parent of each of these templates. */
export async function resourcesLackingParent(
  db: Knex,
  id: string,
  parentTemplateIds: string[],
): Promise<Sample> {
  return sample(
    db('resources')
      .where('resources.template_id', id)
      .whereNot('resources.state', 'destroyed')
      .whereExists(missing =>
        missing
          .from('templates as wanted')
          .whereIn('wanted.id', parentTemplateIds)
          .whereNotExists(present =>
            present
              .from('resource_parents')
              .join('resources as parent', 'parent.id', 'parent_id')
              .where('resource_id', db.ref('resources.id'))
              .where('parent.template_id', db.ref('wanted.id'))
              .select(db.raw('1')),
          )
          .select(db.raw('1')),
      ),
    { id: 'resources.id', name: 'resources.name' },
  );
}

/** The first few by name, and the count of all. */
export async function sample(
  query: Knex.QueryBuilder,
  columns: { id: string; name: string },
): Promise<Sample> {
  const items: Named[] = await query
    .clone()
    .orderBy(columns.name)
    .limit(SAMPLE_SIZE)
    .select(columns);
  if (items.length < SAMPLE_SIZE) {
    return { items, total: items.length };
  }
  return { items, total: countOf(await query.clone().count({ total: '*' })) };
}

function countOf(rows: { total?: number | string }[]): number {
  return Number(rows[0]?.total ?? 0);
}
