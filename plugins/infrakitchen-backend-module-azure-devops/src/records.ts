import {
  mergeBlockers,
  type HostedCheck,
  type HostedRepository,
  type HostUser,
  type PullRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type {
  GitPullRequest,
  GitPullRequestStatus,
  GitRepository,
} from 'azure-devops-node-api/interfaces/GitInterfaces';
import type { IdentityRef } from 'azure-devops-node-api/interfaces/common/VSSInterfaces';
import type { PolicyEvaluationRecord } from 'azure-devops-node-api/interfaces/PolicyInterfaces';

/** As the API counts them; its enumerations are no more than that. */
export const STATUS = { active: 1, abandoned: 2, completed: 3, all: 4 };
const MERGE_STATUS = { queued: 1, conflicts: 2, rejected: 4, failure: 5 };
const EVALUATION = { running: 1, approved: 2, rejected: 3, notApplicable: 4 };
const CHECK_STATE = { succeeded: 2, failed: 3, error: 4, notApplicable: 5 };
const APPROVED_VOTE = 5;
const WAITS_FOR_AUTHOR = -5;

/** Kinds of policies, by the ids that they have everywhere. */
export const POLICY = {
  reviewers: 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd',
  mergeStrategy: 'fa4e907d-c16b-4a4c-9dfa-4916e5d171ab',
  build: '0609b952-1397-4640-95ec-e00a01b2c241',
  status: 'cbdc66da-9728-4af8-aada-9a5a32e4a226',
  comments: 'c6a1889d-b943-4856-b76f-9e46bb6b0df2',
};

export function repositoryOf(data: GitRepository): HostedRepository {
  const cloneUrl = new URL(data.remoteUrl ?? '');
  // It has the organisation in it, as if that were a person.
  cloneUrl.username = '';
  return {
    id: data.id!,
    fullName: `${data.project?.name}/${data.name}`,
    name: data.name!,
    cloneUrl: cloneUrl.href,
    ...(data.webUrl && { webUrl: data.webUrl }),
    ...(data.defaultBranch && { defaultBranch: branchOf(data.defaultBranch) }),
    archived: data.isDisabled === true,
  };
}

export function branchOf(ref: string | undefined): string {
  return (ref ?? '').replace(/^refs\/heads\//, '');
}

export function pullRequestOf(
  data: GitPullRequest,
  more: Partial<PullRequest> & { webUrl: string },
): PullRequest {
  const isMerged = data.status === STATUS.completed;
  const author = userOf(data.createdBy);
  const endedBy =
    data.status === STATUS.active ? undefined : userOf(data.closedBy);
  const mergeCommit = data.lastMergeCommit?.commitId;
  return {
    number: String(data.pullRequestId),
    title: data.title ?? '',
    body: data.description ?? '',
    state: stateOf(data),
    sourceBranch: branchOf(data.sourceRefName),
    targetBranch: branchOf(data.targetRefName),
    headCommit: data.lastMergeSourceCommit?.commitId ?? '',
    ...(isMerged && mergeCommit && { mergeCommit }),
    ...(author && { author }),
    ...(endedBy && { endedBy }),
    mergeability: 'unknown',
    blockers: [],
    checks: [],
    ...more,
  };
}

/** The last status of each context, and builds that policies ask for. */
export function checksOf(
  statuses: readonly GitPullRequestStatus[],
  evaluations: readonly PolicyEvaluationRecord[],
): HostedCheck[] {
  const sorted = [...statuses].sort((a, b) => (a.id ?? 0) - (b.id ?? 0));
  const last = new Map(
    sorted.map(status => [
      contextOf(status.context?.genre, status.context?.name),
      status,
    ]),
  );
  const ofStatuses = [...last].map(([name, { state, targetUrl }]) => ({
    name,
    state: checkStateOf(state),
    ...(targetUrl && { url: targetUrl }),
  }));
  const ofBuilds = evaluations.filter(isBuild).map(evaluation => ({
    name: nameOf(evaluation),
    state: evaluationStateOf(evaluation),
  }));
  return [...ofStatuses, ...ofBuilds];
}

/** What is missing, by the policies that block. */
export function blockersOf(
  data: GitPullRequest,
  evaluations: readonly PolicyEvaluationRecord[],
): string[] {
  const open = evaluations.filter(
    ({ configuration, status }) =>
      configuration?.isEnabled !== false &&
      configuration?.isBlocking &&
      status !== EVALUATION.approved &&
      status !== EVALUATION.notApplicable,
  );
  const waits = (data.reviewers ?? []).some(
    ({ vote = 0 }) => vote <= WAITS_FOR_AUTHOR,
  );
  return [
    ...(data.isDraft ? [mergeBlockers.draft()] : []),
    ...open.map(evaluation => blockerOf(evaluation, data)),
    ...(waits && open.length > 0 ? [mergeBlockers.changesRequested()] : []),
  ];
}

export function mergeabilityOf(
  { mergeStatus }: GitPullRequest,
  blockers: readonly string[],
): PullRequest['mergeability'] {
  if (mergeStatus === MERGE_STATUS.conflicts) {
    return 'conflict';
  }
  if (
    blockers.length > 0 ||
    mergeStatus === MERGE_STATUS.rejected ||
    mergeStatus === MERGE_STATUS.failure
  ) {
    return 'blocked';
  }
  return !mergeStatus || mergeStatus === MERGE_STATUS.queued
    ? 'unknown'
    : 'mergeable';
}

export function contextOf(genre?: string | null, name?: string | null): string {
  return genre ? `${genre}/${name}` : `${name}`;
}

function blockerOf(
  evaluation: PolicyEvaluationRecord,
  { reviewers = [] }: GitPullRequest,
): string {
  const { type, settings } = evaluation.configuration ?? {};
  switch (type?.id?.toLowerCase()) {
    case POLICY.reviewers: {
      const approvals = reviewers.filter(
        ({ vote = 0 }) => vote >= APPROVED_VOTE,
      );
      const needed = Number(settings?.minimumApproverCount ?? 1);
      return mergeBlockers.reviews(Math.max(1, needed - approvals.length));
    }
    case POLICY.build:
    case POLICY.status:
      return mergeBlockers.check(nameOf(evaluation));
    case POLICY.comments:
      return mergeBlockers.discussions();
    default:
      return `The policy '${type?.displayName ?? 'without a name'}' is not met`;
  }
}

function nameOf({ configuration }: PolicyEvaluationRecord): string {
  const { settings = {}, type } = configuration ?? {};
  return type?.id?.toLowerCase() === POLICY.status
    ? contextOf(settings.statusGenre, settings.statusName)
    : String(settings.displayName ?? type?.displayName ?? 'Build');
}

function isBuild({ configuration }: PolicyEvaluationRecord): boolean {
  return configuration?.type?.id?.toLowerCase() === POLICY.build;
}

function evaluationStateOf({
  status = 0,
}: PolicyEvaluationRecord): HostedCheck['state'] {
  if (status === EVALUATION.approved || status === EVALUATION.notApplicable) {
    return 'passed';
  }
  return status <= EVALUATION.running ? 'pending' : 'failed';
}

function checkStateOf(state = 0): HostedCheck['state'] {
  const { succeeded, failed, error, notApplicable } = CHECK_STATE;
  if (state === succeeded || state === notApplicable) {
    return 'passed';
  }
  return state === failed || state === error ? 'failed' : 'pending';
}

function stateOf({ status }: GitPullRequest): PullRequest['state'] {
  if (status === STATUS.completed) {
    return 'merged';
  }
  return status === STATUS.abandoned ? 'closed' : 'open';
}

function userOf(data: IdentityRef | null | undefined): HostUser | undefined {
  return data?.id
    ? {
        id: data.id,
        ...(data.uniqueName && { login: data.uniqueName }),
        ...(data.displayName && { name: data.displayName }),
      }
    : undefined;
}
