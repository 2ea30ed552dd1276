import type { Router } from 'express';
import type { AccessService } from './AccessService';
import type { GrantService } from './GrantService';
import { parseListQuery } from './requests';

/** Registers the routes of roles; requests are validated before. */
export function registerAccessRoutes(
  router: Router,
  { grants, access }: { grants: GrantService; access: AccessService },
): void {
  router.get('/access', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await grants.access({ credentials }));
  });

  router.get('/grants', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await grants.list(parseListQuery(req.query), { credentials }));
  });

  router.post('/grants', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.status(201).json(await grants.give(req.body, { credentials }));
  });

  router.delete('/grants/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    await grants.take(req.params.id, { credentials });
    res.status(204).end();
  });

  router.get('/resources/:id/access', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const items = await grants.ofResource(req.params.id, { credentials });
    res.json({ items });
  });
}
