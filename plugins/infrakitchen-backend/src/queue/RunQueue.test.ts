import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { createDeferred } from '@backstage/types';
import { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { createRunQueue } from './createRunQueue';
import { GraphileRunQueue } from './GraphileRunQueue';
import { InProcessRunQueue } from './InProcessRunQueue';
import { createRunJobsTable, Recorder } from './testing';
import { RunJob, RunQueue } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('RunQueue, %p', databaseId => {
  let knex: Knex;
  let queues: RunQueue[];

  beforeEach(async () => {
    knex = await databases.init(databaseId);
    await createRunJobsTable(knex);
    queues = [];
  });

  afterEach(async () => {
    await Promise.all(queues.map(queue => queue.stop({ graceMs: 10_000 })));
  });

  async function openQueue(): Promise<RunQueue> {
    const logger = mockServices.logger.mock({ child: () => logger });
    const queue = await createRunQueue({ knex, logger });
    queues.push(queue);
    return queue;
  }

  async function add(queue: RunQueue, job: RunJob, priority = 100) {
    await knex.transaction(tx => queue.enqueue(tx, job, { priority }));
    queue.committed();
  }

  const plan = (runId: string = randomUUID()): RunJob => ({
    runId,
    phase: 'plan',
  });

  it('uses the engine that fits the database', async () => {
    expect(await openQueue()).toBeInstanceOf(
      databaseId === 'SQLITE_3' ? InProcessRunQueue : GraphileRunQueue,
    );
  });

  it('hands a job to the handler after the commit', async () => {
    const queue = await openQueue();
    const recorder = new Recorder();
    await queue.start({ concurrency: 2, handler: recorder.handler });

    const job: RunJob = { runId: randomUUID(), phase: 'apply' };
    await add(queue, job);

    await recorder.finished(1);
    expect(recorder.jobs).toEqual([job]);
  });

  it('adds nothing when the transaction is rolled back', async () => {
    const queue = await openQueue();
    const lost = plan();
    await expect(
      knex.transaction(async tx => {
        await queue.enqueue(tx, lost, { priority: 1 });
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    const kept = plan();
    await add(queue, kept, 2);

    const recorder = new Recorder();
    await queue.start({ concurrency: 1, handler: recorder.handler });
    await recorder.finished(1);
    await queue.stop({ graceMs: 10_000 });

    expect(recorder.jobs).toEqual([kept]);
  });

  it('hands out by priority, then in the order of arrival', async () => {
    const queue = await openQueue();
    const [late, first, second, early] = [plan(), plan(), plan(), plan()];
    await add(queue, late, 300);
    await add(queue, first, 200);
    await add(queue, second, 200);
    await add(queue, early, 100);

    const recorder = new Recorder();
    await queue.start({ concurrency: 1, handler: recorder.handler });
    await recorder.finished(4);

    expect(recorder.jobs).toEqual([early, first, second, late]);
  });

  it('ignores a second add of a job that waits', async () => {
    const queue = await openQueue();
    const [twice, other] = [plan(), plan()];
    const nextPhase: RunJob = { ...twice, phase: 'apply' };
    await add(queue, twice, 200);
    await add(queue, other, 100);
    await add(queue, twice, 1);
    await add(queue, nextPhase, 300);

    const recorder = new Recorder();
    await queue.start({ concurrency: 1, handler: recorder.handler });
    await recorder.finished(3);
    await queue.stop({ graceMs: 10_000 });

    expect(recorder.jobs).toEqual([other, twice, nextPhase]);
  });

  it('takes a job again that has already been handed out', async () => {
    const queue = await openQueue();
    const job = plan();
    const recorder = new Recorder();
    recorder.block();
    await queue.start({ concurrency: 2, handler: recorder.handler });
    await add(queue, job);
    await recorder.started(1);

    await add(queue, job);
    await recorder.started(2);
    recorder.unblock();
    await recorder.finished(2);

    expect(recorder.jobs).toEqual([job, job]);
  });

  it('keeps to its concurrency', async () => {
    const queue = await openQueue();
    for (let i = 0; i < 6; i++) {
      await add(queue, plan());
    }
    const recorder = new Recorder();
    recorder.block();
    await queue.start({ concurrency: 2, handler: recorder.handler });
    await recorder.started(2);
    recorder.unblock();
    await recorder.finished(6);

    expect(recorder.peak).toBe(2);
  });

  it('goes on after a handler failed', async () => {
    const queue = await openQueue();
    const [bad, good] = [plan(), plan()];
    await add(queue, bad, 1);
    await add(queue, good, 2);

    const recorder = new Recorder();
    recorder.failOn(bad.runId);
    await queue.start({ concurrency: 1, handler: recorder.handler });
    await recorder.finished(2);
    await queue.stop({ graceMs: 10_000 });

    expect(recorder.jobs).toEqual([bad, good]);
    expect(await waitingJobs()).toBe(0);
  });

  it('hands out what an earlier process left behind', async () => {
    const before = await openQueue();
    const jobs = [plan(), plan()];
    await add(before, jobs[0], 1);
    await add(before, jobs[1], 2);
    await before.stop({ graceMs: 10_000 });

    const after = await openQueue();
    const recorder = new Recorder();
    await after.start({ concurrency: 1, handler: recorder.handler });
    await recorder.finished(2);

    expect(recorder.jobs).toEqual(jobs);
  });

  it('waits for running handlers when stopped, and claims no more', async () => {
    const queue = await openQueue();
    const [running, waiting] = [plan(), plan()];
    await add(queue, running, 1);
    await add(queue, waiting, 2);
    const recorder = new Recorder();
    recorder.block();
    await queue.start({ concurrency: 1, handler: recorder.handler });
    await recorder.started(1);

    const stopped = queue.stop({ graceMs: 30_000 });
    await expect(
      Promise.race([stopped, Promise.resolve('still running')]),
    ).resolves.toBe('still running');
    recorder.unblock();
    await stopped;

    expect(recorder.running).toBe(0);
    expect(recorder.jobs).toEqual([running]);
    expect(await waitingJobs()).toBe(1);
  });

  it('leaves a handler behind that outlives the grace period', async () => {
    const queue = await openQueue();
    const recorder = new Recorder();
    recorder.block();
    await queue.start({ concurrency: 1, handler: recorder.handler });
    await add(queue, plan());
    await recorder.started(1);

    await queue.stop({ graceMs: 10 });
    expect(recorder.running).toBe(1);

    recorder.unblock();
    await recorder.finished(1);
  });

  it('refuses to start twice', async () => {
    const queue = await openQueue();
    const handler = async () => createDeferred();
    await queue.start({ concurrency: 1, handler });
    await expect(queue.start({ concurrency: 1, handler })).rejects.toThrow(
      'already been started',
    );
  });

  async function waitingJobs(): Promise<number> {
    const table =
      databaseId === 'SQLITE_3'
        ? knex('run_jobs')
        : knex('infrakitchen_queue.jobs');
    const [{ count }] = await table.count({ count: '*' });
    return Number(count);
  }
});
