import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  infrakitchenIntegrationsExtensionPoint,
  infrakitchenSecretsExtensionPoint,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { vaultProvider } from './vaultProvider';
import { vaultSecretProvider } from './vaultSecretProvider';

/**
 * Adds integrations with HashiCorp Vault, and secrets that it keeps.
 *
 * @public
 */
export const infrakitchenModuleVault = createBackendModule({
  pluginId: 'infrakitchen',
  moduleId: 'vault',
  register(reg) {
    reg.registerInit({
      deps: {
        integrations: infrakitchenIntegrationsExtensionPoint,
        secrets: infrakitchenSecretsExtensionPoint,
      },
      async init({ integrations, secrets }) {
        integrations.addProvider(vaultProvider);
        secrets.addProvider(vaultSecretProvider);
      },
    });
  },
});
