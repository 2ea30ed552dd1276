import {
  mayHaveChanged,
  runPriority,
  type RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { inTransaction } from '../database';
import type { RunJob } from '../queue';
import { inTurn } from '../sweeping';
import { Redactor } from './Redactor';
import { RunDirectory } from './RunDirectory';
import { RunExecution, type RunExecutionDeps } from './execution';
import { RunLease } from './RunLease';
import { RunLog } from './RunLog';
import type { RunLogStore } from './RunLogStore';
import { LEASE_MS } from './RunStore';
import type { RunRecord } from './types';

const SWEEP_MS = 15_000;
const SWEEP_BATCH = 50;
const MAX_ATTEMPTS = 3;
const ABANDONED_GRACE_MS = 5_000;
/** In these states a worker has the run in hand. */
const inHand: RunState[] = [
  'preparing',
  'planning',
  'planned',
  'apply_queued',
  'applying',
  'verifying',
  'reconciling',
];

/** A state in which a job of a phase finds its run. */
const claimable: Record<RunJob['phase'], RunState[]> = {
  plan: ['queued'],
  apply: ['apply_queued'],
  verify: ['verifying'],
  reconcile: ['unknown', 'reconciling'],
};

/** What a worker works with. */
export interface RunWorkerDeps extends RunExecutionDeps {
  logs: RunLogStore;
  /** Survives a restart of the process, so that it finds its own runs again. */
  workerId: string;
  concurrency: number;
  maxLogBytes: number;
}

/**
 * Takes runs from the queue and brings them on; finds runs that lost their
 * worker and takes them over.
 */
export class RunWorker {
  readonly #deps: RunWorkerDeps;
  readonly #leases = new Map<string, RunLease>();
  readonly #tasks = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> | undefined;
  #startedAt = 0;
  #stopping = false;

  constructor(deps: RunWorkerDeps) {
    this.#deps = deps;
  }

  async start(): Promise<void> {
    this.#startedAt = Date.now();
    await this.#recoverOwn();
    await this.#deps.queue.start({
      concurrency: this.#deps.concurrency,
      handler: job => this.#handle(job),
    });
    this.#timer = setInterval(() => {
      this.#sweeping ??= this.#sweep().finally(() => {
        this.#sweeping = undefined;
      });
    }, SWEEP_MS);
    this.#timer.unref();
  }

  /** Stops claiming and lets go: engines go on, a restarted worker follows them. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    for (const lease of this.#leases.values()) {
      lease.abandon();
    }
    await this.#deps.queue.stop({ graceMs: 10_000 });
    await this.#sweeping;
    await Promise.allSettled(this.#tasks);
  }

  /** Somebody asked a run of this worker to stop. */
  cancel(runId: string): void {
    this.#leases.get(runId)?.cancel();
  }

  async #handle(job: RunJob): Promise<void> {
    const { store, knex, workerId, logger } = this.#deps;
    const run = await store.get(job.runId);
    if (!run || !claimable[job.phase].includes(run.state) || this.#stopping) {
      return;
    }
    const claimed = await inTransaction(knex, tx =>
      store.claim(tx, run, { workerId }),
    );
    if (!claimed) {
      logger.debug(`Run ${run.id} is somebody else's`);
      return;
    }
    await this.#execute(claimed, execution => execution[job.phase]());
  }

  async #execute(
    run: RunRecord,
    work: (execution: RunExecution) => Promise<void>,
  ): Promise<void> {
    const { store, logs, feed, logger, maxLogBytes, workerId } = this.#deps;
    const lease = new RunLease({ store, run, logger });
    this.#leases.set(run.id, lease);
    if (this.#stopping) {
      lease.abandon();
    }
    const redactor = new Redactor();
    let log: RunLog | undefined;
    try {
      log = new RunLog({
        run,
        progress: await store.progress(run.id),
        store: logs,
        feed,
        redactor,
        maxBytes: maxLogBytes,
      });
      if (!lease.signal.aborted) {
        await work(
          new RunExecution(this.#deps, { run, lease, log, redactor, workerId }),
        );
      }
    } catch (error) {
      // What the run itself could not record, such as a database that is away.
      logger.error(
        `Run ${run.id} was left as it is; it will be taken up again`,
        error instanceof Error ? error : undefined,
      );
    } finally {
      lease.end();
      // An approved run may be in hand again already.
      if (this.#leases.get(run.id) === lease) {
        this.#leases.delete(run.id);
      }
      if (lease.signal.aborted) {
        await log?.flush().catch(() => undefined);
        await store.release(run).catch(() => undefined);
      }
      feed.wake(run.id);
    }
  }

  /** Runs that an earlier process of this worker had in hand. */
  async #recoverOwn(): Promise<void> {
    const { store, workerId } = this.#deps;
    const own = await store.inStates([...inHand, 'unknown'], {
      limit: 1_000,
      workerId,
    });
    await this.#takeOverAll(own, { takeOver: true });
    await this.#requeueWaiting();
    await this.#removeLeftovers();
  }

  /** Looks after everything that no worker has in hand. */
  async #sweep(): Promise<void> {
    const { waiting, workerId, logger } = this.#deps;
    const failures = await inTurn(
      [
        () => this.#removeLeftovers(),
        () => waiting.expire({ kind: 'sweeper', ref: workerId }),
        () => this.#recoverLost(),
      ],
      look => look(),
    );
    for (const { error } of failures) {
      logger.warn(`Looking for lost runs failed: ${error}`);
    }
  }

  /** Runs whose lease ran out, of any worker. */
  async #recoverLost(): Promise<void> {
    // After an outage every lease looks expired; give the others time to beat.
    if (Date.now() - this.#startedAt < LEASE_MS) {
      return;
    }
    const lost = await this.#deps.store.inStates(inHand, {
      limit: SWEEP_BATCH,
      leaseExpired: true,
    });
    await this.#takeOverAll(
      lost.filter(({ id }) => !this.#leases.has(id)),
      { takeOver: false },
    );
    await this.#requeueWaiting();
  }

  async #takeOverAll(
    runs: RunRecord[],
    options: { takeOver: boolean },
  ): Promise<void> {
    const failures = await inTurn(runs, async run => {
      if (!this.#stopping) {
        await this.#takeOver(run, options);
      }
    });
    for (const { item, error } of failures) {
      this.#deps.logger.warn(`Run ${item.id} was not taken over: ${error}`);
    }
  }

  /** Jobs are hints: a run that waits without one gets a new one. */
  async #requeueWaiting(): Promise<void> {
    const { store } = this.#deps;
    const waiting = await store.inStates(['queued', 'unknown'], {
      limit: SWEEP_BATCH,
      leaseExpired: true,
    });
    for (const run of waiting) {
      await this.#enqueue(run, run.state === 'queued' ? 'plan' : 'reconcile');
    }
  }

  /**
   * Folders of runs that ended without their worker, or that a person settled.
   * A plan file holds secrets, so none may stay.
   */
  async #removeLeftovers(): Promise<void> {
    const { store, workingDirectory, logger } = this.#deps;
    const ids = await RunDirectory.list(workingDirectory);
    const over = await store.finished(ids.filter(id => !this.#leases.has(id)));
    const failures = await inTurn(over, run => this.#removeDirectory(run));
    for (const { item, error } of failures) {
      logger.warn(`The folder of run ${item.id} was not removed: ${error}`);
    }
  }

  async #removeDirectory(run: RunRecord): Promise<void> {
    await this.#endEngines(run);
    await new RunDirectory(this.#deps.workingDirectory, run).remove();
  }

  /** Ends what nobody reads any more. An apply is never ended here. */
  async #endEngines(run: RunRecord): Promise<void> {
    const { engine, workingDirectory } = this.#deps;
    const directory = new RunDirectory(workingDirectory, run);
    const spools = await directory.spools();
    await Promise.all(
      spools
        .filter(name => name !== 'apply')
        .map(async name => {
          const started = engine.find(directory.spool(name));
          if (started) {
            await engine
              .attach(started)
              .cancel({ graceMs: ABANDONED_GRACE_MS })
              .catch(() => undefined);
          }
        }),
    );
  }

  async #takeOver(
    run: RunRecord,
    options: { takeOver: boolean },
  ): Promise<void> {
    const { store, knex, workerId, logger } = this.#deps;
    const claimed = await inTransaction(knex, tx =>
      store.claim(tx, run, { workerId, takeOver: options.takeOver }),
    );
    if (!claimed) {
      return;
    }
    logger.info(
      `Run ${run.id} was ${run.state} without a worker; taking it over`,
    );
    if (run.state === 'applying') {
      this.#background(
        this.#execute(claimed, execution => execution.resumeApply()),
      );
      return;
    }
    if (mayHaveChanged(run.state)) {
      await this.#endEngines(run);
    } else {
      // A plan that nobody reads any more is made again, from nothing.
      await this.#removeDirectory(run);
    }
    await store.release(claimed);
    switch (run.state) {
      case 'verifying':
        await this.#enqueue(claimed, 'verify');
        break;
      case 'unknown':
      case 'reconciling':
        await this.#enqueue(claimed, 'reconcile');
        break;
      case 'apply_queued':
        await this.#enqueue(claimed, 'apply');
        break;
      default:
        await this.#repeat(claimed);
    }
  }

  /** Only what changes nothing is repeated by itself, and not for ever. */
  async #repeat(run: RunRecord): Promise<void> {
    const { store, knex, outcomes, outbox, workerId } = this.#deps;
    const actor = { kind: 'sweeper' as const, ref: workerId };
    if (run.attempts + 1 >= MAX_ATTEMPTS) {
      await inTransaction(knex, async tx => {
        await store.transition(tx, run, {
          to: 'failed',
          actor,
          patch: {
            error: {
              code: 'worker_lost',
              message: `The worker was lost ${MAX_ATTEMPTS} times while the run was ${run.state}`,
              hint: 'Look at the memory of the backend, then retry the run',
            },
          },
        });
        await outcomes.failed(tx, run, false);
      });
      outbox.wake();
      return;
    }
    const queued = await inTransaction(knex, tx =>
      store.transition(tx, run, {
        to: 'queued',
        actor,
        note: `The worker was lost while the run was ${run.state}`,
        patch: { attempts: run.attempts + 1, spoolOffset: 0 },
      }),
    );
    await this.#enqueue(queued, 'plan');
  }

  async #enqueue(run: RunRecord, phase: RunJob['phase']): Promise<void> {
    const { knex, queue } = this.#deps;
    await inTransaction(knex, tx =>
      queue.enqueue(
        tx,
        { runId: run.id, phase },
        {
          priority: runPriority(run.kind, phase === 'plan' ? 'plan' : 'apply'),
        },
      ),
    );
    queue.committed();
  }

  #background(task: Promise<void>): void {
    const tracked = task.finally(() => this.#tasks.delete(tracked));
    this.#tasks.add(tracked);
  }
}
