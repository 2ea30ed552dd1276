import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { FeedConnection } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  FeedCollatorFactory,
  resourceDocuments,
  templateDocuments,
  workspaceDocuments,
} from './collators';
import { readCollatorConfig } from './readCollatorConfig';

/**
 * Finds templates, resources and workspaces of InfraKitchen by the search, each
 * only for whoever may read it.
 *
 * @public
 */
export const searchModuleInfrakitchen = createBackendModule({
  pluginId: 'search',
  moduleId: 'infrakitchen',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        indexRegistry: searchIndexRegistryExtensionPoint,
        logger: coreServices.logger,
        scheduler: coreServices.scheduler,
      },
      async init({ indexRegistry, config, logger, scheduler, ...deps }) {
        const { basePath, schedule } = readCollatorConfig(config);
        const options = { connection: new FeedConnection(deps), basePath };
        // A runner is for one collator: its task is named after the type.
        const runner = () => scheduler.createScheduledTaskRunner(schedule);
        indexRegistry.addCollator({
          schedule: runner(),
          factory: new FeedCollatorFactory({
            documents: templateDocuments(options),
            logger,
          }),
        });
        indexRegistry.addCollator({
          schedule: runner(),
          factory: new FeedCollatorFactory({
            documents: resourceDocuments(options),
            logger,
          }),
        });
        indexRegistry.addCollator({
          schedule: runner(),
          factory: new FeedCollatorFactory({
            documents: workspaceDocuments(options),
            logger,
          }),
        });
      },
    });
  },
});
