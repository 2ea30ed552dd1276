import {
  InfrakitchenError,
  type Subscription,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { actorOf, audited, type CallOptions } from '../access';
import { inTransaction, isForeignKeyViolation } from '../database';
import type { HistoryStore } from '../history';
import { resourceNotFound, type ResourceStore } from '../resources';
import type { SubscriptionStore } from './SubscriptionStore';

/** What the caller follows. */
export interface SubscriptionService {
  get(resourceId: string, options: CallOptions): Promise<Subscription>;
  set(
    resourceId: string,
    subscription: Subscription,
    options: CallOptions,
  ): Promise<Subscription>;
}

/** The rules: a user decides, about an own subscription, at what there is. */
export class DefaultSubscriptionService implements SubscriptionService {
  readonly #knex: Knex;
  readonly #history: HistoryStore;
  readonly #subscriptions: SubscriptionStore;
  readonly #resources: ResourceStore;

  constructor(options: {
    knex: Knex;
    history: HistoryStore;
    subscriptions: SubscriptionStore;
    resources: ResourceStore;
  }) {
    this.#knex = options.knex;
    this.#history = options.history;
    this.#subscriptions = options.subscriptions;
    this.#resources = options.resources;
  }

  async get(resourceId: string, options: CallOptions): Promise<Subscription> {
    const userRef = userOf(options);
    await this.#requireResource(resourceId);
    return this.#subscriptions.get(userRef, resourceId);
  }

  async set(
    resourceId: string,
    subscription: Subscription,
    options: CallOptions,
  ): Promise<Subscription> {
    const { follows } = subscription;
    const line = {
      actor: actorOf(options.credentials),
      action: 'subscription.changed',
      entity: { kind: 'resource' as const, id: resourceId },
      detail: { follows },
    };
    await audited(this.#history, line, async () => {
      const userRef = userOf(options);
      await this.#requireResource(resourceId);
      try {
        await inTransaction(this.#knex, async tx => {
          await this.#subscriptions.set(userRef, resourceId, subscription, tx);
          await this.#history.audit(tx, { ...line, outcome: 'succeeded' });
        });
      } catch (error) {
        // Deleted since it was looked at.
        throw isForeignKeyViolation(error)
          ? resourceNotFound(resourceId)
          : error;
      }
    });
    return { follows };
  }

  async #requireResource(id: string): Promise<void> {
    const [found] = await this.#resources.getMany([id]);
    if (!found) {
      throw resourceNotFound(id);
    }
  }
}

function userOf({ credentials }: CallOptions): string {
  const { kind, ref } = actorOf(credentials);
  if (kind !== 'user') {
    throw new InfrakitchenError('NotAllowedError', {
      code: 'users_only',
      message: 'Only a signed-in user can follow a resource, not a service',
    });
  }
  return ref;
}
