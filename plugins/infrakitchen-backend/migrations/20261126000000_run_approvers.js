/**
 * Who may decide about runs that wait, so that an inbox is one query.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('run_approvers', table => {
    table
      .uuid('run_id')
      .notNullable()
      .references('runs.id')
      .onDelete('CASCADE');
    table.uuid('rule_id').notNullable();
    // Named, holders of a role, or named among those who may not.
    table.string('kind', 16).notNullable();
    table.string('value', 300).notNullable();
    table.primary(['run_id', 'rule_id', 'kind', 'value']);
    table.index(['kind', 'value']);
  });
  const waiting = await knex('runs')
    .where({ state: 'awaiting_approval' })
    .first('id');
  if (waiting) {
    // As after a change of the rules: a second look at what waits writes it.
    const now = Date.now();
    await knex('outbox')
      .insert({
        consumer: 'approval_rule.changed',
        topic: 'approval_rule.changed',
        key: 'approval_rule.changed:run_approvers',
        subject: 'run_approvers',
        payload: '{}',
        attempts: 0,
        created_at: now,
        due_at: now,
      })
      .onConflict(['consumer', 'key'])
      .ignore();
  }
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('run_approvers');
};
