import type { Router } from 'express';
import { parseListQuery, parseRevision, type AccessService } from '../access';
import type { VersionAction, VersionService } from './VersionService';

/** Registers the routes of versions and modules; requests are validated before. */
export function registerVersionRoutes(
  router: Router,
  { versions, access }: { versions: VersionService; access: AccessService },
): void {
  router.post('/modules/refs', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { repositoryUrl } = req.body;
    res.json(await versions.listRefs(repositoryUrl, { credentials }));
  });

  router.post('/modules/analyse', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await versions.analyseModule(req.body, { credentials }));
  });

  router.post('/templates/import', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const created = await versions.importTemplate(req.body, { credentials });
    res.status(201).json(created);
  });

  router.get('/templates/:id/versions', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { q, limit, cursor } = parseListQuery(req.query);
    const page = { q, limit, cursor };
    res.json(await versions.list(req.params.id, page, { credentials }));
  });

  router.post('/templates/:id/versions', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { id } = req.params;
    res.status(201).json(await versions.create(id, req.body, { credentials }));
  });

  router.get('/versions/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await versions.get(req.params.id, { credentials }));
  });

  router.get('/versions/:id/compare', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const other = req.query.with as string | undefined;
    res.json(await versions.compare(req.params.id, other, { credentials }));
  });

  router.patch('/versions/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const revision = parseRevision(req);
    const options = { credentials, revision };
    res.json(await versions.update(req.params.id, req.body, options));
  });

  router.delete('/versions/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const revision = parseRevision(req);
    await versions.delete(req.params.id, { credentials, revision });
    res.status(204).end();
  });

  router.post('/versions/:id/actions/:action', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const action = req.params.action as VersionAction;
    const revision = parseRevision(req);
    const options = { credentials, revision };
    res.json(await versions.act(req.params.id, action, options));
  });
}
