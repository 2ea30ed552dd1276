import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { handleJob } from './handleJob';
import { RunJobStore } from './RunJobStore';
import { backoffDelay, waitAtMost } from './timing';
import { RunJob, RunQueue, RunQueueStartOptions } from './types';

const SAFETY_POLL_MS = 5_000;

/**
 * The queue of an installation with a single process and SQLite. Waiting jobs
 * are rows, so they survive a restart; a row is deleted when it is handed out.
 *
 * @public
 */
export class InProcessRunQueue implements RunQueue {
  readonly #store: RunJobStore;
  readonly #logger: LoggerService;
  readonly #running = new Set<Promise<void>>();
  #options: RunQueueStartOptions | undefined;
  #claiming: Promise<void> | undefined;
  #wokenWhileClaiming = false;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;

  constructor(options: { knex: Knex; logger: LoggerService }) {
    this.#store = new RunJobStore(options.knex);
    this.#logger = options.logger;
  }

  async enqueue(
    tx: Knex.Transaction,
    job: RunJob,
    options: { priority: number },
  ): Promise<void> {
    await this.#store.insert(tx, job, options.priority);
  }

  committed(): void {
    this.#wake();
  }

  async start(options: RunQueueStartOptions): Promise<void> {
    if (this.#options) {
      throw new Error('The run queue has already been started');
    }
    this.#options = options;
    this.#wake();
  }

  async stop(options: { graceMs: number }): Promise<void> {
    this.#options = undefined;
    clearTimeout(this.#timer);
    await waitAtMost(options.graceMs, this.#drained());
  }

  async #drained(): Promise<void> {
    await this.#claiming;
    await Promise.all(this.#running);
  }

  #wake(): void {
    if (!this.#options) {
      return;
    }
    if (this.#claiming) {
      this.#wokenWhileClaiming = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#wokenWhileClaiming = false;
    this.#claiming = this.#fill(this.#options).finally(() => {
      this.#claiming = undefined;
      if (this.#wokenWhileClaiming) {
        this.#wake();
      } else {
        this.#sleep();
      }
    });
  }

  #sleep(): void {
    if (!this.#options) {
      return;
    }
    const delay = this.#failures
      ? backoffDelay(this.#failures)
      : SAFETY_POLL_MS;
    this.#timer = setTimeout(() => this.#wake(), delay);
    this.#timer.unref();
  }

  /** Hands out as many jobs as there are free workers. */
  async #fill(options: RunQueueStartOptions): Promise<void> {
    const free = options.concurrency - this.#running.size;
    if (free <= 0) {
      return;
    }
    try {
      const jobs = await this.#store.take(free);
      jobs.forEach(job => this.#run(job, options));
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      this.#logger.error('Could not read the run queue', error as Error);
    }
  }

  #run(job: RunJob, options: RunQueueStartOptions): void {
    const running = handleJob(job, options.handler, this.#logger).finally(
      () => {
        this.#running.delete(running);
        this.#wake();
      },
    );
    this.#running.add(running);
  }
}
