import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  infrakitchenIntegrationsExtensionPoint,
  infrakitchenSecretsExtensionPoint,
  infrakitchenStoragesExtensionPoint,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { readEndpoints } from './endpoints';
import { GcpIntegrationProvider } from './GcpIntegrationProvider';
import { GcpSecretManagerProvider } from './GcpSecretManagerProvider';
import { GcpSignIn } from './GcpSignIn';
import { GcsStorageProvider } from './GcsStorageProvider';

/**
 * Gives InfraKitchen Google Cloud: an integration, a place of secrets and a storage.
 *
 * @public
 */
export const infrakitchenModuleGcp = createBackendModule({
  pluginId: 'infrakitchen',
  moduleId: 'gcp',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        integrations: infrakitchenIntegrationsExtensionPoint,
        secrets: infrakitchenSecretsExtensionPoint,
        storages: infrakitchenStoragesExtensionPoint,
      },
      async init({ config, integrations, secrets, storages }) {
        const signIn = new GcpSignIn(readEndpoints(config));
        integrations.addProvider(new GcpIntegrationProvider(signIn));
        secrets.addProvider(new GcpSecretManagerProvider(signIn));
        storages.addProvider(new GcsStorageProvider(signIn));
      },
    });
  },
});
