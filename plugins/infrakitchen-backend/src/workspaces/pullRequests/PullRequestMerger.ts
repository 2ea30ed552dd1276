import {
  isInfrakitchenError,
  type Plan,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  HostedRepository,
  PullRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { ApprovalPolicy } from '../../approvals';
import type { RunRecord, RunStore } from '../../runs';
import type { PullRequestRecord, WorkspaceRecord } from '../types';
import { titleOf } from './pullRequestText';
import type { RepositoryHosts } from './types';

/** What became of a wish to merge. */
export type MergeAttempt =
  | { kind: 'not_wanted' }
  | { kind: 'merged'; live: PullRequest }
  /** The change has to be put on top of what the base branch has become. */
  | { kind: 'conflict' }
  | { kind: 'blocked'; problem: string };

/** Merges a pull request once everybody who has to has approved its plan. */
export class PullRequestMerger {
  readonly #hosts: RepositoryHosts;
  readonly #runs: Pick<RunStore, 'payload'>;
  readonly #policy: Pick<ApprovalPolicy, 'verdict'>;

  constructor(options: {
    hosts: RepositoryHosts;
    runs: Pick<RunStore, 'payload'>;
    policy: Pick<ApprovalPolicy, 'verdict'>;
  }) {
    this.#hosts = options.hosts;
    this.#runs = options.runs;
    this.#policy = options.policy;
  }

  async attempt(options: {
    record: PullRequestRecord;
    run: RunRecord;
    live: PullRequest;
    workspace: WorkspaceRecord;
    repository: HostedRepository;
  }): Promise<MergeAttempt> {
    const { record, run, live, workspace, repository } = options;
    if (!(await this.isWanted(run))) {
      return { kind: 'not_wanted' };
    }
    if (live.headCommit !== record.headCommit) {
      return {
        kind: 'blocked',
        problem:
          'It is approved, but the branch has commits that the portal did not push. Take them off the branch, or merge it at its host; what differs from the generated files holds the run then',
      };
    }
    if (live.mergeability === 'conflict') {
      return { kind: 'conflict' };
    }
    if (live.mergeability === 'blocked') {
      return { kind: 'blocked', problem: missing(live.blockers) };
    }
    try {
      const merged = await this.#hosts.call(workspace, host =>
        host.mergePullRequest(repository, live.number, {
          headCommit: live.headCommit,
          message: `${titleOf(run)} (${live.number})`,
        }),
      );
      return merged.state === 'merged'
        ? { kind: 'merged', live: merged }
        : { kind: 'blocked', problem: missing(merged.blockers) };
    } catch (error) {
      const isRefused =
        isInfrakitchenError(error) &&
        ['pull_request_blocked', 'pull_request_moved'].includes(error.code);
      if (!isRefused) {
        throw error;
      }
      return {
        kind: 'blocked',
        problem: `It is approved, but its host did not merge it: ${error.message}`,
      };
    }
  }

  /** Whether nothing but the merge is missing. */
  async isWanted(run: RunRecord): Promise<boolean> {
    const plan = (await this.#runs.payload(run.id, 'plan')) as Plan;
    const { unmet } = await this.#policy.verdict(run, plan, run.planDigest!);
    return unmet.length > 0 && unmet.every(({ byMerge }) => byMerge);
  }
}

function missing(blockers: string[]): string {
  return `It is approved, and merged as soon as its host allows it. What is missing: ${
    blockers.join('. ') || 'the host does not say'
  }`;
}
