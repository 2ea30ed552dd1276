import express, {
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import PromiseRouter from 'express-promise-router';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { isInfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RunTokenStore, TokenGrant } from './RunTokenStore';
import type { LockInfo, StateStore } from './StateStore';

/** Larger states belong into a storage made for them. */
const MAX_STATE_BYTES = '256mb';
const MAX_LOCK_BYTES = '64kb';
/** Printable: the id stands in a column and in messages. */
const LOCK_ID = /^[\x21-\x7e]{1,128}$/;

/**
 * Terraform's `http` backend. Its protocol knows status codes only: 423 with
 * the lock for a held lock, 409 for a state that cannot follow.
 */
export function createStateRouter(options: {
  states: StateStore;
  tokens: RunTokenStore;
  logger: LoggerService;
}): Router {
  const { states, tokens, logger } = options;
  const router = PromiseRouter();
  const body = (limit: string) => express.raw({ type: () => true, limit });

  const grantOf = async (req: Request): Promise<TokenGrant | undefined> => {
    const token = basicPassword(req.headers.authorization);
    return token ? tokens.verify(req.params.resourceId, token) : undefined;
  };

  // Before the body is read: nobody may fill the memory without a token.
  const authorised: RequestHandler = async (req, res, next) => {
    if (await grantOf(req as Request)) {
      next();
    } else {
      res.status(401).end();
    }
  };

  /** Asked anew: a run may be over by the time that its body has come. */
  const authorise = async (
    req: Request,
    res: Response,
    access: { toWrite: boolean },
  ): Promise<TokenGrant | undefined> => {
    const grant = await grantOf(req);
    if (!grant) {
      res.status(401).end();
      return undefined;
    }
    if (access.toWrite && !grant.mayWrite) {
      logger.warn(
        `Run ${grant.runId} tried to write a state while it does not apply`,
      );
      res.status(403).end();
      return undefined;
    }
    return grant;
  };

  router.get('/:resourceId', async (req, res) => {
    const grant = await authorise(req, res, { toWrite: false });
    if (!grant) {
      return;
    }
    const state = await states.read(grant.resourceId);
    if (!state) {
      res.status(404).end();
      return;
    }
    res.status(200).type('application/json').send(state);
  });

  router.post(
    '/:resourceId',
    authorised,
    body(MAX_STATE_BYTES),
    async (req, res) => {
      const grant = await authorise(req, res, { toWrite: true });
      if (!grant) {
        return;
      }
      const lock = await states.lockInfo(grant.resourceId);
      if (!lock || req.query.ID !== lock.ID) {
        res.status(lock ? 423 : 409).json(lock);
        return;
      }
      await answering(res, () =>
        states.write({
          resourceId: grant.resourceId,
          data: req.body as Buffer,
          runId: grant.runId,
        }),
      );
    },
  );

  router.put(
    '/:resourceId/lock',
    authorised,
    body(MAX_LOCK_BYTES),
    async (req, res) => {
      const grant = await authorise(req, res, { toWrite: true });
      if (!grant) {
        return;
      }
      const info = parseLock(req.body);
      if (!info) {
        res.status(400).end();
        return;
      }
      const holder = await states.lock(grant.resourceId, grant.runId, info);
      if (holder) {
        res.status(423).json(holder);
        return;
      }
      res.status(200).end();
    },
  );

  router.delete(
    '/:resourceId/lock',
    authorised,
    body(MAX_LOCK_BYTES),
    async (req, res) => {
      const grant = await authorise(req, res, { toWrite: false });
      if (!grant) {
        return;
      }
      const info = parseLock(req.body);
      const freed = info
        ? await states.unlock(grant.resourceId, grant.runId, info.ID)
        : false;
      res.status(freed ? 200 : 409).end();
    },
  );

  return router;
}

async function answering(
  res: Response,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
    res.status(200).end();
  } catch (error) {
    if (!isInfrakitchenError(error)) {
      throw error;
    }
    res.status(error.statusCode).json({ error: error.message });
  }
}

function basicPassword(header: string | undefined): string | undefined {
  const [scheme, encoded] = (header ?? '').split(' ');
  if (scheme !== 'Basic' || !encoded) {
    return undefined;
  }
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1) || undefined;
}

function parseLock(body: unknown): LockInfo | undefined {
  try {
    const info = JSON.parse((body as Buffer).toString('utf8')) as LockInfo;
    return typeof info.ID === 'string' &&
      LOCK_ID.test(info.ID) &&
      ['string', 'undefined'].includes(typeof info.Operation)
      ? info
      : undefined;
  } catch {
    return undefined;
  }
}
