import type { Knex } from 'knex';

/**
 * Takes the rows that it is time for, the longest due first, and gives them
 * their next time. Whoever asks at the same moment gets others.
 */
export async function takeDue(
  knex: Knex,
  options: {
    table: string;
    /** Holds when a row is due, in milliseconds. */
    column: string;
    limit: number;
    nextAt: number;
    /** The present where absent. */
    now?: number;
    /** What else has to hold of a row. */
    where?: (query: Knex.QueryBuilder) => void;
  },
): Promise<string[]> {
  const { table, column, limit, nextAt, now = Date.now() } = options;
  const due = knex(table)
    .where(column, '<=', now)
    .orderBy(column)
    .limit(limit)
    .select('id');
  options.where?.(due);
  const taken: { id: string }[] = await knex(table)
    .whereIn('id', due)
    // Read again once the row is free, where somebody else was at it.
    .where(column, '<=', now)
    .update({ [column]: nextAt })
    .returning('id');
  return taken.map(({ id }) => id);
}
