import type { Knex } from 'knex';
import type { Refusal } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Actor } from '../history';
import type { CascadeItemStore } from './CascadeItemStore';
import type { CascadeStore } from './CascadeStore';
import type { CascadeRecord } from './types';

/** Whoever brings cascades on, as history records it. */
export const driver: Actor = { kind: 'worker', ref: 'cascades' };

/** The ends of cascades; each lets go of the resources. */
export class CascadeEnds {
  readonly #store: CascadeStore;
  readonly #items: CascadeItemStore;

  constructor(options: { cascades: CascadeStore; items: CascadeItemStore }) {
    this.#store = options.cascades;
    this.#items = options.items;
  }

  async succeed(tx: Knex.Transaction, cascade: CascadeRecord): Promise<void> {
    await this.#items.release(tx, cascade.id);
    await this.#store.move(tx, cascade, { to: 'succeeded', actor: driver });
  }

  /** It may be resumed; until then others may have the resources. */
  async fail(tx: Knex.Transaction, cascade: CascadeRecord): Promise<void> {
    const failed = await this.#items.inStates(
      tx,
      cascade.id,
      ['failed', 'cancelled'],
      5,
    );
    await this.#items.release(tx, cascade.id);
    await this.#store.move(tx, cascade, {
      to: 'failed',
      actor: driver,
      patch: {
        expiresAt: undefined,
        error: {
          code: 'items_failed',
          message: `${failed
            .map(({ resourceName }) => `'${resourceName}'`)
            .join(', ')} failed. Correct the cause, then resume`,
          culprits: failed.map(({ resourceId, resourceName }) => ({
            kind: 'resource',
            id: resourceId,
            name: resourceName,
          })),
        },
      },
    });
  }

  /** What was not begun never is. */
  async cancel(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    actor: Actor,
    error?: Refusal,
  ): Promise<void> {
    await this.#giveUp(tx, cascade);
    await this.#store.move(tx, cascade, {
      to: 'cancelled',
      actor,
      patch: { error },
    });
  }

  async reject(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    actor: Actor,
    comment: string,
  ): Promise<void> {
    await this.#giveUp(tx, cascade);
    await this.#store.move(tx, cascade, {
      to: 'rejected',
      actor,
      patch: { error: { code: 'rejected', message: comment } },
      detail: { digest: cascade.digest!, comment },
    });
  }

  async #giveUp(tx: Knex.Transaction, cascade: CascadeRecord): Promise<void> {
    await this.#items.patchAll(tx, cascade.id, ['pending', 'previewed'], {
      state: 'cancelled',
    });
    await this.#items.release(tx, cascade.id);
  }
}
