/**
 * The InfraKitchen pages for the new frontend system.
 *
 * @packageDocumentation
 */
import {
  ApiBlueprint,
  coreExtensionData,
  createFrontendPlugin,
  discoveryApiRef,
  ExtensionBoundary,
  fetchApiRef,
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { Route, Routes } from 'react-router-dom';
import { RiStackLine } from '@remixicon/react';
import { InfrakitchenClient } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { infrakitchenApiRef } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { searchExtensions } from './components/search/searchExtensions';
import { TAB_PATH } from './components/catalog/useTabPath';
import { whereInfrastructureIs } from './components/catalog/whereInfrastructureIs';
import {
  approvalsRouteRef,
  cascadeRouteRef,
  cascadesRouteRef,
  connectionsRouteRef,
  governanceRouteRef,
  importTemplateRouteRef,
  newProjectRouteRef,
  newResourceRouteRef,
  newTemplateRouteRef,
  newWorkspaceRouteRef,
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

export * from './translations';

const api = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: infrakitchenApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new InfrakitchenClient(deps),
    }),
});

const page = PageBlueprint.makeWithOverrides({
  factory: (originalFactory, { inputs, node }) => {
    const output = originalFactory({
      path: '/infrakitchen',
      title: 'InfraKitchen',
      icon: <RiStackLine />,
      routeRef: rootRouteRef,
    });
    const { reactElement, routePath } = coreExtensionData;
    // The blueprint shows nothing at all where no page below it matches.
    return [
      ...[...output].filter(({ id }) => id !== reactElement.id),
      reactElement(
        <>
          {output.get(reactElement)}
          <Routes>
            <Route index element={null} />
            {inputs.pages.map(sub => (
              <Route
                key={sub.node.spec.id}
                path={`${sub.get(routePath)}/*`}
                element={null}
              />
            ))}
            <Route
              path="*"
              element={ExtensionBoundary.lazy(node, () =>
                import('./components/shared').then(m => <m.NotFoundPage />),
              )}
            />
          </Routes>
        </>,
      ),
    ];
  },
});

const attachTo = { id: 'page:infrakitchen', input: 'pages' };

const overviewPage = SubPageBlueprint.make({
  name: 'overview',
  attachTo,
  params: {
    path: 'overview',
    title: 'Overview',
    loader: () =>
      import('./components/overview').then(m => <m.OverviewRouter />),
  },
});

const templatesPage = SubPageBlueprint.make({
  name: 'templates',
  attachTo,
  params: {
    path: 'templates',
    title: 'Templates',
    loader: () =>
      import('./components/templates').then(m => <m.TemplatesRouter />),
  },
});

const resourcesPage = SubPageBlueprint.make({
  name: 'resources',
  attachTo,
  params: {
    path: 'resources',
    title: 'Resources',
    loader: () =>
      import('./components/resources').then(m => <m.ResourcesRouter />),
  },
});

const runsPage = SubPageBlueprint.make({
  name: 'runs',
  attachTo,
  params: {
    path: 'runs',
    title: 'Runs',
    loader: () => import('./components/runs').then(m => <m.RunsRouter />),
  },
});

const cascadesPage = SubPageBlueprint.make({
  name: 'cascades',
  attachTo,
  params: {
    path: 'cascades',
    title: 'Cascades',
    loader: () =>
      import('./components/cascades').then(m => <m.CascadesRouter />),
  },
});

const approvalsPage = SubPageBlueprint.make({
  name: 'approvals',
  attachTo,
  params: {
    path: 'approvals',
    title: 'Approvals',
    loader: () =>
      import('./components/approvals').then(m => <m.ApprovalsRouter />),
  },
});

const projectsPage = SubPageBlueprint.make({
  name: 'projects',
  attachTo,
  params: {
    path: 'projects',
    title: 'Projects',
    loader: () =>
      import('./components/projects').then(m => <m.ProjectsRouter />),
  },
});

const workspacesPage = SubPageBlueprint.make({
  name: 'workspaces',
  attachTo,
  params: {
    path: 'workspaces',
    title: 'Workspaces',
    loader: () =>
      import('./components/workspaces').then(m => <m.WorkspacesRouter />),
  },
});

const connectionsPage = SubPageBlueprint.make({
  name: 'connections',
  attachTo,
  params: {
    path: 'integrations',
    title: 'Integrations',
    loader: () =>
      import('./components/connections').then(m => <m.ConnectionsRouter />),
  },
});

const governancePage = SubPageBlueprint.make({
  name: 'governance',
  attachTo,
  params: {
    path: 'governance',
    title: 'Governance',
    loader: () =>
      import('./components/governance').then(m => <m.GovernanceRouter />),
  },
});

const entityContent = EntityContentBlueprint.make({
  params: {
    path: TAB_PATH,
    title: 'Infrastructure',
    group: 'deployment',
    icon: <RiStackLine />,
    filter: whereInfrastructureIs,
    loader: () =>
      import('./components/catalog').then(m => <m.EntityInfrakitchenContent />),
  },
});

const entityCard = EntityCardBlueprint.make({
  params: {
    type: 'content',
    filter: whereInfrastructureIs,
    loader: () =>
      import('./components/catalog').then(m => <m.EntityInfrakitchenCard />),
  },
});

/**
 * The plugin for apps on the new frontend system.
 *
 * @alpha
 */
export default createFrontendPlugin({
  pluginId: 'infrakitchen',
  title: 'InfraKitchen',
  icon: <RiStackLine />,
  info: { packageJson: () => import('../package.json') },
  routes: {
    root: rootRouteRef,
    overview: overviewRouteRef,
    templates: templatesRouteRef,
    importTemplate: importTemplateRouteRef,
    newTemplate: newTemplateRouteRef,
    template: templateRouteRef,
    resources: resourcesRouteRef,
    newResource: newResourceRouteRef,
    resource: resourceRouteRef,
    runs: runsRouteRef,
    run: runRouteRef,
    cascades: cascadesRouteRef,
    cascade: cascadeRouteRef,
    approvals: approvalsRouteRef,
    projects: projectsRouteRef,
    newProject: newProjectRouteRef,
    project: projectRouteRef,
    workspaces: workspacesRouteRef,
    newWorkspace: newWorkspaceRouteRef,
    workspace: workspaceRouteRef,
    connections: connectionsRouteRef,
    governance: governanceRouteRef,
  },
  externalRoutes: { softwareTemplate: softwareTemplateRouteRef },
  extensions: [
    api,
    page,
    overviewPage,
    templatesPage,
    resourcesPage,
    runsPage,
    cascadesPage,
    approvalsPage,
    projectsPage,
    workspacesPage,
    connectionsPage,
    governancePage,
    ...searchExtensions,
    entityContent,
    entityCard,
  ],
});
