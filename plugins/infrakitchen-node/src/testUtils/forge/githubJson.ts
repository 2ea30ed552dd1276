import type { ForgePullRequest } from './ForgePullRequest';
import type { ForgeRepository } from './ForgeRepository';
import type { ForgeCheck, ForgeComment, ForgeUser } from './types';

const REPOSITORY_LINKS =
  'archive assignees blobs branches collaborators comments commits compare contents contributors deployments downloads events forks git_commits git_refs git_tags hooks issue_comment issue_events issues keys labels languages merges milestones notifications pulls releases stargazers statuses subscribers subscription tags teams trees';
const USER_LINKS =
  'avatar events followers following gists organizations received_events repos starred subscriptions';
const PULL_LINKS =
  'comments commits diff issue patch review_comment review_comments statuses';

function links(url: string, names: string): Record<string, string> {
  return Object.fromEntries(
    names.split(' ').map(name => [`${name}_url`, `${url}/${name}`]),
  );
}

function nodeId(id: number): string {
  return Buffer.from(`node:${id}`).toString('base64');
}

export function userJson({ id, login }: ForgeUser, url: string) {
  const own = `${url}/api/v3/users/${login}`;
  return {
    ...links(own, USER_LINKS),
    ...{ id, login, node_id: nodeId(id), gravatar_id: '', type: 'User' },
    ...{ site_admin: false, url: own, html_url: `${url}/${login}` },
  };
}

export function repositoryJson(
  repository: ForgeRepository,
  user: ForgeUser,
  { isFull = true }: { isFull?: boolean } = {},
) {
  const { forge, id, fullName, name, mergeMethods, createdAt } = repository;
  const base = forge.publicUrl ?? forge.url;
  const url = `${forge.url}/api/v3/repos/${fullName}`;
  const push = user.access === 'write';
  return {
    ...links(url, REPOSITORY_LINKS),
    ...{ id, name, full_name: fullName, node_id: nodeId(id), url },
    owner: userJson({ ...forge.system, login: repository.owner }, forge.url),
    ...{ private: true, fork: false, description: repository.description },
    html_url: `${base}/${fullName}`,
    clone_url: `${base}/${fullName}.git`,
    git_url: `${base.replace(/^https?/, 'git')}/${fullName}.git`,
    ssh_url: `git@${new URL(base).hostname}:${fullName}.git`,
    ...{ svn_url: `${base}/${fullName}`, mirror_url: null, homepage: null },
    ...{
      language: null,
      license: null,
      default_branch: repository.defaultBranch,
    },
    ...{ forks: 0, forks_count: 0, open_issues: 0, open_issues_count: 0 },
    ...{ stargazers_count: 0, watchers: 0, watchers_count: 0, size: 1 },
    ...{ has_downloads: false, has_issues: true, has_projects: false },
    ...{ has_wiki: false, has_pages: false, has_discussions: false },
    ...{ archived: repository.isArchived, disabled: false },
    ...{ pushed_at: createdAt, created_at: createdAt, updated_at: createdAt },
    permissions: { admin: false, push, pull: true },
    ...(isFull && { network_count: 0, subscribers_count: 0 }),
    ...(push && {
      allow_merge_commit: mergeMethods.includes('merge'),
      allow_squash_merge: mergeMethods.includes('squash'),
      allow_rebase_merge: mergeMethods.includes('rebase'),
    }),
  };
}

export function branchJson(
  { forge, fullName, protection }: ForgeRepository,
  name: string,
  sha: string,
) {
  const url = `${forge.url}/api/v3/repos/${fullName}`;
  const rules = protection.get(name);
  const self = `${url}/branches/${name}`;
  const person = { name: 'A', email: 'a@example.com', date: forge.time() };
  return {
    name,
    commit: {
      ...{ sha, node_id: 'C', url: `${url}/commits/${sha}` },
      ...{ html_url: url, comments_url: url, author: null, committer: null },
      commit: {
        ...{ author: person, committer: person, message: 'change' },
        ...{ tree: { sha, url }, url, comment_count: 0 },
      },
      parents: [],
    },
    _links: { self, html: self },
    protected: rules !== undefined,
    protection: {
      enabled: rules !== undefined,
      required_status_checks: {
        enforcement_level: rules?.checks ? 'non_admins' : 'off',
        contexts: rules?.checks ?? [],
        checks: (rules?.checks ?? []).map(context => ({
          context,
          app_id: null,
        })),
      },
    },
    protection_url: `${self}/protection`,
  };
}

