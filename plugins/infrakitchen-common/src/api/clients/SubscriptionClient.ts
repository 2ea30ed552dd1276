import { connect, init, unwrap, type RequestOptions } from '../request';
import type { Subscription } from '../types';
import { ApprovalsClient } from './ApprovalsClient';

/** Whether the caller follows a resource. @public */
export class SubscriptionClient extends ApprovalsClient {
  async getSubscription(
    resourceId: string,
    options?: RequestOptions,
  ): Promise<Subscription> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/resources/{id}/subscription', {
        params: { path: { id: resourceId } },
        ...init(options),
      }),
    );
  }

  async setSubscription(
    resourceId: string,
    subscription: Subscription,
    options?: RequestOptions,
  ): Promise<Subscription> {
    const client = await connect(this);
    return unwrap(
      await client.PUT('/resources/{id}/subscription', {
        params: { path: { id: resourceId } },
        body: subscription,
        ...init(options),
      }),
    );
  }
}
