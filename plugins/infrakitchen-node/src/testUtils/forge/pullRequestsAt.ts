import type { ForgePullRequest } from './ForgePullRequest';
import type { ForgeRepository } from './ForgeRepository';

/** The open pull requests whose head is a commit. */
export async function pullRequestsAt({
  repository,
  commit,
}: {
  repository: ForgeRepository;
  commit: string;
}): Promise<ForgePullRequest[]> {
  const open = repository.pullRequests.filter(({ state }) => state === 'open');
  const heads = await Promise.all(open.map(at => at.head()));
  return open.filter((_, index) => heads[index] === commit);
}
