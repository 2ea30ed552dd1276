import { Knex } from 'knex';

/**
 * One piece of work for a worker: bring this run through this phase. It is a
 * wake-up call and carries no state; the run's own record says what to do.
 *
 * @public
 */
export interface RunJob {
  runId: string;
  phase: 'plan' | 'apply' | 'verify' | 'reconcile';
}

/**
 * Spreads runs over the workers.
 *
 * A job is handed out at most once. A worker that dies takes its job along:
 * the lease of the run expires, and whoever notices adds the job again. A job
 * that is added while the same one is being handled is handed out as well, so
 * a handler must claim the run's lease first.
 *
 * @public
 */
export interface RunQueue {
  /**
   * Adds a job in the caller's transaction. Adding a run and phase that is
   * already waiting is a no-op. Lower priority numbers run first.
   */
  enqueue(
    tx: Knex.Transaction,
    job: RunJob,
    options: { priority: number },
  ): Promise<void>;

  /** To be called after the commit; the in-process engine wakes on it. */
  committed(): void;

  /**
   * Begins to hand jobs to the handler, at most `concurrency` at once. Errors
   * of the handler are logged and never stop the loop.
   */
  start(options: RunQueueStartOptions): Promise<void>;

  /**
   * Stops claiming. Resolves when the running handlers have ended, or after
   * `graceMs`; handlers that are left then go on until the process ends.
   */
  stop(options: { graceMs: number }): Promise<void>;
}

/** @public */
export interface RunQueueStartOptions {
  concurrency: number;
  handler: (job: RunJob) => Promise<void>;
}
