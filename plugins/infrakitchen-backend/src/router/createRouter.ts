import type { Router } from 'express';
import { createValidatedOpenApiRouter } from '@backstage/backend-openapi-utils';
import PromiseRouter from 'express-promise-router';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Infrakitchen } from '../createInfrakitchen';
import { registerOverviewRoute } from '../overview';
import { registerResourceRoutes } from '../resources';
import { registerRunRoutes } from '../runs';
import { spec } from '../schema/generated/spec';
import { createStateRouter } from '../state';
import { registerTemplateRoutes } from '../templates';
import { registerVersionRoutes } from '../versions';

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
  registerOverviewRoute(api, infrakitchen);
  registerTemplateRoutes(api, infrakitchen);
  registerVersionRoutes(api, infrakitchen);
  registerResourceRoutes(api, infrakitchen);
  registerRunRoutes(api, infrakitchen);
  router.use(api);
  return router;
}

/** Refuses requests that the document does not describe. */
function createApiRouter(): Router {
  // Its type derives every route from a literal document; the generated types
  // of the client do that here, and a large document is too deep for it.
  const create = createValidatedOpenApiRouter as unknown as (
    document: object,
  ) => Router;
  return create(spec);
}
