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

/** The first few by name, and the count of all. */
export async function sample(
  query: Knex.QueryBuilder,
  columns: { id: string; name: string | Knex.Raw },
): Promise<Sample> {
  const items: Named[] = await query
    .clone()
    .orderBy('name')
    .limit(SAMPLE_SIZE)
    .select(columns);
  if (items.length < SAMPLE_SIZE) {
    return { items, total: items.length };
  }
  const [row] = await query.clone().count({ total: '*' });
  return { items, total: Number(row.total) };
}

/** The names of a sample for a message. */
export function listNames({ items, total }: Sample): string {
  const names = items.map(({ name }) => `'${name}'`).join(', ');
  const more = total > items.length ? ` and ${total - items.length} more` : '';
  return `${names}${more}`;
}
