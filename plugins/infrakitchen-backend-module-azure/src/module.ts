import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  infrakitchenIntegrationsExtensionPoint,
  infrakitchenStoragesExtensionPoint,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { AzureBlobStorageProvider } from './AzureBlobStorageProvider';
import { AzureIntegrationProvider } from './AzureIntegrationProvider';
import { AzureSignIn } from './AzureSignIn';
import { readEndpoints } from './clouds';

/**
 * Gives InfraKitchen Azure: an integration and a storage.
 *
 * @public
 */
export const infrakitchenModuleAzure = createBackendModule({
  pluginId: 'infrakitchen',
  moduleId: 'azure',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        integrations: infrakitchenIntegrationsExtensionPoint,
        storages: infrakitchenStoragesExtensionPoint,
      },
      async init({ config, integrations, storages }) {
        const signIn = new AzureSignIn(readEndpoints(config));
        integrations.addProvider(new AzureIntegrationProvider(signIn));
        storages.addProvider(new AzureBlobStorageProvider(signIn));
      },
    });
  },
});
