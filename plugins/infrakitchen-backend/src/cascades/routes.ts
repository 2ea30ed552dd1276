import type { Router } from 'express';
import type {
  CascadeDecision,
  CascadeInput,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { parseListQuery, type AccessService } from '../access';
import type { CascadeService } from './CascadeService';

/** Registers the routes of cascades; requests are validated before. */
export function registerCascadeRoutes(
  router: Router,
  options: { cascades: CascadeService; access: AccessService },
): void {
  const { cascades, access } = options;

  router.get('/cascades', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const query = parseListQuery(req.query);
    res.json(await cascades.list(query, { credentials }));
  });

  router.post('/cascades', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const input = req.body as CascadeInput;
    const cascade = await cascades.create(input, { credentials });
    res.status(202).json({ cascade });
  });

  router.get('/cascades/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await cascades.get(req.params.id, { credentials }));
  });

  router.get('/cascades/:id/items', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const query = { ...parseListQuery(req.query), id: req.params.id };
    res.json(await cascades.items(query, { credentials }));
  });

  router.get('/cascades/:id/graph', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await cascades.graph(req.params.id, { credentials }));
  });

  router.post('/cascades/:id/actions/:action', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { id, action } = req.params as {
      id: string;
      action: CascadeDecision;
    };
    const { digest, reason } = req.body ?? {};
    const call = { credentials, digest, reason };
    res.status(202).json({ cascade: await cascades.act(id, action, call) });
  });
}
