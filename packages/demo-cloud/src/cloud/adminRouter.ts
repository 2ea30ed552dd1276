import express from 'express';
import PromiseRouter from 'express-promise-router';
import { FaultBook, faultsSchema } from './faults';
import { attributesOf, kindOf } from './objectRouter';
import { ObjectService } from './ObjectService';
import { ObjectStore } from './store';

/** The interface for whoever stages a demonstration or a test. */
export function createAdminRouter(options: {
  store: ObjectStore;
  objects: ObjectService;
  faults: FaultBook;
}): express.Router {
  const { store, objects, faults } = options;
  const router = PromiseRouter();

  router.get('/faults', (_request, response) => {
    response.json({ faults: faults.list() });
  });

  router.put('/faults', (request, response) => {
    faults.replace(faultsSchema.parse(request.body).faults);
    response.json({ faults: faults.list() });
  });

  router.delete('/faults', (_request, response) => {
    faults.replace([]);
    response.status(204).end();
  });

  router.get('/objects', (_request, response) => {
    response.json({ items: store.list() });
  });

  router.delete('/objects', (_request, response) => {
    store.clear();
    response.status(204).end();
  });

  router.patch('/objects/:plural/:id', (request, response) => {
    response.json(
      objects.tamper(kindOf(request), request.params.id, attributesOf(request)),
    );
  });

  router.delete('/objects/:plural/:id', (request, response) => {
    objects.forget(kindOf(request), request.params.id);
    response.status(204).end();
  });

  return router;
}
