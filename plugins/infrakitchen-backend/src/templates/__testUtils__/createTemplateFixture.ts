import { mockCredentials } from '@backstage/backend-test-utils';
import type {
  AuditEntry,
  Template,
  TemplateInput,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { GrantStore } from '../../access';
import { migrateSchema } from '../../database';
import { HistoryStore } from '../../history';
import { VersionsInUseStore } from '../../versions';
import { ConventionChecker } from '../ConventionChecker';
import { TemplateHierarchyStore } from '../TemplateHierarchyStore';
import { DefaultTemplateService } from '../TemplateService';
import { TemplateStore } from '../TemplateStore';
import { TemplateWriter } from '../TemplateWriter';

export const ann = { credentials: mockCredentials.user('user:default/ann') };

/** Template services over a database with the schema, and shortcuts around them. */
export async function createTemplateFixture(knex: Knex) {
  await migrateSchema(knex);
  const history = new HistoryStore(knex);
  const templates = new TemplateStore(knex);
  const hierarchy = new TemplateHierarchyStore(knex);
  const conventions = new ConventionChecker({
    templates,
    hierarchy,
    versions: new VersionsInUseStore(knex),
  });
  const writer = new TemplateWriter({
    conventions,
    knex,
    templates,
    hierarchy,
    grants: new GrantStore(knex),
    history,
  });
  const service = new DefaultTemplateService({
    knex,
    templates,
    hierarchy,
    writer,
    history,
  });

  async function create(
    key: string,
    parents: Template[] = [],
    input: Partial<TemplateInput> = {},
  ): Promise<Template> {
    return service.create(
      {
        key,
        name: key.toUpperCase(),
        parentIds: parents.map(parent => parent.id),
        ...input,
      },
      ann,
    );
  }

  async function addResource(
    template: Pick<Template, 'id'>,
    name: string,
    options: {
      state?: string;
      parents?: string[];
      versionId?: string;
      appliedVersionId?: string;
    } = {},
  ): Promise<string> {
    const id = randomUUID();
    await knex('resources').insert({
      id,
      template_id: template.id,
      version_id: options.versionId ?? null,
      applied_version_id: options.appliedVersionId ?? null,
      name,
      slug: name,
      labels: '[]',
      abstract: false,
      state: options.state ?? 'provisioned',
      status: 'done',
      deletion_protection: false,
      stale_inputs: false,
      own_values: '{}',
      outputs: '[]',
      revision: 1,
      created_by: 'user:default/ann',
      created_at: Date.now(),
      updated_at: Date.now(),
    });
    for (const parent of options.parents ?? []) {
      await knex('resource_parents').insert({
        resource_id: id,
        parent_id: parent,
      });
    }
    return id;
  }

  async function auditOf(
    kind: 'template' | 'version',
    id: string,
  ): Promise<Pick<AuditEntry, 'action' | 'outcome' | 'actor' | 'detail'>[]> {
    const { items } = await history.listAudit(
      { fields: { entityKind: [kind], entityId: [id] } },
      { limit: 100 },
    );
    return items.reverse().map(({ action, outcome, actor, detail }) => ({
      action,
      outcome,
      actor,
      detail,
    }));
  }

  return {
    knex,
    history,
    templates,
    hierarchy,
    writer,
    service,
    create,
    addResource,
    auditOf,
  };
}

export type TemplateFixture = Awaited<ReturnType<typeof createTemplateFixture>>;
