import type { Request, Router } from 'express';
import { parseBatch, type AccessService } from '../access';
import type {
  CatalogChangesQuery,
  CatalogFeedService,
} from './CatalogFeedService';

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
    res.json(await catalogFeed.changes(changesQuery(req), { credentials }));
  });

  router.get('/catalog/templates', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const page = parseBatch(req.query);
    res.json(await catalogFeed.listTemplates(page, { credentials }));
  });

  router.get('/catalog/template-changes', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const query = changesQuery(req);
    res.json(await catalogFeed.templateChanges(query, { credentials }));
  });
}

function changesQuery(req: Request): CatalogChangesQuery {
  const { after, since } = req.query as { after?: string; since?: string };
  return {
    after,
    since: since === undefined ? undefined : Date.parse(since),
    limit: parseBatch(req.query).limit,
  };
}
