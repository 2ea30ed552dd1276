import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  ApprovalRuleInput,
  Template,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addTemplate,
  ann,
  bob,
  createServices,
  fresh,
  type Services,
} from '../__testUtils__/serviceFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('approval rules, %s', database => {
  let services: Services;
  let template: Template;

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    template = await addTemplate(services);
  });

  const input = (more: Partial<ApprovalRuleInput> = {}) =>
    ({
      name: fresh('rule '),
      scope: { kind: 'global' },
      effect: 'require',
      ...more,
    } as ApprovalRuleInput);
  const create = (more: Partial<ApprovalRuleInput> = {}) =>
    services.ruleService.create(input(more), ann);
  const auditOf = async (id: string) =>
    services
      .knex('audit')
      .where({ entity_id: id })
      .orderBy('id')
      .select('action', 'outcome', 'actor', 'entity_name');

  it('fills what is left out, and tells the name of the scope', async () => {
    const made = await create({
      scope: { kind: 'template', id: template.id },
      approvers: { refs: ['User:Default/Ann', 'user:default/ann'] },
    });
    expect(made).toMatchObject({
      enabled: true,
      approvals: 1,
      destructiveApprovals: 0,
      allowAdditions: false,
      allowRequester: false,
      allowEditors: false,
      expiresAfterHours: 72,
      approvers: { refs: ['user:default/ann'] },
      scope: { kind: 'template', id: template.id, name: template.name },
      revision: 1,
      createdBy: 'user:default/ann',
    });
    expect(await services.ruleService.get(made.id)).toEqual(made);
    expect(await auditOf(made.id)).toMatchObject([
      { action: 'approval_rule.created', outcome: 'succeeded' },
    ]);
  });

  it('is replaced as a whole, by who has seen it', async () => {
    const made = await create({ description: 'goes', approvals: 3 });
    const next = input({
      name: made.name,
      scope: { kind: 'label', label: 'x' },
    });
    const replace = (revision?: number) =>
      services.ruleService.replace(made.id, next, { ...bob, revision });
    const replaced = await replace(1);
    expect(replaced).toMatchObject({
      revision: 2,
      approvals: 1,
      scope: { kind: 'label', label: 'x' },
      createdBy: 'user:default/ann',
    });
    expect(replaced.description).toBeUndefined();
    await expect(replace(1)).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'stale_revision',
      culprits: [{ kind: 'approval_rule', id: made.id, name: made.name }],
    });
    expect(await auditOf(made.id)).toMatchObject([
      { outcome: 'succeeded' },
      { action: 'approval_rule.updated', outcome: 'succeeded' },
      { action: 'approval_rule.updated', outcome: 'refused' },
    ]);
  });

  it('lets one of two win who replace it at once', async () => {
    const made = await create();
    const results = await Promise.allSettled(
      [ann, bob].map(caller =>
        services.ruleService.replace(made.id, input(), {
          ...caller,
          revision: 1,
        }),
      ),
    );
    expect(results.map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
  });

  it('has a name of its own, also where two are made at once', async () => {
    const name = fresh('twice ');
    const results = await Promise.allSettled([
      create({ name }),
      create({ name }),
    ]);
    const [lost] = results.filter(({ status }) => status === 'rejected');
    expect(results.map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
    expect((lost as PromiseRejectedResult).reason).toMatchObject({
      name: 'ConflictError',
      code: 'name_taken',
      culprits: [{ kind: 'field', name: 'name' }],
    });
  });

  it.each<[string, string, Partial<ApprovalRuleInput>]>([
    [
      'exempt_by_label',
      'effect',
      { effect: 'exempt', scope: { kind: 'label', label: 'x' } },
    ],
    ['scope_incomplete', 'scope.label', { scope: { kind: 'label' } }],
    ['scope_incomplete', 'scope.id', { scope: { kind: 'template' } }],
    ['scope_incomplete', 'scope', { scope: { kind: 'global', label: 'x' } }],
    ['invalid_principal', 'approvers.refs', { approvers: { refs: ['ann'] } }],
    [
      'invalid_principal',
      'approvers.refs',
      { approvers: { refs: ['component:default/x'] } },
    ],
    [
      'too_few_approvers',
      'approvers.refs',
      { approvals: 2, approvers: { refs: ['user:default/a'] } },
    ],
    [
      'too_few_approvers',
      'approvers.refs',
      { destructiveApprovals: 1, approvers: { refs: ['user:default/a'] } },
    ],
    ['name_missing', 'name', { name: ' ' }],
  ])('refuses %s and names %s', async (code, field, more) => {
    await expect(create(more)).rejects.toMatchObject({
      name: 'InputError',
      code,
      culprits: [{ kind: 'field', name: field }],
    });
  });

  it.each(['template', 'project'] as const)(
    'refuses a %s that does not exist',
    async kind => {
      const id = randomUUID();
      await expect(create({ scope: { kind, id } })).rejects.toMatchObject({
        name: 'InputError',
        code: 'scope_not_found',
        culprits: [{ kind, id }],
      });
    },
  );

  it('is deleted, and unknown then', async () => {
    const { id } = await create();
    await services.ruleService.delete(id, ann);
    for (const call of [
      () => services.ruleService.get(id),
      () => services.ruleService.delete(id, ann),
      () => services.ruleService.replace(id, input(), ann),
    ]) {
      await expect(call()).rejects.toMatchObject({
        name: 'NotFoundError',
        code: 'approval_rule_not_found',
      });
    }
  });

  it('is listed by name, in pages, by filter', async () => {
    const label = fresh('label');
    const scope = { kind: 'label' as const, label };
    const names = [fresh('z '), fresh('a '), fresh('m ')];
    for (const name of names) {
      await create({ name, scope, enabled: name !== names[2] });
    }
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await services.ruleService.list({
        filter: ['scopeKind=label', `scopeId=${label}`],
        limit: 2,
        cursor,
      });
      found.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor);
    expect(found).toEqual([...names].sort());
    const enabled = await services.ruleService.list({
      filter: [`scopeId=${label}`, 'enabled=true'],
      limit: 10,
    });
    expect(enabled.items).toHaveLength(2);
  });
});
