import { AuditedAccess, needs, type AccessService } from '../access';
import type { HistoryStore } from '../history';
import type { SubscriptionService } from './SubscriptionService';

type Call<K extends keyof SubscriptionService> = Parameters<
  SubscriptionService[K]
>;

/** Asks for access before each method of {@link SubscriptionService}. */
export class AuthorizedSubscriptionService implements SubscriptionService {
  readonly #inner: SubscriptionService;
  readonly #access: AuditedAccess;

  constructor(options: {
    inner: SubscriptionService;
    access: AccessService;
    history: HistoryStore;
  }) {
    this.#inner = options.inner;
    this.#access = new AuditedAccess(options);
  }

  async get(...[resourceId, options]: Call<'get'>) {
    const scope = await this.#access.read(options.credentials, {
      kind: 'resource',
      id: resourceId,
    });
    return this.#inner.get(resourceId, { ...options, scope });
  }

  async set(...[resourceId, subscription, options]: Call<'set'>) {
    // Whoever may see a resource may follow it.
    const scope = await this.#access.change(
      options.credentials,
      needs.resourceRead,
      { kind: 'resource', id: resourceId },
      {
        action: 'subscription.changed',
        entity: { kind: 'resource', id: resourceId },
      },
    );
    return this.#inner.set(resourceId, subscription, { ...options, scope });
  }
}
