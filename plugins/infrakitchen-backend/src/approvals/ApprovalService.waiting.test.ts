import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import { fakePlan } from '../__testUtils__/fakePlan';
import { ann } from '../__testUtils__/serviceFixture';
import {
  dev,
  eve,
  sweeper,
  useApprovals,
} from './__testUtils__/approvalFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())(
  'what waits for approval, %s',
  database => {
    const fixture = useApprovals(databases, database);
    const { rule, get, detail, approve, edit, waiting, provision, auditOf } =
      fixture;

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
        await expect(approve(id)).rejects.toMatchObject({
          code: 'not_waiting',
        });
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
        await fixture.services.resourceService.discardChange(
          fixture.resource.id,
          dev,
        );
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
        await fixture.services.waiting.expire(sweeper);
        expect((await detail(id)).state).toBe('awaiting_approval');
        await fixture.services
          .knex('runs')
          .where({ id })
          .update({ approval_expires_at: Date.now() - 1 });
        await expect(approve(id)).rejects.toMatchObject({
          code: 'approval_expired',
        });
        await Promise.all([
          fixture.services.waiting.expire(sweeper),
          fixture.services.waiting.expire(sweeper),
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
          await fixture.services
            .knex('outbox')
            .where({ topic: 'approval.requested' })
        ).map(({ payload }) => JSON.parse(payload));

      it('ask those who were not asked before, once', async () => {
        const { id: ruleId } = await rule();
        const id = await waiting();
        await fixture.services.knex('outbox').delete();
        await fixture.services.waiting.reconsider(sweeper);
        expect(await requested()).toEqual([]);
        await rule({ approvers: { refs: ['user:default/eve'] } });
        await Promise.all([
          fixture.services.waiting.reconsider(sweeper),
          fixture.services.waiting.reconsider(sweeper),
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
        const row = await fixture.services.knex('runs').where({ id }).first();
        const copies = Array.from({ length: 60 }, (_, index) => ({
          ...row,
          id: randomUUID(),
          created_at: Number(row.created_at) + index,
        }));
        await fixture.services.knex.batchInsert('runs', copies, 10);
        await fixture.services.ruleService.delete(made.id, ann);
        await fixture.services.waiting.reconsider(sweeper);
        expect(
          await fixture.services
            .knex('runs')
            .where({ resource_id: fixture.resource.id, state: 'apply_queued' }),
        ).toHaveLength(61);
      });
    });

    it('goes on by itself where the rules ask for nobody any more', async () => {
      const made = await rule();
      const id = await waiting();
      await fixture.services.ruleService.delete(made.id, ann);
      await fixture.services.waiting.reconsider(sweeper);
      expect((await detail(id)).state).toBe('apply_queued');
      expect((await fixture.services.worker.work(id)).state).toBe('succeeded');
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
              {
                field: 'description',
                after: 'new',
                author: 'user:default/dev',
              },
              { field: 'labels', before: [], after: ['x'] },
            ],
          },
        });
        const id = await waiting('update', {
          ...fakePlan('update'),
          changes: [],
        });
        await approve(id);
        await fixture.services.worker.work(id);
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
            await fixture.services
              .knex('templates')
              .where({ id: fixture.template.id })
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
        await fixture.services.ruleService.delete(made.id, ann);
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
        expect((await fixture.services.worker.work(run!.id)).state).toBe(
          'awaiting_approval',
        );
        const next = await edit({ values: { size: 3 }, apply: true }, eve);
        expect(next.supersededRun).toEqual({ id: run!.id });
        expect((await detail(next.run!.id)).requestedBy).toBe(
          'user:default/eve',
        );
      });
    });

    describe('preview', () => {
      it('tells who would have to approve what, and why', async () => {
        const { name } = await rule({ destructiveApprovals: 1 });
        const preview = await fixture.services.approvalService.preview(
          fixture.resource.id,
          'provision',
          dev,
        );
        expect(preview).toMatchObject([
          {
            ruleName: name,
            approvals: 2,
            dependsOnPlan: true,
            excluded: [{ ref: 'user:default/dev', why: 'requester' }],
            why: expect.arrayContaining([
              expect.stringContaining(fixture.template.name),
            ]),
          },
        ]);
      });

      it('refuses an unknown resource', async () => {
        await expect(
          fixture.services.approvalService.preview(
            fixture.template.id,
            'update',
            dev,
          ),
        ).rejects.toMatchObject({ code: 'resource_not_found' });
      });
    });
  },
);
