import type { Knex } from 'knex';
import type { EncryptionStatus } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { KeyRing } from '../crypto';
import { encryptedColumns, type EncryptedColumn } from './encryptedColumns';

/** Rows that are in memory at once; those with files are large. */
const BATCH = { text: 100, json: 100, bytes: 10 };

interface Progress {
  column_name: string;
  key_id: string;
  /** The last key that was looked at, as JSON. */
  after: string | null;
  rows: string | number;
  done: boolean | number;
}

/** A value as it is kept, with the parts of its row's key. */
type EncryptedRow = { value: string | Buffer } & Record<
  string,
  string | number | Buffer
>;

/**
 * Encrypts everything anew with the newest key. It can be stopped anywhere and
 * goes on from there; each value is replaced only where it is still what was
 * read, so that whoever writes it at the same time wins.
 */
export class Rewrapper {
  readonly #knex: Knex;
  readonly #keys: KeyRing;

  constructor(options: { knex: Knex; keys: KeyRing }) {
    this.#knex = options.knex;
    this.#keys = options.keys;
  }

  /** How far it has come with the newest key. */
  async status(): Promise<EncryptionStatus> {
    const rows = await this.#progress();
    const columns = encryptedColumns.map(column => {
      const row = rows.get(nameOf(column));
      return {
        name: nameOf(column),
        rows: Number(row?.rows ?? 0),
        done: Boolean(row?.done),
      };
    });
    return {
      keys: this.#keys.ids,
      columns,
      done: columns.every(column => column.done),
    };
  }

  /** Starts over, as after a backend with an older key ring was still at work. */
  async restart(): Promise<void> {
    await this.#knex<Progress>('rewraps').delete();
  }

  /** Goes on for some time; call it again until it is done. */
  async step(options: { limitMs: number }): Promise<EncryptionStatus> {
    const end = Date.now() + options.limitMs;
    this.#keys.assertConfigured();
    for (const column of encryptedColumns) {
      let isDone = Boolean((await this.#progressOf(column))?.done);
      while (!isDone && Date.now() < end) {
        isDone = await this.#batch(column);
      }
    }
    return this.status();
  }

  /** Looks at some rows; true where they were the last ones. */
  async #batch(column: EncryptedColumn): Promise<boolean> {
    const progress = await this.#progressOf(column);
    const after: (string | number)[] | undefined =
      progress?.after && JSON.parse(progress.after);
    const limit = BATCH[column.kept];
    const query = this.#knex(column.table)
      .whereNotNull(column.column)
      .orderBy(column.key)
      .limit(limit)
      .select(column.key)
      .select({ value: column.column });
    if (after) {
      const marks = column.key.map(() => '?').join(', ');
      const names = column.key.map(() => '??').join(', ');
      query.whereRaw(`(${names}) > (${marks})`, [...column.key, ...after]);
    }
    const rows: EncryptedRow[] = await query;
    for (const row of rows) {
      await this.#rewrap(column, row);
    }
    const last = rows.at(-1);
    const isDone = rows.length < limit;
    await this.#knex<Progress>('rewraps')
      .insert({
        column_name: nameOf(column),
        key_id: this.#keys.ids[0],
        after: last
          ? JSON.stringify(column.key.map(part => last[part]))
          : progress?.after ?? null,
        rows: Number(progress?.rows ?? 0) + rows.length,
        done: isDone,
      })
      .onConflict('column_name')
      .merge();
    return isDone;
  }

  async #rewrap(column: EncryptedColumn, row: EncryptedRow): Promise<void> {
    const key = Object.fromEntries(
      column.key.map(part => [part, row[part]]),
    ) as Parameters<EncryptedColumn['context']>[0];
    const envelope = envelopeOf(column.kept, row.value);
    const renewed = this.#keys.rewrap(envelope, column.context(key));
    if (renewed) {
      await this.#knex(column.table)
        .where({ ...key, [column.column]: row.value })
        .update({ [column.column]: keptOf(column.kept, row.value, renewed) });
    }
  }

  async #progressOf(column: EncryptedColumn): Promise<Progress | undefined> {
    return (await this.#progress()).get(nameOf(column));
  }

  /** What was done with another key is done no more. */
  async #progress(): Promise<Map<string, Progress>> {
    const rows = await this.#knex<Progress>('rewraps').where({
      key_id: this.#keys.ids[0] ?? '',
    });
    return new Map(rows.map(row => [row.column_name, row as Progress]));
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
