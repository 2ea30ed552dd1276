import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { createSearchResultListItemExtension } from '@backstage/plugin-search-react';
import { InfrakitchenClient } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { infrakitchenApiRef } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { isInfrakitchenResult } from './components/search/searchTexts';
import {
  approvalsRouteRef,
  cascadeRouteRef,
  cascadesRouteRef,
  connectionsRouteRef,
  entityContentRouteRef,
  governanceRouteRef,
  overviewRouteRef,
  projectRouteRef,
  projectsRouteRef,
  resourceRouteRef,
  resourcesRouteRef,
  rootRouteRef,
  runRouteRef,
  runsRouteRef,
  softwareTemplateRouteRef,
  templateRouteRef,
  templatesRouteRef,
  workspaceRouteRef,
  workspacesRouteRef,
} from './routes';

/**
 * The plugin for apps on the legacy frontend system.
 *
 * @public
 */
export const infrakitchenPlugin = createPlugin({
  id: 'infrakitchen',
  routes: {
    root: rootRouteRef,
    overview: overviewRouteRef,
    templates: templatesRouteRef,
    template: templateRouteRef,
    resources: resourcesRouteRef,
    resource: resourceRouteRef,
    runs: runsRouteRef,
    run: runRouteRef,
    cascades: cascadesRouteRef,
    cascade: cascadeRouteRef,
    approvals: approvalsRouteRef,
    projects: projectsRouteRef,
    project: projectRouteRef,
    workspaces: workspacesRouteRef,
    workspace: workspaceRouteRef,
    connections: connectionsRouteRef,
    governance: governanceRouteRef,
    entityContent: entityContentRouteRef,
  },
  externalRoutes: { softwareTemplate: softwareTemplateRouteRef },
  apis: [
    createApiFactory({
      api: infrakitchenApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new InfrakitchenClient(deps),
    }),
  ],
});

/**
 * All pages, to be mounted at `/infrakitchen`.
 *
 * @public
 */
export const InfrakitchenPage = infrakitchenPlugin.provide(
  createRoutableExtension({
    name: 'InfrakitchenPage',
    component: () =>
      import('./components/legacy').then(m => m.InfrakitchenPage),
    mountPoint: rootRouteRef,
  }),
);

/**
 * Templates, resources and workspaces among the results of the search, for the
 * list of its page.
 *
 * @public
 */
export const InfrakitchenSearchResultListItem = infrakitchenPlugin.provide(
  createSearchResultListItemExtension({
    name: 'InfrakitchenSearchResultListItem',
    component: () =>
      import('./components/search').then(
        m => m.InfrakitchenSearchResultListItem,
      ),
    predicate: isInfrakitchenResult,
  }),
);

/**
 * The tab of an entity, to be mounted at `/infrakitchen` below its page, where
 * {@link isInfrakitchenAvailable} holds.
 *
 * @public
 */
export const EntityInfrakitchenContent = infrakitchenPlugin.provide(
  createRoutableExtension({
    name: 'EntityInfrakitchenContent',
    component: () =>
      import('./components/legacy').then(m => m.EntityInfrakitchenContent),
    mountPoint: entityContentRouteRef,
  }),
);

/**
 * A card for the overview of an entity, where {@link isInfrakitchenAvailable}
 * holds.
 *
 * @public
 */
export const EntityInfrakitchenCard = infrakitchenPlugin.provide(
  createComponentExtension({
    name: 'EntityInfrakitchenCard',
    component: {
      lazy: () =>
        import('./components/legacy').then(m => m.EntityInfrakitchenCard),
    },
  }),
);
