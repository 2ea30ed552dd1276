import { randomUUID } from 'node:crypto';
import {
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import type {
  ApprovalRuleInput,
  Plan,
  Resource,
  ResourcePatch,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  as,
  createServices,
  fresh,
  variable,
  type Services,
} from '../../__testUtils__/serviceFixture';

export const dev = as('dev');
export const eve = as('eve');
/** Two who may approve, by their group. */
export const ada = as('ada');
export const bea = as('bea');
export const sweeper = { kind: 'sweeper' as const, ref: 'test' };

type Action = 'provision' | 'update' | 'destroy';

/** A resource whose runs may need approvals, and what people do to it. */
export class ApprovalFixture {
  services!: Services;
  template!: Template;
  version!: TemplateVersion;
  resource!: Resource;

  readonly rule = (input: Partial<ApprovalRuleInput> = {}) =>
    this.services.ruleService.create(
      {
        name: fresh('rule '),
        scope: { kind: 'template', id: this.template.id },
        effect: 'require',
        approvers: { refs: ['group:default/approvers'] },
        ...input,
      } as ApprovalRuleInput,
      ann,
    );

  readonly get = (id = this.resource.id) =>
    this.services.resourceService.get(id);

  readonly request = (action: Action, caller = dev, id = this.resource.id) =>
    this.services.runService.request(id, action, caller);

  readonly detail = (id: string, caller = ada) =>
    this.services.runService.get(id, caller);

  readonly digestOf = async (id: string) => (await this.detail(id)).planDigest;

  readonly approve = async (id: string, caller = ada, digest?: string) =>
    this.services.approvalService.approve(id, {
      ...caller,
      digest: digest ?? (await this.digestOf(id)),
    });

  readonly reject = async (id: string, caller = ada, reason = 'Too large') =>
    this.services.approvalService.reject(id, {
      ...caller,
      digest: await this.digestOf(id),
      reason,
    });

  readonly edit = (patch: ResourcePatch, caller = dev) =>
    this.services.resourceService.update(this.resource.id, patch, caller);

  /** A run that waits with its plan. */
  readonly waiting = async (action: Action = 'provision', plan?: Plan) => {
    const { id } = await this.request(action);
    const run = await this.services.worker.work(id, { plan });
    expect(run.state).toBe('awaiting_approval');
    return id;
  };

  readonly provision = async () => {
    const { id } = await this.request('provision');
    await this.services.worker.work(id);
    this.resource = await this.get();
    expect(this.resource.state).toBe('provisioned');
  };

  readonly jobs = (runId: string) =>
    this.services.knex('run_jobs').where({ run_id: runId, phase: 'apply' });

  readonly auditOf = async (action: string) =>
    this.services.knex('audit').where({ entity_id: this.resource.id, action });

  readonly grant = (principal: string, role: string) =>
    this.services.knex('grants').insert({
      id: randomUUID(),
      principal_ref: principal,
      role,
      scope_kind: 'template',
      scope_id: this.template.id,
      created_by: 'user:default/ann',
      created_at: Date.now(),
    });
}

/** Has each test of a suite begin with a new resource, and without rules. */
export function useApprovals(
  databases: TestDatabases,
  database: TestDatabaseId,
): ApprovalFixture {
  const fixture = new ApprovalFixture();

  beforeAll(async () => {
    fixture.services = await createServices(await databases.init(database), {
      groups: {
        'user:default/ada': ['group:default/approvers'],
        'user:default/bea': ['group:default/approvers'],
      },
    });
  });

  beforeEach(async () => {
    const { services } = fixture;
    fixture.template = await addTemplate(services);
    fixture.version = await addVersion(services, fixture.template, {
      variables: [variable('size', 'number', { default: 1 })],
    });
    fixture.resource = await addResource(services, fixture.template, {
      version: fixture.version,
    });
  });

  afterEach(async () => {
    const { knex } = fixture.services;
    await knex('approval_rules').delete();
    await knex('grants').delete();
  });

  return fixture;
}
