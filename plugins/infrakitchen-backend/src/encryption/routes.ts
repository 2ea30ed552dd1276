import type { Router } from 'express';
import type { AccessService } from '../access';
import type { EncryptionService } from './EncryptionService';

/** Registers the routes of encryption; requests are validated before. */
export function registerEncryptionRoutes(
  router: Router,
  {
    encryption,
    access,
  }: { encryption: EncryptionService; access: AccessService },
): void {
  router.get('/encryption', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await encryption.status({ credentials }));
  });

  router.post('/encryption/rewrap', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await encryption.rewrap(req.body, { credentials }));
  });
}
