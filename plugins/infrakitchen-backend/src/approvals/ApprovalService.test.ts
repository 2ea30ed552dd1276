import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import type { ApprovalRuleInput } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  dev,
  eve,
  ada,
  bea,
  useApprovals,
} from './__testUtils__/approvalFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('approvals, %s', database => {
  const fixture = useApprovals(databases, database);
  const {
    rule,
    get,
    detail,
    digestOf,
    approve,
    reject,
    edit,
    waiting,
    provision,
    jobs,
    auditOf,
    grant,
  } = fixture;

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
      const run = await fixture.services.worker.work(id);
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
      const [{ payload }] = await fixture.services
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
          fixture.services.approvalService.reject(id, {
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
        fixture.services.approvalService.approve(id, ada),
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
      expect(fixture.resource.state).toBe('provisioned');
    });

    it('as a narrower rule exempts it', async () => {
      await rule({ scope: { kind: 'global' } });
      await rule({ effect: 'exempt' });
      await provision();
      expect(fixture.resource.state).toBe('provisioned');
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
      await fixture.services.knex('approval_rules').update({ enabled: false });
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
      const { items } = await fixture.services.resourceService.revisions(
        fixture.resource.id,
        {
          limit: 2,
        },
      );
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

  it('can be cancelled while it waits', async () => {
    await provision();
    await rule();
    await edit({ values: { size: 2 } });
    const id = await waiting('update');
    await fixture.services.runService.cancel(id, dev);
    expect((await detail(id)).state).toBe('cancelled');
    expect(await get()).toMatchObject({
      status: 'done',
      hasPendingChange: true,
      activeRun: undefined,
    });
  });
});
