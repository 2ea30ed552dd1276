import {
  createExternalRouteRef,
  createRouteRef,
  createSubRouteRef,
} from '@backstage/core-plugin-api';

/** Root of the pages. @public */
export const rootRouteRef = createRouteRef({ id: 'infrakitchen' });

const sub = <TPath extends string>(id: string, path: TPath) =>
  createSubRouteRef({ id: `infrakitchen.${id}`, path, parent: rootRouteRef });

/** Counts and what needs attention. @public */
export const overviewRouteRef = sub('overview', '/overview');
/** List of templates. @public */
export const templatesRouteRef = sub('templates', '/templates');
/** Import of a module as template. @public */
export const importTemplateRouteRef = sub(
  'templates.import',
  '/templates/import',
);
/** Creation of an abstract or empty template. @public */
export const newTemplateRouteRef = sub('templates.new', '/templates/new');
/** One template. @public */
export const templateRouteRef = sub('template', '/templates/:templateId');
/** List of resources. @public */
export const resourcesRouteRef = sub('resources', '/resources');
/** Creation of a resource. @public */
export const newResourceRouteRef = sub('resources.new', '/resources/new');
/** One resource. @public */
export const resourceRouteRef = sub('resource', '/resources/:resourceId');
/** List of runs. @public */
export const runsRouteRef = sub('runs', '/runs');
/** One run. @public */
export const runRouteRef = sub('run', '/runs/:runId');
/** List of cascades. @public */
export const cascadesRouteRef = sub('cascades', '/cascades');
/** One cascade. @public */
export const cascadeRouteRef = sub('cascade', '/cascades/:cascadeId');
/** What waits for approval. @public */
export const approvalsRouteRef = sub('approvals', '/approvals');
/** List of projects. @public */
export const projectsRouteRef = sub('projects', '/projects');
/** Creation of a project. @public */
export const newProjectRouteRef = sub('projects.new', '/projects/new');
/** One project. @public */
export const projectRouteRef = sub('project', '/projects/:projectId');
/** List of workspaces. @public */
export const workspacesRouteRef = sub('workspaces', '/workspaces');
/** Registration of a repository as workspace. @public */
export const newWorkspaceRouteRef = sub('workspaces.new', '/workspaces/new');
/** One workspace. @public */
export const workspaceRouteRef = sub('workspace', '/workspaces/:workspaceId');
/** Integrations, secrets and storages. @public */
export const connectionsRouteRef = sub('connections', '/integrations');
/** Roles, approval rules and audit. @public */
export const governanceRouteRef = sub('governance', '/governance');

/** The tab of an entity, in apps on the legacy frontend system. @public */
export const entityContentRouteRef = createRouteRef({
  id: 'infrakitchen.entity-content',
});

/** The form of a software template; of the scaffolder where it is installed. @public */
export const softwareTemplateRouteRef = createExternalRouteRef({
  id: 'infrakitchen.softwareTemplate',
  params: ['namespace', 'templateName'],
  optional: true,
  defaultTarget: 'scaffolder.selectedTemplate',
});
