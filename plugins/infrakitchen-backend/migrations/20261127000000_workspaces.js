/**
 * Repositories that receive generated code, and the pull requests to them.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('workspaces', table => {
    table.uuid('id').primary();
    table.string('provider', 63).notNullable();
    // Nothing for a repository that git reaches without signing in.
    table.uuid('integration_id').references('integrations.id');
    // Host and port of the first URL: hosts count repositories for themselves.
    table.string('host', 260).notNullable().defaultTo('');
    // The host's own id of the repository, which survives renames; for plain
    // git its normalised URL. What must be unique.
    table.string('repository_id', 500).notNullable();
    table.string('name', 250).notNullable();
    table.string('url', 500).notNullable();
    table.string('web_url', 500);
    table.string('default_branch', 250);
    table.text('description');
    table.text('labels').notNullable();
    // ok or error, with what is wrong.
    table.string('status', 16).notNullable();
    table.text('problem');
    table.bigInteger('synced_at');
    table.integer('revision').notNullable();
    table.string('created_by').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.unique(['provider', 'host', 'repository_id']);
    table.index('integration_id');
    table.index('url');
    table.index(['name', 'id']);
    table.index(['created_at', 'id']);
    table.index(['updated_at', 'id']);
  });
  await knex.schema.alterTable('resources', table => {
    table.uuid('workspace_id').references('workspaces.id');
    table.index('workspace_id');
  });
  await knex.schema.alterTable('projects', table => {
    table.uuid('workspace_id').references('workspaces.id');
    // Resources of the project cannot do without it.
    table.boolean('workspace_required').notNullable().defaultTo(false);
    table.index('workspace_id');
  });
  // Folders of generated code; two resources never share one.
  await knex.schema.createTable('workspace_folders', table => {
    table.uuid('workspace_id').notNullable().references('workspaces.id');
    table.string('path', 200).notNullable();
    table
      .uuid('resource_id')
      .notNullable()
      .references('resources.id')
      .onDelete('CASCADE');
    // Of the files as they were last merged; nothing before that.
    table.string('digest', 64);
    table.string('commit_sha', 64);
    // Of the files on the default branch as they were last seen.
    table.string('seen_digest', 64);
    table.bigInteger('seen_at');
    table.primary(['workspace_id', 'path']);
    table.unique(['workspace_id', 'resource_id']);
    table.index('resource_id');
  });
  await knex.schema.createTable('pull_requests', table => {
    table.uuid('id').primary();
    table.uuid('workspace_id').notNullable().references('workspaces.id');
    table.uuid('resource_id').notNullable();
    // The run that waits for it, or waited last.
    table.uuid('run_id').notNullable();
    // update, delete or restore (takes back what was edited by hand).
    table.string('direction', 8).notNullable();
    table.string('branch', 250).notNullable();
    table.string('target_branch', 250).notNullable();
    // As the host counts; nothing while it is being opened.
    table.string('number', 20);
    table.string('web_url', 500);
    // opening, open, merged, closed or failed.
    table.string('state', 16).notNullable();
    // What the portal pushed last; anything else on the branch is foreign.
    table.string('head_commit', 64);
    table.string('base_commit', 64);
    table.string('plan_digest', 64);
    table.string('files_digest', 64);
    // What is missing for a merge, or why it failed.
    table.text('problem');
    table.text('live', 'longtext');
    table.bigInteger('seen_at');
    table.bigInteger('poll_at');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.bigInteger('ended_at');
    table.unique(['workspace_id', 'number']);
    table.index(['resource_id', 'created_at']);
    table.index('run_id');
    table.index(['state', 'poll_at']);
  });
  // Pull requests of git servers that have none; a host of our own.
  await knex.schema.createTable('plain_pull_requests', table => {
    table.uuid('id').primary();
    // Normalised URL.
    table.string('repository_id', 500).notNullable();
    table.bigInteger('number').notNullable();
    table.text('title').notNullable();
    table.text('body', 'longtext').notNullable();
    table.string('source_branch', 250).notNullable();
    table.string('target_branch', 250).notNullable();
    // open, merging, merged or closed.
    table.string('state', 8).notNullable();
    // While it is open, as it was last seen.
    table.string('head_commit', 64).notNullable();
    table.string('merge_commit', 64);
    // When whoever merges it began.
    table.bigInteger('merging_at');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.unique(['repository_id', 'number']);
    table.index(['repository_id', 'source_branch', 'number']);
  });
  await knex.raw(
    `create unique index plain_pull_requests_open on plain_pull_requests (repository_id, source_branch, target_branch) where state in ('open', 'merging')`,
  );
  await knex.schema.createTable('plain_pull_request_comments', table => {
    table
      .uuid('pull_request_id')
      .notNullable()
      .references('plain_pull_requests.id')
      .onDelete('CASCADE');
    table.string('key', 200).notNullable();
    table.text('body', 'longtext').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.primary(['pull_request_id', 'key']);
  });
  // One that is open for each resource and direction.
  await knex.raw(
    `create unique index pull_requests_open on pull_requests (workspace_id, resource_id, direction) where state in ('opening', 'open')`,
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('plain_pull_request_comments');
  await knex.schema.dropTable('plain_pull_requests');
  await knex.schema.dropTable('pull_requests');
  await knex.schema.dropTable('workspace_folders');
  await knex.schema.alterTable('projects', table => {
    table.dropIndex('workspace_id');
    table.dropColumn('workspace_id');
    table.dropColumn('workspace_required');
  });
  await knex.schema.alterTable('resources', table => {
    table.dropIndex('workspace_id');
    table.dropColumn('workspace_id');
  });
  await knex.schema.dropTable('workspaces');
};
