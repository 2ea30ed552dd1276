import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { HostedRepository } from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** The error for a repository that takes no pushes any more. */
export function repositoryArchived(
  repository: HostedRepository,
): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'repository_archived',
    message: `The repository '${repository.fullName}' is archived and takes no changes; bring it back at its host, or give the resource another workspace`,
  });
}

/** The error for credentials that may only read. */
export function repositoryReadOnly(
  repository: HostedRepository,
): InfrakitchenError {
  return new InfrakitchenError('NotAllowedError', {
    code: 'repository_read_only',
    message: `The credentials of the workspace may read '${repository.fullName}' but not push to it; give its integration a token with write rights`,
  });
}

/** The error for a pull request of the branch that the portal did not open. */
export function pullRequestExists(options: {
  branch: string;
  number: string;
  webUrl: string;
}): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'pull_request_exists',
    message: `The pull request ${options.number} (${options.webUrl}) is open for the branch '${options.branch}', and was not opened by the portal; close it, then try again`,
  });
}

/** The error for an action on a pull request that is over. */
export function pullRequestOver(id: string, state: string): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'pull_request_over',
    message: `The pull request is ${state}; there is nothing left to do about it`,
    culprits: [{ kind: 'pull_request', id }],
  });
}

/** The error for one whose workspace is gone. */
export function workspaceGone(id: string): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'workspace_gone',
    message: 'The workspace of the pull request is gone',
    culprits: [{ kind: 'workspace', id }],
  });
}

/** The error for a resource that writes its code elsewhere by now. */
export function folderGone(workspace: string): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'folder_gone',
    message: `The resource has no folder in the workspace '${workspace}' any more; reject the run and ask for it again`,
  });
}
