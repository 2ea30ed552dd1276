/**
 * Role grants, approval rules, approvals and subscriptions.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('grants', table => {
    table.uuid('id').primary();
    table.string('principal_ref', 300).notNullable();
    table.string('role', 16).notNullable();
    table.string('scope_kind', 16).notNullable();
    // Zeros for the global scope: a null is never equal to another one.
    table.uuid('scope_id').notNullable();
    table.string('created_by').notNullable();
    table.bigInteger('created_at').notNullable();
    table.unique(['principal_ref', 'scope_kind', 'scope_id']);
    table.index(['scope_kind', 'scope_id']);
    table.index(['created_at', 'id']);
  });

  await knex.schema.createTable('approval_rules', table => {
    table.uuid('id').primary();
    table.string('name', 120).notNullable().unique();
    table.text('description');
    table.boolean('enabled').notNullable();
    table.string('scope_kind', 16).notNullable();
    // Id of a template or project, a label, or empty for the global scope.
    table.string('scope_value', 63).notNullable();
    table.string('effect', 16).notNullable();
    table.text('definition').notNullable();
    table.integer('revision').notNullable();
    table.string('created_by').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.index(['scope_kind', 'scope_value']);
  });
  await knex.schema.createTable('approvals', table => {
    table.uuid('id').primary();
    table
      .uuid('run_id')
      .notNullable()
      .references('runs.id')
      .onDelete('CASCADE');
    table.uuid('rule_id').notNullable();
    table.string('approver').notNullable();
    // What the approver was a member of, for a second look before the apply.
    table.text('principal_refs').notNullable();
    table.string('decision', 16).notNullable();
    table.string('digest', 64).notNullable();
    table.text('comment');
    table.bigInteger('at').notNullable();
    table.bigInteger('expires_at');
    table.string('void', 100);
    table.index('run_id');
  });
  await knex.raw(
    'create unique index approvals_counted_once on approvals (run_id, rule_id, approver) where void is null',
  );

  await knex.schema.createTable('subscriptions', table => {
    table.string('user_ref', 300).notNullable();
    table
      .uuid('resource_id')
      .notNullable()
      .references('resources.id')
      .onDelete('CASCADE');
    table.boolean('subtree').notNullable();
    table.primary(['user_ref', 'resource_id']);
    table.index('resource_id');
  });
  // What was sent, so that a message that comes again sends nothing again.
  await knex.schema.createTable('sent_notifications', table => {
    table.string('key', 250).primary();
    table.bigInteger('at').notNullable();
    table.index('at');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'sent_notifications',
    'subscriptions',
    'approvals',
    'approval_rules',
    'grants',
  ]) {
    await knex.schema.dropTable(table);
  }
};
