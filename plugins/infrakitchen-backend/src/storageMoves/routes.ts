import type { Router } from 'express';
import { parseListQuery, parseRevision, type AccessService } from '../access';
import type { StorageMoveService } from './StorageMoveService';

/** Registers the routes of moves between storages; requests are validated before. */
export function registerStorageMoveRoutes(
  router: Router,
  options: { storageMoves: StorageMoveService; access: AccessService },
): void {
  const { storageMoves, access } = options;

  router.post('/resources/:id/storage', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const write = { credentials, revision: parseRevision(req) };
    const storageId: string | undefined = req.body.storageId ?? undefined;
    const move = await storageMoves.request(req.params.id, storageId, write);
    res.status(202).json({ move });
  });

  router.get('/resources/:id/storage-moves', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { limit, cursor } = parseListQuery(req.query);
    const page = { limit, cursor };
    res.json(await storageMoves.list(req.params.id, page, { credentials }));
  });
}
