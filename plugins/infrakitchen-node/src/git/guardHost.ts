import { hostError } from '../remote';
import type { RepositoryHost } from './repositoryHost';

/** Beginnings of sentences about what failed. */
const OPERATIONS: Record<keyof RepositoryHost, string> = {
  listRepositories: 'The repositories cannot be listed',
  repository: 'The repository cannot be read',
  branch: 'The branch cannot be read',
  pullRequestsFrom: 'The pull requests cannot be listed',
  pullRequest: 'The pull request cannot be read',
  openPullRequest: 'The pull request cannot be opened',
  updatePullRequest: 'The pull request cannot be changed',
  comment: 'The comment cannot be left',
  mergePullRequest: 'The pull request cannot be merged',
  closePullRequest: 'The pull request cannot be closed',
};

/**
 * A host whose every error is one of {@link RepositoryHost}, also where an
 * answer is not what the vendor's API describes.
 *
 * @public
 */
export function guardHost(host: RepositoryHost): RepositoryHost {
  const guarded = Object.entries(OPERATIONS).map(([name, what]) => [
    name,
    async (...given: unknown[]) => {
      try {
        const method = host[name as keyof RepositoryHost];
        return await (method as Function).apply(host, given);
      } catch (error) {
        throw hostError(what, error);
      }
    },
  ]);
  return Object.fromEntries(guarded) as unknown as RepositoryHost;
}
