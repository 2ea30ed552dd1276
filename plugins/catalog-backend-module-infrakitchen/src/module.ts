import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { FeedConnection } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { FeedEntityProvider } from './feed';
import { readProviderConfig } from './readProviderConfig';
import {
  ResourceFeed,
  ResourcesAnnotationProcessor,
  SystemDirectory,
} from './resources';
import { startProvider } from './startProvider';
import { TemplateFeed } from './templates';

/**
 * Publishes the resources of InfraKitchen as entities, its templates as software
 * templates, and lets components name the resources that they use.
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
        const connection = new FeedConnection(deps);
        const resources = new FeedEntityProvider({
          feed: new ResourceFeed({ connection, systems, entities }),
          ...{ ...deps, lookBackMs },
        });
        processing.addEntityProvider(resources);
        const templates = new FeedEntityProvider({
          feed: new TemplateFeed({ connection, entities }),
          ...{ ...deps, lookBackMs },
        });
        if (config.selfService) {
          processing.addEntityProvider(templates);
        }
        processing.addProcessor(
          new ResourcesAnnotationProcessor({ ...deps, namespace }),
        );
        deps.lifecycle.addStartupHook(async () => {
          await startProvider(resources, {
            ...{ ...deps, ...config },
            topic: 'infrakitchen.resource',
          });
          if (config.selfService) {
            await startProvider(templates, {
              ...{ ...deps, ...config },
              topic: 'infrakitchen.template',
            });
          }
        });
      },
    });
  },
});
