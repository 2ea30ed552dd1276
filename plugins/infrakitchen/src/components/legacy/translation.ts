import { createTranslationRef } from '@backstage/frontend-plugin-api';

/**
 * Texts about the frame of the pages in the legacy frontend system.
 *
 * @public
 */
export const legacyTranslationRef = createTranslationRef({
  id: 'infrakitchen.legacy',
  messages: {
    infrakitchenPage: {
      infraKitchen: 'InfraKitchen',
      overview: 'Overview',
      templates: 'Templates',
      resources: 'Resources',
      runs: 'Runs',
      cascades: 'Cascades',
      approvals: 'Approvals',
      projects: 'Projects',
      workspaces: 'Workspaces',
      integrations: 'Integrations',
      governance: 'Governance',
    },
  },
});
