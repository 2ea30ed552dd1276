import type { Router } from 'express';
import { parseListQuery, type AccessService } from '../access';
import type { ImpactService } from './ImpactService';

/** Registers the routes of impacts; requests are validated before. */
export function registerImpactRoutes(
  router: Router,
  { impacts, access }: { impacts: ImpactService; access: AccessService },
): void {
  router.post('/resources/:id/impact', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const page = parseListQuery(req.query);
    const { id } = req.params;
    res.json(await impacts.ofResource(id, req.body, page, { credentials }));
  });

  router.post('/projects/:id/impact', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const page = parseListQuery(req.query);
    const { id } = req.params;
    res.json(await impacts.ofProject(id, req.body, page, { credentials }));
  });

  router.get('/resources/:id/stale', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await impacts.stale(req.params.id, { credentials }));
  });
}
