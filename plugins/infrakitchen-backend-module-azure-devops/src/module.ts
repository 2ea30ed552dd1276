import { createBackendModule } from '@backstage/backend-plugin-api';
import { infrakitchenIntegrationsExtensionPoint } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { azureDevopsProvider } from './azureDevopsProvider';

/**
 * Adds integrations with Azure DevOps Services and Server.
 *
 * @public
 */
export const infrakitchenModuleAzureDevops = createBackendModule({
  pluginId: 'infrakitchen',
  moduleId: 'azure-devops',
  register(reg) {
    reg.registerInit({
      deps: { integrations: infrakitchenIntegrationsExtensionPoint },
      async init({ integrations }) {
        integrations.addProvider(azureDevopsProvider);
      },
    });
  },
});
