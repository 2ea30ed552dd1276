import { isInfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { HostedRepository } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { RepositoryHosts } from './RepositoryHosts';
import type { WorkspaceRecord } from './types';

/** What a workspace takes over from its repository. */
export type RepositoryFacts = Pick<
  WorkspaceRecord,
  'name' | 'url' | 'webUrl' | 'defaultBranch'
>;

/** What was read of a repository, or why it could not be. */
export type Reading = { repository: HostedRepository } | { problem: string };

export function factsOf(repository: HostedRepository): RepositoryFacts {
  const { fullName, cloneUrl, webUrl, defaultBranch } = repository;
  return { name: fullName, url: cloneUrl, webUrl, defaultBranch };
}

/** Why a repository cannot receive code, and what to do about it. */
export function problemOf(repository: HostedRepository): string | undefined {
  if (repository.archived) {
    return 'the repository is archived, so that nobody can push to it; unarchive it at its host';
  }
  if (repository.writable === false) {
    return 'the credentials may read the repository, but not push to it; give them the right to write';
  }
  if (!repository.defaultBranch) {
    return 'the repository is empty; push a first commit, such as a README, to it';
  }
  return undefined;
}

/**
 * What is wrong with a repository that could not be read; undefined where that
 * may pass by itself, or where it is the integration that is wrong.
 */
export function problemOfFailure(error: unknown): string | undefined {
  if (!isInfrakitchenError(error)) {
    return undefined;
  }
  switch (error.code) {
    case 'remote_not_found':
    case 'repository_not_found':
      return 'the repository is gone, or the credentials may no longer see it; give them access at its host, or have resources and projects use another workspace';
    case 'remote_denied':
      return `its host refuses the credentials; renew them or give them access (${error.message})`;
    default:
      return undefined;
  }
}

/**
 * The repository of a workspace as it is now, or what is wrong with it.
 *
 * @throws where that may pass by itself.
 */
export async function readRepository(
  hosts: Pick<RepositoryHosts, 'call'>,
  workspace: WorkspaceRecord,
): Promise<Reading> {
  try {
    const by = { id: workspace.repositoryId };
    return {
      repository: await hosts.call(workspace, host => host.repository(by)),
    };
  } catch (error) {
    const problem = problemOfFailure(error);
    if (!problem) {
      throw error;
    }
    return { problem };
  }
}
