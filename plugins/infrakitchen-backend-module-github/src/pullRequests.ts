import {
  HIDDEN,
  mergeBlockers,
  unlessFailed,
  type BranchProtection,
  type HostedCheck,
  type PullRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { GithubCalls } from './calls';
import {
  branchOf,
  branchRules,
  checksOf,
  userOf,
  type PullData,
} from './records';

/** What lists and single ones have in common. */
export type SomePullData = Pick<
  PullData,
  'number' | 'title' | 'body' | 'merged_at' | 'merge_commit_sha'
> & {
  state: string;
  html_url: string;
  head: { ref: string; sha: string };
  base: { ref: string };
  user: { id: number; login: string } | null;
};

interface More {
  mergeability: PullRequest['mergeability'];
  blockers: string[];
  checks: HostedCheck[];
  endedBy: { id: number; login: string } | null;
}

export function pullRequestOf(
  data: SomePullData,
  more: Partial<More> = {},
): PullRequest {
  const isMerged = Boolean(data.merged_at);
  const author = userOf(data.user);
  const endedBy = userOf(more.endedBy);
  return {
    number: String(data.number),
    title: data.title,
    body: data.body ?? '',
    state: closedOr(isMerged ? 'merged' : 'closed', data.state),
    sourceBranch: data.head.ref,
    targetBranch: data.base.ref,
    headCommit: data.head.sha,
    ...(isMerged &&
      data.merge_commit_sha && { mergeCommit: data.merge_commit_sha }),
    ...(author && { author }),
    ...(endedBy && { endedBy }),
    webUrl: data.html_url,
    mergeability: more.mergeability ?? 'unknown',
    blockers: more.blockers ?? [],
    checks: more.checks ?? [],
  };
}

/** Checks, and what is missing for a merge, of an open pull request. */
export async function readMergeability(
  calls: GithubCalls,
  where: { owner: string; repo: string; pull_number: number },
  data: PullData,
): Promise<Omit<More, 'endedBy'>> {
  const { owner, repo } = where;
  const at = { owner, repo, ref: data.head.sha, per_page: 100 };
  const what = 'The checks cannot be read';
  const [runs, status] = await Promise.all([
    unlessFailed(
      HIDDEN,
      calls.call(what, async rest => (await rest.checks.listForRef(at)).data),
    ),
    unlessFailed(
      HIDDEN,
      calls.call(
        what,
        async rest => (await rest.repos.getCombinedStatusForRef(at)).data,
      ),
    ),
  ]);
  const checks = checksOf(runs, status);
  const mergeability = mergeabilityOf(data);
  const blockers =
    mergeability === 'blocked' || mergeability === 'conflict'
      ? await readBlockers(calls, where, data, checks)
      : [];
  return { mergeability, blockers, checks };
}

function mergeabilityOf(data: PullData): PullRequest['mergeability'] {
  if (data.base.repo?.archived) {
    return 'blocked';
  }
  switch (data.mergeable_state) {
    case 'dirty':
      return 'conflict';
    case 'blocked':
    case 'behind':
    case 'draft':
      return 'blocked';
    case 'clean':
    case 'unstable':
    case 'has_hooks':
      return 'mergeable';
    default:
      return data.mergeable === false ? 'conflict' : 'unknown';
  }
}

async function readBlockers(
  calls: GithubCalls,
  where: { owner: string; repo: string; pull_number: number },
  data: PullData,
  checks: HostedCheck[],
): Promise<string[]> {
  const branch = data.base.ref;
  const told = [
    ...(data.base.repo?.archived ? [mergeBlockers.archived()] : []),
    ...(data.draft ? [mergeBlockers.draft()] : []),
    ...(data.mergeable_state === 'dirty'
      ? [mergeBlockers.conflict(branch)]
      : []),
    ...(data.mergeable_state === 'behind'
      ? [mergeBlockers.behind(branch)]
      : []),
  ];
  if (told.length > 0) {
    return told;
  }
  const protection = await readProtection(calls, { ...where, branch });
  const missing = [
    ...missingChecks(protection, checks),
    ...(await missingReviews(calls, where, protection)),
  ];
  return missing.length > 0 ? missing : [mergeBlockers.rules(branch)];
}

/** As far as who may only read may see it. */
export async function readProtection(
  calls: GithubCalls,
  where: { owner: string; repo: string; branch: string },
): Promise<BranchProtection> {
  const { owner, repo, branch } = where;
  const given = { owner, repo, branch };
  const what = 'The rules of the branch cannot be read';
  const [data, rules] = await Promise.all([
    unlessFailed(
      HIDDEN,
      calls.call(what, async rest => (await rest.repos.getBranch(given)).data),
    ),
    unlessFailed(
      HIDDEN,
      calls.call(
        what,
        async rest => (await rest.repos.getBranchRules(given)).data,
      ),
    ),
  ]);
  return (data && branchOf(data, branchRules(rules ?? [])).protection) ?? {};
}

function missingChecks(
  { checks: required = [] }: BranchProtection,
  checks: HostedCheck[],
): string[] {
  const passed = checks
    .filter(({ state }) => state === 'passed')
    .map(({ name }) => name);
  return required
    .filter(name => !passed.includes(name))
    .map(mergeBlockers.check);
}

/** The last review of each person counts. */
async function missingReviews(
  calls: GithubCalls,
  where: { owner: string; repo: string; pull_number: number },
  { reviews: needed = 0 }: BranchProtection,
): Promise<string[]> {
  const reviews = await calls.call(
    'The reviews cannot be read',
    async rest =>
      (
        await rest.pulls.listReviews({ ...where, per_page: 100 })
      ).data,
  );
  const last = new Map(
    reviews
      .filter(({ state }) => state !== 'COMMENTED')
      .map(({ user, state }) => [user?.id, state]),
  );
  const states = [...last.values()];
  const missing = needed - states.filter(state => state === 'APPROVED').length;
  return [
    ...(missing > 0 ? [mergeBlockers.reviews(missing)] : []),
    ...(states.includes('CHANGES_REQUESTED')
      ? [mergeBlockers.changesRequested()]
      : []),
  ];
}

function closedOr(
  ended: 'merged' | 'closed',
  state: string,
): PullRequest['state'] {
  return state === 'open' ? 'open' : ended;
}
