import type { Router } from 'express';
import { parseListQuery, parseRevision, type AccessService } from '../access';
import type { KeyedAction } from '../keyed';
import type { TemplateService } from './TemplateService';

/** Registers the routes of templates; requests are validated before. */
export function registerTemplateRoutes(
  router: Router,
  { templates, access }: { templates: TemplateService; access: AccessService },
): void {
  router.get('/templates', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const query = parseListQuery(req.query);
    res.json(await templates.list(query, { credentials }));
  });

  router.post('/templates', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.status(201).json(await templates.create(req.body, { credentials }));
  });

  // Before the next one, which would take it for an id.
  router.get('/templates/tree', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await templates.fullTree({ credentials }));
  });

  router.get('/templates/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await templates.get(req.params.id, { credentials }));
  });

  router.patch('/templates/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const revision = parseRevision(req);
    const options = { credentials, revision };
    res.json(await templates.update(req.params.id, req.body, options));
  });

  router.delete('/templates/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const revision = parseRevision(req);
    await templates.delete(req.params.id, { credentials, revision });
    res.status(204).end();
  });

  router.post('/templates/:id/actions/:action', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const action = req.params.action as KeyedAction;
    const revision = parseRevision(req);
    const options = { credentials, revision };
    res.json(await templates.act(req.params.id, action, options));
  });

  router.get('/templates/:id/tree', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await templates.tree(req.params.id, { credentials }));
  });
}
