import type { MergeMethod } from '../git';
import type { ForgePullRequest } from './ForgePullRequest';
import { uuidOf, type ForgeRepository } from './ForgeRepository';
import type { ForgeCheck, ForgeComment, ForgeUser } from './types';

const STRATEGIES: Record<MergeMethod, string> = {
  merge: 'merge_commit',
  squash: 'squash',
  rebase: 'rebase_fast_forward',
};
const STATES = { open: 'OPEN', merged: 'MERGED', closed: 'DECLINED' };
const CHECK_STATES = {
  pending: 'INPROGRESS',
  passed: 'SUCCESSFUL',
  failed: 'FAILED',
};
/** Bitbucket shortens the commits of pull requests. */
const SHORT = 12;

export function mergeMethodOf(strategy = 'merge_commit'): MergeMethod {
  const methods = Object.keys(STRATEGIES) as MergeMethod[];
  return methods.find(method => STRATEGIES[method] === strategy) ?? 'merge';
}

export function bitbucketUserJson({ id, login, name }: ForgeUser) {
  return {
    ...{ type: 'user', uuid: `{${uuidOf(id)}}`, nickname: login },
    display_name: name,
  };
}

export function bitbucketRepositoryJson(repository: ForgeRepository) {
  const { forge, fullName, name, uuid } = repository;
  const base = forge.publicUrl ?? forge.url;
  const clone = new URL(`${base}/${fullName}.git`);
  // As whoever asks, which people copy.
  clone.username = 'forge-system';
  return {
    ...{ type: 'repository', uuid: `{${uuid}}`, full_name: fullName },
    ...{ name, slug: name, description: repository.description, scm: 'git' },
    mainbranch: { type: 'branch', name: repository.defaultBranch },
    links: {
      html: { href: `${base}/${fullName}` },
      clone: [
        { name: 'https', href: clone.href },
        { name: 'ssh', href: `git@bitbucket.org:${fullName}.git` },
      ],
    },
  };
}

export function restrictionsJson({ protection }: ForgeRepository) {
  return [...protection].flatMap(([pattern, { reviews, checks = [] }]) => {
    const restriction = (kind: string, value?: number) => ({
      ...{ type: 'branchrestriction', kind, pattern },
      ...{ branch_match_kind: 'glob', value: value ?? null },
    });
    return [
      restriction('push'),
      ...(reviews ? [restriction('require_approvals_to_merge', reviews)] : []),
      ...(checks.length > 0
        ? [restriction('require_passing_builds_to_merge', checks.length)]
        : []),
    ];
  });
}

export function bitbucketStatusJson({ name, state, url }: ForgeCheck) {
  return { key: name, name, state: CHECK_STATES[state], url };
}

export async function bitbucketPullRequestJson(pullRequest: ForgePullRequest) {
  const { repository, number, title, body, state, endedBy } = pullRequest;
  const { forge, fullName, mergeMethods } = repository;
  const base = forge.publicUrl ?? forge.url;
  const hash = (await pullRequest.head()).slice(0, SHORT);
  return {
    ...{ type: 'pullrequest', id: number, title, description: body },
    ...{ state: STATES[state], draft: false },
    author: bitbucketUserJson(pullRequest.author),
    closed_by: endedBy ? bitbucketUserJson(endedBy) : null,
    source: { branch: { name: pullRequest.source }, commit: { hash } },
    destination: {
      branch: {
        name: pullRequest.target,
        merge_strategies: mergeMethods.map(method => STRATEGIES[method]),
        default_merge_strategy: STRATEGIES[mergeMethods[0]],
      },
      commit: { hash: (await pullRequest.base()).slice(0, SHORT) },
    },
    merge_commit: pullRequest.mergeCommit
      ? { hash: pullRequest.mergeCommit.slice(0, SHORT) }
      : null,
    participants: [...pullRequest.approvals.values()].map(user => ({
      ...{ type: 'participant', user: bitbucketUserJson(user) },
      ...{ role: 'REVIEWER', approved: true, state: 'approved' },
    })),
    ...{ comment_count: pullRequest.comments.length, task_count: 0 },
    created_on: pullRequest.createdAt,
    updated_on: pullRequest.updatedAt,
    links: { html: { href: `${base}/${fullName}/pull-requests/${number}` } },
  };
}

export function bitbucketCommentJson({ id, body, author }: ForgeComment) {
  return {
    ...{ type: 'pullrequest_comment', id, content: { raw: body } },
    ...{ user: bitbucketUserJson(author), deleted: false },
  };
}
