import type { Knex } from 'knex';

/** Whether a client talks to PostgreSQL. */
export function isPostgres(knex: Knex): boolean {
  return knex.client.config.client === 'pg';
}

/**
 * The database's clock in milliseconds since the epoch, as an expression.
 * Leases use it, so that replicas with different clocks agree.
 */
export function databaseNow(knex: Knex): Knex.Raw {
  return isPostgres(knex)
    ? knex.raw('(extract(epoch from clock_timestamp()) * 1000)::bigint')
    : knex.raw("cast(unixepoch('subsec') * 1000 as integer)");
}
