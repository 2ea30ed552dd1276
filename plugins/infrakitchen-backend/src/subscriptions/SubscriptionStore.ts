import type { Subscription } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';

/** Who follows which resource. */
export class SubscriptionStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async get(
    userRef: string,
    resourceId: string,
    db: Knex = this.#knex,
  ): Promise<Subscription> {
    const row = await db('subscriptions')
      .where({ user_ref: userRef, resource_id: resourceId })
      .first('subtree');
    if (!row) {
      return { follows: 'nothing' };
    }
    return { follows: row.subtree ? 'subtree' : 'resource' };
  }

  async set(
    userRef: string,
    resourceId: string,
    { follows }: Subscription,
    db: Knex = this.#knex,
  ): Promise<void> {
    if (follows === 'nothing') {
      await db('subscriptions')
        .where({ user_ref: userRef, resource_id: resourceId })
        .delete();
      return;
    }
    await db('subscriptions')
      .insert({
        user_ref: userRef,
        resource_id: resourceId,
        subtree: follows === 'subtree',
      })
      .onConflict(['user_ref', 'resource_id'])
      .merge();
  }

  /** Who follows a resource, or everything below a resource above it. */
  async followers(
    resourceId: string,
    db: Knex = this.#knex,
  ): Promise<string[]> {
    return db('subscriptions')
      .where({ resource_id: resourceId })
      .orWhere(above => whereAbove(above, [resourceId], db))
      .distinct()
      .orderBy('user_ref')
      .pluck('user_ref');
  }

  /** Who follows everything below some resources, or below ones above them. */
  async subtreeFollowers(resourceIds: string[]): Promise<string[]> {
    return this.#knex('subscriptions')
      .where({ subtree: true })
      .whereIn('resource_id', resourceIds)
      .orWhere(above => whereAbove(above, resourceIds, this.#knex))
      .distinct()
      .orderBy('user_ref')
      .pluck('user_ref');
  }
}

function whereAbove(
  query: Knex.QueryBuilder,
  resourceIds: string[],
  db: Knex,
): void {
  query
    .where({ subtree: true })
    .whereIn(
      'resource_id',
      db('resource_ancestors')
        .whereIn('resource_id', resourceIds)
        .select('ancestor_id'),
    );
}
