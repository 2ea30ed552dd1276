import type { Request, Router } from 'express';
import type {
  CascadeKind,
  ConnectionsProposal,
  ResourceAction,
  ResourceInput,
  ValuesProposal,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { parseListQuery, parseRevision, type AccessService } from '../access';
import type { CascadeService } from '../cascades';
import type { HistoryPageOptions } from '../history';
import type { RunAction, RunService } from '../runs';
import type { StateService } from '../state';
import type { ResourceService, TreeQuery } from './ResourceService';

/** Registers the routes of resources; requests are validated before. */
export function registerResourceRoutes(
  router: Router,
  options: {
    resources: ResourceService;
    runs: RunService;
    cascades: CascadeService;
    states: StateService;
    access: AccessService;
  },
): void {
  const { resources, runs, cascades, states, access } = options;

  router.get('/versions/:id/schema', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const query = {
      versionId: req.params.id,
      parentIds: (req.query.parents as string[] | undefined) ?? [],
      projectId: req.query.project as string | undefined,
    };
    res.json(await resources.versionSchema(query, { credentials }));
  });

  router.post('/versions/:id/values', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const proposal = {
      ...(req.body as ValuesProposal),
      versionId: req.params.id,
    };
    const errors = await resources.checkValues(proposal, { credentials });
    res.json({ errors });
  });

  router.post('/templates/:id/connections', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const errors = await resources.checkConnections(
      req.params.id,
      req.body as ConnectionsProposal,
      { credentials },
    );
    res.json({ errors });
  });

  router.get('/resources', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const query = parseListQuery(req.query);
    res.json(await resources.list(query, { credentials }));
  });

  router.post('/resources', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const created = await resources.create(req.body as ResourceInput, {
      credentials,
      idempotencyKey: req.header('Idempotency-Key'),
    });
    res.status(201).json(created);
  });

  router.get('/resources/summary', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { filter } = parseListQuery(req.query);
    res.json(await resources.summary({ filter }, { credentials }));
  });

  router.get('/resources/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await resources.get(req.params.id, { credentials }));
  });

  router.patch('/resources/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const revision = parseRevision(req);
    const write = { credentials, revision };
    res.json(await resources.update(req.params.id, req.body, write));
  });

  router.get('/resources/:id/actions', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const items = await resources.actions(req.params.id, { credentials });
    res.json({ items });
  });

  router.post('/resources/:id/actions/:action', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { id } = req.params;
    const action = req.params.action as ResourceAction;
    const write = { credentials, revision: parseRevision(req) };
    if (action === 'delete') {
      await resources.delete(id, write);
      res.status(202).json({});
    } else if (action === 'discard-change') {
      await resources.discardChange(id, write);
      res.status(202).json({});
    } else if (action.startsWith('cascade-')) {
      const cascade = await cascades.create(
        {
          kind: action.replace('cascade-', '') as CascadeKind,
          rootId: id,
          reason: req.body?.reason,
        },
        write,
      );
      res.status(202).json({ cascade: { id: cascade.id } });
    } else {
      const run = await runs.request(id, action as RunAction, {
        ...write,
        reason: req.body?.reason,
      });
      const { warnings } = await resources.get(id, { credentials });
      res.status(202).json({ run, warnings });
    }
  });

  router.get('/resources/:id/tree', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const query = parseTreeQuery(req.query);
    res.json(await resources.tree(req.params.id, query, { credentials }));
  });

  router.get('/resources/:id/effective', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await resources.effective(req.params.id, { credentials }));
  });

  router.get('/resources/:id/change', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const change = await resources.change(req.params.id, { credentials });
    res.json({ change });
  });

  router.get('/resources/:id/runs', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const query = {
      ...historyPage(req),
      filter: [`resourceId=${req.params.id}`],
    };
    const page = await runs.list(query, { credentials });
    if (page.items.length === 0 && !query.cursor) {
      // Runs outlive their resource; without any it must be there.
      await resources.revisions(req.params.id, { limit: 1 }, { credentials });
    }
    res.json(page);
  });

  router.get('/resources/:id/revisions', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const page = historyPage(req);
    res.json(await resources.revisions(req.params.id, page, { credentials }));
  });

  router.get('/resources/:id/audit', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const page = historyPage(req);
    res.json(await resources.audit(req.params.id, page, { credentials }));
  });

  router.post('/resources/:id/outputs/:name/reveal', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { id, name } = req.params;
    const output = await resources.revealOutput(id, name, { credentials });
    res.set('Cache-Control', 'no-store').json(output);
  });

  router.get('/resources/:id/state', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { id } = await resources.get(req.params.id, { credentials });
    res.json(await states.overview(id, { credentials }));
  });

  router.get('/resources/:id/state/objects', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { id } = await resources.get(req.params.id, { credentials });
    const { q, limit, cursor } = parseListQuery(req.query);
    res.json(await states.objects(id, { q, limit, cursor }, { credentials }));
  });

  router.get('/resources/:id/state/summary', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { id } = await resources.get(req.params.id, { credentials });
    res.json(await states.summary(id, { credentials }));
  });
}

function parseTreeQuery(query: Request['query']): TreeQuery {
  return {
    limit: Number(query.limit),
    depth: query.depth === undefined ? undefined : Number(query.depth),
  };
}

function historyPage(req: Request): HistoryPageOptions {
  const { limit, cursor } = parseListQuery(req.query);
  return { limit, cursor };
}
