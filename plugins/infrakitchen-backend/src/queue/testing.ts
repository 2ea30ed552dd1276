import { Knex } from 'knex';
import { RunJob } from './types';

/** Creates the table of the in-process queue, as the migration does. */
export async function createRunJobsTable(knex: Knex): Promise<void> {
  await knex.schema.createTable('run_jobs', table => {
    table.increments('id').notNullable();
    table.uuid('run_id').notNullable();
    table.string('phase').notNullable();
    table.integer('priority').notNullable();
    table.bigInteger('created_at').notNullable();
    table.unique(['run_id', 'phase']);
    table.index(['priority', 'id']);
  });
}

/** A handler that remembers what it was given, and can be held. */
export class Recorder {
  readonly jobs: RunJob[] = [];
  running = 0;
  peak = 0;
  #finished = 0;
  #gate: Promise<void> | undefined;
  #openGate: () => void = () => {};
  #failing = new Set<string>();
  #waiting = new Set<() => void>();

  readonly handler = async (job: RunJob): Promise<void> => {
    this.jobs.push(job);
    this.running += 1;
    this.peak = Math.max(this.peak, this.running);
    this.#changed();
    await this.#gate;
    this.running -= 1;
    this.#finished += 1;
    this.#changed();
    if (this.#failing.has(job.runId)) {
      throw new Error(`Run ${job.runId} is meant to fail`);
    }
  };

  block(): void {
    this.#gate = new Promise(resolve => {
      this.#openGate = resolve;
    });
  }

  unblock(): void {
    this.#openGate();
    this.#gate = undefined;
  }

  failOn(runId: string): void {
    this.#failing.add(runId);
  }

  async started(count: number): Promise<void> {
    await this.#until(() => this.jobs.length >= count);
  }

  async finished(count: number): Promise<void> {
    await this.#until(() => this.#finished >= count);
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>(resolve => {
        this.#waiting.add(resolve);
      });
    }
  }

  #changed(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    waiting.forEach(resolve => resolve());
  }
}
