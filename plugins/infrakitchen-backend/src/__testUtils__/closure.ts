import type { Knex } from 'knex';

/** Lines of `resource_ancestors` as text, in order. */
export async function storedClosure(knex: Knex): Promise<string[]> {
  const rows = await knex('resource_ancestors').select('*');
  return rows
    .map(row => `${row.resource_id} ${row.ancestor_id} ${row.distance}`)
    .sort();
}

/** What they ought to be: every way up is walked, level by level. */
export async function walkedClosure(knex: Knex): Promise<string[]> {
  const links = await knex('resource_parents').select('*');
  const parents = new Map<string, string[]>();
  for (const { resource_id: child, parent_id: parent } of links) {
    parents.set(child, [...(parents.get(child) ?? []), parent]);
  }
  return [...parents.keys()]
    .flatMap(start => {
      const distances = new Map<string, number>();
      let level = parents.get(start)!;
      for (let distance = 1; level.length > 0; distance++) {
        const found = [...new Set(level)].filter(id => !distances.has(id));
        found.forEach(id => distances.set(id, distance));
        level = found.flatMap(id => parents.get(id) ?? []);
      }
      if (distances.has(start)) {
        throw new Error(`${start} is above itself`);
      }
      return [...distances].map(
        ([id, distance]) => `${start} ${id} ${distance}`,
      );
    })
    .sort();
}
