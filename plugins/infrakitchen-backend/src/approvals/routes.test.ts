import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import type {
  ApprovalRule,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  as,
  createServices,
  fresh,
  type Services,
} from '../__testUtils__/serviceFixture';
import { startApi, type Api } from '../__testUtils__/startApi';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const readOnly = [
  'infrakitchen.resource.read',
  'infrakitchen.approval-rule.read',
];

describe.each(databases.eachSupportedId())('approvals API, %s', database => {
  let services: Services;
  let api: Api;
  let template: Template;
  let version: TemplateVersion;
  let rule: ApprovalRule;

  beforeAll(async () => {
    const knex = await databases.init(database);
    services = await createServices(knex);
    api = await startApi({
      knex,
      permitted: user =>
        user === 'user:default/reader' ? readOnly : undefined,
    });
    template = await addTemplate(services);
    version = await addVersion(services, template);
    const made = await api.post('/approval-rules', {
      name: fresh('rule '),
      scope: { kind: 'template', id: template.id },
      effect: 'require',
      approvals: 2,
      approvers: { refs: ['user:default/ada', 'user:default/bea'] },
    });
    rule = made.body;
  });
  afterAll(() => api?.stop());

  const waiting = async () => {
    const resource = await addResource(services, template, { version });
    const { id } = await services.runService.request(
      resource.id,
      'provision',
      as('dev'),
    );
    return services.worker.work(id);
  };
  const put = (revision: number, name = rule.name) =>
    api
      .ask('put', `/approval-rules/${rule.id}`)
      .set('If-Match', `"${revision}"`)
      .send({
        name,
        scope: rule.scope.id
          ? { kind: 'template', id: template.id }
          : rule.scope,
        effect: 'require',
        approvals: 2,
        approvers: rule.approvers,
      });

  it('replaces a rule that the caller has seen', async () => {
    const { body } = await api.get(`/approval-rules/${rule.id}`);
    expect((await put(body.revision + 1)).status).toBe(409);
    const replaced = await put(body.revision, fresh('renamed '));
    expect(replaced.status).toBe(200);
    rule = replaced.body;
    expect(rule.revision).toBe(body.revision + 1);
    const { body: page } = await api.get(
      '/approval-rules?filter=scopeKind=template',
    );
    expect(page.items.map(({ id }: ApprovalRule) => id)).toContain(rule.id);
  });

  it.each(['ann', 'a-refs', 'component:default/x'])(
    'refuses %s as an approver',
    async ref => {
      const { status, body } = await api.post('/approval-rules', {
        name: fresh('bad '),
        scope: { kind: 'global' },
        effect: 'require',
        approvers: { refs: [ref] },
      });
      expect(status).toBe(400);
      expect(body.error.name).toBe('InputError');
    },
  );

  it('asks for permissions, and records what they refuse', async () => {
    const run = await waiting();
    const answers = [
      await api.post(
        '/approval-rules',
        { name: 'x', scope: { kind: 'global' }, effect: 'require' },
        'reader',
      ),
      await api.ask('delete', `/approval-rules/${rule.id}`, 'reader'),
      await api.post(
        `/runs/${run.id}/actions/approve`,
        { digest: run.planDigest },
        'reader',
      ),
      await api.post(
        `/runs/${run.id}/actions/reject`,
        { digest: run.planDigest, reason: 'x' },
        'reader',
      ),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    const refused = await services
      .knex('audit')
      .where({ actor: 'user:default/reader', outcome: 'refused' })
      .pluck('action');
    expect(refused.sort()).toEqual([
      'approval_rule.created',
      'approval_rule.deleted',
      'run.approved',
      'run.rejected',
    ]);
    const { body } = await api.get(`/runs/${run.id}`, 'reader');
    expect(body.approval).toMatchObject({
      canDecide: false,
      refusals: [{ code: 'not_allowed' }],
    });
  });

  it('takes two approvals at once, and the plan is applied', async () => {
    const run = await waiting();
    const { body: inbox } = await api.get('/approvals', 'ada');
    expect(inbox.items).toContainEqual(
      expect.objectContaining({
        run: expect.objectContaining({ id: run.id }),
        approval: expect.objectContaining({ canDecide: true }),
      }),
    );
    const approve = (user: string) =>
      api.post(
        `/runs/${run.id}/actions/approve`,
        { digest: run.planDigest },
        user,
      );
    const answers = await Promise.all([
      approve('ada'),
      approve('ada'),
      approve('bea'),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 409]);
    const { body } = await api.get(`/runs/${run.id}`);
    expect(body).toMatchObject({
      state: 'apply_queued',
      approval: { requirements: [{ given: 2 }] },
    });
  });

  it('refuses a service that acts for nobody', async () => {
    const run = await waiting();
    const answer = await api
      .ask('post', `/runs/${run.id}/actions/approve`)
      .set('Authorization', mockCredentials.service.header())
      .send({ digest: run.planDigest });
    expect(answer.status).toBe(403);
    expect(answer.body.error.code).toBe('service_unrestricted');
  });

  it('does not tell an unknown run from one that is none', async () => {
    const answer = await api.post(
      `/runs/${template.id}/actions/approve`,
      { digest: 'x' },
      'ada',
    );
    expect(answer.status).toBe(404);
    expect(answer.body.error.code).toBe('run_not_found');
  });

  it('tells who would have to approve, before it is asked for', async () => {
    const resource = await addResource(services, template, { version });
    const { body } = await api.get(
      `/resources/${resource.id}/approvers?action=destroy`,
    );
    expect(body.requirements).toMatchObject([
      { ruleId: rule.id, approvals: 2, dependsOnPlan: true },
    ]);
    const wrong = await api.get(
      `/resources/${resource.id}/approvers?action=dry-run`,
    );
    expect(wrong.status).toBe(400);
  });

  it('edits, applies and tells which run was given up', async () => {
    const resource = await addResource(services, template, { version });
    const { id } = await services.runService.request(
      resource.id,
      'provision',
      as('dev'),
    );
    await services.worker.work(id);
    const { status, body } = await api.patch(
      `/resources/${resource.id}`,
      { tags: [{ name: 'team', value: 'x', inheritedByChildren: true }] },
      'dev',
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'ready', supersededRun: { id } });
    const refused = await api.patch(
      `/resources/${resource.id}`,
      { description: 'x', apply: true },
      'dev',
    );
    expect(refused.body.error.code).toBe('wrong_state');
  });

  it('deletes a rule', async () => {
    const made = await api.post('/approval-rules', {
      name: fresh('gone '),
      scope: { kind: 'label', label: 'nowhere' },
      effect: 'require',
    });
    const path = `/approval-rules/${made.body.id}`;
    expect((await api.ask('delete', path)).status).toBe(204);
    expect((await api.get(path)).status).toBe(404);
  });
});
