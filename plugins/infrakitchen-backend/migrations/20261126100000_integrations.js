const tables = ['integrations', 'secrets', 'storages'];

/**
 * What resources are connected by to the world outside. Secret parts of a
 * configuration are encrypted text; the rest is JSON as everywhere.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  for (const name of tables) {
    await knex.schema.createTable(name, table => {
      table.uuid('id').primary();
      table.string('provider', 63).notNullable();
      table.string('name', 120).notNullable().unique();
      table.text('description');
      table.text('labels').notNullable();
      table.boolean('enabled').notNullable();
      table.text('config').notNullable();
      table.text('sealed', 'longtext');
      if (name !== 'integrations') {
        table.uuid('integration_id').references('integrations.id');
        table.index('integration_id');
      }
      // Grows with every change of the configuration.
      table.integer('version').notNullable();
      table.bigInteger('rotated_at').notNullable();
      table.bigInteger('last_used_at');
      table.integer('reminder_days');
      // When its admins are reminded; nothing where nobody is to be.
      table.bigInteger('remind_at');
      table.integer('revision').notNullable();
      table.string('created_by').notNullable();
      table.bigInteger('created_at').notNullable();
      table.bigInteger('updated_at').notNullable();
      table.index(['created_at', 'id']);
      table.index(['updated_at', 'id']);
      table.index(['name', 'id']);
      table.index('remind_at');
    });
  }
  await knex.schema.createTable('resource_integrations', table => {
    table
      .uuid('resource_id')
      .notNullable()
      .references('resources.id')
      .onDelete('CASCADE');
    table.uuid('integration_id').notNullable().references('integrations.id');
    table.string('alias', 63);
    table.primary(['resource_id', 'integration_id']);
    table.index('integration_id');
  });
  await knex.schema.createTable('resource_secrets', table => {
    table
      .uuid('resource_id')
      .notNullable()
      .references('resources.id')
      .onDelete('CASCADE');
    table.uuid('secret_id').notNullable().references('secrets.id');
    table.primary(['resource_id', 'secret_id']);
    table.index('secret_id');
  });
  // Where a template allows one living resource per integration.
  await knex.schema.createTable('integration_slots', table => {
    table.uuid('template_id').notNullable();
    table.uuid('integration_id').notNullable();
    table
      .uuid('resource_id')
      .notNullable()
      .references('resources.id')
      .onDelete('CASCADE');
    table.primary(['template_id', 'integration_id']);
    table.index('resource_id');
  });
  await knex.schema.alterTable('resources', table => {
    table.uuid('storage_id').references('storages.id');
    table.index('storage_id');
    // A secret of it was replaced since it was built.
    table.boolean('stale_secrets').notNullable().defaultTo(false);
  });
  // How far the re-encryption of everything with the newest key has come.
  await knex.schema.createTable('rewraps', table => {
    table.string('column_name', 64).primary();
    table.string('key_id', 255).notNullable();
    table.string('after', 80);
    table.bigInteger('rows').notNullable();
    table.boolean('done').notNullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('rewraps');
  await knex.schema.alterTable('resources', table => {
    table.dropIndex('storage_id');
    table.dropColumn('storage_id');
    table.dropColumn('stale_secrets');
  });
  for (const name of [
    'integration_slots',
    'resource_secrets',
    'resource_integrations',
    ...[...tables].reverse(),
  ]) {
    await knex.schema.dropTable(name);
  }
};
