import { randomUUID } from 'node:crypto';
import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import type {
  ApprovalRuleInput,
  Plan,
  Resource,
  ResourcePatch,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { fakePlan } from '../__testUtils__/fakePlan';
import { sealPlanFile } from '../runs/fingerprint';
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
} from '../__testUtils__/serviceFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const dev = as('dev');
const eve = as('eve');
const ada = as('ada');
const bea = as('bea');
const sweeper = { kind: 'sweeper' as const, ref: 'test' };

describe.each(databases.eachSupportedId())('approvals, %s', database => {
  let services: Services;
  let template: Template;
  let version: TemplateVersion;
  let resource: Resource;

  beforeAll(async () => {
    services = await createServices(await databases.init(database), {
      groups: {
        'user:default/ada': ['group:default/approvers'],
        'user:default/bea': ['group:default/approvers'],
      },
    });
  });

  beforeEach(async () => {
    template = await addTemplate(services);
    version = await addVersion(services, template, {
      variables: [variable('size', 'number', { default: 1 })],
    });
    resource = await addResource(services, template, { version });
  });

  afterEach(async () => {
    await services.knex('approval_rules').delete();
    await services.knex('grants').delete();
  });

  const rule = (input: Partial<ApprovalRuleInput> = {}) =>
    services.ruleService.create(
      {
        name: fresh('rule '),
        scope: { kind: 'template', id: template.id },
        effect: 'require',
        approvers: { refs: ['group:default/approvers'] },
        ...input,
      } as ApprovalRuleInput,
      ann,
    );
  const get = (id = resource.id) => services.resourceService.get(id);
  const request = (
    action: 'provision' | 'update' | 'destroy',
    caller = dev,
    id = resource.id,
  ) => services.runService.request(id, action, caller);
  const detail = (id: string, caller = ada) =>
    services.runService.get(id, caller);
  const digestOf = async (id: string) => (await detail(id)).planDigest;
  const approve = async (id: string, caller = ada, digest?: string) =>
    services.approvalService.approve(id, {
      ...caller,
      digest: digest ?? (await digestOf(id)),
    });
  const reject = async (id: string, caller = ada, reason = 'Too large') =>
    services.approvalService.reject(id, {
      ...caller,
      digest: await digestOf(id),
      reason,
    });
  const edit = (patch: ResourcePatch, caller = dev) =>
    services.resourceService.update(resource.id, patch, caller);
  /** A run that waits with its plan. */
  const waiting = async (
    action: 'provision' | 'update' | 'destroy' = 'provision',
    plan?: Plan,
  ) => {
    const { id } = await request(action);
    const run = await services.worker.work(id, { plan });
    expect(run.state).toBe('awaiting_approval');
    return id;
  };
  const provision = async () => {
    const { id } = await request('provision');
    await services.worker.work(id);
    resource = await get();
    expect(resource.state).toBe('provisioned');
  };
  const jobs = (runId: string) =>
    services.knex('run_jobs').where({ run_id: runId, phase: 'apply' });
  const auditOf = async (action: string) =>
    services.knex('audit').where({ entity_id: resource.id, action });

  const grant = (principal: string, role: string) =>
    services.knex('grants').insert({
      id: randomUUID(),
      principal_ref: principal,
      role,
      scope_kind: 'template',
      scope_id: template.id,
      created_by: 'user:default/ann',
      created_at: Date.now(),
    });

  describe('a plan that has to be approved', () => {
    it('waits, and is applied as it was approved', async () => {
      const { id: ruleId } = await rule();
      const id = await waiting();
      expect(await get()).toMatchObject({
        state: 'provision',
        status: 'approval_pending',
        activeRun: { id, state: 'awaiting_approval' },
      });
      const before = await detail(id);
      expect(before.approval).toMatchObject({
        digest: before.planDigest,
        requirements: [{ ruleId, approvals: 1, given: 0 }],
        decisions: [],
        canDecide: true,
        expiresAt: expect.any(String),
      });
      await approve(id);
      expect(await detail(id)).toMatchObject({
        state: 'apply_queued',
        planDigest: before.planDigest,
        approval: {
          requirements: [{ given: 1 }],
          decisions: [{ approver: 'user:default/ada', decision: 'approved' }],
          canDecide: false,
        },
      });
      expect((await get()).status).toBe('queued');
      expect(await jobs(id)).toHaveLength(1);
      const run = await services.worker.work(id);
      expect(run).toMatchObject({
        state: 'succeeded',
        planDigest: before.planDigest,
      });
      expect(await get()).toMatchObject({
        state: 'provisioned',
        status: 'done',
      });
      expect(await auditOf('run.approved')).toMatchObject([
        { actor: 'user:default/ada', outcome: 'succeeded' },
      ]);
    });

    it('counts two approvers at once, each once', async () => {
      await rule({ approvals: 2 });
      const id = await waiting();
      const digest = await digestOf(id);
      await Promise.all([approve(id, ada, digest), approve(id, bea, digest)]);
      expect(await detail(id)).toMatchObject({
        state: 'apply_queued',
        approval: { requirements: [{ given: 2 }] },
      });
      expect(await jobs(id)).toHaveLength(1);
    });

    it('tells how many approvals there are of how many', async () => {
      await rule({ approvals: 2 });
      await rule();
      const id = await waiting();
      await approve(id, ada);
      const [{ payload }] = await services
        .knex('outbox')
        .where({ topic: 'approval.decided' })
        .whereLike('key', `%${id}%`);
      expect(JSON.parse(payload)).toMatchObject({
        by: 'user:default/ada',
        given: 2,
        needed: 3,
      });
    });

    it('counts one approver who approves twice at once only once', async () => {
      await rule({ approvals: 2 });
      const id = await waiting();
      const digest = await digestOf(id);
      const results = await Promise.allSettled(
        [1, 2, 3].map(() => approve(id, ada, digest)),
      );
      const lost = results.filter(({ status }) => status === 'rejected');
      expect(lost).toHaveLength(2);
      for (const { reason } of lost as PromiseRejectedResult[]) {
        expect(reason).toMatchObject({ code: 'approved_already' });
      }
      expect(await detail(id)).toMatchObject({
        state: 'awaiting_approval',
        approval: {
          requirements: [{ given: 1 }],
          canDecide: false,
          refusals: [{ code: 'approved_already' }],
        },
      });
    });

    it('is approved or rejected, where both happen at once', async () => {
      await rule();
      const id = await waiting();
      const results = await Promise.allSettled([approve(id), reject(id, bea)]);
      expect(results.map(({ status }) => status).sort()).toEqual([
        'fulfilled',
        'rejected',
      ]);
      const isApproved = results[0].status === 'fulfilled';
      const { state } = await detail(id);
      expect(state).toBe(isApproved ? 'apply_queued' : 'rejected');
      expect((await get()).status).toBe(isApproved ? 'queued' : 'rejected');
    });

    it('refuses a decision about another plan, and names both', async () => {
      await rule();
      const id = await waiting();
      const digest = (await digestOf(id))!;
      for (const decide of [
        () => approve(id, ada, 'seen-before'),
        () =>
          services.approvalService.reject(id, {
            ...ada,
            digest: 'seen-before',
            reason: 'no',
          }),
      ]) {
        await expect(decide()).rejects.toMatchObject({
          name: 'ConflictError',
          code: 'plan_changed',
          message: expect.stringMatching(`seen-before.*${digest}`),
        });
      }
      expect(await auditOf('run.approved')).toMatchObject([
        { outcome: 'refused' },
      ]);
    });

    it('asks for the digest', async () => {
      await rule();
      const id = await waiting();
      await expect(
        services.approvalService.approve(id, ada),
      ).rejects.toMatchObject({ code: 'digest_missing' });
    });

    it('is decided about by people, whoever a service acts for', async () => {
      await rule({ approvers: { roles: ['read'] } });
      const id = await waiting();
      const service = { credentials: mockCredentials.service('plugin:bot') };
      await expect(approve(id, service as never)).rejects.toMatchObject({
        name: 'NotAllowedError',
        code: 'service_cannot_approve',
      });
      expect((await detail(id, service as never)).approval).toMatchObject({
        canDecide: false,
        refusals: [{ code: 'service_cannot_approve' }],
      });
    });

    it.each([
      ['own_request', dev],
      ['not_an_approver', eve],
    ] as const)('refuses %s', async (code, caller) => {
      await rule({
        approvers: { refs: ['group:default/approvers', 'user:default/dev'] },
      });
      const id = await waiting();
      await expect(approve(id, caller)).rejects.toMatchObject({
        name: 'NotAllowedError',
        code,
      });
      await expect(reject(id, caller)).rejects.toMatchObject({ code });
      expect((await detail(id, caller)).approval).toMatchObject({
        canDecide: false,
        refusals: [{ code }],
      });
    });

    it('counts nobody who edited the change', async () => {
      await provision();
      await rule();
      await edit({ values: { size: 2 } }, ada);
      const id = await waiting('update');
      await expect(approve(id, ada)).rejects.toMatchObject({
        code: 'own_change',
      });
      await approve(id, bea);
      expect((await detail(id)).state).toBe('apply_queued');
    });

    it('needs every rule, and one approval counts for all that it fits', async () => {
      const first = await rule();
      const second = await rule({
        approvers: { refs: ['user:default/ada', 'user:default/eve'] },
        approvals: 2,
      });
      const id = await waiting();
      await approve(id, ada);
      expect((await detail(id)).approval!.requirements).toMatchObject(
        [first, second].map(({ id: ruleId }) => ({ ruleId, given: 1 })),
      );
      await expect(approve(id, bea)).rejects.toMatchObject({
        code: 'not_an_approver',
      });
      await approve(id, eve);
      expect((await detail(id)).state).toBe('apply_queued');
    });

    it('goes to holders of a role where the rule names them', async () => {
      await rule({ approvers: {} });
      const id = await waiting();
      await expect(approve(id, eve)).rejects.toMatchObject({
        code: 'not_an_approver',
      });
      await grant('user:default/eve', 'admin');
      await approve(id, eve);
      expect((await detail(id)).state).toBe('apply_queued');
    });
  });

  describe('a plan that needs no approval', () => {
    it.each([
      ['no rule is about it', { scope: { kind: 'label', label: 'prod' } }],
      ['the rule is off', { enabled: false }],
      ['the rule is about other kinds', { kinds: ['destroy'] }],
      ['it only adds, which is allowed', { allowAdditions: true }],
    ] as [string, Partial<ApprovalRuleInput>][])('as %s', async (_, input) => {
      await rule(input);
      await provision();
      expect(resource.state).toBe('provisioned');
    });

    it('as a narrower rule exempts it', async () => {
      await rule({ scope: { kind: 'global' } });
      await rule({ effect: 'exempt' });
      await provision();
      expect(resource.state).toBe('provisioned');
    });
  });

  it('asks for more where the plan destroys', async () => {
    await provision();
    await rule({ destructiveApprovals: 1 });
    const id = await waiting('destroy');
    await approve(id, ada);
    expect((await detail(id)).state).toBe('awaiting_approval');
    await approve(id, bea);
    expect((await detail(id)).state).toBe('apply_queued');
  });

  describe('reject', () => {
    it('is refused where the rules ask for nothing any more', async () => {
      await rule();
      const id = await waiting();
      // As it is between a change of the rules and the second look at the run.
      await services.knex('approval_rules').update({ enabled: false });
      await expect(reject(id)).rejects.toMatchObject({
        name: 'ConflictError',
        code: 'nothing_to_decide',
      });
      expect((await detail(id)).state).toBe('awaiting_approval');
    });

    it('needs a comment', async () => {
      await rule();
      const id = await waiting();
      await expect(reject(id, ada, ' ')).rejects.toMatchObject({
        name: 'InputError',
        code: 'comment_missing',
      });
    });

    it('ends a provision, which can be asked for again', async () => {
      await rule();
      const id = await waiting();
      await reject(id);
      expect(await detail(id)).toMatchObject({
        state: 'rejected',
        approval: {
          decisions: [
            {
              approver: 'user:default/ada',
              decision: 'rejected',
              comment: 'Too large',
            },
          ],
        },
      });
      expect(await get()).toMatchObject({
        state: 'provision',
        status: 'rejected',
      });
      await expect(approve(id)).rejects.toMatchObject({ code: 'not_waiting' });
      await waiting('provision');
    });

    it('drops the change of an update, and keeps it in the history', async () => {
      await provision();
      await rule();
      await edit({ values: { size: 2 } });
      const id = await waiting('update');
      await reject(id);
      expect(await get()).toMatchObject({
        state: 'provisioned',
        status: 'done',
        hasPendingChange: false,
        values: {},
      });
      const { items } = await services.resourceService.revisions(resource.id, {
        limit: 2,
      });
      expect(items[1].snapshot).toMatchObject({
        pendingChange: [{ field: 'values.size', after: 2 }],
      });
    });

    it('leaves what was to be destroyed as it was', async () => {
      await provision();
      await rule();
      const id = await waiting('destroy');
      expect((await get()).state).toBe('destroy');
      await reject(id);
      expect(await get()).toMatchObject({
        state: 'provisioned',
        status: 'done',
      });
    });

    it('takes back an approval of the same person', async () => {
      await rule({ approvals: 2 });
      const id = await waiting();
      await approve(id);
      await reject(id);
      expect((await detail(id)).approval!.decisions).toMatchObject([
        { decision: 'approved', void: expect.stringContaining('rejected') },
        { decision: 'rejected' },
      ]);
    });
  });

  it('is listed among what waits for some resources alone', async () => {
    await rule();
    const id = await waiting();
    const listed = async (filter: string[], who: 'me' | 'all' = 'all') => {
      const { items } = await services.approvalService.list(
        { waiting: who, filter, limit: 50 },
        ada,
      );
      return items.map(({ run }) => run.id);
    };
    expect(await listed([`relatedTo=resource:${resource.id}`])).toEqual([id]);
    expect(await listed([`relatedTo=resource:${resource.id}`], 'me')).toEqual([
      id,
    ]);
    expect(await listed([`relatedTo=resource:${randomUUID()}`])).toEqual([]);
    expect(await listed(['status=done'], 'me')).toEqual([]);
  });

  it('can be cancelled while it waits', async () => {
    await provision();
    await rule();
    await edit({ values: { size: 2 } });
    const id = await waiting('update');
    await services.runService.cancel(id, dev);
    expect((await detail(id)).state).toBe('cancelled');
    expect(await get()).toMatchObject({
      status: 'done',
      hasPendingChange: true,
      activeRun: undefined,
    });
  });

  describe('between approval and apply', () => {
    /** Takes the job that the approval made, as a worker does. */
    const apply = async (id: string) => services.worker.work(id);

    it('voids the approval of who may no longer approve', async () => {
      await rule({ approvers: {} });
      await grant('user:default/ada', 'admin');
      const id = await waiting();
      await approve(id);
      await services.knex('grants').delete();
      expect((await apply(id)).state).toBe('awaiting_approval');
      const run = await detail(id);
      expect(run.approval).toMatchObject({
        requirements: [{ given: 0 }],
        decisions: [{ void: 'The approver may no longer approve' }],
      });
      expect(run.transitions.at(-1)!.note).toContain(
        'The approval of user:default/ada counts no longer',
      );
      expect((await get()).status).toBe('approval_pending');
      await grant('user:default/bea', 'admin');
      await approve(id, bea);
      expect((await apply(id)).state).toBe('succeeded');
    });

    it('voids an approval that has expired', async () => {
      await rule();
      const id = await waiting();
      await approve(id);
      await services.knex('approvals').update({ expires_at: Date.now() - 1 });
      expect((await apply(id)).state).toBe('awaiting_approval');
      await approve(id, ada);
      expect((await apply(id)).state).toBe('succeeded');
    });

    it('waits for a rule that was made meanwhile', async () => {
      await rule();
      const id = await waiting();
      await approve(id);
      await rule({ approvers: { refs: ['user:default/bea'] } });
      expect((await apply(id)).state).toBe('awaiting_approval');
      expect((await detail(id)).approval!.requirements).toMatchObject([
        { given: 1 },
        { given: 0 },
      ]);
      await approve(id, bea);
      expect((await apply(id)).state).toBe('succeeded');
    });

    /** An approved run that plans again, as it does where it is stale. */
    const planAgain = async (plan?: Plan) => {
      await rule();
      const id = await waiting();
      const digest = await digestOf(id);
      await approve(id);
      const claimed = await services.worker.claim(id);
      const stale = await services.worker.move(claimed, 'queued', {
        note: 'Stale: the state was changed',
      });
      await services.store.release(stale);
      return { digest, run: await services.worker.work(id, { plan }) };
    };

    it('keeps approvals where the new plan has the same changes', async () => {
      const { digest, run } = await planAgain();
      expect(run).toMatchObject({ state: 'succeeded', planDigest: digest });
    });

    it('voids approvals where the new plan has others', async () => {
      const other = fakePlan('provision', { other: 1 });
      const { digest, run } = await planAgain(other);
      expect(run.state).toBe('awaiting_approval');
      expect((await detail(run.id)).approval!.decisions).toMatchObject([
        { digest, void: 'The plan is another one now' },
      ]);
      await expect(approve(run.id, bea, digest)).rejects.toMatchObject({
        code: 'plan_changed',
      });
    });
  });

  describe('between plan and approval', () => {
    const planJobs = (runId: string): Knex.QueryBuilder =>
      services.knex('run_jobs').where({ run_id: runId, phase: 'plan' });
    const waitsFor = () =>
      services.knex('outbox').where({ topic: 'approval.requested' });

    it.each<[string, string, (id: string) => Promise<unknown>]>([
      [
        'the state was changed',
        'a state was pushed',
        () =>
          services.states.write({
            resourceId: resource.id,
            data: Buffer.from(
              JSON.stringify({
                version: 4,
                terraform_version: '1.11.4',
                lineage: 'other',
                serial: 1,
                outputs: {},
                resources: [],
              }),
            ),
          }),
      ],
      [
        'the version was analysed at another commit',
        'the version was analysed again',
        () =>
          services
            .knex('template_versions')
            .where({ id: version.id })
            .update({ commit_sha: 'd'.repeat(40) }),
      ],
      [
        'the inputs have changed',
        'a value was written by another way',
        () =>
          services
            .knex('resources')
            .where({ id: resource.id })
            .update({ own_values: JSON.stringify({ size: 7 }) }),
      ],
      [
        'the plan file is not the one that was stored',
        'the plan file was exchanged',
        id =>
          services
            .knex('runs')
            .where({ id })
            .update({
              plan_file: sealPlanFile(
                services.keys,
                id,
                Buffer.from('another one'),
              ),
            }),
      ],
    ])('refuses since %s, where %s, and plans again', async (why, _, move) => {
      await rule();
      const id = await waiting();
      const digest = await digestOf(id);
      await move(id);
      // Who may not approve has nothing planned again.
      await expect(approve(id, eve, digest)).rejects.toMatchObject({
        code: 'not_an_approver',
      });
      await expect(approve(id, ada, digest)).rejects.toMatchObject({
        name: 'ConflictError',
        code: 'plan_stale',
        message: expect.stringContaining(why),
        culprits: [{ kind: 'run', id }],
      });
      const run = await detail(id);
      expect(run).toMatchObject({
        state: 'queued',
        approval: { decisions: [] },
      });
      expect(run.transitions.at(-1)).toMatchObject({
        from: 'awaiting_approval',
        to: 'queued',
        note: `Stale: ${why}. Planning again`,
      });
      expect((await get()).status).toBe('queued');
      expect(await jobs(id)).toHaveLength(0);
      expect(await auditOf('run.approved')).toContainEqual(
        expect.objectContaining({
          actor: 'user:default/ada',
          outcome: 'refused',
        }),
      );
      await services.knex('outbox').delete();
      expect((await services.worker.work(id)).state).toBe('awaiting_approval');
      expect(await waitsFor()).toHaveLength(1);
      await approve(id);
      expect((await detail(id)).state).toBe('apply_queued');
    });

    it('refuses what a parent puts out anew, for each who approves at once, and plans again once', async () => {
      const parent = resource;
      const below = await addTemplate(services, { parents: [template] });
      const fed = await addVersion(services, below, {
        variables: [variable('from', 'string')],
        rules: {
          from: { reference: { templateId: template.id, output: 'id' } },
        },
      });
      const { id: provisioning } = await request('provision');
      await services.worker.work(provisioning, { outputs: { id: 'first' } });
      resource = await addResource(services, below, {
        version: fed,
        parentIds: [parent.id],
      });
      await rule({ scope: { kind: 'template', id: below.id } });
      const id = await waiting();
      const digest = await digestOf(id);
      await services
        .knex('resources')
        .where({ id: parent.id })
        .update({
          outputs: JSON.stringify([
            { name: 'id', sensitive: false, value: 'second' },
          ]),
        });
      // As the worker that planned it has.
      await planJobs(id).delete();
      const results = await Promise.allSettled([
        approve(id, ada, digest),
        approve(id, bea, digest),
      ]);
      expect(results.map(({ status }) => status)).toEqual([
        'rejected',
        'rejected',
      ]);
      const codes = results.map(
        result => (result as PromiseRejectedResult).reason.code,
      );
      expect(codes).toContain('plan_stale');
      expect(['plan_stale', 'not_waiting']).toEqual(
        expect.arrayContaining(codes),
      );
      expect(await planJobs(id)).toHaveLength(1);
      expect((await services.worker.work(id)).state).toBe('awaiting_approval');
      await expect(approve(id, ada, digest)).rejects.toMatchObject({
        code: 'plan_changed',
      });
      await approve(id);
      expect((await services.worker.work(id)).state).toBe('succeeded');
    });

    it('refuses where the change says something else', async () => {
      await provision();
      await rule();
      await edit({ description: 'asked for' });
      const id = await waiting('update', {
        ...fakePlan('update'),
        changes: [],
      });
      const change = await services.changes.get(resource.id);
      await services.changes.put(services.knex, {
        ...change!,
        payload: { metadata: { description: 'something else' } },
      });
      await expect(approve(id)).rejects.toMatchObject({
        code: 'plan_stale',
        message: expect.stringContaining('the change was edited'),
      });
    });

    it('plans again where nothing could be planned any more, and ends with the reason', async () => {
      const below = await addTemplate(services, { parents: [template] });
      const own = await addVersion(services, below);
      await provision();
      const parent = resource;
      resource = await addResource(services, below, {
        version: own,
        parentIds: [parent.id],
      });
      await rule({ scope: { kind: 'template', id: below.id } });
      const id = await waiting();
      await services
        .knex('resources')
        .where({ id: parent.id })
        .update({ state: 'destroyed' });
      await expect(approve(id)).rejects.toMatchObject({
        code: 'plan_stale',
        message: expect.stringContaining(parent.name),
      });
      expect((await detail(id)).state).toBe('queued');
      await expect(services.worker.work(id)).rejects.toMatchObject({
        code: 'parent_not_provisioned',
      });
    });
  });

  describe('what is edited while its plan waits', () => {
    it('ends the run, and the editor is told', async () => {
      await provision();
      await rule();
      await edit({ values: { size: 2 } });
      const id = await waiting('update');
      const edited = await edit({ values: { size: 3 } }, eve);
      expect(edited).toMatchObject({
        status: 'done',
        supersededRun: { id },
        change: {
          fields: [{ field: 'values.size', after: 3 }],
          revision: edited.revision,
        },
      });
      expect(await detail(id)).toMatchObject({ state: 'discarded' });
      expect((await detail(id)).transitions.at(-1)).toMatchObject({
        actor: 'user:default/eve',
        note: 'user:default/eve edited what was to be approved',
      });
      await expect(approve(id)).rejects.toMatchObject({ code: 'not_waiting' });
    });

    it('lets the run wait where nothing is changed', async () => {
      await provision();
      await rule();
      await edit({ values: { size: 2 } });
      const id = await waiting('update');
      const edited = await edit({ values: { size: 2 } }, eve);
      expect(edited.supersededRun).toBeUndefined();
      expect((await detail(id)).state).toBe('awaiting_approval');
    });

    it('ends with the change that is discarded', async () => {
      await provision();
      await rule();
      await edit({ values: { size: 2 } });
      const id = await waiting('update');
      await services.resourceService.discardChange(resource.id, dev);
      expect((await detail(id)).state).toBe('discarded');
      expect(await get()).toMatchObject({
        status: 'done',
        hasPendingChange: false,
        activeRun: undefined,
      });
    });

    it('is one or the other, where edit and approval come at once', async () => {
      await provision();
      await rule();
      await edit({ values: { size: 2 } });
      const id = await waiting('update');
      const [approved, edited] = await Promise.allSettled([
        approve(id),
        edit({ values: { size: 3 } }, eve),
      ]);
      expect([approved.status, edited.status].sort()).toEqual([
        'fulfilled',
        'rejected',
      ]);
      expect((await detail(id)).state).toBe(
        approved.status === 'fulfilled' ? 'apply_queued' : 'discarded',
      );
    });
  });

  describe('expiry', () => {
    it('ends what nobody approved in time, once', async () => {
      await provision();
      await rule({ expiresAfterHours: 1 });
      await edit({ values: { size: 2 } });
      const id = await waiting('update');
      await services.waiting.expire(sweeper);
      expect((await detail(id)).state).toBe('awaiting_approval');
      await services
        .knex('runs')
        .where({ id })
        .update({ approval_expires_at: Date.now() - 1 });
      await expect(approve(id)).rejects.toMatchObject({
        code: 'approval_expired',
      });
      await Promise.all([
        services.waiting.expire(sweeper),
        services.waiting.expire(sweeper),
      ]);
      const run = await detail(id);
      expect(run.state).toBe('discarded');
      expect(
        run.transitions.filter(({ to }) => to === 'discarded'),
      ).toMatchObject([
        { actorKind: 'sweeper', note: 'Nobody approved it in time' },
      ]);
      expect(await get()).toMatchObject({
        status: 'done',
        hasPendingChange: true,
      });
    });
  });

  describe('rules that change while a run waits', () => {
    const requested = async () =>
      (
        await services.knex('outbox').where({ topic: 'approval.requested' })
      ).map(({ payload }) => JSON.parse(payload));

    it('ask those who were not asked before, once', async () => {
      const { id: ruleId } = await rule();
      const id = await waiting();
      await services.knex('outbox').delete();
      await services.waiting.reconsider(sweeper);
      expect(await requested()).toEqual([]);
      await rule({ approvers: { refs: ['user:default/eve'] } });
      await Promise.all([
        services.waiting.reconsider(sweeper),
        services.waiting.reconsider(sweeper),
      ]);
      expect(await requested()).toMatchObject([
        {
          runId: id,
          before: [
            { ruleId, approvers: { refs: ['group:default/approvers'] } },
          ],
        },
      ]);
    });

    it('are looked at for every run that waits', async () => {
      const made = await rule();
      const id = await waiting();
      const row = await services.knex('runs').where({ id }).first();
      const copies = Array.from({ length: 60 }, (_, index) => ({
        ...row,
        id: randomUUID(),
        created_at: Number(row.created_at) + index,
      }));
      await services.knex.batchInsert('runs', copies, 10);
      await services.ruleService.delete(made.id, ann);
      await services.waiting.reconsider(sweeper);
      expect(
        await services
          .knex('runs')
          .where({ resource_id: resource.id, state: 'apply_queued' }),
      ).toHaveLength(61);
    });
  });

  it('goes on by itself where the rules ask for nobody any more', async () => {
    const made = await rule();
    const id = await waiting();
    await services.ruleService.delete(made.id, ann);
    await services.waiting.reconsider(sweeper);
    expect((await detail(id)).state).toBe('apply_queued');
    expect((await services.worker.work(id)).state).toBe('succeeded');
  });

  describe('metadata', () => {
    beforeEach(provision);

    it('waits with the rest where rules are about updates', async () => {
      await rule();
      const edited = await edit({ description: 'new', labels: ['x'] });
      expect(edited).toMatchObject({
        labels: [],
        change: {
          fields: [
            { field: 'description', after: 'new', author: 'user:default/dev' },
            { field: 'labels', before: [], after: ['x'] },
          ],
        },
      });
      const id = await waiting('update', {
        ...fakePlan('update'),
        changes: [],
      });
      await approve(id);
      await services.worker.work(id);
      expect(await get()).toMatchObject({
        description: 'new',
        labels: ['x'],
        hasPendingChange: false,
      });
    });

    it.each(['template', 'rules'])(
      'is written at once where the %s let',
      async what => {
        if (what === 'template') {
          await rule();
          await services
            .knex('templates')
            .where({ id: template.id })
            .update({ metadata_free: true });
        }
        const { revision } = await get();
        expect(await edit({ description: 'new' })).toMatchObject({
          description: 'new',
          hasPendingChange: false,
          revision: revision + 1,
        });
        expect(await auditOf('resource.updated')).toHaveLength(1);
      },
    );

    it('overrides what waited where it is freed', async () => {
      const made = await rule();
      await edit({ description: 'waits', labels: ['x'] });
      await services.ruleService.delete(made.id, ann);
      expect(await edit({ description: 'at once' })).toMatchObject({
        description: 'at once',
        change: { fields: [{ field: 'labels' }] },
      });
    });
  });

  describe('apply', () => {
    it('starts the update with the edit, or does neither', async () => {
      await expect(
        edit({ description: 'x', apply: true }),
      ).rejects.toMatchObject({ code: 'wrong_state' });
      expect((await get()).description).toBeUndefined();
      await provision();
      await rule();
      const { run } = await edit({ values: { size: 2 }, apply: true });
      expect((await services.worker.work(run!.id)).state).toBe(
        'awaiting_approval',
      );
      const next = await edit({ values: { size: 3 }, apply: true }, eve);
      expect(next.supersededRun).toEqual({ id: run!.id });
      expect((await detail(next.run!.id)).requestedBy).toBe('user:default/eve');
    });
  });

  describe('preview', () => {
    it('tells who would have to approve what, and why', async () => {
      const { name } = await rule({ destructiveApprovals: 1 });
      const preview = await services.approvalService.preview(
        resource.id,
        'provision',
        dev,
      );
      expect(preview).toMatchObject([
        {
          ruleName: name,
          approvals: 2,
          dependsOnPlan: true,
          excluded: [{ ref: 'user:default/dev', why: 'requester' }],
          why: expect.arrayContaining([expect.stringContaining(template.name)]),
        },
      ]);
    });

    it('refuses an unknown resource', async () => {
      await expect(
        services.approvalService.preview(template.id, 'update', dev),
      ).rejects.toMatchObject({ code: 'resource_not_found' });
    });
  });

  describe('inbox', () => {
    const inbox = async (
      waitingFor: 'me' | 'requested' | 'all',
      caller = ada,
    ) =>
      (
        await services.approvalService.list(
          { waiting: waitingFor, limit: 200 },
          caller,
        )
      ).items.map(({ run }) => run.id);

    it('shows what somebody can decide, has asked for, or may see', async () => {
      await rule();
      const id = await waiting();
      expect(await inbox('me')).toContain(id);
      expect(await inbox('me', dev)).not.toContain(id);
      expect(await inbox('requested', dev)).toContain(id);
      expect(await inbox('requested')).not.toContain(id);
      expect(await inbox('all', eve)).toContain(id);
      await approve(id);
      expect(await inbox('all')).not.toContain(id);
    });

    it('finds the few that wait for somebody among many, with as many queries', async () => {
      const own = await rule({ approvers: {}, name: fresh('admins ') });
      const ids: string[] = [];
      for (let index = 0; index < 3; index++) {
        ids.push(await waiting());
        resource = await addResource(services, template, { version });
      }
      await services.ruleService.replace(
        own.id,
        {
          name: own.name,
          scope: own.scope,
          effect: 'require',
          approvers: { refs: ['user:default/somebody'] },
        },
        ann,
      );
      const queries = async () => {
        let count = 0;
        const listen = () => {
          count += 1;
        };
        services.knex.on('query', listen);
        await inbox('me', eve);
        services.knex.removeListener('query', listen);
        return count;
      };
      const other = await waiting();
      await grant('user:default/eve', 'admin');
      const few = await queries();
      const row = await services.knex('runs').where({ id: other }).first();
      const asked = await services
        .knex('run_approvers')
        .where({ run_id: other });
      const copies = Array.from({ length: 1_000 }, (_, index) => ({
        ...row,
        id: randomUUID(),
        // Before those that are looked for.
        created_at: index,
      }));
      await services.knex.batchInsert('runs', copies, 20);
      await services.knex.batchInsert(
        'run_approvers',
        copies.flatMap(copy =>
          asked.map(each => ({ ...each, run_id: copy.id })),
        ),
        100,
      );
      const page = await services.approvalService.list(
        { waiting: 'me', limit: 3 },
        eve,
      );
      expect(page.items.map(({ run }) => run.id)).toEqual(ids);
      expect(await queries()).toBe(few);
      await services
        .knex('runs')
        .whereIn(
          'id',
          copies.map(copy => copy.id),
        )
        .delete();
    });

    it('leaves out what the caller requested, or has approved already', async () => {
      await rule({
        approvers: { refs: ['user:default/dev', 'group:default/approvers'] },
        approvals: 2,
      });
      const id = await waiting();
      expect(await inbox('me', dev)).not.toContain(id);
      expect(await inbox('me', bea)).toContain(id);
      await approve(id, bea);
      expect(await inbox('me', bea)).not.toContain(id);
      expect(await inbox('me', ada)).toContain(id);
    });

    it('pages through more than it shows at once', async () => {
      await rule();
      const mine = await waiting();
      resource = await addResource(services, template, { version });
      const other = await waiting();
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await services.approvalService.list(
          { waiting: 'me', limit: 1, cursor },
          ada,
        );
        found.push(...page.items.map(({ run }) => run.id));
        cursor = page.nextCursor;
      } while (cursor);
      expect(found.indexOf(mine)).toBeLessThan(found.indexOf(other));
      expect(found).toEqual(expect.arrayContaining([mine, other]));
    });
  });
});
