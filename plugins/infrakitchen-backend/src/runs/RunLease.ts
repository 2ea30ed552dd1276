import type { LoggerService } from '@backstage/backend-plugin-api';
import { LEASE_MS, type RunStore } from './RunStore';
import { LeaseLostError, type RunRecord } from './types';

const BEAT_MS = 15_000;
const CANCEL_POLL_MS = 2_000;

/**
 * Keeps the lease of a run alive while a worker has it. `signal` aborts when
 * the worker must let go without touching the engine: on a lost lease and on
 * shutdown.
 */
export class RunLease {
  readonly #store: RunStore;
  readonly #run: RunRecord;
  readonly #logger: LoggerService;
  readonly #stop = new AbortController();
  readonly #timers: NodeJS.Timeout[] = [];
  #lastBeat = Date.now();
  #cancelled = false;
  #onCancel: (() => void) | undefined;

  constructor(options: {
    store: RunStore;
    run: RunRecord;
    logger: LoggerService;
  }) {
    this.#store = options.store;
    this.#run = options.run;
    this.#logger = options.logger;
    // A timer of its own, so that a slow log cannot starve the heartbeat.
    this.#timers.push(
      setInterval(() => this.#beat(), BEAT_MS),
      setInterval(() => this.#pollCancel(), CANCEL_POLL_MS),
    );
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** Calls back once, as soon as somebody asked the run to stop. */
  onCancel(callback: (() => void) | undefined): void {
    this.#onCancel = callback;
    if (this.#cancelled) {
      callback?.();
    }
  }

  /** Somebody in this process asked the run to stop. */
  cancel(): void {
    if (!this.#cancelled) {
      this.#cancelled = true;
      this.#onCancel?.();
    }
  }

  /** Lets go: the engine goes on, someone else follows it. */
  abandon(): void {
    this.#stop.abort(new LeaseLostError(this.#run.id));
  }

  end(): void {
    this.#timers.forEach(clearInterval);
  }

  async #beat(): Promise<void> {
    try {
      const { cancelRequested } = await this.#store.beat(this.#run);
      this.#lastBeat = Date.now();
      if (cancelRequested) {
        this.cancel();
      }
    } catch (error) {
      if (error instanceof LeaseLostError) {
        this.abandon();
        return;
      }
      // The database may come back before the lease has run out.
      this.#logger.warn(`Run ${this.#run.id}: heartbeat failed: ${error}`);
      if (Date.now() - this.#lastBeat > LEASE_MS * 10) {
        this.abandon();
      }
    }
  }

  async #pollCancel(): Promise<void> {
    try {
      if (await this.#store.cancelRequested(this.#run.id)) {
        this.cancel();
      }
    } catch {
      // The heartbeat tells of a database that is away.
    }
  }
}
