import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  infrakitchenEngineExtensionPoint,
  infrakitchenIntegrationsExtensionPoint,
  infrakitchenSecretsExtensionPoint,
  infrakitchenStoragesExtensionPoint,
  type Engine,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { registerResourceTypes } from './access';
import { registerActions } from './actions';
import { createConnectionProviders } from './createConnections';
import { createInfrakitchen } from './createInfrakitchen';
import { migrate } from './database';
import { createRouter } from './router';

/** Stands in where no module brought an engine. */
const missingEngine: Engine = new Proxy({} as Engine, {
  get() {
    return () => {
      throw new InfrakitchenError('ServiceUnavailableError', {
        code: 'engine_missing',
        message:
          'No engine is installed; add @infrakitchen/backstage-plugin-infrakitchen-backend-module-terraform to the backend',
      });
    };
  },
});

/**
 * The InfraKitchen backend.
 *
 * @public
 */
export const infrakitchenPlugin = createBackendPlugin({
  pluginId: 'infrakitchen',
  register(env) {
    let engine: Engine = missingEngine;
    env.registerExtensionPoint(infrakitchenEngineExtensionPoint, {
      setEngine(given) {
        if (engine !== missingEngine) {
          throw new Error('The engine of InfraKitchen was set already');
        }
        engine = given;
      },
    });
    const providers = createConnectionProviders();
    env.registerExtensionPoint(infrakitchenIntegrationsExtensionPoint, {
      addProvider: provider => providers.integration.add(provider),
    });
    env.registerExtensionPoint(infrakitchenSecretsExtensionPoint, {
      addProvider: provider => providers.secret.add(provider),
    });
    env.registerExtensionPoint(infrakitchenStoragesExtensionPoint, {
      addProvider: provider => providers.storage.add(provider),
    });
    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        auditor: coreServices.auditor,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        rootLifecycle: coreServices.rootLifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        signals: signalsServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init(deps) {
        const { httpRouter, lifecycle, logger } = deps;
        const knex = await migrate(deps);
        registerResourceTypes(deps.permissionsRegistry, { ...deps, knex });
        const infrakitchen = await createInfrakitchen({
          ...deps,
          knex,
          engine,
          providers,
        });
        httpRouter.use(await createRouter({ ...infrakitchen, logger }));
        // The engine is no user of the portal: its run's token is checked there.
        httpRouter.addAuthPolicy({ path: '/state', allow: 'unauthenticated' });
        registerActions(deps.actionsRegistry, infrakitchen);
        lifecycle.addStartupHook(() => infrakitchen.start());
        // Before the server closes, so that the last states still get through.
        deps.rootLifecycle.addBeforeShutdownHook(() => infrakitchen.stop());
      },
    });
  },
});
