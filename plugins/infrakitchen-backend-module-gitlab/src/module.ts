import { createBackendModule } from '@backstage/backend-plugin-api';
import { infrakitchenIntegrationsExtensionPoint } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { gitlabProvider } from './gitlabProvider';

/**
 * Adds integrations with GitLab, on gitlab.com or a host of your own.
 *
 * @public
 */
export const infrakitchenModuleGitlab = createBackendModule({
  pluginId: 'infrakitchen',
  moduleId: 'gitlab',
  register(reg) {
    reg.registerInit({
      deps: { integrations: infrakitchenIntegrationsExtensionPoint },
      async init({ integrations }) {
        integrations.addProvider(gitlabProvider);
      },
    });
  },
});
