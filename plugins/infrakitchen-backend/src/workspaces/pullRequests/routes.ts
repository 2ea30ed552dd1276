import type { Router } from 'express';
import { parseListQuery, type AccessService } from '../../access';
import type {
  PullRequestAction,
  PullRequestService,
} from './PullRequestService';

/** Registers the routes of pull requests; requests are validated before. */
export function registerPullRequestRoutes(
  router: Router,
  {
    pullRequests,
    access,
  }: { pullRequests: PullRequestService; access: AccessService },
): void {
  router.get('/workspaces/:id/pull-requests', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { filter, limit, cursor } = parseListQuery(req.query);
    const query = { filter, limit, cursor };
    res.json(await pullRequests.list(req.params.id, query, { credentials }));
  });

  router.get('/pull-requests/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await pullRequests.get(req.params.id, { credentials }));
  });

  router.get('/pull-requests/:id/diff', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await pullRequests.diff(req.params.id, { credentials }));
  });

  router.get('/pull-requests/:id/comments', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { limit, cursor } = parseListQuery(req.query);
    const page = { limit, cursor };
    res.json(await pullRequests.comments(req.params.id, page, { credentials }));
  });

  router.post('/pull-requests/:id/actions/:action', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { id, action } = req.params as {
      id: string;
      action: PullRequestAction;
    };
    res.json(await pullRequests.act(id, action, { credentials }));
  });

  router.get('/resources/:id/code', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await pullRequests.code(req.params.id, { credentials }));
  });

  // `take-back` is the only action that the document has.
  router.post('/resources/:id/code/actions/:action', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await pullRequests.takeBack(req.params.id, { credentials }));
  });
}
