import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import type { OutboxConsumer, OutboxTopic } from './types';

const BATCH = 50;
/** A message whose handler died comes up again after this time. */
const CLAIM_MS = 60_000;
const MAX_BACKOFF_MS = 10 * 60_000;
/** With the waits between them a little over two and a half hours. */
const MAX_ATTEMPTS = 25;

interface OutboxRow {
  id: number;
  topic: OutboxTopic;
  key: string;
  payload: string;
  attempts: number;
  due_at: string | number;
}

/** Hands out the messages of one consumer. */
export class OutboxLane {
  readonly #knex: Knex;
  readonly #logger: LoggerService;
  readonly #consumer: OutboxConsumer;
  #draining: Promise<void> | undefined;
  #woken = false;
  #stopped = true;

  constructor(options: {
    knex: Knex;
    logger: LoggerService;
    consumer: OutboxConsumer;
  }) {
    this.#knex = options.knex;
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
    const rows = await this.#due();
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

  /** Of each subject the oldest message, so that none overtakes another. */
  async #due(): Promise<OutboxRow[]> {
    return this.#knex('outbox as m')
      .where('m.consumer', this.#consumer.name)
      .whereNull('m.dead_at')
      .where('m.due_at', '<=', Date.now())
      .whereNotExists(
        this.#knex('outbox as before')
          .whereRaw('before.consumer = m.consumer')
          .whereRaw('before.subject = m.subject')
          .whereRaw('before.id < m.id')
          .whereNull('before.dead_at')
          .select(this.#knex.raw('1')),
      )
      .orderBy(['m.due_at', 'm.id'])
      .limit(BATCH)
      .select('m.*');
  }

  /** Returns how many messages were taken: one, or none where another replica was first. */
  async #deliver(row: OutboxRow): Promise<number> {
    const attempts = row.attempts + 1;
    const claimed = await this.#knex('outbox')
      .where({ id: row.id, due_at: row.due_at, attempts: row.attempts })
      .update({ due_at: Date.now() + CLAIM_MS, attempts });
    if (claimed === 0) {
      return 0;
    }
    const handler = this.#consumer.handlers.get(row.topic);
    try {
      await handler?.(JSON.parse(row.payload), {
        topic: row.topic,
        key: row.key,
      });
    } catch (error) {
      await this.#failed(row, attempts, error);
      return 1;
    }
    await this.#knex('outbox').where({ id: row.id }).delete();
    return 1;
  }

  async #failed(
    row: OutboxRow,
    attempts: number,
    error: unknown,
  ): Promise<void> {
    const what = `The message '${row.key}' for ${this.#consumer.name}`;
    const isDead = attempts >= MAX_ATTEMPTS;
    if (isDead) {
      this.#logger.error(
        `${what} failed ${attempts} times and is given up: ${error}. It stays in the table 'outbox'; see 'Notifications' in the guide for operators for how to have it tried again`,
      );
    } else {
      this.#logger.warn(`${what} failed and will be tried again: ${error}`);
    }
    // Not where the handler took so long that somebody else has it by now.
    await this.#knex('outbox')
      .where({ id: row.id, attempts })
      .update(
        isDead
          ? { dead_at: Date.now() }
          : {
              due_at:
                Date.now() +
                Math.min(MAX_BACKOFF_MS, 1_000 * 2 ** row.attempts),
            },
      );
  }
}
