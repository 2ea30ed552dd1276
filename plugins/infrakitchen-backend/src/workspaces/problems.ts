import {
  InfrakitchenError,
  type Culprit,
  type InfrakitchenErrorName,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { listNames, type Named, type Sample } from '../database';
import { workspaceCulprit } from './snapshot';
import type { WorkspaceRecord } from './types';

/** The error for an unknown id, and for one that the caller may not see. */
export function workspaceNotFound(
  id: string,
  name: InfrakitchenErrorName = 'NotFoundError',
): InfrakitchenError {
  return new InfrakitchenError(name, {
    code: 'workspace_not_found',
    message: `There is no workspace with the id '${id}'`,
    culprits: [{ kind: 'workspace', id }],
  });
}

/** The error for a repository that is registered. */
export function workspaceExists(
  holder: Named,
  cause?: unknown,
): InfrakitchenError {
  return new InfrakitchenError(
    'ConflictError',
    {
      code: 'workspace_exists',
      message: `The repository is registered already, as '${holder.name}'; use that workspace`,
      culprits: [workspaceCulprit(holder)],
    },
    cause,
  );
}

/** The error for a workspace that takes no code now. */
export function workspaceUnusable(
  workspace: Pick<WorkspaceRecord, 'id' | 'name' | 'problem'>,
): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'workspace_unusable',
    message: `The workspace '${workspace.name}' cannot be used: ${
      workspace.problem ?? 'its repository could not be read'
    }. Synchronise it when that is mended, or use another one`,
    culprits: [workspaceCulprit(workspace)],
  });
}

/** Users of a workspace of one kind. */
export type WorkspaceUsers = Sample & {
  kind: 'resource' | 'project' | 'pull_request';
};

const nouns: Record<WorkspaceUsers['kind'], string> = {
  resource: 'resource',
  project: 'project',
  pull_request: 'open pull request',
};

/** The error for a workspace that cannot be deleted, with its users. */
export function workspaceInUse(
  workspace: Named,
  users: WorkspaceUsers[],
): InfrakitchenError {
  const listed = users.map(
    found =>
      `the ${nouns[found.kind]}${found.total > 1 ? 's' : ''} ${listNames(
        found,
      )}`,
  );
  return new InfrakitchenError('ConflictError', {
    code: 'workspace_in_use',
    message: `'${
      workspace.name
    }' cannot be deleted: it is used by ${listed.join(
      ' and ',
    )}. Give them another workspace first`,
    culprits: users.flatMap(({ kind, items }) =>
      items.map(({ id, name }) => ({ kind, id, name })),
    ),
  });
}

/** The error for a resource that its project wants to have a workspace. */
export function workspaceRequired(
  resources: Sample,
  project: Named,
): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'workspace_required',
    message: `The project '${
      project.name
    }' requires a workspace, and ${listNames(
      resources,
    )} would have none: choose one there, or one for the project`,
    culprits: [
      { kind: 'project', id: project.id, name: project.name },
      ...resourceCulprits(resources),
    ],
  });
}

/** The error for a folder that another resource has. */
export function folderTaken(
  folder: { path: string; workspace: Named },
  holder: Named,
  cause?: unknown,
): InfrakitchenError {
  return new InfrakitchenError(
    'ConflictError',
    {
      code: 'folder_taken',
      message: `The folder '${folder.path}' of '${folder.workspace.name}' belongs to '${holder.name}'; choose another name or another workspace`,
      culprits: [
        { kind: 'resource', id: holder.id, name: holder.name },
        workspaceCulprit(folder.workspace),
      ],
    },
    cause,
  );
}

/** Why a resource keeps its workspace for now. */
export function pullRequestOpen(
  resource: Named,
  pullRequest: { id: string; number?: string },
): InfrakitchenError {
  const name = pullRequest.number && `#${pullRequest.number}`;
  return new InfrakitchenError('ConflictError', {
    code: 'pull_request_open',
    message: `The pull request${name ? ` ${name}` : ''} of '${
      resource.name
    }' is open; merge or close it before the resource gets another workspace`,
    culprits: [{ kind: 'pull_request', id: pullRequest.id, name }],
  });
}

/** The same for the resources that follow a project. */
export function followersInReview(
  project: Named,
  pullRequests: Sample,
): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'pull_request_open',
    message: `Pull requests are open: ${listNames(
      pullRequests,
    )}. Merge or close them before '${project.name}' gets another workspace`,
    culprits: pullRequests.items.map(({ id, name }) => ({
      kind: 'pull_request',
      ...{ id, name },
    })),
  });
}

/** The error for a workspace of what has no code. */
export function nothingToWrite(resource: Named): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'template_abstract',
    message: `'${resource.name}' is abstract: it has no code that a workspace could receive`,
    culprits: [{ kind: 'field', name: 'workspaceId' }],
  });
}

/** The error for an input that does not say which repository is meant. */
export function repositoryUnclear(why: string): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'repository_unclear',
    message: `Say which repository is meant: ${why}`,
    culprits: [{ kind: 'field', name: 'url' }],
  });
}

function resourceCulprits({ items }: Sample): Culprit[] {
  return items.map(({ id, name }) => ({ kind: 'resource', id, name }));
}
