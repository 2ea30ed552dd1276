import { createBackendModule } from '@backstage/backend-plugin-api';
import { infrakitchenIntegrationsExtensionPoint } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { datadogProvider } from './datadogProvider';

/**
 * Adds integrations with Datadog.
 *
 * @public
 */
export const infrakitchenModuleDatadog = createBackendModule({
  pluginId: 'infrakitchen',
  moduleId: 'datadog',
  register(reg) {
    reg.registerInit({
      deps: { integrations: infrakitchenIntegrationsExtensionPoint },
      async init({ integrations }) {
        integrations.addProvider(datadogProvider);
      },
    });
  },
});
