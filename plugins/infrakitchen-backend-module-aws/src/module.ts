import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  infrakitchenIntegrationsExtensionPoint,
  infrakitchenSecretsExtensionPoint,
  infrakitchenStoragesExtensionPoint,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { AwsIntegrationProvider } from './AwsIntegrationProvider';
import { AwsSessions } from './AwsSessions';
import { AwsSecretsManagerProvider } from './AwsSecretsManagerProvider';
import { readEndpoints } from './clients';
import { S3StorageProvider } from './S3StorageProvider';

/**
 * Gives InfraKitchen AWS: an integration, a place of secrets and a storage.
 *
 * @public
 */
export const infrakitchenModuleAws = createBackendModule({
  pluginId: 'infrakitchen',
  moduleId: 'aws',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        integrations: infrakitchenIntegrationsExtensionPoint,
        secrets: infrakitchenSecretsExtensionPoint,
        storages: infrakitchenStoragesExtensionPoint,
      },
      async init({ config, integrations, secrets, storages }) {
        const endpoints = readEndpoints(config);
        const sessions = new AwsSessions(endpoints.sts);
        integrations.addProvider(new AwsIntegrationProvider(sessions));
        secrets.addProvider(
          new AwsSecretsManagerProvider(sessions, endpoints.secretsManager),
        );
        storages.addProvider(new S3StorageProvider(sessions, endpoints.s3));
      },
    });
  },
});
