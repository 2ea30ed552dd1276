import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { infrakitchenEngineExtensionPoint } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { TerraformEngine } from './TerraformEngine';

/**
 * Gives InfraKitchen its engine: Terraform or OpenTofu.
 *
 * @public
 */
export const infrakitchenModuleTerraform = createBackendModule({
  pluginId: 'infrakitchen',
  moduleId: 'terraform',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        engine: infrakitchenEngineExtensionPoint,
        logger: coreServices.logger,
      },
      async init({ config, engine, logger }) {
        const terraform = TerraformEngine.fromConfig(config);
        engine.setEngine(terraform);
        // The portal is useful without an engine, so a missing one only gets said early.
        terraform.info().then(
          info =>
            logger.info(
              `Runs use ${info.kind} ${info.version} at ${info.binary}`,
            ),
          error =>
            logger.warn(`Runs will fail: ${error.message} ${error.hint ?? ''}`),
        );
      },
    });
  },
});
