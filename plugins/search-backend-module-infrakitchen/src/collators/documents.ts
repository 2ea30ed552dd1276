import {
  resourceReadPermission,
  searchDocumentTypes,
  templateReadPermission,
  workspaceReadPermission,
  type SearchResource,
  type SearchTemplate,
  type SearchWorkspace,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { FeedConnection } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { FeedDocuments } from './FeedCollatorFactory';

interface Options {
  connection: FeedConnection;
  /** Path of the pages in the app. */
  basePath: string;
}

/** Templates, each for whoever may read it. */
export function templateDocuments({
  connection,
  basePath,
}: Options): FeedDocuments<SearchTemplate> {
  return {
    type: searchDocumentTypes.template,
    visibilityPermission: templateReadPermission,
    list: async cursor =>
      connection.client.listSearchTemplates(
        { cursor },
        await connection.request(),
      ),
    // Every document has every field: Lunr takes its fields from the first one.
    toDocument: ({ id, key, name, description, labels, enabled }) => ({
      about: 'template',
      title: name,
      text: description ?? `Template '${key}'`,
      location: `${basePath}/templates/${id}`,
      labels: labels.join(', '),
      templateKey: key,
      state: enabled ? 'enabled' : 'disabled',
    }),
  };
}

/** Resources that are not destroyed, each for whoever may read it. */
export function resourceDocuments({
  connection,
  basePath,
}: Options): FeedDocuments<SearchResource> {
  return {
    type: searchDocumentTypes.resource,
    visibilityPermission: resourceReadPermission,
    list: async cursor =>
      connection.client.listSearchResources(
        { cursor },
        await connection.request(),
      ),
    toDocument: resource => ({
      about: 'resource',
      title: resource.name,
      text:
        resource.description ??
        [
          resource.templateName,
          resource.projectName && `in the project '${resource.projectName}'`,
        ]
          .filter(Boolean)
          .join(' '),
      location: `${basePath}/resources/${resource.id}`,
      labels: resource.labels.join(', '),
      of: resource.templateName,
      templateKey: resource.templateKey,
      project: resource.projectName,
      owner: resource.ownerRef,
      state: resource.state,
    }),
  };
}

/** Workspaces, each for whoever may read it. */
export function workspaceDocuments({
  connection,
  basePath,
}: Options): FeedDocuments<SearchWorkspace> {
  return {
    type: searchDocumentTypes.workspace,
    visibilityPermission: workspaceReadPermission,
    list: async cursor =>
      connection.client.listSearchWorkspaces(
        { cursor },
        await connection.request(),
      ),
    toDocument: workspace => ({
      about: 'workspace',
      title: workspace.name,
      text:
        workspace.description ??
        `Repository${workspace.host ? ` at ${workspace.host}` : ''}`,
      location: `${basePath}/workspaces/${workspace.id}`,
      labels: workspace.labels.join(', '),
      of: workspace.host ?? workspace.provider,
      state: workspace.status,
    }),
  };
}
