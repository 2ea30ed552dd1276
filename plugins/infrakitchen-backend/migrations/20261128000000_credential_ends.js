/**
 * When the credentials of integrations end, where the other side tells.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('integrations', table => {
    table.bigInteger('expires_at');
    // When that is asked again.
    table.bigInteger('expiry_ask_at').notNullable().defaultTo(0);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('integrations', table => {
    table.dropColumn('expires_at');
    table.dropColumn('expiry_ask_at');
  });
};
