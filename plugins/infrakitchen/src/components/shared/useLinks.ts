import { useMemo } from 'react';
import { useRouteRef } from '@backstage/core-plugin-api';
import type {
  ConnectionKind,
  Culprit,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
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
  overviewRouteRef,
  projectRouteRef,
  projectsRouteRef,
  resourceRouteRef,
  resourcesRouteRef,
  runRouteRef,
  runsRouteRef,
  templateRouteRef,
  templatesRouteRef,
  newWorkspaceRouteRef,
  workspaceRouteRef,
  workspacesRouteRef,
} from '../../routes';

/** What the creation of a resource begins with. */
export interface ResourcePreset {
  /** Or the template's key. */
  templateId?: string;
  parentId?: string;
  /** Or the project's key. */
  projectId?: string;
  ownerRef?: string;
}

/** Paths of all pages, wherever the app mounted them. */
export interface Links {
  overview: string;
  templates: string;
  importTemplate: string;
  newTemplate: string;
  template: (id: string, tab?: string) => string;
  resources: string;
  newResource: (preset?: ResourcePreset) => string;
  resource: (id: string, tab?: string) => string;
  resourceRun: (id: string, runId: string) => string;
  runs: string;
  run: (id: string) => string;
  cascades: string;
  cascade: (id: string) => string;
  approvals: string;
  projects: string;
  newProject: string;
  project: (id: string, tab?: string) => string;
  workspaces: string;
  newWorkspace: string;
  workspace: (id: string, tab?: string) => string;
  /** Leads on to where people act on it. */
  pullRequest: (id: string) => string;
  connections: (kind: ConnectionKind) => string;
  newConnection: (kind: ConnectionKind) => string;
  connection: (kind: ConnectionKind, id: string) => string;
  encryption: string;
  /** Roles, approval rules, or the audit trail. */
  governance: (place: 'access' | 'approval-rules' | 'audit') => string;
  /** The page of the object that an error is about, where there is one. */
  culprit: (culprit: Culprit) => string | undefined;
}

/** Paths of all pages. */
export function useLinks(): Links {
  const overview = useRouteRef(overviewRouteRef)();
  const templates = useRouteRef(templatesRouteRef)();
  const importTemplate = useRouteRef(importTemplateRouteRef)();
  const newTemplate = useRouteRef(newTemplateRouteRef)();
  const template = useRouteRef(templateRouteRef);
  const resources = useRouteRef(resourcesRouteRef)();
  const newResource = useRouteRef(newResourceRouteRef)();
  const resource = useRouteRef(resourceRouteRef);
  const runs = useRouteRef(runsRouteRef)();
  const run = useRouteRef(runRouteRef);
  const cascades = useRouteRef(cascadesRouteRef)();
  const cascade = useRouteRef(cascadeRouteRef);
  const approvals = useRouteRef(approvalsRouteRef)();
  const projects = useRouteRef(projectsRouteRef)();
  const newProject = useRouteRef(newProjectRouteRef)();
  const project = useRouteRef(projectRouteRef);
  const workspaces = useRouteRef(workspacesRouteRef)();
  const newWorkspace = useRouteRef(newWorkspaceRouteRef)();
  const workspace = useRouteRef(workspaceRouteRef);
  const connections = useRouteRef(connectionsRouteRef)();
  const governance = useRouteRef(governanceRouteRef)();

  return useMemo((): Links => {
    const withTab = (path: string, tab?: string) =>
      tab ? `${path}/${tab}` : path;
    const links: Links = {
      overview,
      templates,
      importTemplate,
      newTemplate,
      template: (id, tab) => withTab(template({ templateId: id }), tab),
      resources,
      newResource: preset => {
        const query = new URLSearchParams();
        if (preset?.templateId) {
          query.set('template', preset.templateId);
        }
        if (preset?.parentId) {
          query.set('parent', preset.parentId);
        }
        if (preset?.projectId) {
          query.set('project', preset.projectId);
        }
        if (preset?.ownerRef) {
          query.set('owner', preset.ownerRef);
        }
        const search = query.toString();
        return search ? `${newResource}?${search}` : newResource;
      },
      resource: (id, tab) => withTab(resource({ resourceId: id }), tab),
      resourceRun: (id, runId) =>
        `${resource({ resourceId: id })}/runs/${encodeURIComponent(runId)}`,
      runs,
      run: id => run({ runId: id }),
      cascades,
      cascade: id => cascade({ cascadeId: id }),
      approvals,
      projects,
      newProject,
      project: (id, tab) => withTab(project({ projectId: id }), tab),
      workspaces,
      newWorkspace,
      workspace: (id, tab) => withTab(workspace({ workspaceId: id }), tab),
      pullRequest: id =>
        `${workspaces}/pull-requests/${encodeURIComponent(id)}`,
      connections: kind => `${connections}/${kind}`,
      newConnection: kind => `${connections}/${kind}/new`,
      connection: (kind, id) =>
        `${connections}/${kind}/${encodeURIComponent(id)}`,
      encryption: `${connections}/encryption`,
      governance: place => `${governance}/${place}`,
      culprit: ({ kind, id }) => {
        if (!id) {
          return undefined;
        }
        switch (kind) {
          case 'template':
            return links.template(id);
          case 'resource':
            return links.resource(id);
          case 'run':
            return links.run(id);
          case 'cascade':
            return links.cascade(id);
          case 'project':
            return links.project(id);
          case 'workspace':
            return links.workspace(id);
          case 'pull_request':
            return links.pullRequest(id);
          case 'integration':
          case 'secret':
          case 'storage':
            return links.connection(kind, id);
          case 'approval_rule':
            return links.governance('approval-rules');
          case 'grant':
            return links.governance('access');
          default:
            return undefined;
        }
      },
    };
    return links;
  }, [
    overview,
    templates,
    importTemplate,
    newTemplate,
    template,
    resources,
    newResource,
    resource,
    runs,
    run,
    cascades,
    cascade,
    approvals,
    projects,
    newProject,
    project,
    workspaces,
    newWorkspace,
    workspace,
    connections,
    governance,
  ]);
}
