import {
  mergeBlockers,
  type BranchProtection,
  type HostedCheck,
  type HostedRepository,
  type HostUser,
  type PullRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** What is used of the answers of the API. */
export interface RepositoryData {
  uuid: string;
  full_name: string;
  slug: string;
  description?: string;
  mainbranch?: { name: string } | null;
  links: {
    html: { href: string };
    clone: { name: string; href: string }[];
  };
}

interface UserData {
  uuid: string;
  nickname?: string;
  display_name?: string;
}

export interface PullRequestData {
  id: number;
  title: string;
  description?: string;
  state: string;
  draft?: boolean;
  source: { branch: { name: string }; commit: { hash: string } | null };
  destination: {
    branch: { name: string; default_merge_strategy?: string };
  };
  merge_commit?: { hash: string } | null;
  author?: UserData | null;
  closed_by?: UserData | null;
  participants?: { approved: boolean; state?: string | null }[];
  links: { html: { href: string } };
}

export interface StatusData {
  key: string;
  name?: string | null;
  state: string;
  url?: string | null;
}

export interface RestrictionData {
  kind: string;
  pattern?: string;
  branch_match_kind?: string;
  value?: number | null;
}

const STATES = { SUCCESSFUL: 'passed', INPROGRESS: 'pending' } as const;
const CONFLICT = /conflict|(local|remote) deleted/;

export function repositoryOf(data: RepositoryData): HostedRepository {
  const { href } = data.links.clone.find(({ name }) => name === 'https')!;
  const cloneUrl = new URL(href);
  // It has the name of whoever asks in it.
  cloneUrl.username = '';
  return {
    id: data.uuid,
    fullName: data.full_name,
    name: data.slug,
    ...(data.description && { description: data.description }),
    cloneUrl: cloneUrl.href,
    webUrl: data.links.html.href,
    ...(data.mainbranch && { defaultBranch: data.mainbranch.name }),
    // Bitbucket has no such thing.
    archived: false,
  };
}

export function pullRequestOf(
  data: PullRequestData,
  more: Partial<PullRequest> = {},
): PullRequest {
  const author = userOf(data.author);
  const endedBy = data.state === 'OPEN' ? undefined : userOf(data.closed_by);
  return {
    number: String(data.id),
    title: data.title,
    body: data.description ?? '',
    state: stateOf(data),
    sourceBranch: data.source.branch.name,
    targetBranch: data.destination.branch.name,
    headCommit: data.source.commit?.hash ?? '',
    ...(data.state === 'MERGED' &&
      data.merge_commit && { mergeCommit: data.merge_commit.hash }),
    ...(author && { author }),
    ...(endedBy && { endedBy }),
    webUrl: data.links.html.href,
    mergeability: 'unknown',
    blockers: [],
    checks: [],
    ...more,
  };
}

export function checksOf(statuses: readonly StatusData[]): HostedCheck[] {
  return statuses.map(({ key, name, state, url }) => ({
    name: name || key,
    state: STATES[state as keyof typeof STATES] ?? 'failed',
    ...(url && { url }),
  }));
}

/** Whether the comparison shows a file that both sides changed. */
export function hasConflict(files: readonly { status: string }[]): boolean {
  return files.some(({ status }) => CONFLICT.test(status));
}

/** What the restrictions ask of a branch; nothing where there are none. */
export function protectionOf(
  restrictions: readonly RestrictionData[],
  branch: string,
): (BranchProtection & { builds: number }) | undefined {
  const own = restrictions.filter(at => matches(at, branch));
  const valueOf = (kind: string) =>
    own.find(at => at.kind === kind)?.value ?? 0;
  const reviews = valueOf('require_approvals_to_merge');
  const builds = valueOf('require_passing_builds_to_merge');
  return own.length === 0
    ? undefined
    : { builds, ...(reviews > 0 && { reviews }) };
}

export function blockersOf(
  data: PullRequestData,
  checks: readonly HostedCheck[],
  rules: { reviews?: number; builds: number } | undefined,
): string[] {
  const participants = data.participants ?? [];
  const approvals = participants.filter(({ approved }) => approved).length;
  const missing = (rules?.reviews ?? 0) - approvals;
  return [
    ...(data.draft ? [mergeBlockers.draft()] : []),
    ...(rules ? missingBuilds(checks, rules.builds) : []),
    ...(missing > 0 ? [mergeBlockers.reviews(missing)] : []),
  ];
}

/** A rule asks for a number of builds, and that none of them has failed. */
function missingBuilds(
  checks: readonly HostedCheck[],
  needed: number,
): string[] {
  if (needed === 0) {
    return [];
  }
  const open = checks.filter(({ state }) => state !== 'passed');
  const missing = needed - (checks.length - open.length);
  if (open.length > 0) {
    return open.map(({ name }) => mergeBlockers.check(name));
  }
  return missing > 0 ? [`It needs ${needed} passing builds`] : [];
}

function matches(
  { branch_match_kind: kind, pattern = '' }: RestrictionData,
  branch: string,
): boolean {
  // Which branches a model means is not told here.
  if (kind === 'branching_model') {
    return false;
  }
  const escaped = pattern
    .split('*')
    .map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`).test(branch);
}

function userOf(data: UserData | null | undefined): HostUser | undefined {
  return data
    ? {
        id: data.uuid,
        ...(data.nickname && { login: data.nickname }),
        ...(data.display_name && { name: data.display_name }),
      }
    : undefined;
}

function stateOf({ state }: PullRequestData): PullRequest['state'] {
  if (state === 'OPEN') {
    return 'open';
  }
  // Declined, or superseded by another one.
  return state === 'MERGED' ? 'merged' : 'closed';
}
