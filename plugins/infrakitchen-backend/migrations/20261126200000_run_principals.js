/**
 * Who somebody was when they asked for a run: roles are looked at again when
 * it starts, without anybody signed in.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('runs', table => {
    // Absent of services, and of runs from before.
    table.text('principal_refs');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('runs', table => {
    table.dropColumn('principal_refs');
  });
};
