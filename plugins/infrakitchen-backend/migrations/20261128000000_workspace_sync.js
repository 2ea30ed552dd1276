/**
 * When the repository of a workspace is looked at again.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('workspaces', table => {
    table.bigInteger('sync_at').notNullable().defaultTo(0);
    table.index('sync_at');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('workspaces', table => {
    table.dropIndex('sync_at');
    table.dropColumn('sync_at');
  });
};
