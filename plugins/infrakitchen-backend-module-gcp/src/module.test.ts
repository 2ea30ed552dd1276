import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { recordProviders } from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import infrakitchenModuleGcp from '.';

it('adds an integration, a place of secrets and a storage', async () => {
  const { added, extensionPoints } = recordProviders();
  const integrations = { gcpEndpoints: { sts: 'https://sts.example.com' } };
  const backend = await startTestBackend({
    extensionPoints,
    features: [
      infrakitchenModuleGcp,
      mockServices.rootConfig.factory({
        data: { infrakitchen: { integrations } },
      }),
    ],
  });
  expect(added).toEqual(['gcp', 'gcp-secret-manager', 'gcs']);
  await backend.stop();
});
