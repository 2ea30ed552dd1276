import { createBackend } from '@backstage/backend-defaults';
import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import notificationsPlugin from '@backstage/plugin-notifications-backend';
import infrakitchenModuleGithub from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-github';
import infrakitchenModuleTerraform from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-terraform';
import { infrakitchenPlugin } from '../../plugin';

// Ends with the test, however the test ends.
process.once('disconnect', () => process.exit(1));

const backend = createBackend();
// Tokens that name a user; there is nobody here who could sign in.
backend.add(mockServices.auth.factory());
backend.add(mockServices.httpAuth.factory());
backend.add(mockServices.userInfo.factory());
// Whom notifications go to.
backend.add(
  catalogServiceMock.factory({
    entities: ['dev', 'ada'].map(name => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'User',
      metadata: { name, namespace: 'default' },
      spec: { memberOf: [] },
    })),
  }),
);
backend.add(notificationsPlugin);
backend.add(infrakitchenPlugin);
backend.add(infrakitchenModuleTerraform);
backend.add(infrakitchenModuleGithub);
// Takes a while to load, so only for those who need it.
if (process.argv.includes('--webhooks')) {
  backend.add(import('@backstage/plugin-events-backend'));
  backend.add(import('@backstage/plugin-events-backend-module-github'));
}
backend.start();
