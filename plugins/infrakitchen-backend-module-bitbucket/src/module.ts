import { createBackendModule } from '@backstage/backend-plugin-api';
import { infrakitchenIntegrationsExtensionPoint } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { bitbucketProvider } from './bitbucketProvider';

/**
 * Adds integrations with Bitbucket Cloud.
 *
 * @public
 */
export const infrakitchenModuleBitbucket = createBackendModule({
  pluginId: 'infrakitchen',
  moduleId: 'bitbucket',
  register(reg) {
    reg.registerInit({
      deps: { integrations: infrakitchenIntegrationsExtensionPoint },
      async init({ integrations }) {
        integrations.addProvider(bitbucketProvider);
      },
    });
  },
});
