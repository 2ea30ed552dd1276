import type { WorkspacePullRequest } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { PullRequestRecord } from '../types';

/** A pull request as the API shows it. */
export function toPullRequest(record: PullRequestRecord): WorkspacePullRequest {
  const time = (ms: number | undefined) =>
    ms === undefined ? undefined : new Date(ms).toISOString();
  const { live } = record;
  return {
    id: record.id,
    workspaceId: record.workspaceId,
    resourceId: record.resourceId,
    resourceName: record.resourceName,
    runId: record.runId,
    direction: record.direction,
    branch: record.branch,
    targetBranch: record.targetBranch,
    number: record.number,
    url: record.webUrl,
    title: live?.title,
    state: record.state,
    planDigest: record.planDigest,
    headCommit: record.headCommit,
    mergeCommit: record.mergeCommit,
    mergeability: live?.mergeability,
    blockers: live?.blockers ?? [],
    checks: live?.checks ?? [],
    isForeign:
      live !== undefined &&
      record.headCommit !== undefined &&
      live.headCommit !== record.headCommit,
    problem: record.problem,
    seenAt: time(record.seenAt),
    createdAt: time(record.createdAt)!,
    updatedAt: time(record.updatedAt)!,
    endedAt: time(record.endedAt),
  };
}
