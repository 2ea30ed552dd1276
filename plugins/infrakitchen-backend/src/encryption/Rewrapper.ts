import type { Knex } from 'knex';
import type { EncryptionStatus } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { KeyRing } from '../crypto';
import { encryptedColumns, type EncryptedColumn } from './encryptedColumns';
import {
  RewrapStore,
  type EncryptedRow,
  type RewrapProgress,
} from './RewrapStore';

/** Rows that are in memory at once; those with files are large. */
const BATCH = { text: 100, json: 100, bytes: 10 };

/**
 * Encrypts everything anew with the newest key. It can be stopped anywhere and
 * goes on from there; each value is replaced only where it is still what was
 * read, so that whoever writes it at the same time wins.
 */
export class Rewrapper {
  readonly #store: RewrapStore;
  readonly #keys: KeyRing;

  constructor(options: { knex: Knex; keys: KeyRing }) {
    this.#store = new RewrapStore(options.knex);
    this.#keys = options.keys;
  }

  /** How far it has come with the newest key. */
  async status(): Promise<EncryptionStatus> {
    const progress = await this.#progress();
    const columns = encryptedColumns.map(column => {
      const name = nameOf(column);
      const { rows = 0, done = false } = progress.get(name) ?? {};
      return { name, rows, done };
    });
    return {
      keys: this.#keys.ids,
      columns,
      done: columns.every(column => column.done),
    };
  }

  /** Starts over, as after a backend with an older key ring was still at work. */
  async restart(): Promise<void> {
    await this.#store.clear();
  }

  /** Goes on for some time; call it again until it is done. */
  async step(options: { limitMs: number }): Promise<EncryptionStatus> {
    const end = Date.now() + options.limitMs;
    this.#keys.assertConfigured();
    for (const column of encryptedColumns) {
      let isDone = (await this.#progressOf(column))?.done ?? false;
      while (!isDone && Date.now() < end) {
        isDone = await this.#batch(column);
      }
    }
    return this.status();
  }

  /** Looks at some rows; true where they were the last ones. */
  async #batch(column: EncryptedColumn): Promise<boolean> {
    const progress = await this.#progressOf(column);
    const limit = BATCH[column.kept];
    const rows = await this.#store.page(column, progress?.after, limit);
    for (const row of rows) {
      await this.#rewrap(column, row);
    }
    const last = rows.at(-1);
    const isDone = rows.length < limit;
    await this.#store.save({
      name: nameOf(column),
      keyId: this.#keys.ids[0],
      after: last
        ? column.key.map(part => last[part] as string | number)
        : progress?.after,
      rows: (progress?.rows ?? 0) + rows.length,
      done: isDone,
    });
    return isDone;
  }

  async #rewrap(column: EncryptedColumn, row: EncryptedRow): Promise<void> {
    const key = Object.fromEntries(
      column.key.map(part => [part, row[part]]),
    ) as Parameters<EncryptedColumn['context']>[0];
    const envelope = envelopeOf(column.kept, row.value);
    const renewed = this.#keys.rewrap(envelope, column.context(key));
    if (renewed) {
      const value = keptOf(column.kept, row.value, renewed);
      await this.#store.replace(column, row, value);
    }
  }

  async #progressOf(
    column: EncryptedColumn,
  ): Promise<RewrapProgress | undefined> {
    return (await this.#progress()).get(nameOf(column));
  }

  async #progress(): Promise<Map<string, RewrapProgress>> {
    return this.#store.progress(this.#keys.ids[0] ?? '');
  }
}

function nameOf({ table, column }: EncryptedColumn): string {
  return `${table}.${column}`;
}

function envelopeOf(
  kept: EncryptedColumn['kept'],
  value: EncryptedRow['value'],
): Buffer {
  if (Buffer.isBuffer(value)) {
    return value;
  }
  const text = kept === 'json' ? JSON.parse(value).sealed : value;
  return Buffer.from(text, 'base64');
}

function keptOf(
  kept: EncryptedColumn['kept'],
  before: EncryptedRow['value'],
  envelope: Buffer,
): string | Buffer {
  switch (kept) {
    case 'bytes':
      return envelope;
    case 'json':
      return JSON.stringify({
        ...JSON.parse(String(before)),
        sealed: envelope.toString('base64'),
      });
    default:
      return envelope.toString('base64');
  }
}
