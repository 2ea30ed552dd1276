import {
  createApiFactory,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { InfrakitchenClient } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { infrakitchenApiRef } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  approvalsRouteRef,
  cascadeRouteRef,
  cascadesRouteRef,
  connectionsRouteRef,
  governanceRouteRef,
  overviewRouteRef,
  projectRouteRef,
  projectsRouteRef,
  resourceRouteRef,
  resourcesRouteRef,
  rootRouteRef,
  runRouteRef,
  runsRouteRef,
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
  },
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
