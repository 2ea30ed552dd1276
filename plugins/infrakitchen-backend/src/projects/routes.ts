import type { Router } from 'express';
import { parseListQuery, parseRevision, type AccessService } from '../access';
import type { KeyedAction } from '../keyed';
import type { ProjectService } from './ProjectService';

/** Registers the routes of projects; requests are validated before. */
export function registerProjectRoutes(
  router: Router,
  { projects, access }: { projects: ProjectService; access: AccessService },
): void {
  router.get('/projects', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const query = parseListQuery(req.query);
    res.json(await projects.list(query, { credentials }));
  });

  router.post('/projects', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.status(201).json(await projects.create(req.body, { credentials }));
  });

  router.get('/projects/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await projects.get(req.params.id, { credentials }));
  });

  router.patch('/projects/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const options = { credentials, revision: parseRevision(req) };
    res.json(await projects.update(req.params.id, req.body, options));
  });

  router.delete('/projects/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const options = { credentials, revision: parseRevision(req) };
    await projects.delete(req.params.id, options);
    res.status(204).end();
  });

  router.post('/projects/:id/actions/:action', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const action = req.params.action as KeyedAction;
    const options = { credentials, revision: parseRevision(req) };
    res.json(await projects.act(req.params.id, action, options));
  });
}
