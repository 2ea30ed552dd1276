import type { Knex } from 'knex';

/** Names of all tables, also of those that migrations are noted in. */
export async function tablesOf(knex: Knex): Promise<string[]> {
  const isPg = knex.client.config.client === 'pg';
  const rows: string[] = isPg
    ? await knex('information_schema.tables')
        .where({ table_schema: 'public' })
        .pluck('table_name')
    : await knex('sqlite_master').where({ type: 'table' }).pluck('name');
  return rows.filter(name => !name.startsWith('sqlite_'));
}