export function rulesJson({ protection }: ForgeRepository, branch: string) {
  const rules = protection.get(branch);
  const origin = {
    ruleset_source_type: 'Repository',
    ruleset_source: 'rules',
    ruleset_id: 1,
  };
  return [
    ...(rules?.reviews
      ? [
          {
            type: 'pull_request',
            ...origin,
            parameters: {
              dismiss_stale_reviews_on_push: false,
              require_code_owner_review: false,
              require_last_push_approval: false,
              required_approving_review_count: rules.reviews,
              required_review_thread_resolution: false,
            },
          },
        ]
      : []),
    ...(rules?.checks?.length
      ? [
          {
            type: 'required_status_checks',
            ...origin,
            parameters: {
              required_status_checks: rules.checks.map(context => ({
                context,
              })),
              strict_required_status_checks_policy: false,
            },
          },
        ]
      : []),
  ];
}

const CONCLUSIONS = { pending: null, passed: 'success', failed: 'failure' };

/** A check of that name is one of the older commit statuses. */
export function isStatus({ name }: ForgeCheck): boolean {
  return name.startsWith('status/');
}

export function checkRunJson(
  { forge, fullName }: ForgeRepository,
  commit: string,
  { name, state, url }: ForgeCheck,
) {
  return {
    ...{ id: 1, node_id: 'R', head_sha: commit, external_id: null, name },
    url: `${forge.url}/api/v3/repos/${fullName}/check-runs/1`,
    ...{ html_url: url, details_url: url },
    status: state === 'pending' ? 'in_progress' : 'completed',
    conclusion: CONCLUSIONS[state],
    started_at: forge.time(),
    completed_at: state === 'pending' ? null : forge.time(),
    output: {
      ...{ title: null, summary: null, text: null },
      ...{ annotations_count: 0, annotations_url: url },
    },
    ...{ check_suite: { id: 1 }, app: null, pull_requests: [] },
  };
}

export function combinedStatusJson(
  repository: ForgeRepository,
  commit: string,
) {
  const { forge, fullName } = repository;
  const url = `${forge.url}/api/v3/repos/${fullName}/commits/${commit}`;
  const statuses = repository.checksOf(commit).filter(isStatus);
  return {
    ...{ state: 'pending', sha: commit, total_count: statuses.length },
    statuses: statuses.map((check, index) => ({
      ...{ id: index, node_id: 'S', url, avatar_url: null, description: null },
      context: check.name,
      state: CONCLUSIONS[check.state] ?? 'pending',
      ...{ target_url: check.url, required: false },
      ...{ created_at: forge.time(), updated_at: forge.time() },
    })),
    repository: repositoryJson(repository, forge.system),
    ...{ commit_url: url, url: `${url}/status` },
  };
}

