/**
 * Moves of states between storages, which outlive the request that asks for them.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('storage_moves', table => {
    table.uuid('id').primary();
    table
      .uuid('resource_id')
      .notNullable()
      .references('resources.id')
      .onDelete('CASCADE');
    // Nothing for the managed storage. Moves outlive storages: no foreign keys.
    table.uuid('from_id');
    table.string('from_name', 120);
    table.uuid('to_id');
    table.string('to_name', 120);
    table.string('state', 16).notNullable();
    // Whether it holds the resource.
    table.boolean('active').notNullable();
    table.string('actor_kind', 16).notNullable();
    table.string('actor_ref').notNullable();
    // Of what is copied, known before the first byte of it is written.
    table.string('lineage', 64);
    table.integer('serial');
    table.text('problem');
    // Who has taken it up last; earlier ones can write nothing here any more.
    table.integer('fence').notNullable();
    table.bigInteger('lease_until');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('started_at');
    table.bigInteger('ended_at');
    table.index(['resource_id', 'created_at', 'id']);
  });
  await knex.raw(
    'create unique index storage_moves_one_at_a_time on storage_moves (resource_id) where active',
  );
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('storage_moves');
};
