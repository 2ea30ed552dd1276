import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { recordProviders } from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import infrakitchenModuleAzure from '.';
import { endpointsOf, readEndpoints } from './clouds';

it('adds an integration and a storage', async () => {
  const { added, extensionPoints } = recordProviders();
  const [integrations, , storages] = extensionPoints;
  const backend = await startTestBackend({
    extensionPoints: [integrations, storages],
    features: [infrakitchenModuleAzure],
  });
  expect(added).toEqual(['azure', 'azure-blob']);
  await backend.stop();
});

it('reaches the services of the chosen cloud, unless the operator says otherwise', () => {
  const config = mockServices.rootConfig({
    data: {
      infrakitchen: {
        integrations: {
          azureEndpoints: { resourceManager: 'https://arm.example.com' },
        },
      },
    },
  });
  expect(endpointsOf('usgovernment', readEndpoints(config))).toEqual({
    authority: 'https://login.microsoftonline.us',
    resourceManager: 'https://arm.example.com',
    blob: 'https://{account}.blob.core.usgovcloudapi.net',
  });
});
