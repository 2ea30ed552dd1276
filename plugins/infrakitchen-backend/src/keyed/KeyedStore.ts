import type { Knex } from 'knex';
import type { KeyedKind, Wanted } from './KeyedService';

/** Who has a key or a name. */
export interface Holder {
  id: string;
  key: string;
  name: string;
}

/** Keys and names of templates or of projects. */
export class KeyedStore {
  readonly #knex: Knex;
  readonly #kind: KeyedKind;

  constructor(knex: Knex, kind: KeyedKind) {
    this.#knex = knex;
    this.#kind = kind;
  }

  /** Who has the key or the name already. */
  async holders(wanted: Wanted, db: Knex = this.#knex): Promise<Holder[]> {
    if (wanted.key === undefined && wanted.name === undefined) {
      return [];
    }
    return db(`${this.#kind}s`)
      .where(builder => {
        if (wanted.key !== undefined) {
          builder.orWhere('key', wanted.key);
        }
        if (wanted.name !== undefined) {
          builder.orWhere('name', wanted.name);
        }
      })
      .select('id', 'key', 'name');
  }
}
