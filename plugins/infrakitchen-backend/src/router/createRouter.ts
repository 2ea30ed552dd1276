import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import { createValidatedOpenApiRouter } from '@backstage/backend-openapi-utils';
import PromiseRouter from 'express-promise-router';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { assertStorable, registerAccessRoutes } from '../access';
import type { Infrakitchen } from '../createInfrakitchen';
import { registerApprovalRoutes } from '../approvals';
import { registerCascadeRoutes } from '../cascades';
import { registerCatalogRoutes } from '../catalog';
import { registerConnectionRoutes } from '../connections';
import { registerEncryptionRoutes } from '../encryption';
import { registerHistoryRoutes } from '../history';
import { registerImpactRoutes } from '../impact';
import { registerOverviewRoute } from '../overview';
import { registerProjectRoutes } from '../projects';
import { registerResourceRoutes } from '../resources';
import { registerRunRoutes } from '../runs';
import { spec } from '../schema/generated/spec';
import { registerSearchRoutes } from '../search';
import { createStateRouter } from '../state';
import { registerStorageMoveRoutes } from '../storageMoves';
import { registerSubscriptionRoutes } from '../subscriptions';
import { registerTemplateRoutes } from '../templates';
import { registerVersionRoutes } from '../versions';
import { registerViolationRoutes } from '../violations';
import { registerPullRequestRoutes } from '../workspaces/pullRequests';
import { registerWorkspaceRoutes } from '../workspaces';
import { describeRefusals, refuseUnknownRoutes } from './requestErrors';

/** Values and documentation may be long; what is longer belongs into a file. */
const MAX_BODY = '2mb';

/** The REST API and, beside it, the engine's state protocol. */
export async function createRouter(
  infrakitchen: Infrakitchen & { logger: LoggerService },
): Promise<Router> {
  const router = PromiseRouter();
  router.use(
    '/state',
    createStateRouter({
      states: infrakitchen.stateStore,
      tokens: infrakitchen.tokens,
      logger: infrakitchen.logger,
    }),
  );
  const api = createApiRouter();
  api.use((req, _res, next) => {
    assertStorable(req.params, req.query, req.body);
    next();
  });
  registerOverviewRoute(api, infrakitchen);
  registerTemplateRoutes(api, infrakitchen);
  registerVersionRoutes(api, infrakitchen);
  registerViolationRoutes(api, infrakitchen);
  registerProjectRoutes(api, infrakitchen);
  registerConnectionRoutes(api, infrakitchen);
  registerWorkspaceRoutes(api, infrakitchen);
  registerPullRequestRoutes(api, infrakitchen);
  registerEncryptionRoutes(api, infrakitchen);
  registerResourceRoutes(api, infrakitchen);
  registerStorageMoveRoutes(api, infrakitchen);
  registerRunRoutes(api, infrakitchen);
  registerCascadeRoutes(api, infrakitchen);
  registerImpactRoutes(api, infrakitchen);
  registerSubscriptionRoutes(api, infrakitchen);
  registerHistoryRoutes(api, infrakitchen);
  registerAccessRoutes(api, infrakitchen);
  registerApprovalRoutes(api, infrakitchen);
  registerCatalogRoutes(api, infrakitchen);
  registerSearchRoutes(api, infrakitchen);
  router.use(api);
  router.use(refuseUnknownRoutes);
  router.use(describeRefusals);
  return router;
}

/** Refuses requests that the document does not describe. */
function createApiRouter(): Router {
  // Its type derives every route from a literal document; the generated types
  // of the client do that here, and a large document is too deep for it.
  const create = createValidatedOpenApiRouter as unknown as (
    document: object,
    options: { middleware: RequestHandler[] },
  ) => Router;
  return create(spec, {
    middleware: [express.json({ limit: MAX_BODY }), withoutBody],
  });
}

/** Takes a POST without a body for one with an empty object, as `curl` sends it. */
function withoutBody(req: Request, _res: Response, next: NextFunction): void {
  const isEmpty =
    req.headers['content-length'] === undefined
      ? req.headers['transfer-encoding'] === undefined
      : req.headers['content-length'] === '0';
  if (req.method === 'POST' && isEmpty) {
    req.headers['content-type'] = 'application/json';
    req.body = {};
  }
  next();
}
