import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { DemoEnvironment } from './DemoEnvironment';
import { readDemoConfig } from './config';
import { createStatusRouter } from './statusRouter';

/**
 * Runs the demo: the cloud that is made up, what the engine needs to reach
 * it, and the templates and resources to begin with.
 */
export default createBackendPlugin({
  pluginId: 'infrakitchen-demo',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
      },
      async init({ config, httpRouter, lifecycle, logger, ...services }) {
        const demo = readDemoConfig(config, logger);
        if (!demo) {
          return;
        }
        const environment = await DemoEnvironment.start({
          ...services,
          demo,
          logger,
        });
        httpRouter.use(createStatusRouter(environment));
        // Says nothing that is secret, and scripts wait for it.
        httpRouter.addAuthPolicy({ path: '/status', allow: 'unauthenticated' });
        lifecycle.addStartupHook(() => environment.seedInBackground());
        lifecycle.addShutdownHook(() => environment.stop());
      },
    });
  },
});
