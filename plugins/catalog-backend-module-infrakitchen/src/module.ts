import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { FeedConnection, FeedEntityProvider } from './feed';
import { readProviderConfig } from './readProviderConfig';
import {
  ResourceFeed,
  ResourcesAnnotationProcessor,
  SystemDirectory,
} from './resources';
import { startProvider } from './startProvider';

/**
 * Publishes the resources of InfraKitchen as entities, and lets components name
 * those that they use.
 *
 * @public
 */
export const catalogModuleInfrakitchen = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'infrakitchen',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        events: eventsServiceRef,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        processing: catalogProcessingExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init({ processing, ...deps }) {
        const config = readProviderConfig(deps.config);
        const { entities, lookBackMs } = config;
        const { namespace } = entities;
        const systems = new SystemDirectory(deps);
        const resources = new FeedEntityProvider({
          feed: new ResourceFeed({
            connection: new FeedConnection(deps),
            ...{ systems, entities },
          }),
          ...{ ...deps, lookBackMs },
        });
        processing.addEntityProvider(resources);
        processing.addProcessor(
          new ResourcesAnnotationProcessor({ ...deps, namespace }),
        );
        deps.lifecycle.addStartupHook(() =>
          startProvider(resources, {
            ...{ ...deps, ...config },
            topic: 'infrakitchen.resource',
          }),
        );
      },
    });
  },
});
