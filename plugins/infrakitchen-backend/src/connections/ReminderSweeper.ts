import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { inTransaction } from '../database';
import type { Outbox } from '../outbox';
import type { ConnectionStore } from './ConnectionStore';
import type { ConnectionRecord } from './types';

const INTERVAL_MS = 10 * 60_000;

/** Has the admins of old secrets told, once for each time they grew old. */
export class ReminderSweeper {
  readonly #knex: Knex;
  readonly #stores: ConnectionStore[];
  readonly #outbox: Outbox;
  readonly #logger: LoggerService;
  #timer?: NodeJS.Timeout;

  constructor(options: {
    knex: Knex;
    stores: ConnectionStore[];
    outbox: Outbox;
    logger: LoggerService;
  }) {
    this.#knex = options.knex;
    this.#stores = options.stores;
    this.#outbox = options.outbox;
    this.#logger = options.logger;
  }

  start(): void {
    const sweep = () =>
      this.sweep().catch(error =>
        this.#logger.warn(`Looking for old secrets failed: ${error}`),
      );
    this.#timer = setInterval(sweep, INTERVAL_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async sweep(now: number = Date.now()): Promise<void> {
    for (const store of this.#stores) {
      // Taken ones are due no more, so the next look finds the next ones.
      let due = await store.due(now);
      while (due.length > 0) {
        for (const record of due) {
          await this.#remind(store, record);
        }
        due = await store.due(now);
      }
    }
    this.#outbox.wake();
  }

  async #remind(
    store: ConnectionStore,
    record: ConnectionRecord,
  ): Promise<void> {
    const { kind, id, remindAt } = record;
    await inTransaction(this.#knex, async tx => {
      if (await store.takeReminder(tx, record)) {
        await this.#outbox.add(tx, {
          topic: 'connection.due',
          key: `connection.due:${id}:${remindAt}`,
          payload: { kind, id },
        });
      }
    });
  }
}
