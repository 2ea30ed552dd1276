import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { recordProviders } from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import infrakitchenModuleAws from '.';

it('adds an integration, a place of secrets and a storage', async () => {
  const { added, extensionPoints } = recordProviders();
  const integrations = { awsEndpoints: { sts: 'https://sts.example.com' } };
  const backend = await startTestBackend({
    extensionPoints,
    features: [
      infrakitchenModuleAws,
      mockServices.rootConfig.factory({
        data: { infrakitchen: { integrations } },
      }),
    ],
  });
  expect(added).toEqual(['aws', 'aws-secrets-manager', 's3']);
  await backend.stop();
});
