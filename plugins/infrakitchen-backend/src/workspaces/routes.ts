import type { Router } from 'express';
import { parseListQuery, parseRevision, type AccessService } from '../access';
import type { WorkspaceService } from './WorkspaceService';

/** Registers the routes of workspaces; requests are validated before. */
export function registerWorkspaceRoutes(
  router: Router,
  {
    workspaces,
    access,
  }: { workspaces: WorkspaceService; access: AccessService },
): void {
  router.get('/workspaces', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const query = parseListQuery(req.query);
    res.json(await workspaces.list(query, { credentials }));
  });

  router.post('/workspaces', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.status(201).json(await workspaces.create(req.body, { credentials }));
  });

  router.get('/workspaces/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await workspaces.get(req.params.id, { credentials }));
  });

  router.patch('/workspaces/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const options = { credentials, revision: parseRevision(req) };
    res.json(await workspaces.update(req.params.id, req.body, options));
  });

  router.delete('/workspaces/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const options = { credentials, revision: parseRevision(req) };
    await workspaces.delete(req.params.id, options);
    res.status(204).end();
  });

  // `sync` is the only action that the document has.
  router.post('/workspaces/:id/actions/:action', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await workspaces.sync(req.params.id, { credentials }));
  });

  router.get('/workspaces/:id/folders', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { limit, cursor } = parseListQuery(req.query);
    const page = { limit, cursor };
    res.json(await workspaces.folders(req.params.id, page, { credentials }));
  });

  router.get('/workspaces/:id/usage', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await workspaces.usage(req.params.id, { credentials }));
  });

  router.get('/integrations/:id/repositories', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { q, limit, cursor } = parseListQuery(req.query);
    const query = { q, limit, cursor };
    res.json(
      await workspaces.repositories(req.params.id, query, { credentials }),
    );
  });
}
