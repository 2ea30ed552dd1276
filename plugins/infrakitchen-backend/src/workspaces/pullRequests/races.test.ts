import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import {
  createPullRequestWorld,
  type PullRequestWorld,
} from './__testUtils__/pullRequestWorld';

jest.setTimeout(180_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('at the same moment on %s', id => {
  let knex: Knex;
  let world: PullRequestWorld;

  beforeAll(async () => {
    knex = await databases.init(id);
    world = await createPullRequestWorld(knex);
  });

  afterAll(async () => {
    await world?.stop();
  });

  const appliesOf = async (runId: string) =>
    (await world.services.store.transitions(runId)).filter(
      ({ to }) => to === 'apply_queued',
    ).length;

  it('two backends publish: one branch, one pull request', async () => {
    const { parts, real } = world;
    const other = world.create();
    for (let round = 0; round < 3; round++) {
      const count = real.pullRequests.length;
      const made = await world.resource();
      const run = await world.plan(made.id, 'provision');
      await Promise.all([
        parts.flow.runChanged(run.id),
        other.flow.runChanged(run.id),
        parts.flow.runChanged(run.id),
      ]);
      expect(await world.rowsOf(run.id)).toMatchObject([{ state: 'open' }]);
      expect(real.pullRequests.length).toBe(count + 1);
    }
  });

  it('two readers find it merged: it is approved once', async () => {
    const { parts, people } = world;
    const other = world.create();
    const made = await world.resource();
    const { run, row, pullRequest } = await world.proposed(made.id);
    await pullRequest.merge(people.stranger);
    await Promise.all([
      parts.flow.look(row.id, 'webhook'),
      other.flow.look(row.id, 'sweeper'),
      parts.flow.look(row.id, 'sweeper'),
    ]);
    expect((await world.run(run.id)).state).toBe('apply_queued');
    expect(await appliesOf(run.id)).toBe(1);
    const merges = await knex('approvals').where({ run_id: run.id });
    expect(new Set(merges.map(({ rule_id }) => rule_id)).size).toBe(
      merges.length,
    );
  });

  it('merged there and rejected here: exactly one wins, and the other is told', async () => {
    const { parts, people, services, as } = world;
    for (let round = 0; round < 6; round++) {
      const made = await world.resource();
      const { run, row, pullRequest } = await world.proposed(made.id);
      await pullRequest.merge(people.stranger);
      const [, rejected] = await Promise.allSettled([
        parts.flow.look(row.id, 'webhook'),
        services.approvalService.reject(run.id, {
          ...as('approver'),
          digest: run.planDigest,
          reason: 'No',
        }),
      ]);
      const { state } = await world.run(run.id);
      await parts.flow.runChanged(run.id);
      const after = await parts.rows.require(row.id);
      expect(after.state).toBe('merged');
      const told = {
        state,
        refusal:
          rejected.status === 'rejected' ? rejected.reason.code : undefined,
        isLate: after.problem?.includes('nothing of what was merged') ?? false,
        comments: pullRequest.comments.filter(({ body }) =>
          body.includes('Nothing was applied of this'),
        ).length,
      };
      expect([
        {
          state: 'rejected',
          refusal: undefined,
          isLate: true,
          comments: 1,
        },
        {
          state: 'apply_queued',
          refusal: 'not_waiting',
          isLate: false,
          comments: 0,
        },
      ]).toContainEqual(told);
    }
  });

  it('closed there and approved here: exactly one wins', async () => {
    const { parts, people, services, as } = world;
    for (let round = 0; round < 4; round++) {
      const made = await world.resource();
      const { run, row, pullRequest } = await world.proposed(made.id);
      pullRequest.close(people.ann);
      await Promise.allSettled([
        parts.flow.look(row.id, 'webhook'),
        services.approvalService.approve(run.id, {
          ...as('approver'),
          digest: run.planDigest,
        }),
      ]);
      await parts.flow.look(row.id, 'webhook');
      expect((await world.run(run.id)).state).toBe('rejected');
      expect(pullRequest.state).toBe('closed');
    }
  });

  it('a lease that ran out passes on, and its holder writes nothing more', async () => {
    const { parts } = world;
    const made = await world.resource();
    const { row } = await world.proposed(made.id);
    expect(await parts.rows.hold(row.id, made.id, 60_000)).toBe(true);
    expect(await parts.rows.hold(row.id, row.id, 60_000)).toBe(false);
    await knex('pull_requests').where({ id: row.id }).update({ held_until: 1 });
    expect(await parts.rows.hold(row.id, row.id, 60_000)).toBe(true);
    await expect(
      parts.rows.patch(row, made.id, { problem: 'late' }),
    ).rejects.toThrow('somebody else');
    await parts.rows.letGo(row.id, row.id);
  });

  it('200 webhooks a second lead to few looks', async () => {
    const { parts, host } = world;
    const made = await world.resource();
    const { row } = await world.proposed(made.id);
    const before = host.calls.pullRequest ?? 0;
    parts.waker.start();
    await Promise.all(
      Array.from({ length: 200 }, () => parts.waker.wake([row.id], 'webhook')),
    );
    await parts.waker.idle();
    await parts.waker.stop();
    expect((host.calls.pullRequest ?? 0) - before).toBeLessThanOrEqual(3);
  });
});
