import type { MergeMethod } from '../git';
import type { ForgePullRequest } from './ForgePullRequest';
import { uuidOf, type ForgeRepository } from './ForgeRepository';
import type { ForgeCheck, ForgeComment, ForgeUser } from './types';

const STATES = { open: 'active', merged: 'completed', closed: 'abandoned' };
const CHECK_STATES = {
  pending: 'pending',
  passed: 'succeeded',
  failed: 'failed',
};
const REVIEWERS = 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd';
const STRATEGY = 'fa4e907d-c16b-4a4c-9dfa-4916e5d171ab';
const STATUS = 'cbdc66da-9728-4af8-aada-9a5a32e4a226';
const METHODS: Record<number, MergeMethod> = {
  1: 'merge',
  2: 'squash',
  3: 'rebase',
};

export function methodOfStrategy(strategy = 1): MergeMethod {
  return METHODS[strategy] ?? 'merge';
}

/** A UUID that is made of the name of a project. */
export function projectIdOf(name: string): string {
  return uuidOf(
    [...name].reduce(
      (sum, character) => sum * 31 + character.charCodeAt(0),
      7,
    ) % 1_000_000_007,
  );
}

export function azureUserJson({ id, login, name, email }: ForgeUser) {
  return {
    ...{ id: uuidOf(id), displayName: name, uniqueName: email },
    descriptor: `aad.${login}`,
  };
}

export function azureRepositoryJson(repository: ForgeRepository) {
  const { forge, owner, name, uuid } = repository;
  const base = forge.publicUrl ?? forge.url;
  const webUrl = `${base}/contoso/${owner}/_git/${name}`;
  const remoteUrl = new URL(webUrl);
  remoteUrl.username = 'contoso';
  return {
    ...{ id: uuid, name, size: 1, webUrl, remoteUrl: remoteUrl.href },
    url: `${forge.url}/contoso/_apis/git/repositories/${uuid}`,
    project: { id: projectIdOf(owner), name: owner, state: 'wellFormed' },
    defaultBranch: `refs/heads/${repository.defaultBranch}`,
    isDisabled: repository.isArchived,
  };
}

/** A name such as `security/scan` is of a genre. */
function contextOf(name: string) {
  const [genre, ...rest] = name.split('/');
  return rest.length > 0 ? { genre, name: rest.join('/') } : { name };
}

export function azureStatusJson({ name, state, url }: ForgeCheck, index = 0) {
  return {
    ...{ id: index + 1, state: CHECK_STATES[state], targetUrl: url },
    context: contextOf(name),
  };
}

export async function azurePullRequestJson(pullRequest: ForgePullRequest) {
  const { repository, id, title, body, state, endedBy } = pullRequest;
  const head = await pullRequest.head();
  return {
    repository: azureRepositoryJson(repository),
    ...{ pullRequestId: id, codeReviewId: id, title },
    ...(body && { description: body }),
    ...{ status: STATES[state], isDraft: false },
    createdBy: azureUserJson(pullRequest.author),
    creationDate: pullRequest.createdAt,
    ...(endedBy && {
      closedBy: azureUserJson(endedBy),
      closedDate: pullRequest.endedAt,
    }),
    sourceRefName: `refs/heads/${pullRequest.source}`,
    targetRefName: `refs/heads/${pullRequest.target}`,
    mergeStatus: await mergeStatusOf(pullRequest),
    lastMergeSourceCommit: { commitId: head },
    lastMergeTargetCommit: { commitId: await pullRequest.base() },
    lastMergeCommit: { commitId: pullRequest.mergeCommit ?? head },
    reviewers: [...pullRequest.approvals.values()].map(user => ({
      ...{ ...azureUserJson(user), vote: 10, isRequired: false },
    })),
  };
}

async function mergeStatusOf(pullRequest: ForgePullRequest): Promise<string> {
  pullRequest.asked += 1;
  const { isSlowToCheck } = pullRequest.repository;
  if (pullRequest.state !== 'open') {
    return 'succeeded';
  }
  if (isSlowToCheck && pullRequest.asked % 2 === 1) {
    return 'queued';
  }
  const { hasConflict } = await pullRequest.obstacles();
  return hasConflict ? 'conflicts' : 'succeeded';
}

function policy(type: { id: string; displayName: string }, settings: object) {
  return {
    ...{ id: 1, isEnabled: true, isBlocking: true, isDeleted: false },
    ...{ type, settings },
  };
}

function statusPolicy(check: string, scope: object[]) {
  const { genre, name } = contextOf(check) as { genre?: string; name: string };
  return policy(
    { id: STATUS, displayName: 'Status' },
    { scope, statusName: name, statusGenre: genre },
  );
}

function reviewersPolicy(minimumApproverCount: number, scope: object[]) {
  return policy(
    { id: REVIEWERS, displayName: 'Minimum number of reviewers' },
    { scope, minimumApproverCount },
  );
}

export function configurationsJson(repository: ForgeRepository) {
  const { uuid, protection, mergeMethods } = repository;
  const everywhere = [{ repositoryId: uuid, refName: null }];
  const policies = [...protection].flatMap(([branch, rules]) => {
    const scope = [
      {
        ...{ repositoryId: uuid, refName: `refs/heads/${branch}` },
        matchKind: 'Exact',
      },
    ];
    return [
      ...(rules.checks ?? []).map(check => statusPolicy(check, scope)),
      ...(rules.reviews ? [reviewersPolicy(rules.reviews, scope)] : []),
    ];
  });
  return mergeMethods.includes('merge')
    ? policies
    : [
        ...policies,
        policy(
          { id: STRATEGY, displayName: 'Require a merge strategy' },
          {
            scope: everywhere,
            allowNoFastForward: false,
            allowSquash: mergeMethods.includes('squash'),
            allowRebase: mergeMethods.includes('rebase'),
            allowRebaseMerge: false,
          },
        ),
      ];
}

export async function evaluationsJson(pullRequest: ForgePullRequest) {
  const { repository, target } = pullRequest;
  const rules = repository.protection.get(target) ?? {};
  const missing = await pullRequest.obstacles();
  const record = (configuration: object, isMet: boolean) => ({
    ...{ configuration, evaluationId: uuidOf(1) },
    status: isMet ? 'approved' : 'running',
  });
  return [
    ...(rules.checks ?? []).map(check =>
      record(statusPolicy(check, []), !missing.checks.includes(check)),
    ),
    ...(rules.reviews
      ? [record(reviewersPolicy(rules.reviews, []), missing.reviews === 0)]
      : []),
  ];
}

export function azureCommentJson({ id, body, author }: ForgeComment) {
  return {
    ...{ id, content: body, author: azureUserJson(author) },
    ...{ commentType: 'text', parentCommentId: 0, isDeleted: false },
  };
}
