import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import type { OutboxMessage, OutboxTopic } from './types';

/** A consumer's copy of a message. */
export interface OutboxRow {
  id: number;
  topic: OutboxTopic;
  key: string;
  payload: string;
  attempts: number;
  due_at: string | number;
}

/** Messages that are not delivered yet, and those that were given up. */
export class OutboxStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Writes a message once for each consumer that has none with its key. */
  async insert(
    tx: Knex,
    consumers: string[],
    { topic, key, payload, delayMs = 0 }: OutboxMessage,
  ): Promise<void> {
    const now = Date.now();
    await tx('outbox')
      .insert(
        consumers.map(consumer => ({
          consumer,
          topic,
          key,
          subject: subjectOf(key, payload),
          payload: JSON.stringify(payload),
          attempts: 0,
          created_at: now,
          due_at: now + delayMs,
        })),
      )
      .onConflict(['consumer', 'key'])
      .ignore();
  }

  /** Of each subject the oldest message, so that none overtakes another. */
  async due(consumer: string, limit: number): Promise<OutboxRow[]> {
    return this.#knex('outbox as m')
      .where('m.consumer', consumer)
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
      .limit(limit)
      .select('m.*');
  }

  /** Begins an attempt, which others leave alone for a time; false where one was first. */
  async claim(row: OutboxRow, forMs: number): Promise<boolean> {
    const claimed = await this.#knex('outbox')
      .where({ id: row.id, due_at: row.due_at, attempts: row.attempts })
      .update({ due_at: Date.now() + forMs, attempts: row.attempts + 1 });
    return claimed > 0;
  }

  async delete(id: number): Promise<void> {
    await this.#knex('outbox').where({ id }).delete();
  }

  /** Has a message tried again later, unless somebody else has tried since. */
  async putOff(id: number, attempts: number, byMs: number): Promise<void> {
    await this.#knex('outbox')
      .where({ id, attempts })
      .update({ due_at: Date.now() + byMs });
  }

  /** Has a message tried no more, unless somebody else has tried since. */
  async giveUp(id: number, attempts: number): Promise<void> {
    await this.#knex('outbox')
      .where({ id, attempts })
      .update({ dead_at: Date.now() });
  }
}

function subjectOf(
  key: string,
  { runId, resourceId, cascadeId }: JsonObject,
): string {
  return String(runId ?? resourceId ?? cascadeId ?? key);
}
