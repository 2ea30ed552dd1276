import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Logger,
  makeWorkerUtils,
  run,
  Runner,
  RunnerOptions,
  WorkerUtils,
} from 'graphile-worker';
import { EventEmitter } from 'node:events';
import { Knex } from 'knex';
import { Pool } from 'pg';
import { handleJob } from './handleJob';
import { openPostgresPool } from './postgresPool';
import { backoffDelay, pause, waitAtMost } from './timing';
import { RunJob, RunQueue, RunQueueStartOptions } from './types';

const DEFAULT_SCHEMA = 'infrakitchen_queue';
const TASK = 'run';
const SAFETY_POLL_MS = 5_000;
// One connection listens. Claims are short, so a few serve many workers.
const POOL_SIZE = 4;

/**
 * The queue of an installation on PostgreSQL: graphile-worker shares the jobs
 * between all replicas, and keeps them in a schema of its own.
 *
 * A job has one attempt. The engine therefore never repeats one by itself,
 * neither after a crash nor when it runs longer than the engine keeps locks.
 *
 * @public
 */
export class GraphileRunQueue implements RunQueue {
  readonly #pool: Pool;
  readonly #utils: WorkerUtils;
  readonly #schema: string;
  readonly #logger: LoggerService;
  readonly #stopping = new AbortController();
  #runner: Runner | undefined;
  #supervision: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  /** Opens the queue, and creates or migrates the engine's schema. */
  static async create(options: {
    knex: Knex;
    logger: LoggerService;
    schema?: string;
  }): Promise<GraphileRunQueue> {
    const { knex, schema = DEFAULT_SCHEMA } = options;
    const logger = options.logger.child({ component: 'run-queue' });
    const pool = await openPostgresPool({ knex, logger, max: POOL_SIZE });
    try {
      const utils = await makeWorkerUtils({
        pgPool: pool,
        schema,
        logger: toEngineLogger(logger),
      });
      return new GraphileRunQueue({ pool, utils, schema, logger });
    } catch (error) {
      await pool.end();
      throw error;
    }
  }

  private constructor(options: {
    pool: Pool;
    utils: WorkerUtils;
    schema: string;
    logger: LoggerService;
  }) {
    this.#pool = options.pool;
    this.#utils = options.utils;
    this.#schema = options.schema;
    this.#logger = options.logger;
  }

  async enqueue(
    tx: Knex.Transaction,
    job: RunJob,
    options: { priority: number },
  ): Promise<void> {
    // `add_job` alone would give a waiting job the new priority.
    await tx.raw(
      `select :schema:.add_job(
         :task,
         payload => cast(:payload as json),
         job_key => :key,
         job_key_mode => 'preserve_run_at',
         priority => cast(:priority as int),
         max_attempts => 1
       )
       where not exists (
         select 1 from :schema:.jobs
         where key = :key and locked_at is null and attempts < max_attempts
       )`,
      {
        schema: this.#schema,
        task: TASK,
        payload: JSON.stringify({ runId: job.runId, phase: job.phase }),
        key: `${job.runId}:${job.phase}`,
        priority: options.priority,
      },
    );
  }

  /** Nothing to do: PostgreSQL notifies all replicas on commit. */
  committed(): void {}

  async start(options: RunQueueStartOptions): Promise<void> {
    if (this.#supervision) {
      throw new Error('The run queue has already been started');
    }
    this.#supervision = this.#supervise(options);
  }

  async stop(options: { graceMs: number }): Promise<void> {
    this.#stopping.abort();
    // Handlers may outlive the grace period; their connections are closed then.
    this.#closed ??= this.#close();
    await waitAtMost(options.graceMs, this.#closed);
  }

  async #close(): Promise<void> {
    await this.#runner?.stop().catch(() => undefined);
    await this.#supervision;
    await this.#pool.end();
  }

  /** Keeps an engine running: it gives up when its bookkeeping fails. */
  async #supervise(options: RunQueueStartOptions): Promise<void> {
    const { signal } = this.#stopping;
    let failures = 0;
    while (!signal.aborted) {
      try {
        this.#runner = await run(this.#runnerOptions(options));
        failures = 0;
        if (signal.aborted) {
          await this.#runner.stop();
        }
        await this.#runner.promise;
      } catch (error) {
        failures += 1;
        this.#logger.error('The run queue broke off', error as Error);
      }
      if (!signal.aborted) {
        await pause(backoffDelay(Math.max(failures, 1)), signal);
      }
    }
  }

  #runnerOptions(options: RunQueueStartOptions): RunnerOptions {
    const events = new EventEmitter();
    // A killed worker leaves a locked row. The engine unlocks it after hours;
    // with no attempts left it would stay for ever.
    events.on('resetLocked:success', () => this.#removeLeftovers());
    return {
      pgPool: this.#pool,
      schema: this.#schema,
      concurrency: options.concurrency,
      pollInterval: SAFETY_POLL_MS,
      noHandleSignals: true,
      logger: toEngineLogger(this.#logger),
      events,
      preset: {
        // Only the batching code path reports a failed completion; the plain
        // one leaves an unhandled rejection.
        worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 },
      },
      taskList: {
        [TASK]: async payload => {
          await handleJob(payload as RunJob, options.handler, this.#logger);
          await this.#untilReachable();
        },
      },
    };
  }

  /**
   * Holds a finished job back while the database is away: the engine shuts
   * down when it cannot delete the job's row.
   */
  async #untilReachable(): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        await this.#pool.query('select 1');
        return;
      } catch {
        await pause(backoffDelay(failures), signal);
      }
    }
  }

  async #removeLeftovers(): Promise<void> {
    try {
      await this.#utils.cleanup({ tasks: ['DELETE_PERMAFAILED_JOBS'] });
    } catch (error) {
      this.#logger.debug('Could not clean up the run queue', error as Error);
    }
  }
}

/** The engine reports lost connections as errors; it recovers by itself. */
function toEngineLogger(logger: LoggerService): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error' || level === 'warning') {
      logger.warn(message);
    } else {
      logger.debug(message);
    }
  });
}
