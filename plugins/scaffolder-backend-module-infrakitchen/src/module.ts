import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import {
  createCreateResourceAction,
  createDeleteResourceAction,
  createDestroyResourceAction,
  createDryRunResourceAction,
  createProvisionResourceAction,
  createUpdateResourceAction,
  createWaitForRunAction,
} from './actions';

/**
 * Adds the actions of InfraKitchen that do something and wait for its end.
 *
 * @public
 */
export const scaffolderModuleInfrakitchen = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'infrakitchen',
  register(reg) {
    reg.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
      },
      async init({ actions, auth, config, discovery }) {
        const appBaseUrl = config.getOptionalString('app.baseUrl');
        const options = { auth, discovery, appBaseUrl };
        actions.addActions(
          createCreateResourceAction(options),
          createDryRunResourceAction(options),
          createProvisionResourceAction(options),
          createUpdateResourceAction(options),
          createDestroyResourceAction(options),
          createDeleteResourceAction(options),
          createWaitForRunAction(options),
        );
      },
    });
  },
});
