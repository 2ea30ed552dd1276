import type { Router } from 'express';
import { parseBatch, type AccessService } from '../access';
import type { CatalogFeedService } from './CatalogFeedService';

/** Registers what the catalog asks for; requests are validated before. */
export function registerCatalogRoutes(
  router: Router,
  {
    catalogFeed,
    access,
  }: { catalogFeed: CatalogFeedService; access: AccessService },
): void {
  router.get('/catalog/resources', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await catalogFeed.list(parseBatch(req.query), { credentials }));
  });

  router.get('/catalog/changes', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { after, since } = req.query as { after?: string; since?: string };
    const query = {
      after,
      since: since === undefined ? undefined : Date.parse(since),
      limit: parseBatch(req.query).limit,
    };
    res.json(await catalogFeed.changes(query, { credentials }));
  });
}
