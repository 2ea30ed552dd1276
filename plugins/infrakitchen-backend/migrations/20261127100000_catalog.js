/**
 * Which entities of the catalog have changed, in the order in which they did.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('templates', table => {
    table.boolean('publish_to_catalog').notNullable().defaultTo(true);
  });
  // One row: whoever takes the next number holds it until the commit, so that
  // a reader never passes a number that is written later.
  await knex.schema.createTable('catalog_position', table => {
    table.integer('id').primary();
    table.bigInteger('seq').notNullable();
  });
  await knex('catalog_position').insert({ id: 1, seq: 1 });
  await knex.schema.createTable('catalog_entries', table => {
    // What an entity is named after: whichever resource lives there.
    table.string('template_key', 63).notNullable();
    table.string('slug', 100).notNullable();
    table.uuid('resource_id').notNullable();
    table.bigInteger('seq').notNullable();
    // Of what is published; empty where nothing is.
    table.string('digest', 64).notNullable();
    table.bigInteger('changed_at').notNullable();
    table.primary(['template_key', 'slug']);
    table.index(['seq', 'template_key', 'slug']);
    table.index('resource_id');
    table.index('changed_at');
  });
  // Those that are deleted before they change have to be known by name.
  const living = knex('resources as r')
    .join('templates as t', 't.id', 'r.template_id')
    .whereNot('r.state', 'destroyed')
    .select(
      't.key',
      'r.slug',
      'r.id',
      knex.raw('1'),
      knex.raw("'unknown'"),
      knex.raw('0'),
    );
  await knex(
    knex.raw('?? (??, ??, ??, ??, ??, ??)', [
      'catalog_entries',
      'template_key',
      'slug',
      'resource_id',
      'seq',
      'digest',
      'changed_at',
    ]),
  ).insert(living);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('catalog_entries');
  await knex.schema.dropTable('catalog_position');
  await knex.schema.alterTable('templates', table => {
    table.dropColumn('publish_to_catalog');
  });
};
