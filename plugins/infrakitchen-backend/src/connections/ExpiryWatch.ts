import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { inTransaction } from '../database';
import type { Outbox } from '../outbox';
import type { ConnectionTester } from './ConnectionTester';
import type { ExpiryStore } from './ExpiryStore';
import type { ConnectionRecord } from './types';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** Days before the end on which the admins are told. */
const TOLD_DAYS = [14, 3];

/**
 * Asks git hosts once a day when the tokens of integrations end, and has their
 * admins told in time. Other credentials end with each run, or never.
 */
export class ExpiryWatch {
  readonly #deps: {
    knex: Knex;
    store: ExpiryStore;
    tester: Pick<ConnectionTester, 'test'>;
    /** Keys of the providers that are asked. */
    providers: () => string[];
    outbox: Outbox;
    logger: LoggerService;
  };
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(deps: {
    knex: Knex;
    store: ExpiryStore;
    tester: Pick<ConnectionTester, 'test'>;
    providers: () => string[];
    outbox: Outbox;
    logger: LoggerService;
  }) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#looking ??= this.look()
        .catch(error =>
          this.#deps.logger.warn(
            `Asking when credentials of integrations end failed: ${error}`,
          ),
        )
        .finally(() => {
          this.#looking = undefined;
        });
    }, HOUR_MS);
    this.#timer.unref();
  }

  /** Ends once nobody is asked any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  /** Asks for all whose turn it is. */
  async look(now: number = Date.now()): Promise<void> {
    const { store, providers, outbox } = this.#deps;
    const options = { providers: providers(), nextAt: now + DAY_MS, now };
    let taken = await store.take(options);
    while (taken.length > 0) {
      for (const record of taken) {
        await this.#ask(record, now);
      }
      taken = await store.take(options);
    }
    outbox.wake();
  }

  async #ask(record: ConnectionRecord, now: number): Promise<void> {
    const { knex, store, tester, outbox } = this.#deps;
    const { ok, expiresAt: told } = await tester.test(record);
    if (!ok && !told) {
      // A host that does not answer says nothing about the end.
      return;
    }
    const expiresAt = told ? Date.parse(told) : undefined;
    await store.keep(record, expiresAt);
    const days = TOLD_DAYS.filter(
      each => expiresAt !== undefined && expiresAt - now <= each * DAY_MS,
    ).pop();
    if (days !== undefined) {
      await inTransaction(knex, tx =>
        outbox.add(tx, {
          topic: 'connection.ends',
          key: `connection.ends:${record.id}:${expiresAt}:${days}`,
          payload: { kind: record.kind, id: record.id },
        }),
      );
    }
  }
}
