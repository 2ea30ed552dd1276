import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { createMemoryHost } from './__testUtils__/memoryHost';
import {
  createPullRequestWorld,
  type PullRequestWorld,
} from './__testUtils__/pullRequestWorld';

jest.setTimeout(600_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const COUNT = 200;
const ends = ['merged', 'closed', 'merged', 'left', 'approved'] as const;

/** The same sequence each time, so that a test fails again. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

describe.each(databases.eachSupportedId())('bad webhooks on %s', id => {
  let knex: Knex;
  let world: PullRequestWorld;
  let merge: ReturnType<typeof createMemoryHost>['merge'];
  let close: ReturnType<typeof createMemoryHost>['close'];

  beforeAll(async () => {
    knex = await databases.init(id);
    const memory = createMemoryHost();
    world = await createPullRequestWorld(knex, { git: memory.git });
    world.use(memory.host);
    ({ merge, close } = memory);
  });

  afterAll(async () => {
    await world?.stop();
  });

  it(`30 % lost, 20 % doubled, the rest shuffled: ${COUNT} pull requests end as they should, none applied twice`, async () => {
    const { parts, services, as } = world;
    const stranger = { id: '7', login: 'stranger' };
    const random = createRandom(4_711);
    const other = world.create();
    const all: { runId: string; rowId: string; end: (typeof ends)[number] }[] =
      [];
    const deliveries: string[] = [];
    for (let index = 0; index < COUNT; index++) {
      const made = await world.resource();
      const run = await world.plan(made.id, 'provision');
      await parts.flow.runChanged(run.id);
      const [row] = await world.rowsOf(run.id);
      const end = ends[index % ends.length];
      if (end === 'merged') {
        merge(row.number!, stranger);
      } else if (end === 'closed') {
        close(row.number!, stranger);
      } else if (end === 'approved') {
        await services.approvalService.approve(run.id, {
          ...as('approver'),
          digest: run.planDigest,
        });
      }
      all.push({ runId: run.id, rowId: row.id, end });
      const copies = random() < 0.3 ? 0 : 1 + Number(random() < 0.2);
      deliveries.push(...Array(copies).fill(row.id));
    }
    deliveries.sort(() => random() - 0.5);
    // Two backends hear of them, in any order, each with a part of it.
    parts.waker.start();
    other.waker.start();
    await Promise.all(
      deliveries.map(rowId =>
        (random() < 0.5 ? parts : other).waker.wake([rowId], 'webhook'),
      ),
    );
    await Promise.all([parts.waker.idle(), other.waker.idle()]);
    // What was lost is found by polling.
    await knex('pull_requests')
      .whereIn('state', ['opening', 'open'])
      .update({ poll_at: 1 });
    for (let round = 0; round < 4; round++) {
      await Promise.all([parts.waker.sweep(), other.waker.sweep()]);
      await Promise.all([parts.waker.idle(), other.waker.idle()]);
    }
    await parts.waker.stop();
    await other.waker.stop();

    const states = { merged: 'apply_queued', approved: 'apply_queued' };
    for (const { runId, end } of all) {
      const { state } = await world.run(runId);
      expect([end, state]).toEqual([
        end,
        { ...states, closed: 'rejected', left: 'awaiting_approval' }[end],
      ]);
    }
    const releases: { run_id: string; count: number }[] = await knex(
      'run_transitions',
    )
      .whereIn('to_state', ['apply_queued', 'rejected'])
      .groupBy('run_id')
      .select('run_id')
      .count({ count: '*' });
    expect(releases).toHaveLength((COUNT / ends.length) * 4);
    expect(releases.every(({ count }) => Number(count) === 1)).toBe(true);
  });
});
