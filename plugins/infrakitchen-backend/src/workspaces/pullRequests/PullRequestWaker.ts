import type { LoggerService } from '@backstage/backend-plugin-api';
import type { CodeRestorer } from './CodeRestorer';
import type { Found, PullRequestFlow } from './PullRequestFlow';
import type { PullRequestStore } from './PullRequestStore';

/** Pull requests that are looked at at once. */
const CONCURRENCY = 4;
const SWEEP_MS = 15_000;
const SWEEP_BATCH = 100;
/** A look that never came to its end is taken up again after this time. */
const RETRY_MS = 5 * 60_000;

/**
 * Looks at pull requests that may have changed: those that somebody says so of,
 * and from time to time every one that is open, since what is said gets lost.
 * However often one is named meanwhile, it is looked at once more.
 */
export class PullRequestWaker {
  readonly #flow: Pick<PullRequestFlow, 'look'>;
  readonly #restorer: Pick<CodeRestorer, 'look'>;
  readonly #store: Pick<PullRequestStore, 'takeDue' | 'wake' | 'get'>;
  readonly #logger: LoggerService;
  /** Named and not looked at yet. */
  readonly #pending = new Map<string, Found>();
  readonly #inHand = new Set<string>();
  readonly #tasks = new Set<Promise<void>>();
  #sweeping: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = true;

  constructor(options: {
    flow: Pick<PullRequestFlow, 'look'>;
    restorer: Pick<CodeRestorer, 'look'>;
    store: Pick<PullRequestStore, 'takeDue' | 'wake' | 'get'>;
    logger: LoggerService;
  }) {
    this.#flow = options.flow;
    this.#restorer = options.restorer;
    this.#store = options.store;
    this.#logger = options.logger;
  }

  start(): void {
    this.#stopped = false;
    const sweep = () =>
      this.sweep().catch(error =>
        this.#logger.warn(`Looking for pull requests failed: ${error}`),
      );
    this.#timer = setInterval(sweep, SWEEP_MS);
    this.#timer.unref();
    // What happened while no backend was there.
    sweep();
  }

  /**
   * Ends once nothing is in hand. What was taken and not begun is handed back,
   * so that another backend need not wait until it is due again.
   */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await Promise.allSettled([this.#sweeping]);
    await this.idle();
    const left = [...this.#pending.keys()];
    this.#pending.clear();
    if (left.length > 0) {
      await this.#store.wake(left);
    }
  }

  /** Has pull requests looked at; returns before that. */
  async wake(ids: string[], found: Found): Promise<void> {
    const unknown = ids.filter(id => !this.#pending.has(id));
    if (unknown.length > 0) {
      unknown.forEach(id => this.#pending.set(id, found));
      // Kept, so that a backend that ends now does not forget them.
      await this.#store.wake(unknown);
      this.#next();
    }
  }

  /** Those that it is time for; joins a sweep that is under way. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweep().finally(() => {
      this.#sweeping = undefined;
    });
    return this.#sweeping;
  }

  async #sweep(): Promise<void> {
    const due = await this.#store.takeDue({
      limit: SWEEP_BATCH,
      nextAt: Date.now() + RETRY_MS,
    });
    due
      .filter(id => !this.#pending.has(id))
      .forEach(id => this.#pending.set(id, 'sweeper'));
    this.#next();
  }

  /** Once nothing is in hand. */
  async idle(): Promise<void> {
    while (this.#tasks.size > 0) {
      await Promise.all(this.#tasks);
    }
  }

  #next(): void {
    for (const [id, found] of this.#pending) {
      if (this.#stopped || this.#tasks.size >= CONCURRENCY) {
        return;
      }
      if (!this.#inHand.has(id)) {
        this.#pending.delete(id);
        this.#inHand.add(id);
        const task = this.#look(id, found).finally(() => {
          this.#inHand.delete(id);
          this.#tasks.delete(task);
          this.#next();
        });
        this.#tasks.add(task);
      }
    }
  }

  async #look(id: string, found: Found): Promise<void> {
    try {
      const record = await this.#store.get(id);
      await (record?.direction === 'restore'
        ? this.#restorer.look(id)
        : this.#flow.look(id, found));
    } catch (error) {
      this.#logger.warn(
        `The pull request ${id} could not be looked at, and is again later: ${error}`,
      );
    }
  }
}
