import { TestDatabases } from '@backstage/backend-test-utils';
import type { Plan } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { fakePlan } from '../__testUtils__/fakePlan';
import {
  addResource,
  addTemplate,
  addVersion,
  variable,
} from '../__testUtils__/serviceFixture';
import { sealPlanFile } from '../runs/fingerprint';
import { eve, ada, bea, useApprovals } from './__testUtils__/approvalFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())(
  'approvals and plans that change, %s',
  database => {
    const fixture = useApprovals(databases, database);
    const {
      rule,
      get,
      request,
      detail,
      digestOf,
      approve,
      edit,
      waiting,
      provision,
      jobs,
      auditOf,
      grant,
    } = fixture;

    describe('between approval and apply', () => {
      /** Takes the job that the approval made, as a worker does. */
      const apply = async (id: string) => fixture.services.worker.work(id);

      it('voids the approval of who may no longer approve', async () => {
        await rule({ approvers: {} });
        await grant('user:default/ada', 'admin');
        const id = await waiting();
        await approve(id);
        await fixture.services.knex('grants').delete();
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
        await fixture.services
          .knex('approvals')
          .update({ expires_at: Date.now() - 1 });
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
        const claimed = await fixture.services.worker.claim(id);
        const stale = await fixture.services.worker.move(claimed, 'queued', {
          note: 'Stale: the state was changed',
        });
        await fixture.services.store.release(stale);
        return {
          digest,
          run: await fixture.services.worker.work(id, { plan }),
        };
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
        fixture.services
          .knex('run_jobs')
          .where({ run_id: runId, phase: 'plan' });
      const waitsFor = () =>
        fixture.services.knex('outbox').where({ topic: 'approval.requested' });

      it.each<[string, string, (id: string) => Promise<unknown>]>([
        [
          'the state was changed',
          'a state was pushed',
          () =>
            fixture.services.states.write({
              resourceId: fixture.resource.id,
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
            fixture.services
              .knex('template_versions')
              .where({ id: fixture.version.id })
              .update({ commit_sha: 'd'.repeat(40) }),
        ],
        [
          'the inputs have changed',
          'a value was written by another way',
          () =>
            fixture.services
              .knex('resources')
              .where({ id: fixture.resource.id })
              .update({ own_values: JSON.stringify({ size: 7 }) }),
        ],
        [
          'the plan file is not the one that was stored',
          'the plan file was exchanged',
          id =>
            fixture.services
              .knex('runs')
              .where({ id })
              .update({
                plan_file: sealPlanFile(
                  fixture.services.keys,
                  id,
                  Buffer.from('another one'),
                ),
              }),
        ],
      ])(
        'refuses since %s, where %s, and plans again',
        async (why, _, move) => {
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
          await fixture.services.knex('outbox').delete();
          expect((await fixture.services.worker.work(id)).state).toBe(
            'awaiting_approval',
          );
          expect(await waitsFor()).toHaveLength(1);
          await approve(id);
          expect((await detail(id)).state).toBe('apply_queued');
        },
      );

      it('refuses what a parent puts out anew, for each who approves at once, and plans again once', async () => {
        const parent = fixture.resource;
        const below = await addTemplate(fixture.services, {
          parents: [fixture.template],
        });
        const fed = await addVersion(fixture.services, below, {
          variables: [variable('from', 'string')],
          rules: {
            from: {
              reference: { templateId: fixture.template.id, output: 'id' },
            },
          },
        });
        const { id: provisioning } = await request('provision');
        await fixture.services.worker.work(provisioning, {
          outputs: { id: 'first' },
        });
        fixture.resource = await addResource(fixture.services, below, {
          version: fed,
          parentIds: [parent.id],
        });
        await rule({ scope: { kind: 'template', id: below.id } });
        const id = await waiting();
        const digest = await digestOf(id);
        await fixture.services
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
        expect((await fixture.services.worker.work(id)).state).toBe(
          'awaiting_approval',
        );
        await expect(approve(id, ada, digest)).rejects.toMatchObject({
          code: 'plan_changed',
        });
        await approve(id);
        expect((await fixture.services.worker.work(id)).state).toBe(
          'succeeded',
        );
      });

      it('refuses where the change says something else', async () => {
        await provision();
        await rule();
        await edit({ description: 'asked for' });
        const id = await waiting('update', {
          ...fakePlan('update'),
          changes: [],
        });
        const change = await fixture.services.changes.get(fixture.resource.id);
        await fixture.services.changes.put(fixture.services.knex, {
          ...change!,
          payload: { metadata: { description: 'something else' } },
        });
        await expect(approve(id)).rejects.toMatchObject({
          code: 'plan_stale',
          message: expect.stringContaining('the change was edited'),
        });
      });

      it('plans again where nothing could be planned any more, and ends with the reason', async () => {
        const below = await addTemplate(fixture.services, {
          parents: [fixture.template],
        });
        const own = await addVersion(fixture.services, below);
        await provision();
        const parent = fixture.resource;
        fixture.resource = await addResource(fixture.services, below, {
          version: own,
          parentIds: [parent.id],
        });
        await rule({ scope: { kind: 'template', id: below.id } });
        const id = await waiting();
        await fixture.services
          .knex('resources')
          .where({ id: parent.id })
          .update({ state: 'destroyed' });
        await expect(approve(id)).rejects.toMatchObject({
          code: 'plan_stale',
          message: expect.stringContaining(parent.name),
        });
        expect((await detail(id)).state).toBe('queued');
        await expect(fixture.services.worker.work(id)).rejects.toMatchObject({
          code: 'parent_not_provisioned',
        });
      });
    });
  },
);
