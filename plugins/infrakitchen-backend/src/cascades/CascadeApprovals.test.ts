import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  ApprovalRuleInput,
  Resource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { ann, as, bob, fresh } from '../__testUtils__/serviceFixture';
import {
  createCascadeFixture,
  type CascadeFixture,
} from './__testUtils__/cascadeFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const eve = as('eve');
const dan = as('dan');

describe.each(databases.eachSupportedId())(
  'approvals of cascades, %s',
  database => {
    let knex: Knex;
    let fixture: CascadeFixture;

    beforeAll(async () => {
      knex = await databases.init(database);
      fixture = await createCascadeFixture(knex);
    });

    afterEach(async () => {
      await knex('approval_rules').delete();
    });

    const rule = (input: Partial<ApprovalRuleInput> = {}) =>
      fixture.ruleService.create(
        {
          name: fresh('rule '),
          scope: { kind: 'global' },
          effect: 'require',
          ...input,
        } as ApprovalRuleInput,
        ann,
      );
    const get = (id: string, caller = ann) =>
      fixture.cascadeService.get(id, caller);
    const decide = async (
      id: string,
      decision: 'approve' | 'reject',
      caller: typeof ann,
      more: { digest?: string; reason?: string } = {},
    ) => {
      const { digest } = await get(id);
      return fixture.cascadeService.act(id, decision, {
        ...caller,
        digest,
        reason: 'seen',
        ...more,
      });
    };
    const code = (work: Promise<unknown>) =>
      work.then(
        () => 'accepted',
        error => error.code,
      );
    /** A destruction that waits for approval. */
    const waiting = async (root: Resource) => {
      const { id, state } = await fixture.confirmed({
        kind: 'destroy',
        rootId: root.id,
      });
      expect(state).toBe('awaiting_approval');
      return id;
    };
    const statesOfRuns = (id: string) =>
      knex('runs').where({ cascade_id: id, kind: 'destroy' }).pluck('state');

    it('asks once for all plans, and applies exactly these', async () => {
      const { root, net, db, app } = await fixture.diamond();
      await rule();
      const id = await waiting(root);
      expect(await get(id)).toMatchObject({
        approval: {
          requirements: [{ approvals: 1, given: 0 }],
          canDecide: false,
          refusals: [{ code: 'own_request' }],
        },
      });
      expect(await get(id, bob)).toMatchObject({
        approval: { canDecide: true },
      });
      expect(await code(decide(id, 'approve', ann))).toBe('own_request');
      expect(await code(decide(id, 'approve', bob, { digest: 'x' }))).toBe(
        'plan_changed',
      );
      expect((await decide(id, 'approve', bob)).state).toBe('running');
      expect(await fixture.drive(id)).toBe('succeeded');
      expect(await fixture.built(root, net, db, app)).toEqual(
        Array(4).fill('destroyed'),
      );
      expect(await statesOfRuns(id)).toEqual(Array(3).fill('succeeded'));
      const [run] = await knex('runs').where({
        cascade_id: id,
        resource_id: app.id,
        kind: 'destroy',
      });
      const steps = await fixture.runService.get(run.id, ann);
      expect(steps.transitions.map(({ to }) => to)).not.toContain(
        'awaiting_approval',
      );
    });

    it('has a run wait by itself whose plan is another one than was approved', async () => {
      const { root, net, app } = await fixture.diamond({ wired: true });
      await fixture.outdate(net, app);
      await rule();
      const { id } = await fixture.confirmed({
        kind: 'update',
        rootId: root.id,
      });
      await decide(id, 'approve', bob);
      const moving = ({ resourceName }: { resourceName: string }) => ({
        outputs: { id: `moved ${resourceName}` },
      });
      expect(await fixture.drive(id, moving)).toBe('running');
      const [, later] = await fixture.items(id);
      expect(later).toMatchObject({
        resource: { name: app.name },
        state: 'awaiting_approval',
        runState: 'awaiting_approval',
        planChanged: true,
      });
      const run = await fixture.runService.get(later.runId!, bob);
      expect(run.approval).toMatchObject({
        canDecide: true,
        requirements: [{ given: 0 }],
      });
      expect(run.transitions.at(-1)!.note).toMatch(
        /bob counts no longer: The plan is another one now/,
      );
      await fixture.approvalService.approve(run.id, {
        ...bob,
        digest: run.planDigest,
      });
      await fixture.worker.work(run.id);
      expect(await fixture.drive(id, moving)).toBe('succeeded');
    });

    it('needs nobody where no rule asks, and nobody more where rules were switched off', async () => {
      const { root, net } = await fixture.diamond();
      await fixture.outdate(net);
      const { state } = await fixture.confirmed({
        kind: 'update',
        rootId: root.id,
      });
      expect(state).toBe('running');
      const other = await fixture.diamond();
      await rule();
      const id = await waiting(other.root);
      await knex('approval_rules').delete();
      await fixture.cascadeDriver.reconsider();
      expect(await fixture.drive(id)).toBe('succeeded');
    });

    it('takes whoever the rule of each plan asks for', async () => {
      const { root, net, db } = await fixture.diamond();
      await rule({
        scope: { kind: 'template', id: net.templateId },
        approvers: { refs: ['user:default/bob'] },
      });
      await rule({
        scope: { kind: 'template', id: db.templateId },
        approvers: { refs: ['user:default/eve'] },
      });
      const id = await waiting(root);
      expect((await decide(id, 'approve', bob)).state).toBe(
        'awaiting_approval',
      );
      expect(await code(decide(id, 'approve', bob))).toBe('approved_already');
      expect((await decide(id, 'approve', eve)).state).toBe('running');
    });

    it('counts a role only where it is held on every plan that is asked about', async () => {
      const { root, net, db, app } = await fixture.diamond();
      const grantTo = (resource: Resource) =>
        knex('grants').insert({
          id: randomUUID(),
          principal_ref: 'user:default/dan',
          role: 'admin',
          scope_kind: 'resource',
          scope_id: resource.id,
          created_by: 'user:default/ann',
          created_at: 1,
        });
      await rule();
      const id = await waiting(root);
      await grantTo(net);
      await grantTo(app);
      expect(await code(decide(id, 'approve', dan))).toBe('not_an_approver');
      await grantTo(db);
      expect((await decide(id, 'approve', dan)).state).toBe('running');
      await knex('grants').where({ scope_id: db.id }).delete();
      expect(await fixture.drive(id)).toBe('running');
      const held = (await fixture.items(id)).filter(
        ({ state }) => state === 'awaiting_approval',
      );
      expect(held.map(({ resource }) => resource.name)).toEqual([db.name]);
    });

    it('counts each approval once, also two at the same moment', async () => {
      const { root } = await fixture.diamond();
      await rule({ approvals: 2 });
      const id = await waiting(root);
      const both = await Promise.all([
        code(decide(id, 'approve', bob)),
        code(decide(id, 'approve', bob)),
      ]);
      expect(both.filter(found => found === 'accepted')).toHaveLength(1);
      expect((await get(id)).state).toBe('awaiting_approval');
      const last = await Promise.all([
        code(decide(id, 'approve', eve)),
        code(decide(id, 'reject', eve)),
      ]);
      expect(last.filter(found => found === 'accepted')).toHaveLength(1);
      const { state } = await get(id);
      expect(['running', 'rejected']).toContain(state);
    });

    it('ends with a rejection, which needs a reason and lets go of everything', async () => {
      const { root } = await fixture.diamond();
      await rule();
      const id = await waiting(root);
      expect(await code(decide(id, 'reject', bob, { reason: ' ' }))).toBe(
        'comment_missing',
      );
      expect(await code(decide(id, 'reject', ann))).toBe('own_request');
      expect(await decide(id, 'reject', bob)).toMatchObject({
        state: 'rejected',
        error: { message: 'seen' },
      });
      expect(await code(decide(id, 'approve', eve))).toBe(
        'wrong_cascade_state',
      );
      expect(await statesOfRuns(id)).toEqual([]);
      await fixture.start({ kind: 'destroy', rootId: root.id });
    });

    it('cannot be rejected any more where the rules let it go on', async () => {
      const { root } = await fixture.diamond();
      await rule();
      const id = await waiting(root);
      await knex('approval_rules').delete();
      expect(await code(decide(id, 'reject', bob))).toBe('nothing_to_decide');
      expect((await decide(id, 'approve', bob)).state).toBe('running');
    });

    it('expires where nobody approves in time', async () => {
      const { root } = await fixture.diamond();
      await rule({ expiresAfterHours: 1 });
      const id = await waiting(root);
      expect((await get(id)).expiresAt).toBeDefined();
      await knex('cascades').where({ id }).update({ expires_at: 1 });
      expect(await code(decide(id, 'approve', bob))).toBe('approval_expired');
      await fixture.cascadeDriver.sweep();
      expect(await get(id)).toMatchObject({
        state: 'cancelled',
        error: { code: 'approval_expired' },
      });
    });
  },
);
