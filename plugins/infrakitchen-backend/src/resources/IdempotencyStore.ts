import type { Knex } from 'knex';

/** A repeated request comes within minutes; a week is ample. */
const IDEMPOTENCY_KEY_MS = 7 * 24 * 60 * 60_000;

/** Which resources requests with a key have created. */
export class IdempotencyStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async find(actor: string, key: string): Promise<string | undefined> {
    const row = await this.#knex('idempotency_keys')
      .where({ actor, key })
      .first('resource_id');
    return row?.resource_id;
  }

  async add(
    tx: Knex,
    options: { actor: string; key: string; resourceId: string },
  ): Promise<void> {
    const now = Date.now();
    await tx('idempotency_keys')
      .where({ actor: options.actor })
      .where('created_at', '<', now - IDEMPOTENCY_KEY_MS)
      .delete();
    await tx('idempotency_keys').insert({
      actor: options.actor,
      key: options.key,
      resource_id: options.resourceId,
      created_at: now,
    });
  }
}
