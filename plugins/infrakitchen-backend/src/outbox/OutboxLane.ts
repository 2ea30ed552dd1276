import type { LoggerService } from '@backstage/backend-plugin-api';
import type { OutboxRow, OutboxStore } from './OutboxStore';
import type { OutboxConsumer } from './types';

const BATCH = 50;
/** A message whose handler died comes up again after this time. */
const CLAIM_MS = 60_000;
const MAX_BACKOFF_MS = 10 * 60_000;
/** With the waits between them a little over two and a half hours. */
const MAX_ATTEMPTS = 25;

/** Hands out the messages of one consumer. */
export class OutboxLane {
  readonly #store: OutboxStore;
  readonly #logger: LoggerService;
  readonly #consumer: OutboxConsumer;
  #draining: Promise<void> | undefined;
  #woken = false;
  #stopped = true;

  constructor(options: {
    store: OutboxStore;
    logger: LoggerService;
    consumer: OutboxConsumer;
  }) {
    this.#store = options.store;
    this.#logger = options.logger;
    this.#consumer = options.consumer;
  }

  wake(): void {
    if (this.#stopped) {
      return;
    }
    this.#woken = true;
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined;
      // Woken after the last look and before this.
      if (this.#woken) {
        this.wake();
      }
    });
  }

  start(): void {
    this.#stopped = false;
  }

  /** Lets what is in hand come to its end; a later start goes on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#woken && !this.#stopped) {
      this.#woken = false;
      try {
        while (!this.#stopped && (await this.#drainBatch()) > 0);
      } catch (error) {
        this.#logger.warn(`The outbox could not be read: ${error}`);
      }
    }
  }

  async #drainBatch(): Promise<number> {
    const rows = await this.#store.due(this.#consumer.name, BATCH);
    let taken = 0;
    const work = async () => {
      while (rows.length > 0 && !this.#stopped) {
        taken += await this.#deliver(rows.shift()!);
      }
    };
    const workers = Math.min(this.#consumer.concurrency, rows.length);
    const ends = await Promise.allSettled(
      Array.from({ length: workers }, work),
    );
    const failed = ends.find(end => end.status === 'rejected');
    if (failed) {
      throw failed.reason;
    }
    return taken;
  }

  /** Returns how many messages were taken: one, or none where another replica was first. */
  async #deliver(row: OutboxRow): Promise<number> {
    if (!(await this.#store.claim(row, CLAIM_MS))) {
      return 0;
    }
    const handler = this.#consumer.handlers.get(row.topic);
    try {
      await handler?.(JSON.parse(row.payload), {
        topic: row.topic,
        key: row.key,
      });
    } catch (error) {
      await this.#failed(row, error);
      return 1;
    }
    await this.#store.delete(row.id);
    return 1;
  }

  async #failed(row: OutboxRow, error: unknown): Promise<void> {
    const attempts = row.attempts + 1;
    const what = `The message '${row.key}' for ${this.#consumer.name}`;
    if (attempts >= MAX_ATTEMPTS) {
      this.#logger.error(
        `${what} failed ${attempts} times and is given up: ${error}. It stays in the table 'outbox'; see 'Notifications' in the guide for operators for how to have it tried again`,
      );
      await this.#store.giveUp(row.id, attempts);
    } else {
      this.#logger.warn(`${what} failed and will be tried again: ${error}`);
      const backoffMs = Math.min(MAX_BACKOFF_MS, 1_000 * 2 ** row.attempts);
      await this.#store.putOff(row.id, attempts, backoffMs);
    }
  }
}
