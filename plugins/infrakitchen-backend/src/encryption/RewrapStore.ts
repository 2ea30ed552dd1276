import type { Knex } from 'knex';
import type { EncryptedColumn } from './encryptedColumns';

/** How far a column is encrypted with a key. */
export interface RewrapProgress {
  /** Table and column with a dot between. */
  name: string;
  keyId: string;
  /** Key of the last row that was looked at; absent before the first. */
  after?: (string | number)[];
  rows: number;
  done: boolean;
}

/** A value as it is kept, with the parts of its row's key. */
export type EncryptedRow = { value: string | Buffer } & Record<
  string,
  string | number | Buffer
>;

interface ProgressRow {
  column_name: string;
  key_id: string;
  /** As JSON. */
  after: string | null;
  rows: string | number;
  done: boolean | number;
}

/** Encrypted values of all tables, and how far they are encrypted anew. */
export class RewrapStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** By name of the column; what was done with another key is done no more. */
  async progress(keyId: string): Promise<Map<string, RewrapProgress>> {
    const rows = await this.#knex<ProgressRow>('rewraps').where({
      key_id: keyId,
    });
    return new Map(
      rows.map(row => [
        row.column_name,
        {
          name: row.column_name,
          keyId: row.key_id,
          after: row.after ? JSON.parse(row.after) : undefined,
          rows: Number(row.rows),
          done: Boolean(row.done),
        },
      ]),
    );
  }

  async save({ name, keyId, after, ...rest }: RewrapProgress): Promise<void> {
    await this.#knex<ProgressRow>('rewraps')
      .insert({
        column_name: name,
        key_id: keyId,
        after: after ? JSON.stringify(after) : null,
        ...rest,
      })
      .onConflict('column_name')
      .merge();
  }

  async clear(): Promise<void> {
    await this.#knex('rewraps').delete();
  }

  /** The rows after a key that have a value, in the order of their keys. */
  async page(
    column: EncryptedColumn,
    after: RewrapProgress['after'],
    limit: number,
  ): Promise<EncryptedRow[]> {
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
    return query;
  }

  /** Replaces a value where it is still what was read. */
  async replace(
    { table, column, key }: EncryptedColumn,
    row: EncryptedRow,
    value: string | Buffer,
  ): Promise<void> {
    const where = Object.fromEntries(key.map(part => [part, row[part]]));
    await this.#knex(table)
      .where({ ...where, [column]: row.value })
      .update({ [column]: value });
  }
}
