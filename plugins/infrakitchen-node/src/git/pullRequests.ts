import {
  InfrakitchenError,
  isInfrakitchenError,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { PullRequest } from './repositoryHost';

/**
 * The number of a pull request as APIs take it.
 *
 * @throws `remote_not_found` for what cannot be one.
 * @public
 */
export function pullRequestNumber(number: string): number {
  if (!/^[1-9][0-9]{0,14}$/.test(number)) {
    throw new InfrakitchenError('NotFoundError', {
      code: 'remote_not_found',
      message: `'${number.slice(0, 40)}' is not the number of a pull request`,
    });
  }
  return Number(number);
}

/** There is an open one of these branches, by whoever opened it. @public */
export function pullRequestExists(existing: PullRequest): InfrakitchenError {
  const { number, sourceBranch, targetBranch } = existing;
  return new InfrakitchenError('ConflictError', {
    code: 'pull_request_exists',
    message: `Pull request ${number} from '${sourceBranch}' to '${targetBranch}' is open already`,
  });
}

/**
 * Why a pull request could not be opened: another one is open, which hosts tell
 * in as many ways as there are hosts.
 *
 * @param list - reads those of the source branch.
 * @public
 */
export async function openingError(
  error: unknown,
  targetBranch: string,
  list: () => Promise<PullRequest[]>,
): Promise<unknown> {
  if (!isInfrakitchenError(error) || error.code !== 'remote_refused') {
    return error;
  }
  const listed = await list();
  const existing = listed.find(
    at => at.state === 'open' && at.targetBranch === targetBranch,
  );
  return existing ? pullRequestExists(existing) : error;
}

/** What keeps a pull request from being merged, in words that all hosts share. @public */
export const mergeBlockers = {
  archived: () => 'The repository is archived',
  draft: () => 'It is a draft',
  conflict: (branch: string) => `It conflicts with '${branch}'`,
  behind: (branch: string) =>
    `Its branch is behind '${branch}', which takes only what is up to date`,
  check: (name: string) => `The check '${name}' has not passed`,
  reviews: (missing: number) =>
    missing === 1
      ? 'It needs one more approving review'
      : `It needs ${missing} more approving reviews`,
  changesRequested: () => 'A reviewer asks for changes',
  discussions: () => 'Discussions are not resolved',
  rules: (branch: string) => `The rules of '${branch}' are not met`,
};
