/**
 * Which software templates of the catalog have changed, as `catalog_entries`
 * tells it of resources.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('templates', table => {
    table.boolean('publish_self_service').notNullable().defaultTo(true);
  });
  await knex.schema.createTable('catalog_templates', table => {
    table.string('template_key', 63).notNullable();
    // Always empty: templates have no more than a key.
    table.string('slug', 1).notNullable();
    table.uuid('template_id').notNullable();
    table.bigInteger('seq').notNullable();
    // Of what is published; empty where nothing is.
    table.string('digest', 64).notNullable();
    table.bigInteger('changed_at').notNullable();
    table.primary(['template_key', 'slug']);
    table.index(['seq', 'template_key', 'slug']);
    table.index('template_id');
    table.index('changed_at');
  });
  // Those that are deleted before they change have to be known by name.
  const known = knex('templates').select(
    'key',
    knex.raw("''"),
    'id',
    knex.raw('1'),
    knex.raw("'unknown'"),
    knex.raw('0'),
  );
  await knex(
    knex.raw('?? (??, ??, ??, ??, ??, ??)', [
      'catalog_templates',
      'template_key',
      'slug',
      'template_id',
      'seq',
      'digest',
      'changed_at',
    ]),
  ).insert(known);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('catalog_templates');
  await knex.schema.alterTable('templates', table => {
    table.dropColumn('publish_self_service');
  });
};
