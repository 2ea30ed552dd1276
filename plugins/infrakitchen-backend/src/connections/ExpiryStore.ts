import type { Knex } from 'knex';
import { takeDue } from '../database';
import { fromRow, type ConnectionRow } from './connectionRows';
import type { ConnectionRecord } from './types';

/** Asked for at once: each takes a call to its host. */
const BATCH = 20;

/** When the credentials of integrations end, as far as it is known. */
export class ExpiryStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * Integrations of some providers whose turn it is. They are taken: no other
   * replica asks for them too.
   */
  async take(options: {
    providers: string[];
    /** When to ask again. */
    nextAt: number;
    now: number;
  }): Promise<ConnectionRecord[]> {
    const { providers, nextAt, now } = options;
    const ids = await takeDue(this.#knex, {
      ...{ table: 'integrations', column: 'expiry_ask_at', limit: BATCH },
      ...{ nextAt, now },
      where: query =>
        query.whereIn('provider', providers).where('enabled', true),
    });
    const rows: ConnectionRow[] = await this.#knex('integrations').whereIn(
      'id',
      ids,
    );
    return rows.map(row => fromRow('integration', row));
  }

  /** Keeps what was told of these very credentials, and not of newer ones. */
  async keep(
    { id, version }: Pick<ConnectionRecord, 'id' | 'version'>,
    expiresAt: number | undefined,
  ): Promise<void> {
    await this.#knex('integrations')
      .where({ id, version })
      .update({ expires_at: expiresAt ?? null });
  }
}
