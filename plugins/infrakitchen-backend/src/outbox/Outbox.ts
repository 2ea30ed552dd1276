import type { LoggerService } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';

const BATCH = 50;
/** A message whose handler died comes up again after this time. */
const CLAIM_MS = 60_000;
const MAX_BACKOFF_MS = 10 * 60_000;

/** A side effect that must happen once the transaction has committed. */
export interface OutboxMessage {
  topic: OutboxTopic;
  /** A second message with the same key is dropped. */
  key: string;
  payload: JsonObject;
}

/** What messages are about. */
export type OutboxTopic = 'resource.changed' | 'run.changed';

/** Acts on a message; may be called again with the same message. */
export type OutboxHandler = (payload: JsonObject) => Promise<void>;

interface OutboxRow {
  id: number;
  topic: OutboxTopic;
  payload: string;
  attempts: number;
  due_at: string | number;
}

/**
 * Transactional outbox: messages are written with the change they tell of and
 * handed to their handlers after the commit, at least once.
 */
export class Outbox {
  readonly #knex: Knex;
  readonly #logger: LoggerService;
  readonly #handlers = new Map<OutboxTopic, OutboxHandler>();
  #timer: NodeJS.Timeout | undefined;
  #draining: Promise<void> | undefined;
  #woken = false;
  #stopped = true;

  constructor(options: { knex: Knex; logger: LoggerService }) {
    this.#knex = options.knex;
    this.#logger = options.logger;
  }

  /** Writes a message in the caller's transaction. */
  async add(tx: Knex, message: OutboxMessage): Promise<void> {
    const now = Date.now();
    await tx('outbox')
      .insert({
        topic: message.topic,
        key: message.key,
        payload: JSON.stringify(message.payload),
        attempts: 0,
        created_at: now,
        due_at: now,
      })
      .onConflict('key')
      .ignore();
  }

  on(topic: OutboxTopic, handler: OutboxHandler): void {
    this.#handlers.set(topic, handler);
  }

  /** Hands messages out until stopped; other replicas' messages too. */
  start(options: { intervalMs: number }): void {
    this.#stopped = false;
    this.#timer = setInterval(() => this.wake(), options.intervalMs);
    this.#timer.unref();
  }

  /** Looks for messages now; to be called after a commit. */
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

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#woken && !this.#stopped) {
      this.#woken = false;
      try {
        while (!this.#stopped && (await this.#drainBatch()) === BATCH);
      } catch (error) {
        this.#logger.warn(`The outbox could not be read: ${error}`);
      }
    }
  }

  async #drainBatch(): Promise<number> {
    const rows: OutboxRow[] = await this.#knex('outbox')
      .where('due_at', '<=', Date.now())
      .orderBy(['due_at', 'id'])
      .limit(BATCH);
    for (const row of rows) {
      if (this.#stopped) {
        return 0;
      }
      await this.#deliver(row);
    }
    return rows.length;
  }

  async #deliver(row: OutboxRow): Promise<void> {
    const claimed = await this.#knex('outbox')
      .where({ id: row.id, due_at: row.due_at })
      .update({ due_at: Date.now() + CLAIM_MS, attempts: row.attempts + 1 });
    if (claimed === 0) {
      return;
    }
    try {
      await this.#handlers.get(row.topic)?.(JSON.parse(row.payload));
      await this.#knex('outbox').where({ id: row.id }).delete();
    } catch (error) {
      this.#logger.warn(
        `A message about ${row.topic} failed and will be tried again: ${error}`,
      );
      await this.#knex('outbox')
        .where({ id: row.id })
        .update({
          due_at:
            Date.now() + Math.min(MAX_BACKOFF_MS, 1_000 * 2 ** row.attempts),
        });
    }
  }
}
