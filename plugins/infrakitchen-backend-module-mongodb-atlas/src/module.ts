import { createBackendModule } from '@backstage/backend-plugin-api';
import { infrakitchenIntegrationsExtensionPoint } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { mongodbAtlasProvider } from './mongodbAtlasProvider';

/**
 * Adds integrations with MongoDB Atlas.
 *
 * @public
 */
export const infrakitchenModuleMongodbAtlas = createBackendModule({
  pluginId: 'infrakitchen',
  moduleId: 'mongodb-atlas',
  register(reg) {
    reg.registerInit({
      deps: { integrations: infrakitchenIntegrationsExtensionPoint },
      async init({ integrations }) {
        integrations.addProvider(mongodbAtlasProvider);
      },
    });
  },
});
