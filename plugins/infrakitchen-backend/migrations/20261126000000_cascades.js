/**
 * Cascades: one operation on many resources, with one approval.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('cascades', table => {
    table.uuid('id').primary();
    table.string('kind', 16).notNullable();
    table.string('state', 20).notNullable();
    table.string('name', 120).notNullable();
    // Cascades outlive what they are about: no foreign keys to resources.
    table.uuid('root_id');
    table.text('reason');
    table.string('requested_by').notNullable();
    table.string('requester_kind', 16).notNullable();
    // What the requester was a member of, for a second look before each run.
    table.text('principal_refs').notNullable();
    table.integer('max_parallel').notNullable();
    table.boolean('stop_on_failure').notNullable();
    table.boolean('cancel_requested').notNullable();
    table.string('digest', 64);
    table.text('approval', 'longtext');
    table.text('error');
    // Grows with every change, so that each is told of once.
    table.integer('revision').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('started_at');
    table.bigInteger('finished_at');
    table.bigInteger('updated_at').notNullable();
    table.bigInteger('expires_at');
    table.index(['created_at', 'id']);
    table.index(['state', 'updated_at']);
    table.index(['state', 'expires_at']);
    table.index(['root_id', 'created_at', 'id']);
  });
  await knex.schema.createTable('cascade_items', table => {
    table.uuid('id').primary();
    table
      .uuid('cascade_id')
      .notNullable()
      .references('cascades.id')
      .onDelete('CASCADE');
    table.uuid('resource_id').notNullable();
    table.string('resource_name', 100).notNullable();
    table.uuid('template_id').notNullable();
    table.string('template_name', 120).notNullable();
    table.boolean('abstract').notNullable();
    table.boolean('needs_run').notNullable();
    table.integer('level').notNullable();
    table.string('state', 20).notNullable();
    // Whether the cascade holds the resource.
    table.boolean('active').notNullable();
    table.uuid('preview_run_id');
    table.uuid('run_id');
    table.boolean('plan_later').notNullable();
    table.string('plan_digest', 64);
    table.text('plan_outline');
    table.text('error', 'longtext');
    table.bigInteger('updated_at').notNullable();
    table.unique(['cascade_id', 'resource_id']);
    table.index(['cascade_id', 'level', 'id']);
    table.index('resource_id');
  });
  await knex.raw(
    'create unique index cascade_items_held_once on cascade_items (resource_id) where active',
  );
  await knex.schema.createTable('cascade_approvals', table => {
    table.uuid('id').primary();
    table
      .uuid('cascade_id')
      .notNullable()
      .references('cascades.id')
      .onDelete('CASCADE');
    table.uuid('rule_id').notNullable();
    table.string('approver').notNullable();
    table.text('principal_refs').notNullable();
    table.string('decision', 16).notNullable();
    table.string('digest', 64).notNullable();
    table.text('comment');
    table.bigInteger('at').notNullable();
    table.bigInteger('expires_at');
    table.string('void', 100);
    table.index('cascade_id');
  });
  await knex.raw(
    'create unique index cascade_approvals_counted_once on cascade_approvals (cascade_id, rule_id, approver) where void is null',
  );
  await knex.schema.alterTable('runs', table => {
    table.uuid('cascade_id');
    table.string('simulates', 16);
    table.index('cascade_id', 'runs_cascade_id_index');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('runs', table => {
    table.dropIndex('cascade_id', 'runs_cascade_id_index');
  });
  // Not by the schema builder, which copies the whole table on SQLite.
  await knex.raw('alter table runs drop column cascade_id');
  await knex.raw('alter table runs drop column simulates');
  for (const table of ['cascade_approvals', 'cascade_items', 'cascades']) {
    await knex.schema.dropTable(table);
  }
};
