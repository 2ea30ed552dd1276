import { randomUUID } from 'node:crypto';
import { NotFoundError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import express, { Request } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import { KindDefinition, KINDS, REGIONS } from '../kinds';
import { CloudObject } from './store';
import { FaultBook, Operation } from './faults';
import { ObjectService } from './ObjectService';
import { PendingRequests } from './requests';

/** Carries the id under which a client may cancel or repeat its request. */
export const REQUEST_ID_HEADER = 'x-request-id';

const attributesSchema = z.record(z.unknown());

/** Reads the attributes in a request body. */
export function attributesOf(request: Request): JsonObject {
  return attributesSchema.parse(request.body) as JsonObject;
}

/** The kind that a path names by its plural. */
export function kindOf(request: Request): KindDefinition {
  const { plural } = request.params;
  const kind = Object.values(KINDS).find(each => each.plural === plural);
  if (!kind) {
    throw new NotFoundError(`The demo cloud has no ${plural}`);
  }
  return kind;
}

/** The interface for the customers of the cloud. */
export function createObjectRouter(options: {
  objects: ObjectService;
  faults: FaultBook;
  requests: PendingRequests;
}): express.Router {
  const { objects, faults, requests } = options;
  const router = PromiseRouter();

  async function suffer(request: Request, operation: Operation) {
    const misfortune = faults.strike(kindOf(request).kind, operation);
    const requestId = request.header(REQUEST_ID_HEADER) ?? randomUUID();
    await requests.wait(requestId, misfortune.delayMs);
    if (misfortune.error) {
      throw misfortune.error;
    }
    return { forget: misfortune.forget, requestId };
  }

  async function sufferWith(request: Request, operation: Operation) {
    const { forget } = await suffer(request, operation);
    if (forget) {
      objects.forget(kindOf(request), request.params.id);
    }
  }

  router.get('/regions', (_request, response) => {
    response.json({ items: REGIONS });
  });

  router.delete('/requests/:id', (request, response) => {
    response.json({ cancelled: requests.cancel(request.params.id) });
  });

  router.get('/:plural', async (request, response) => {
    await suffer(request, 'list');
    response.json({ items: objects.list(kindOf(request)).map(view) });
  });

  router.post('/:plural', async (request, response) => {
    const kind = kindOf(request);
    const given = attributesOf(request);
    const { forget, requestId } = await suffer(request, 'create');
    const object = objects.create(kind, given, requestId);
    if (forget) {
      objects.forget(kind, object.id);
    }
    response.status(201).json(view(object));
  });

  router.get('/:plural/:id', async (request, response) => {
    await sufferWith(request, 'read');
    response.json(view(objects.read(kindOf(request), request.params.id)));
  });

  router.patch('/:plural/:id', async (request, response) => {
    const given = attributesOf(request);
    await sufferWith(request, 'update');
    response.json(
      view(objects.update(kindOf(request), request.params.id, given)),
    );
  });

  router.delete('/:plural/:id', async (request, response) => {
    await sufferWith(request, 'delete');
    objects.delete(kindOf(request), request.params.id);
    response.status(204).end();
  });

  return router;
}

function view({ id, kind, attributes }: CloudObject) {
  return { id, kind, attributes };
}
