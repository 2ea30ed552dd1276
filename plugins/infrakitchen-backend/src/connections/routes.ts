import type { Router } from 'express';
import {
  connectionKinds,
  parseListQuery,
  parseRevision,
  tables,
  type AccessService,
  type ConnectionKind,
} from '../access';
import type { ConnectionService, ConnectionVerb } from './ConnectionService';
import type { PortalHostService } from './PortalHosts';

/** Registers the routes of integrations, secrets and storages. */
export function registerConnectionRoutes(
  router: Router,
  options: {
    connections: Record<ConnectionKind, ConnectionService>;
    portalHosts: PortalHostService;
    access: AccessService;
  },
): void {
  for (const kind of connectionKinds) {
    registerKind(router, kind, options.connections[kind], options.access);
  }
  router.get('/portal-git-hosts', async (req, res) => {
    const credentials = await options.access.credentialsOf(req);
    res.json({ items: await options.portalHosts.list({ credentials }) });
  });
}

function registerKind(
  router: Router,
  kind: ConnectionKind,
  service: ConnectionService,
  access: AccessService,
): void {
  const base = `/${tables[kind]}`;
  const one: `${string}/:id` = `${base}/:id`;

  router.get(`/${kind}-providers`, async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json({ items: await service.providers({ credentials }) });
  });

  router.get(base, async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await service.list(parseListQuery(req.query), { credentials }));
  });

  router.post(base, async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.status(201).json(await service.create(req.body, { credentials }));
  });

  router.get(one, async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await service.get(req.params.id, { credentials }));
  });

  router.patch(one, async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const write = { credentials, revision: parseRevision(req) };
    res.json(await service.update(req.params.id, req.body, write));
  });

  router.delete(one, async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const write = { credentials, revision: parseRevision(req) };
    await service.delete(req.params.id, write);
    res.status(204).end();
  });

  router.post(`${one}/actions/:action`, async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const write = {
      credentials,
      revision: parseRevision(req),
      config: req.body?.config,
    };
    const { id, action } = req.params as Record<'id' | 'action', string>;
    res.json(await service.act(id, action as ConnectionVerb, write));
  });

  router.post(`${one}/test`, async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await service.test(req.params.id, { credentials }));
  });

  router.get(`${one}/usage`, async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { limit, cursor } = parseListQuery(req.query);
    const page = { limit, cursor };
    res.json(await service.usage(req.params.id, page, { credentials }));
  });
}
