import type { ForgePullRequest } from './ForgePullRequest';
import type { ForgeRepository } from './ForgeRepository';
import type { ForgeCheck, ForgeComment, ForgeUser } from './types';

const STATES = { open: 'opened', merged: 'merged', closed: 'closed' };
const CHECK_STATES = {
  pending: 'running',
  passed: 'success',
  failed: 'failed',
};
const MERGE_METHODS = { merge: 'merge', squash: 'merge', rebase: 'ff' };

export function gitlabUserJson({ id, login, name }: ForgeUser) {
  return { id, username: login, name, state: 'active' };
}

export function projectJson(repository: ForgeRepository, user: ForgeUser) {
  const { forge, id, fullName, name, protection, mergeMethods } = repository;
  const base = forge.publicUrl ?? forge.url;
  const level = user.access === 'write' ? 40 : 20;
  return {
    ...{ id, name, path: name, path_with_namespace: fullName },
    description: repository.description || null,
    http_url_to_repo: `${base}/${fullName}.git`,
    ssh_url_to_repo: `git@${new URL(base).hostname}:${fullName}.git`,
    web_url: `${base}/${fullName}`,
    default_branch: repository.defaultBranch,
    archived: repository.isArchived,
    only_allow_merge_if_pipeline_succeeds: [...protection.values()].some(
      ({ checks = [] }) => checks.length > 0,
    ),
    merge_method: MERGE_METHODS[mergeMethods[0]],
    squash_option: mergeMethods[0] === 'squash' ? 'always' : 'default_off',
    permissions: {
      project_access: { access_level: level, notification_level: 3 },
      group_access: null,
    },
  };
}

export function statusJson({ name, state, url }: ForgeCheck) {
  return {
    ...{ name, status: CHECK_STATES[state], target_url: url },
    allow_failure: false,
  };
}

export async function mergeRequestJson(request: ForgePullRequest) {
  const { repository, number: iid, state, endedBy } = request;
  const { forge, fullName } = repository;
  const ended = endedBy ? gitlabUserJson(endedBy) : null;
  const isMerged = state === 'merged';
  const commit = request.mergeCommit ?? null;
  return {
    ...{ id: request.id, iid, project_id: repository.id },
    ...{ title: request.title, description: request.body || null },
    state: STATES[state],
    ...{ source_branch: request.source, target_branch: request.target },
    sha: await request.head(),
    merge_commit_sha: request.mergeMethod === 'merge' ? commit : null,
    squash_commit_sha: request.mergeMethod === 'squash' ? commit : null,
    author: gitlabUserJson(request.author),
    merge_user: isMerged ? ended : null,
    merged_by: isMerged ? ended : null,
    closed_by: state === 'closed' ? ended : null,
    ...{ draft: false, work_in_progress: false },
    web_url: `${
      forge.publicUrl ?? forge.url
    }/${fullName}/-/merge_requests/${iid}`,
    detailed_merge_status: await mergeStatusOf(request),
    ...{ created_at: request.createdAt, updated_at: request.updatedAt },
  };
}

async function mergeStatusOf(request: ForgePullRequest): Promise<string> {
  request.asked += 1;
  const { git, isSlowToCheck, mergeMethods } = request.repository;
  if (request.state !== 'open') {
    return 'not_open';
  }
  if (isSlowToCheck && request.asked % 2 === 1) {
    return 'checking';
  }
  const { hasConflict, checks, reviews } = await request.obstacles();
  if (hasConflict) {
    return 'conflict';
  }
  if (checks.length > 0) {
    return 'ci_must_pass';
  }
  if (reviews > 0) {
    return 'not_approved';
  }
  const [head, base] = [await request.head(), await request.base()];
  return mergeMethods[0] === 'rebase' && !(await git.contains(head, base))
    ? 'need_rebase'
    : 'mergeable';
}

export function noteJson(
  { repository }: ForgePullRequest,
  { id, body, author }: ForgeComment,
) {
  return {
    ...{ id, body, author: gitlabUserJson(author), system: false },
    ...{ created_at: repository.forge.time(), noteable_type: 'MergeRequest' },
  };
}
