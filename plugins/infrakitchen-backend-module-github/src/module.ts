import { createBackendModule } from '@backstage/backend-plugin-api';
import { infrakitchenIntegrationsExtensionPoint } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { githubProvider } from './githubProvider';

/**
 * Adds integrations with GitHub and GitHub Enterprise.
 *
 * @public
 */
export const infrakitchenModuleGithub = createBackendModule({
  pluginId: 'infrakitchen',
  moduleId: 'github',
  register(reg) {
    reg.registerInit({
      deps: { integrations: infrakitchenIntegrationsExtensionPoint },
      async init({ integrations }) {
        integrations.addProvider(githubProvider);
      },
    });
  },
});
