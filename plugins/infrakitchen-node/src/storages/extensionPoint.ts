import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { StorageProvider } from './types';

/** Where modules add places that states are kept in. @public */
export interface InfrakitchenStoragesExtensionPoint {
  /** @throws when its key is taken, or its schema cannot be used. */
  addProvider(provider: StorageProvider): void;
}

/** @public */
export const infrakitchenStoragesExtensionPoint =
  createExtensionPoint<InfrakitchenStoragesExtensionPoint>({
    id: 'infrakitchen.storages',
  });
