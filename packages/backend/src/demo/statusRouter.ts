import { Router } from 'express';
import type { DemoStatus } from './DemoEnvironment';

/** Tells how far the demo is. */
export function createStatusRouter(environment: {
  status(): DemoStatus;
}): Router {
  const router = Router();
  router.get('/status', (_request, response) => {
    response.json(environment.status());
  });
  return router;
}
