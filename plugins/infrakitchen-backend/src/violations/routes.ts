import type { Router } from 'express';
import { parseListQuery, type AccessService } from '../access';
import type { ViolationService } from './ViolationService';

/** Registers the routes of violations; requests are validated before. */
export function registerViolationRoutes(
  router: Router,
  {
    violations,
    access,
  }: { violations: ViolationService; access: AccessService },
): void {
  router.get('/templates/:id/violations', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const page = parseListQuery(req.query);
    res.json(await violations.list(req.params.id, page, { credentials }));
  });

  router.post('/templates/:id/violations', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const page = parseListQuery(req.query);
    const { id } = req.params;
    res.json(
      await violations.previewConventions(id, req.body, page, { credentials }),
    );
  });

  router.post('/versions/:id/violations', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const page = parseListQuery(req.query);
    const { id } = req.params;
    res.json(
      await violations.previewVersion(id, req.body, page, { credentials }),
    );
  });
}