/** As a single one; lists have less, which clients must not count on. */
export async function pullRequestJson(pullRequest: ForgePullRequest) {
  const { repository, number, id, title, body, state } = pullRequest;
  const { forge, fullName } = repository;
  const base = forge.publicUrl ?? forge.url;
  const url = `${forge.url}/api/v3/repos/${fullName}/pulls/${number}`;
  const html = `${base}/${fullName}/pull/${number}`;
  const { mergeable, mergeableState } = await mergeabilityOf(pullRequest);
  const user = (of?: ForgeUser) => (of ? userJson(of, forge.url) : null);
  const link = { href: url };
  const side = (ref: string, sha: string) => ({
    ...{ label: `${repository.owner}:${ref}`, ref, sha },
    user: user(forge.system),
    repo: repositoryJson(repository, forge.system),
  });
  return {
    ...links(url, PULL_LINKS),
    ...{ id, number, node_id: nodeId(id), url, html_url: html },
    ...{ title, body, state: state === 'open' ? 'open' : 'closed' },
    ...{ locked: false, draft: false, user: user(pullRequest.author) },
    ...{ labels: [], milestone: null, active_lock_reason: null },
    ...{ assignee: null, assignees: [], requested_reviewers: [] },
    created_at: pullRequest.createdAt,
    updated_at: pullRequest.updatedAt,
    closed_at: pullRequest.endedAt ?? null,
    merged_at: state === 'merged' ? pullRequest.endedAt : null,
    merge_commit_sha: pullRequest.mergeCommit ?? null,
    head: side(pullRequest.source, await pullRequest.head()),
    base: side(pullRequest.target, await pullRequest.base()),
    _links: {
      ...{ self: link, html: link, issue: link, comments: link },
      ...{ review_comments: link, review_comment: link, commits: link },
      statuses: link,
    },
    ...{ author_association: 'MEMBER', auto_merge: null },
    merged: state === 'merged',
    merged_by: state === 'merged' ? user(pullRequest.endedBy) : null,
    ...{ mergeable, mergeable_state: mergeableState, rebaseable: mergeable },
    ...{ comments: pullRequest.comments.length, review_comments: 0 },
    ...{ maintainer_can_modify: false, commits: 1, additions: 1 },
    ...{ deletions: 0, changed_files: 1 },
  };
}

async function mergeabilityOf(pullRequest: ForgePullRequest): Promise<{
  mergeable: boolean | null;
  mergeableState: string;
}> {
  pullRequest.asked += 1;
  const { isSlowToCheck } = pullRequest.repository;
  if (
    pullRequest.state !== 'open' ||
    (isSlowToCheck && pullRequest.asked % 2 === 1)
  ) {
    return { mergeable: null, mergeableState: 'unknown' };
  }
  const { hasConflict, checks, reviews } = await pullRequest.obstacles();
  if (hasConflict) {
    return { mergeable: false, mergeableState: 'dirty' };
  }
  const isBlocked = checks.length > 0 || reviews > 0;
  return { mergeable: true, mergeableState: isBlocked ? 'blocked' : 'clean' };
}

export function reviewJson(
  { repository, number }: ForgePullRequest,
  user: ForgeUser,
) {
  const { forge, fullName } = repository;
  const url = `${forge.url}/api/v3/repos/${fullName}/pulls/${number}`;
  return {
    ...{ id: user.id, node_id: nodeId(user.id), body: '', state: 'APPROVED' },
    user: userJson(user, forge.url),
    ...{ html_url: url, pull_request_url: url, commit_id: null },
    _links: { html: { href: url }, pull_request: { href: url } },
    ...{ author_association: 'MEMBER', submitted_at: forge.time() },
  };
}

export function issueJson(pullRequest: ForgePullRequest) {
  const { repository, number, id, title, body } = pullRequest;
  const { forge, fullName } = repository;
  const url = `${forge.url}/api/v3/repos/${fullName}/issues/${number}`;
  const { endedBy } = pullRequest;
  return {
    ...links(url, 'repository labels comments events'),
    ...{ id, node_id: nodeId(id), number, title, body, url, html_url: url },
    state: pullRequest.state === 'open' ? 'open' : 'closed',
    ...{ user: userJson(pullRequest.author, forge.url), labels: [] },
    ...{ assignee: null, assignees: [], milestone: null, locked: false },
    comments: pullRequest.comments.length,
    closed_at: pullRequest.endedAt ?? null,
    closed_by: endedBy ? userJson(endedBy, forge.url) : null,
    created_at: pullRequest.createdAt,
    updated_at: pullRequest.updatedAt,
    author_association: 'MEMBER',
  };
}

export function commentJson(
  { repository, number }: ForgePullRequest,
  { id, body, author }: ForgeComment,
) {
  const { forge, fullName } = repository;
  const url = `${forge.url}/api/v3/repos/${fullName}/issues/comments/${id}`;
  return {
    ...{ id, node_id: nodeId(id), url, html_url: url, body },
    issue_url: `${forge.url}/api/v3/repos/${fullName}/issues/${number}`,
    user: userJson(author, forge.url),
    ...{ created_at: forge.time(), updated_at: forge.time() },
    ...{ author_association: 'MEMBER', performed_via_github_app: null },
  };
}
