import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { randomUUID } from 'node:crypto';
import { InProcessRunQueue } from './InProcessRunQueue';
import { createRunJobsTable, Recorder } from './testing';
import { RunJob } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

describe('InProcessRunQueue', () => {
  it('goes on after the database failed', async () => {
    const knex = await databases.init('SQLITE_3');
    const logger = mockServices.logger.mock();
    const queue = new InProcessRunQueue({ knex, logger });
    const recorder = new Recorder();

    // There is no table yet, so that each look at the queue fails.
    await queue.start({ concurrency: 1, handler: recorder.handler });
    while (logger.error.mock.calls.length < 2) {
      await new Promise(resolve => setImmediate(resolve));
    }

    await createRunJobsTable(knex);
    const job: RunJob = { runId: randomUUID(), phase: 'plan' };
    await knex.transaction(tx => queue.enqueue(tx, job, { priority: 1 }));
    await recorder.finished(1);
    await queue.stop({ graceMs: 10_000 });

    expect(recorder.jobs).toEqual([job]);
    expect(await knex('run_jobs')).toEqual([]);
  });
});
