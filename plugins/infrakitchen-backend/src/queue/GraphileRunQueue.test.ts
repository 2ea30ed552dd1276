import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import knexFactory, { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { GraphileRunQueue } from './GraphileRunQueue';
import { Recorder } from './testing';
import { RunJob } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const describePostgres = databases.supports('POSTGRES_15')
  ? describe
  : describe.skip;

describePostgres('GraphileRunQueue', () => {
  let knex: Knex;
  let queues: GraphileRunQueue[];

  beforeEach(async () => {
    knex = await databases.init('POSTGRES_15');
    queues = [];
  });

  afterEach(async () => {
    await Promise.all(queues.map(queue => queue.stop({ graceMs: 10_000 })));
  });

  async function openQueue(connection: Knex = knex) {
    const logger = mockServices.logger.mock({ child: () => logger });
    const queue = await GraphileRunQueue.create({ knex: connection, logger });
    queues.push(queue);
    return queue;
  }

  async function add(queue: GraphileRunQueue, job: RunJob) {
    await knex.transaction(tx => queue.enqueue(tx, job, { priority: 100 }));
  }

  const plan = (): RunJob => ({ runId: randomUUID(), phase: 'plan' });

  const connections = () =>
    knex('pg_stat_activity')
      .where({ application_name: 'infrakitchen-queue' })
      .andWhereRaw('datname = current_database()');

  it('shares the jobs between replicas, each job once', async () => {
    const replicas = await Promise.all([openQueue(), openQueue()]);
    const recorders = replicas.map(() => new Recorder());
    recorders.forEach(recorder => recorder.block());
    const jobs = Array.from({ length: 40 }, plan);
    await knex.transaction(async tx => {
      for (const job of jobs) {
        await replicas[0].enqueue(tx, job, { priority: 100 });
      }
    });

    await Promise.all(
      replicas.map((replica, i) =>
        replica.start({ concurrency: 3, handler: recorders[i].handler }),
      ),
    );
    await Promise.all(recorders.map(recorder => recorder.started(3)));
    recorders.forEach(recorder => recorder.unblock());
    await Promise.all(
      replicas.map(replica => replica.stop({ graceMs: 30_000 })),
    );
    const third = await openQueue();
    const rest = new Recorder();
    await third.start({ concurrency: 3, handler: rest.handler });
    const handled = () => [...recorders, rest].flatMap(r => r.jobs);
    await rest.finished(jobs.length - recorders.flatMap(r => r.jobs).length);

    const ids = (list: RunJob[]) => list.map(job => job.runId).sort();
    expect(ids(handled())).toEqual(ids(jobs));
  });

  it('hands a job out that another replica added', async () => {
    const [api, worker] = await Promise.all([openQueue(), openQueue()]);
    const recorder = new Recorder();
    await worker.start({ concurrency: 1, handler: recorder.handler });
    const job = plan();
    await add(api, job);
    await recorder.finished(1);
    expect(recorder.jobs).toEqual([job]);
  });

  it('recovers from lost connections', async () => {
    const queue = await openQueue();
    const recorder = new Recorder();
    recorder.block();
    await queue.start({ concurrency: 2, handler: recorder.handler });
    await add(queue, plan());
    await recorder.started(1);

    await connections().select(knex.raw('pg_terminate_backend(pid)'));
    await add(queue, plan());
    await recorder.started(2);
    recorder.unblock();
    await recorder.finished(2);
    await add(queue, plan());
    await recorder.finished(3);
    expect(recorder.running).toBe(0);
  });

  it('recovers from a database that was away when a handler ended', async () => {
    const queue = await openQueue();
    const recorder = new Recorder();
    recorder.block();
    await queue.start({ concurrency: 1, handler: recorder.handler });
    await add(queue, plan());
    await recorder.started(1);

    const { connection } = knex.client.config;
    const admin = knexFactory({
      client: 'pg',
      connection: { ...connection, database: 'postgres' },
    });
    const allowConnections = (allowed: boolean) =>
      admin.raw(`alter database ?? allow_connections ${allowed}`, [
        connection.database,
      ]);
    try {
      await allowConnections(false);
      await connections().select(knex.raw('pg_terminate_backend(pid)'));
      recorder.unblock();
      await recorder.finished(1);
      // Long enough for the engine to have failed, had it tried to complete.
      await admin.raw('select pg_sleep(1)');
    } finally {
      await allowConnections(true);
      await admin.destroy();
    }

    await add(queue, plan());
    await recorder.finished(2);
    await queue.stop({ graceMs: 10_000 });
    expect(await knex('infrakitchen_queue.jobs')).toEqual([]);
  });

  it('hands a job out again that a dead worker took along', async () => {
    const queue = await openQueue();
    const job = plan();
    await add(queue, job);
    await knex('infrakitchen_queue._private_jobs').update({
      attempts: 1,
      locked_at: knex.fn.now(),
      locked_by: 'a worker that was killed',
    });

    const recorder = new Recorder();
    await queue.start({ concurrency: 1, handler: recorder.handler });
    await add(queue, job);
    await recorder.finished(1);
    expect(recorder.jobs).toEqual([job]);
  });

  it('installs no signal handlers and closes its connections', async () => {
    const before = process.listenerCount('SIGTERM');
    const queue = await openQueue();
    await queue.start({ concurrency: 2, handler: new Recorder().handler });
    expect(process.listenerCount('SIGTERM')).toBe(before);

    await queue.stop({ graceMs: 10_000 });
    // A backend ends a moment after its client has gone.
    while ((await connections()).length) {
      await knex.raw('select pg_sleep(0.01)');
    }
    expect(await connections()).toEqual([]);
  });

  it('creates its schema from several replicas at once', async () => {
    const replicas = await Promise.all([1, 2, 3].map(() => openQueue()));
    await add(replicas[2], plan());
    expect(await knex('infrakitchen_queue.jobs')).toHaveLength(1);
  });
});
