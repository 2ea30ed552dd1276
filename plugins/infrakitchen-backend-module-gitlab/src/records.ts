import {
  mergeBlockers,
  type BranchProtection,
  type HostedCheck,
  type HostedRepository,
  type HostUser,
  type PullRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** What is used of the answers of the API. */
export interface ProjectData {
  id: number;
  path: string;
  path_with_namespace: string;
  description?: string | null;
  http_url_to_repo: string;
  web_url: string;
  default_branch?: string | null;
  archived?: boolean;
  empty_repo?: boolean;
  only_allow_merge_if_pipeline_succeeds?: boolean;
  squash_option?: string;
  permissions?: {
    project_access?: { access_level: number } | null;
    group_access?: { access_level: number } | null;
  };
}

export interface UserData {
  id: number;
  username: string;
  name?: string;
}

export interface MergeRequestData {
  iid: number;
  title: string;
  description?: string | null;
  state: string;
  source_branch: string;
  target_branch: string;
  sha?: string | null;
  merge_commit_sha?: string | null;
  squash_commit_sha?: string | null;
  detailed_merge_status?: string;
  author?: UserData | null;
  merge_user?: UserData | null;
  merged_by?: UserData | null;
  closed_by?: UserData | null;
  web_url: string;
}

export interface StatusData {
  name: string;
  status: string;
  target_url?: string | null;
  allow_failure?: boolean;
}

/** Who may push to branches that are not protected. */
const DEVELOPER = 30;
const PENDING = ['created', 'pending', 'running', 'waiting_for_resource'];
/** The host is about to find out. */
const UNKNOWN = ['unchecked', 'checking', 'preparing', 'approvals_syncing'];

export function repositoryOf(data: ProjectData): HostedRepository {
  const { permissions } = data;
  const level = Math.max(
    permissions?.project_access?.access_level ?? 0,
    permissions?.group_access?.access_level ?? 0,
  );
  return {
    id: String(data.id),
    fullName: data.path_with_namespace,
    name: data.path,
    ...(data.description && { description: data.description }),
    cloneUrl: data.http_url_to_repo,
    webUrl: data.web_url,
    ...(data.default_branch && { defaultBranch: data.default_branch }),
    archived: data.archived === true,
    ...(permissions && { writable: level >= DEVELOPER }),
  };
}

export function protectionOf(
  { only_allow_merge_if_pipeline_succeeds: needsPipeline }: ProjectData,
  branch: string,
  rules: readonly {
    approvals_required: number;
    protected_branches?: { name: string }[] | null;
  }[],
): BranchProtection {
  const reviews = rules
    .filter(
      ({ protected_branches: only }) =>
        !only?.length || only.some(({ name }) => name === branch),
    )
    .map(rule => rule.approvals_required);
  return {
    ...(reviews.length > 0 && { reviews: Math.max(...reviews) }),
    ...(needsPipeline && { checks: ['pipeline'] }),
  };
}

export function pullRequestOf(
  data: MergeRequestData,
  more: { checks?: HostedCheck[]; blockers?: string[] } = {},
): PullRequest {
  const state = stateOf(data);
  const author = userOf(data.author);
  const endedBy = userOf(
    state === 'merged' ? data.merge_user ?? data.merged_by : data.closed_by,
  );
  return {
    number: String(data.iid),
    title: data.title,
    body: data.description ?? '',
    state,
    sourceBranch: data.source_branch,
    targetBranch: data.target_branch,
    headCommit: data.sha ?? '',
    ...(state === 'merged' && { mergeCommit: mergeCommitOf(data) }),
    ...(author && { author }),
    ...(endedBy && { endedBy }),
    webUrl: data.web_url,
    mergeability: mergeabilityOf(data),
    blockers: more.blockers ?? [],
    checks: more.checks ?? [],
  };
}

export function checksOf(statuses: readonly StatusData[]): HostedCheck[] {
  return statuses.map(({ name, status, target_url: url }) => ({
    name,
    state: checkStateOf(status),
    ...(url && { url }),
  }));
}

/** What is missing by GitLab's own word for it. */
export function blockersOf(
  data: MergeRequestData,
  statuses: readonly StatusData[],
  reviews: number | undefined,
): string[] {
  const branch = data.target_branch;
  switch (data.detailed_merge_status) {
    case 'conflict':
    case 'broken_status':
      return [mergeBlockers.conflict(branch)];
    case 'need_rebase':
      return [mergeBlockers.behind(branch)];
    case 'draft_status':
      return [mergeBlockers.draft()];
    case 'discussions_not_resolved':
      return [mergeBlockers.discussions()];
    case 'requested_changes':
      return [mergeBlockers.changesRequested()];
    case 'not_approved':
      return [
        reviews ? mergeBlockers.reviews(reviews) : mergeBlockers.rules(branch),
      ];
    case 'ci_must_pass':
    case 'ci_still_running':
    case 'status_checks_must_pass':
      return failingOf(statuses);
    default:
      return [mergeBlockers.rules(branch)];
  }
}

export function userOf(
  data: UserData | null | undefined,
): HostUser | undefined {
  return data
    ? {
        id: String(data.id),
        login: data.username,
        ...(data.name && { name: data.name }),
      }
    : undefined;
}

function failingOf(statuses: readonly StatusData[]): string[] {
  const failing = statuses
    .filter(({ allow_failure: mayFail }) => !mayFail)
    .filter(({ status }) => checkStateOf(status) !== 'passed')
    .map(({ name }) => mergeBlockers.check(name));
  return failing.length > 0 ? failing : [mergeBlockers.check('pipeline')];
}

function stateOf({ state }: MergeRequestData): PullRequest['state'] {
  if (state === 'merged') {
    return 'merged';
  }
  // Locked while it is being merged.
  return state === 'closed' ? 'closed' : 'open';
}

/** Without a commit of its own, a fast-forward leaves the head itself. */
function mergeCommitOf(data: MergeRequestData): string {
  return data.merge_commit_sha || data.squash_commit_sha || data.sha || '';
}

function mergeabilityOf(data: MergeRequestData): PullRequest['mergeability'] {
  const { detailed_merge_status: status = 'unchecked' } = data;
  if (stateOf(data) !== 'open' || UNKNOWN.includes(status)) {
    return 'unknown';
  }
  if (status === 'mergeable') {
    return 'mergeable';
  }
  return ['conflict', 'broken_status'].includes(status)
    ? 'conflict'
    : 'blocked';
}

function checkStateOf(status: string): HostedCheck['state'] {
  if (status === 'success' || status === 'skipped') {
    return 'passed';
  }
  return PENDING.includes(status) ? 'pending' : 'failed';
}
