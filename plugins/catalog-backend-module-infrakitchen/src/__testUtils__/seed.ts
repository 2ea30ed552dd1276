import { slugOf } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';

const now = Date.now();

/** Adds a template, as the backend would store it. */
export async function addTemplate(
  knex: Knex,
  template: { key: string; publish?: boolean; abstract?: boolean },
): Promise<string> {
  const id = randomUUID();
  await knex('templates').insert({
    id,
    key: template.key,
    name: `Template ${template.key}`,
    abstract: template.abstract ?? true,
    enabled: true,
    labels: '[]',
    conventions: '{"requiredTags":[],"requiredConfigs":[]}',
    metadata_free: false,
    publish_to_catalog: template.publish ?? true,
    revision: 1,
    created_by: 'user:default/ann',
    created_at: now,
    updated_at: now,
  });
  return id;
}

/** Adds a version whose module has been analysed. */
export async function addVersion(
  knex: Knex,
  templateId: string,
  ref: string,
  more: { lifecycle?: string } = {},
): Promise<string> {
  const id = randomUUID();
  const [{ count }] = await knex('template_versions').count({ count: '*' });
  await knex('template_versions').insert({
    id,
    template_id: templateId,
    repository_url: 'https://git.example.com/modules.git',
    path: '',
    ref_type: 'tag',
    ref,
    commit_sha: 'c'.repeat(40),
    lifecycle: more.lifecycle ?? 'active',
    enabled: true,
    status: 'analysed',
    analysis:
      '{"variables":[],"outputs":[],"requiredProviders":[],"files":["main.tf"]}',
    variable_rules: '{}',
    revision: 1,
    created_by: 'user:default/ann',
    created_at: now + Number(count),
    updated_at: now,
  });
  return id;
}

/** Adds many resources of a template at once. */
export async function addResources(
  knex: Knex,
  templateId: string,
  resources: { name: string; slug?: string; ownerRef?: string }[],
): Promise<string[]> {
  const rows = resources.map(({ name, slug, ownerRef }) => ({
    id: randomUUID(),
    template_id: templateId,
    name,
    slug: slug ?? slugOf(name),
    labels: '[]',
    owner_ref: ownerRef ?? null,
    abstract: true,
    state: 'provisioned',
    status: 'done',
    deletion_protection: false,
    stale_inputs: false,
    own_values: '{}',
    outputs: '[]',
    revision: 1,
    created_by: 'user:default/ann',
    created_at: now,
    updated_at: now,
  }));
  await knex.batchInsert('resources', rows, 500);
  const { key } = await knex('templates').where({ id: templateId }).first();
  // As the migration does for what was there before.
  await knex.batchInsert(
    'catalog_entries',
    rows.map(row => ({
      template_key: key,
      slug: row.slug,
      resource_id: row.id,
      seq: 1,
      digest: 'unknown',
      changed_at: 0,
    })),
    500,
  );
  return rows.map(({ id }) => id);
}
