import type { Router } from 'express';
import type { AccessService } from '../access';
import type { SubscriptionService } from './SubscriptionService';

/** Registers the routes of subscriptions; requests are validated before. */
export function registerSubscriptionRoutes(
  router: Router,
  options: { subscriptions: SubscriptionService; access: AccessService },
): void {
  const { subscriptions, access } = options;

  router.get('/resources/:id/subscription', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await subscriptions.get(req.params.id, { credentials }));
  });

  router.put('/resources/:id/subscription', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { id } = req.params;
    res.json(await subscriptions.set(id, req.body, { credentials }));
  });
}
