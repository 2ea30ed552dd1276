import type { Knex } from 'knex';
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
   * Integrations of some providers that were not asked since a time, those that
   * waited longest first. They are taken: no other replica asks for them too.
   */
  async take(options: {
    providers: string[];
    askedBefore: number;
    now: number;
  }): Promise<ConnectionRecord[]> {
    const rows: (ConnectionRow & {
      expiry_asked_at: string | number | null;
    })[] = await this.#knex('integrations')
      .whereIn('provider', options.providers)
      .where('enabled', true)
      .where(due =>
        due
          .whereNull('expiry_asked_at')
          .orWhere('expiry_asked_at', '<', options.askedBefore),
      )
      .orderByRaw('coalesce(expiry_asked_at, 0), id')
      .limit(BATCH);
    const taken = await Promise.all(
      rows.map(({ id, expiry_asked_at: asked }) =>
        this.#knex('integrations')
          .where({ id, expiry_asked_at: asked })
          .update({ expiry_asked_at: options.now }),
      ),
    );
    return rows
      .filter((_, index) => taken[index] > 0)
      .map(row => fromRow('integration', row));
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
