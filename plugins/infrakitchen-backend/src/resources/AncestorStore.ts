import type { Knex } from 'knex';

/**
 * Writes what is above resources. `resource_ancestors` holds, for each resource,
 * everything above it with the length of the shortest way.
 */
export class AncestorStore {
  /** Puts a new resource, below which there is nothing yet, below its parents. */
  async addParents(tx: Knex, id: string, parentIds: string[]): Promise<void> {
    if (parentIds.length === 0) {
      return;
    }
    await insertParents(tx, id, parentIds);
    await insertAncestors(
      tx,
      tx('resources')
        .join(above(tx, parentIds).as('above'), join =>
          join.on('resources.id', tx.raw('?', [id])),
        )
        .select('resources.id', 'above.id', 'above.distance'),
    );
  }

  /**
   * Gives a resource other parents, none of which is below it, and everything
   * below it other ancestors. The caller holds the hierarchy alone.
   *
   * Ways within the subtree stay as they are, and so does what is above anything
   * that is not in it. So each way from the subtree to the outside is one within
   * it, a link to a parent outside, and one from there on: nothing is walked.
   */
  async replaceParents(
    tx: Knex,
    id: string,
    parentIds: string[],
  ): Promise<void> {
    await tx('resource_parents').where({ resource_id: id }).delete();
    await insertParents(tx, id, parentIds);
    await tx('resource_ancestors')
      .whereIn('resource_id', subtree(tx, id))
      .whereNotIn('ancestor_id', subtree(tx, id))
      .delete();
    const within = tx('resources')
      .whereIn('id', subtree(tx, id))
      .select({ low: 'id', high: 'id' }, tx.raw('0 as distance'))
      .unionAll(
        tx('resource_ancestors')
          .whereIn('resource_id', subtree(tx, id))
          .select({ low: 'resource_id', high: 'ancestor_id' }, 'distance'),
      );
    // What is outside has itself and all that is above it, one step further.
    const beyond = tx('resource_parents as link')
      .whereIn('link.resource_id', subtree(tx, id))
      .whereNotIn('link.parent_id', subtree(tx, id))
      .select({ high: 'link.resource_id', id: 'link.parent_id' })
      .select(tx.raw('1 as distance'))
      .unionAll(
        tx('resource_parents as link')
          .join('resource_ancestors as a', 'a.resource_id', 'link.parent_id')
          .whereIn('link.resource_id', subtree(tx, id))
          .whereNotIn('link.parent_id', subtree(tx, id))
          .select({ high: 'link.resource_id', id: 'a.ancestor_id' })
          .select(tx.raw('a.distance + 1')),
      );
    await insertAncestors(
      tx,
      tx
        .from(within.as('within'))
        .join(beyond.as('beyond'), 'beyond.high', 'within.high')
        .groupBy('within.low', 'beyond.id')
        .select('within.low', 'beyond.id')
        .select(tx.raw('min(within.distance + beyond.distance)')),
    );
  }
}

/** A resource and everything below it. */
function subtree(db: Knex, id: string): Knex.QueryBuilder {
  return db('resources')
    .where({ id })
    .select('id')
    .union(
      db('resource_ancestors')
        .where({ ancestor_id: id })
        .select({ id: 'resource_id' }),
    );
}

/** `id` and shortest `distance` of everything above some parents, and of these. */
function above(db: Knex, parentIds: string[]): Knex.QueryBuilder {
  return db
    .from(
      db('resources')
        .whereIn('id', parentIds)
        .select('id', db.raw('1 as distance'))
        .unionAll(
          db('resource_ancestors')
            .whereIn('resource_id', parentIds)
            .select('ancestor_id', db.raw('distance + 1')),
        )
        .as('reached'),
    )
    .select('reached.id')
    .min({ distance: 'reached.distance' })
    .groupBy('reached.id');
}

async function insertParents(
  tx: Knex,
  id: string,
  parentIds: string[],
): Promise<void> {
  if (parentIds.length > 0) {
    await tx('resource_parents').insert(
      parentIds.map(parentId => ({ resource_id: id, parent_id: parentId })),
    );
  }
}

async function insertAncestors(
  tx: Knex,
  rows: Knex.QueryBuilder,
): Promise<void> {
  await tx
    .into(tx.raw('resource_ancestors (resource_id, ancestor_id, distance)'))
    .insert(rows);
}
