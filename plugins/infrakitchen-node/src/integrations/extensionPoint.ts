import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { IntegrationProvider } from './types';

/** Where modules add kinds of integrations. @public */
export interface InfrakitchenIntegrationsExtensionPoint {
  /** @throws when its key is taken, or its schema cannot be used. */
  addProvider(provider: IntegrationProvider): void;
}

/** @public */
export const infrakitchenIntegrationsExtensionPoint =
  createExtensionPoint<InfrakitchenIntegrationsExtensionPoint>({
    id: 'infrakitchen.integrations',
  });
