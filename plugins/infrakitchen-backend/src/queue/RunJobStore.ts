import type { Knex } from 'knex';
import type { RunJob } from './types';

const TABLE = 'run_jobs';

interface RunJobRow {
  id: number;
  run_id: string;
  phase: RunJob['phase'];
  priority: number;
  created_at: string | number;
}

/** Jobs that wait in an installation with a single process. */
export class RunJobStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Adds a job, unless the run waits for this phase already. */
  async insert(tx: Knex, job: RunJob, priority: number): Promise<void> {
    await tx<RunJobRow>(TABLE)
      .insert({
        run_id: job.runId,
        phase: job.phase,
        priority,
        created_at: Date.now(),
      })
      .onConflict(['run_id', 'phase'])
      .ignore();
  }

  /** Takes out the jobs that come first. */
  async take(limit: number): Promise<RunJob[]> {
    return this.#knex.transaction(async tx => {
      const rows: RunJobRow[] = await tx<RunJobRow>(TABLE)
        .orderBy([{ column: 'priority' }, { column: 'id' }])
        .limit(limit)
        .select('*');
      if (!rows.length) {
        return [];
      }
      await tx<RunJobRow>(TABLE)
        .whereIn(
          'id',
          rows.map(row => row.id),
        )
        .delete();
      return rows.map(row => ({ runId: row.run_id, phase: row.phase }));
    });
  }
}
