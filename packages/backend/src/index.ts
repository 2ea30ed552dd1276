import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('./auth/signInProviders'));

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));

backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(
  import('@backstage/plugin-scaffolder-backend-module-notifications'),
);

backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('./policy/policyModule'));

backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(
  import('@infrakitchen/backstage-plugin-search-backend-module-infrakitchen'),
);

backend.add(import('@backstage/plugin-user-settings-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-mcp-actions-backend'));

// Webhooks of each host are refused until `events.modules` has its secret.
backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-events-backend-module-github'));
backend.add(import('@backstage/plugin-events-backend-module-gitlab'));
backend.add(import('@backstage/plugin-events-backend-module-azure'));

backend.add(import('@infrakitchen/backstage-plugin-infrakitchen-backend'));
backend.add(
  import('@infrakitchen/backstage-plugin-infrakitchen-backend-module-aws'),
);
backend.add(
  import('@infrakitchen/backstage-plugin-infrakitchen-backend-module-azure'),
);
backend.add(
  import('@infrakitchen/backstage-plugin-infrakitchen-backend-module-gcp'),
);
backend.add(
  import(
    '@infrakitchen/backstage-plugin-infrakitchen-backend-module-terraform'
  ),
);
backend.add(
  import('@infrakitchen/backstage-plugin-infrakitchen-backend-module-datadog'),
);
backend.add(
  import(
    '@infrakitchen/backstage-plugin-infrakitchen-backend-module-mongodb-atlas'
  ),
);
backend.add(
  import('@infrakitchen/backstage-plugin-infrakitchen-backend-module-github'),
);
backend.add(
  import('@infrakitchen/backstage-plugin-infrakitchen-backend-module-gitlab'),
);
backend.add(
  import(
    '@infrakitchen/backstage-plugin-infrakitchen-backend-module-bitbucket'
  ),
);
backend.add(
  import(
    '@infrakitchen/backstage-plugin-infrakitchen-backend-module-azure-devops'
  ),
);
backend.add(
  import('@infrakitchen/backstage-plugin-infrakitchen-backend-module-vault'),
);
backend.add(
  import(
    '@infrakitchen/backstage-plugin-scaffolder-backend-module-infrakitchen'
  ),
);
backend.add(
  import('@infrakitchen/backstage-plugin-catalog-backend-module-infrakitchen'),
);

// Does nothing unless `demo.enabled` is set.
backend.add(import('./demo/authModule'));
backend.add(import('./demo/plugin'));

backend.start();
