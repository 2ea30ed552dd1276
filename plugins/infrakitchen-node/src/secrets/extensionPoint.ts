import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { SecretProvider } from './types';

/** Where modules add places that secrets are kept in. @public */
export interface InfrakitchenSecretsExtensionPoint {
  /** @throws when its key is taken, or its schema cannot be used. */
  addProvider(provider: SecretProvider): void;
}

/** @public */
export const infrakitchenSecretsExtensionPoint =
  createExtensionPoint<InfrakitchenSecretsExtensionPoint>({
    id: 'infrakitchen.secrets',
  });
