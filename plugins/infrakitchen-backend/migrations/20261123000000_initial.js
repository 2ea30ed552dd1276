/**
 * Timestamps are milliseconds since the epoch in bigint columns, so that both
 * databases sort, compare and hand them over alike. JSON is text: nothing is
 * ever filtered by its content.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  // Rows to lock where a rule spans several rows, such as "no cycles".
  await knex.schema.createTable('mutexes', table => {
    table.string('name', 64).primary();
  });
  await knex('mutexes').insert([
    { name: 'template-hierarchy' },
    { name: 'resource-hierarchy' },
    { name: 'global-admins' },
  ]);

  await knex.schema.createTable('templates', table => {
    table.uuid('id').primary();
    table.string('key', 63).notNullable().unique();
    table.string('name', 120).notNullable().unique();
    table.text('description');
    table.text('documentation', 'longtext');
    table.boolean('abstract').notNullable();
    table.boolean('enabled').notNullable();
    table.text('labels').notNullable();
    table.text('conventions').notNullable();
    table.boolean('metadata_free').notNullable().defaultTo(false);
    table.integer('revision').notNullable();
    table.string('created_by').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.index(['created_at', 'id']);
    table.index(['updated_at', 'id']);
  });
  await knex.schema.createTable('template_parents', table => {
    table
      .uuid('template_id')
      .notNullable()
      .references('templates.id')
      .onDelete('CASCADE');
    table.uuid('parent_id').notNullable().references('templates.id');
    table.primary(['template_id', 'parent_id']);
    table.index('parent_id');
  });
  await knex.schema.createTable('template_versions', table => {
    table.uuid('id').primary();
    table.uuid('template_id').notNullable().references('templates.id');
    table.text('repository_url').notNullable();
    table.string('path', 500).notNullable();
    table.string('ref_type', 16).notNullable();
    table.string('ref', 250).notNullable();
    table.string('commit_sha', 64);
    table.text('description');
    table.string('lifecycle', 16).notNullable();
    table.boolean('enabled').notNullable();
    table.string('status', 16).notNullable();
    table.text('analysis', 'longtext');
    table.text('error');
    table.text('breaking_changes');
    table.text('variable_rules', 'longtext').notNullable();
    table.integer('revision').notNullable();
    table.string('created_by').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.bigInteger('analysed_at');
    table.unique(['template_id', 'repository_url', 'path', 'ref_type', 'ref'], {
      indexName: 'template_versions_source_unique',
    });
    table.index(['template_id', 'created_at', 'id']);
  });

  await knex.schema.createTable('projects', table => {
    table.uuid('id').primary();
    table.string('key', 63).notNullable().unique();
    table.string('name', 120).notNullable().unique();
    table.text('description');
    table.boolean('enabled').notNullable();
    table.text('labels').notNullable();
    table.text('fields').notNullable();
    table.boolean('metadata_free').notNullable();
    table.integer('revision').notNullable();
    table.string('created_by').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.index(['created_at', 'id']);
    table.index(['updated_at', 'id']);
  });
  await knex.schema.createTable('project_owners', table => {
    table
      .uuid('project_id')
      .notNullable()
      .references('projects.id')
      .onDelete('CASCADE');
    table.string('principal_ref', 300).notNullable();
    table.primary(['project_id', 'principal_ref']);
    table.index('principal_ref');
  });
  await knex.schema.createTable('project_entries', table => {
    table
      .uuid('project_id')
      .notNullable()
      .references('projects.id')
      .onDelete('CASCADE');
    table.string('kind', 8).notNullable();
    table.string('name', 128).notNullable();
    table.text('value').notNullable();
    table.boolean('inherited_by_children').notNullable();
    table.primary(['project_id', 'kind', 'name']);
  });
  await knex.schema.createTable('resources', table => {
    table.uuid('id').primary();
    table.uuid('template_id').notNullable().references('templates.id');
    table.uuid('version_id').references('template_versions.id');
    table.uuid('project_id').references('projects.id');
    table.string('name', 100).notNullable();
    // The name as folders and branches carry it; what must be unique.
    table.string('slug', 100).notNullable();
    table.text('description');
    table.text('labels').notNullable();
    table.string('owner_ref', 300);
    table.boolean('abstract').notNullable();
    table.string('state', 16).notNullable();
    table.string('status', 20).notNullable();
    table.boolean('deletion_protection').notNullable();
    table.boolean('stale_inputs').notNullable();
    table.text('own_values', 'longtext').notNullable();
    table.text('sensitive_values', 'longtext');
    table.text('outputs', 'longtext').notNullable();
    table.text('sensitive_outputs', 'longtext');
    // What the last apply was given; a destroy uses it again.
    table.uuid('applied_version_id').references('template_versions.id');
    table.text('applied_inputs', 'longtext');
    table.text('lock_file');
    table.integer('revision').notNullable();
    table.string('created_by').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.bigInteger('provisioned_at');
    table.index(['template_id', 'state']);
    // Lists of one template, in the order of names.
    table.index(['template_id', 'name', 'id']);
    table.index(['project_id', 'name', 'id']);
    table.index(['state', 'status']);
    table.index(['name', 'id']);
    table.index(['created_at', 'id']);
    table.index(['updated_at', 'id']);
    table.index('version_id');
    table.index('applied_version_id');
    table.index('owner_ref');
  });
  await knex.raw(
    `create unique index resources_living_name on resources (template_id, slug) where state <> 'destroyed'`,
  );
  await knex.schema.createTable('resource_parents', table => {
    table
      .uuid('resource_id')
      .notNullable()
      .references('resources.id')
      .onDelete('CASCADE');
    table.uuid('parent_id').notNullable().references('resources.id');
    table.primary(['resource_id', 'parent_id']);
    table.index('parent_id');
  });
  // Every way up, so that what a grant above reaches is one look-up.
  await knex.schema.createTable('resource_ancestors', table => {
    table
      .uuid('resource_id')
      .notNullable()
      .references('resources.id')
      .onDelete('CASCADE');
    table
      .uuid('ancestor_id')
      .notNullable()
      .references('resources.id')
      .onDelete('CASCADE');
    // Of the shortest way.
    table.integer('distance').notNullable();
    table.primary(['resource_id', 'ancestor_id']);
    // What is below, the nearest first.
    table.index(['ancestor_id', 'distance', 'resource_id']);
  });
  await knex.schema.createTable('resource_entries', table => {
    table
      .uuid('resource_id')
      .notNullable()
      .references('resources.id')
      .onDelete('CASCADE');
    table.string('kind', 8).notNullable();
    table.string('name', 128).notNullable();
    table.text('value').notNullable();
    table.boolean('inherited_by_children').notNullable();
    table.primary(['resource_id', 'kind', 'name']);
  });
  await knex.schema.createTable('resource_unique_values', table => {
    table.uuid('template_id').notNullable();
    table.string('variable', 255).notNullable();
    table.string('value_hash', 64).notNullable();
    table
      .uuid('resource_id')
      .notNullable()
      .references('resources.id')
      .onDelete('CASCADE');
    table.primary(['template_id', 'variable', 'value_hash']);
    table.index('resource_id');
  });
  await knex.schema.createTable('resource_changes', table => {
    table
      .uuid('resource_id')
      .primary()
      .references('resources.id')
      .onDelete('CASCADE');
    table.text('payload', 'longtext').notNullable();
    table.text('sensitive_values', 'longtext');
    table.text('authors').notNullable();
    // By field: the revision of the resource that last edited it.
    table.text('edited_in').notNullable();
    table.integer('revision').notNullable();
    table.string('created_by').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
  });
  await knex.schema.createTable('idempotency_keys', table => {
    table.string('actor').notNullable();
    table.string('key', 128).notNullable();
    table.uuid('resource_id').notNullable();
    table.bigInteger('created_at').notNullable();
    table.primary(['actor', 'key']);
    table.index('created_at');
  });

  // Runs, revisions and audit outlive what they are about: no foreign keys.
  await knex.schema.createTable('runs', table => {
    table.uuid('id').primary();
    table.uuid('resource_id').notNullable();
    table.string('resource_name', 100).notNullable();
    table.uuid('template_id').notNullable();
    table.string('template_name', 120).notNullable();
    table.uuid('version_id').notNullable();
    table.string('kind', 16).notNullable();
    table.string('state', 20).notNullable();
    table.text('reason');
    table.string('requested_by').notNullable();
    table.uuid('retry_of').unique();
    table.boolean('cancel_requested').notNullable();
    table.string('commit_sha', 64);
    table.string('ref', 250);
    table.string('engine_kind', 16);
    table.string('engine_version', 32);
    table.text('plan_summary');
    table.string('plan_digest', 64);
    table.text('plan', 'longtext');
    table.binary('plan_file');
    table.text('fingerprint');
    table.text('inputs', 'longtext');
    table.text('masked_inputs', 'longtext');
    table.text('lock_file');
    table.text('progress', 'longtext');
    table.text('error', 'longtext');
    // What the plan needs, as the rules said when it was made.
    table.text('approval');
    table.bigInteger('approval_expires_at');
    // Who wrote the change that the run applies.
    table.text('editors');
    // What the resource goes back to where the run ends before it applied.
    table.string('previous', 100);
    table.string('worker_id', 64);
    table.bigInteger('lease_until');
    table.integer('fence').notNullable();
    table.integer('attempts').notNullable();
    table.text('process');
    table.bigInteger('spool_offset').notNullable();
    table.bigInteger('log_seq').notNullable();
    table.bigInteger('log_bytes').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('started_at');
    table.bigInteger('finished_at');
    table.bigInteger('updated_at').notNullable();
    table.index(['resource_id', 'created_at', 'id']);
    table.index(['created_at', 'id']);
    table.index(['state', 'lease_until']);
    table.index(['state', 'approval_expires_at']);
    table.index(['state', 'created_at', 'id']);
  });
  await knex.schema.createTable('run_transitions', table => {
    table
      .uuid('run_id')
      .notNullable()
      .references('runs.id')
      .onDelete('CASCADE');
    table.integer('seq').notNullable();
    table.string('from_state', 20);
    table.string('to_state', 20).notNullable();
    table.string('actor_kind', 16).notNullable();
    table.string('actor').notNullable();
    table.text('note');
    table.bigInteger('at').notNullable();
    table.primary(['run_id', 'seq']);
  });
  await knex.schema.createTable('run_log_chunks', table => {
    table
      .uuid('run_id')
      .notNullable()
      .references('runs.id')
      .onDelete('CASCADE');
    table.bigInteger('first_seq').notNullable();
    table.bigInteger('last_seq').notNullable();
    table.text('lines', 'longtext').notNullable();
    table.primary(['run_id', 'first_seq']);
  });
  await knex.schema.createTable('run_jobs', table => {
    table.increments('id');
    table.uuid('run_id').notNullable();
    table.string('phase', 16).notNullable();
    table.integer('priority').notNullable();
    table.bigInteger('created_at').notNullable();
    table.unique(['run_id', 'phase']);
    table.index(['priority', 'id']);
  });
  // The one run that may change a resource. `fence` only ever grows.
  await knex.schema.createTable('resource_locks', table => {
    table
      .uuid('resource_id')
      .primary()
      .references('resources.id')
      .onDelete('CASCADE');
    table.uuid('run_id').notNullable().references('runs.id');
    table.integer('fence').notNullable();
    table.bigInteger('acquired_at').notNullable();
    table.index('run_id');
  });
  await knex.schema.createTable('run_tokens', table => {
    table.string('token_hash', 64).primary();
    table
      .uuid('run_id')
      .notNullable()
      .references('runs.id')
      .onDelete('CASCADE');
    table.uuid('resource_id').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.index('run_id');
  });

  await knex.schema.createTable('state_versions', table => {
    table.uuid('resource_id').notNullable();
    table.integer('serial').notNullable();
    table.string('lineage', 64).notNullable();
    table.binary('data').notNullable();
    table.string('md5', 32).notNullable();
    table.bigInteger('size').notNullable();
    table.integer('object_count').notNullable();
    table.text('objects', 'longtext').notNullable();
    table.uuid('run_id');
    table.bigInteger('created_at').notNullable();
    table.primary(['resource_id', 'serial']);
  });
  await knex.schema.createTable('state_locks', table => {
    table.uuid('resource_id').primary();
    table.string('lock_id', 128).notNullable();
    table.text('info').notNullable();
    table.uuid('run_id').notNullable();
    table.bigInteger('created_at').notNullable();
  });

  await knex.schema.createTable('revisions', table => {
    table.increments('id');
    table.string('entity_kind', 16).notNullable();
    table.uuid('entity_id').notNullable();
    table.integer('revision').notNullable();
    table.text('snapshot', 'longtext').notNullable();
    table.string('created_by').notNullable();
    table.bigInteger('created_at').notNullable();
    table.unique(['entity_kind', 'entity_id', 'revision']);
  });
  await knex.schema.createTable('audit', table => {
    table.uuid('id').primary();
    table.bigInteger('at').notNullable();
    table.string('actor').notNullable();
    table.string('actor_kind', 16).notNullable();
    table.string('action', 64).notNullable();
    table.string('outcome', 16).notNullable();
    table.string('entity_kind', 16).notNullable();
    table.uuid('entity_id').notNullable();
    table.string('entity_name', 250);
    table.string('before_digest', 64);
    table.string('after_digest', 64);
    table.text('detail');
    // Whatever the list is filtered by, it is read in its order.
    table.index(['entity_kind', 'entity_id', 'at', 'id']);
    table.index(['at', 'id']);
    for (const column of [
      'entity_kind',
      'entity_id',
      'actor',
      'actor_kind',
      'action',
      'outcome',
    ]) {
      table.index([column, 'at', 'id']);
    }
  });
  await knex.schema.createTable('outbox', table => {
    table.increments('id');
    // Every consumer has its own copy of a message.
    table.string('consumer', 64).notNullable();
    table.string('topic', 64).notNullable();
    // A second message with the same key is the same message.
    table.string('key', 200).notNullable();
    // Messages about the same thing are handed out one after the other.
    table.string('subject', 200).notNullable();
    table.text('payload').notNullable();
    table.integer('attempts').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('due_at').notNullable();
    // When it was given up.
    table.bigInteger('dead_at');
    table.unique(['consumer', 'key']);
    table.index(['consumer', 'due_at', 'id']);
    table.index(['consumer', 'subject', 'id']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'outbox',
    'audit',
    'revisions',
    'state_locks',
    'state_versions',
    'run_tokens',
    'resource_locks',
    'run_jobs',
    'run_log_chunks',
    'run_transitions',
    'runs',
    'idempotency_keys',
    'resource_changes',
    'resource_unique_values',
    'resource_entries',
    'resource_ancestors',
    'resource_parents',
    'resources',
    'project_entries',
    'project_owners',
    'projects',
    'template_versions',
    'template_parents',
    'templates',
    'mutexes',
  ]) {
    await knex.schema.dropTable(table);
  }
};
