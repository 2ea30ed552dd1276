/**
 * What the tag or branch of a version stands for now.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('template_versions', table => {
    // Another commit than the version's own; empty where the ref is gone.
    table.string('moved_to', 64);
    table.index('repository_url');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('template_versions', table => {
    table.dropIndex('repository_url');
    table.dropColumn('moved_to');
  });
};
