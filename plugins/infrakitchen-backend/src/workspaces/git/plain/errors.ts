import {
  InfrakitchenError,
  isInfrakitchenError,
  type InfrakitchenErrorName,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** What git says, as hosts say it. */
const CODES: Record<string, [InfrakitchenErrorName, string]> = {
  repository_not_found: ['NotFoundError', 'remote_not_found'],
  path_outside_roots: ['NotAllowedError', 'other_host'],
  ref_not_found: ['NotFoundError', 'remote_not_found'],
  push_refused: ['NotAllowedError', 'remote_denied'],
  repository_throttled: ['ServiceUnavailableError', 'remote_throttled'],
  repository_unreachable: ['ServiceUnavailableError', 'remote_unavailable'],
  repository_timeout: ['ServiceUnavailableError', 'remote_unavailable'],
  git_sign_in_failed: ['ServiceUnavailableError', 'remote_unavailable'],
  branch_moved: ['ConflictError', 'pull_request_moved'],
  merge_conflict: ['ConflictError', 'pull_request_blocked'],
};

/** Does something with git, and fails as a host would. */
export async function asHost<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const known = isInfrakitchenError(error) ? CODES[error.code] : undefined;
    if (!known || !isInfrakitchenError(error)) {
      throw error;
    }
    const { message, culprits, hint } = error;
    throw new InfrakitchenError(
      known[0],
      { code: known[1], message, culprits, hint },
      error,
    );
  }
}

/** There is no such pull request. */
export function pullRequestNotFound(number: string): InfrakitchenError {
  return new InfrakitchenError('NotFoundError', {
    code: 'remote_not_found',
    message: `There is no pull request ${number.slice(0, 40)}`,
  });
}

/** There is no such branch to make a pull request of. */
export function branchNotFound(name: string): InfrakitchenError {
  return new InfrakitchenError('NotFoundError', {
    code: 'remote_not_found',
    message: `The repository has no branch '${name}'`,
  });
}

/** The target has all of it already. */
export function nothingToMerge(options: {
  sourceBranch: string;
  targetBranch: string;
}): InfrakitchenError {
  const { sourceBranch, targetBranch } = options;
  return new InfrakitchenError('ConflictError', {
    code: 'remote_refused',
    message: `The branch '${sourceBranch}' has nothing that '${targetBranch}' does not have`,
  });
}

/** The head is another commit than the one that was approved. */
export function pullRequestMoved(number: string): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'pull_request_moved',
    message: `The head of pull request ${number} has moved`,
    hint: 'Look at what was pushed, and plan again.',
  });
}

/** It cannot be merged. */
export function pullRequestBlocked(
  number: string,
  blockers: string[],
): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'pull_request_blocked',
    message: `Pull request ${number} cannot be merged: ${blockers.join('; ')}`,
  });
}
