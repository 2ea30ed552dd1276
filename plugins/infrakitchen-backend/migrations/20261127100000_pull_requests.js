/**
 * What bringing pull requests on takes.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('runs', table => {
    // What the run generates for a workspace, as it was planned with.
    table.text('workspace_files', 'longtext');
  });
  await knex.schema.alterTable('pull_requests', table => {
    // Who is at it, by a lease of the database's clock.
    table.uuid('held_by');
    table.bigInteger('held_until');
    // The last heads that the portal pushed, with what they were generated for.
    table.text('pushes');
    // Tries since the last one that went well, for the wait until the next.
    table.integer('attempts').notNullable().defaultTo(0);
    table.string('merge_commit', 64);
    // Why there is another one after one that was merged.
    table.text('note');
    // When what the run came to was told at the host.
    table.bigInteger('concluded_at');
    table.index(['workspace_id', 'created_at']);
  });
  // No two resources whose names come to the same share a branch.
  await knex.raw(
    `create unique index pull_requests_branch on pull_requests (workspace_id, branch) where state in ('opening', 'open')`,
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('drop index pull_requests_branch');
  await knex.schema.alterTable('pull_requests', table => {
    table.dropIndex(['workspace_id', 'created_at']);
  });
  await knex.schema.alterTable('pull_requests', table => {
    for (const column of [
      'held_by',
      'held_until',
      'pushes',
      'attempts',
      'merge_commit',
      'note',
      'concluded_at',
    ]) {
      table.dropColumn(column);
    }
  });
  await knex.schema.alterTable('runs', table => {
    table.dropColumn('workspace_files');
  });
};
