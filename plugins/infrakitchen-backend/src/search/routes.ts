import type { Router } from 'express';
import { parseBatch, type AccessService } from '../access';
import type { SearchFeedService } from './SearchFeedService';

/** Registers what the search asks for; requests are validated before. */
export function registerSearchRoutes(
  router: Router,
  {
    searchFeed,
    access,
  }: { searchFeed: SearchFeedService; access: AccessService },
): void {
  router.get('/search/resources', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const batch = parseBatch(req.query);
    res.json(await searchFeed.resources(batch, { credentials }));
  });

  router.get('/search/templates', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const batch = parseBatch(req.query);
    res.json(await searchFeed.templates(batch, { credentials }));
  });

  router.get('/search/workspaces', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const batch = parseBatch(req.query);
    res.json(await searchFeed.workspaces(batch, { credentials }));
  });
}
