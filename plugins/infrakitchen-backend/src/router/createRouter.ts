import type { NextFunction, Request, Response, Router } from 'express';
import { createValidatedOpenApiRouter } from '@backstage/backend-openapi-utils';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
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
  api.use(refuseNul);
  registerOverviewRoute(api, infrakitchen);
  registerTemplateRoutes(api, infrakitchen);
  registerVersionRoutes(api, infrakitchen);
  registerResourceRoutes(api, infrakitchen);
  registerRunRoutes(api, infrakitchen);
  router.use(api);
  return router;
}

/** PostgreSQL stores no text with NUL in it; better refused than half taken. */
function refuseNul(req: Request, _res: Response, next: NextFunction): void {
  if (holdsNul([req.params, req.query, req.body])) {
    throw new InfrakitchenError('InputError', {
      code: 'invalid_text',
      message: 'The request holds a NUL character; remove it',
    });
  }
  next();
}

function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') {
    return value.includes('\0');
  }
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).some(
      ([key, inner]) => holdsNul(key) || holdsNul(inner),
    )
  );
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
