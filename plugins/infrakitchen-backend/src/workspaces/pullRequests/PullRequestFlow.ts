import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import {
  isInfrakitchenError,
  isTerminal,
  mergeRuleId,
  type Plan,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ApprovalPolicy } from '../../approvals';
import type { Outbox } from '../../outbox';
import type { RunQueue } from '../../queue';
import type { ResourceStore } from '../../resources';
import type { RunRecord, RunStore, WaitingRuns } from '../../runs';
import type { PullRequestRecord, WorkspaceRecord } from '../types';
import type { FolderDigestStore } from './FolderDigestStore';
import type { PullRequestEnd } from './PullRequestEnd';
import type { HeldPullRequest, PullRequestHolder } from './PullRequestHolder';
import type { PullRequestMerger } from './PullRequestMerger';
import type { PullRequestPublisher } from './PullRequestPublisher';
import type { PullRequestResults } from './PullRequestResults';
import { PullRequestSteps } from './PullRequestSteps';
import { openStates, type PullRequestStore } from './PullRequestStore';
import { pullRequestOver } from './problems';
import {
  branchOf,
  directionOf,
  type PullRequestSettings,
  type Workspaces,
} from './types';

const MAX_WAIT_MS = 60 * 60_000;
/** How often what a run came to is tried to be told. */
const MAX_ATTEMPTS = 12;

/** How somebody came to look at a pull request. */
export type Found = 'webhook' | 'sweeper';

/** What pull requests are brought on with. */
export interface PullRequestFlowDeps {
  knex: Knex;
  store: PullRequestStore;
  holder: PullRequestHolder;
  publisher: PullRequestPublisher;
  end: PullRequestEnd;
  merger: PullRequestMerger;
  results: PullRequestResults;
  workspaces: Workspaces;
  runs: RunStore;
  policy: ApprovalPolicy;
  waiting: WaitingRuns;
  resources: ResourceStore;
  folders: FolderDigestStore;
  queue: RunQueue;
  outbox: Outbox;
  logger: LoggerService;
  settings: PullRequestSettings;
}

/**
 * Brings a run and its pull request to the same. It starts from what both are
 * now and does what is next, so that it may be called by anybody at any time,
 * and again after a backend died at any step. What it knows of a pull request
 * it has read at its host.
 */
export class PullRequestFlow {
  readonly #deps: PullRequestFlowDeps;
  readonly #steps: PullRequestSteps;

  constructor(deps: PullRequestFlowDeps) {
    this.#deps = deps;
    this.#steps = new PullRequestSteps(deps);
  }

  /** A run has come into another state, or somebody decided about its plan. */
  async runChanged(runId: string): Promise<void> {
    const { runs, store, policy } = this.#deps;
    const run = await runs.get(runId);
    if (!run || run.kind === 'dry_run') {
      return;
    }
    if (isTerminal(run.state)) {
      for (const record of await store.ofRun(runId)) {
        if (!record.concludedAt) {
          await this.#work(record.id, 'sweeper');
        }
      }
      return;
    }
    if (run.state !== 'awaiting_approval') {
      return;
    }
    const workspaceId = await policy.workspaceOf(run);
    const workspace = workspaceId && (await this.#workspace(workspaceId));
    if (!workspace || !(await this.#needsMerge(run))) {
      return;
    }
    const record = await this.#recordFor(run, workspace);
    if (!record) {
      return;
    }
    await this.#work(record.id, 'sweeper');
    const after = await store.get(record.id);
    if (record.runId !== runId && !openStates.includes(after!.state)) {
      // It was that of the run before, which is over with by now.
      await this.runChanged(runId);
    }
  }

  /** Publishes anew what a run waits with, also where something else was merged. */
  async again(record: PullRequestRecord): Promise<void> {
    const { runs, store } = this.#deps;
    const run = await runs.require(record.runId);
    const workspace = await this.#workspace(record.workspaceId);
    if (run.state !== 'awaiting_approval' || !workspace) {
      throw pullRequestOver(record.id, record.state);
    }
    if (openStates.includes(record.state)) {
      await this.#work(record.id, 'sweeper');
      return;
    }
    const next = await store.ensure(
      await this.#wanted(run, workspace, {
        before: record,
        note: `What was merged by the pull request ${record.number} is not what the portal generated, so it is proposed once more.`,
      }),
    );
    await this.#work(next.id, 'sweeper');
  }

  /** Somebody says that a pull request may have changed. */
  async look(id: string, found: Found): Promise<void> {
    const record = await this.#deps.store.get(id);
    if (record && record.direction !== 'restore') {
      await this.#work(id, found);
    }
  }

  /** Whether the plan of a run that waits still has to be merged. */
  async #needsMerge(run: RunRecord): Promise<boolean> {
    const { runs, policy } = this.#deps;
    const plan = (await runs.payload(run.id, 'plan')) as Plan;
    const verdict = await policy.verdict(run, plan, run.planDigest!);
    return verdict.unmet.some(({ ruleId }) => ruleId === mergeRuleId);
  }

  /** The pull request of a run that waits; nothing where that was held. */
  async #recordFor(
    run: RunRecord,
    workspace: WorkspaceRecord,
  ): Promise<PullRequestRecord | undefined> {
    const { store } = this.#deps;
    const before = await store.latest({
      workspaceId: workspace.id,
      resourceId: run.resourceId,
      direction: directionOf(run.kind),
    });
    const isOpen = before && openStates.includes(before.state);
    const isSamePlan =
      before?.runId === run.id && before.planDigest === run.planDigest;
    if (before && !isOpen && isSamePlan && before.state === 'merged') {
      // Something else was merged: a person has to say how it goes on.
      return undefined;
    }
    await this.#closeOthers(run, workspace);
    return isOpen
      ? before
      : store.ensure(
          await this.#wanted(run, workspace, {
            before,
            note: before && noteAbout(before, run),
          }),
        );
  }

  async #wanted(
    run: RunRecord,
    workspace: WorkspaceRecord,
    { before, note }: { before?: PullRequestRecord; note?: string },
  ) {
    const { store, resources } = this.#deps;
    const direction = directionOf(run.kind);
    const resource = (await resources.get(run.resourceId))!;
    const where = {
      workspaceId: workspace.id,
      resourceId: run.resourceId,
      direction,
    };
    return {
      ...where,
      runId: run.id,
      branch: await store.freeBranch(where, branchOf(direction, resource.slug)),
      targetBranch: workspace.defaultBranch ?? '',
      headCommit: lastHeadOf(before),
      note,
    };
  }

  /** A resource has one change at a time, and so one pull request. */
  async #closeOthers(
    run: RunRecord,
    workspace: WorkspaceRecord,
  ): Promise<void> {
    const { store } = this.#deps;
    for (const other of await store.openOf([run.resourceId])) {
      const isOther =
        other.direction !== directionOf(run.kind) ||
        other.workspaceId !== workspace.id;
      if (isOther && other.direction !== 'restore' && other.runId !== run.id) {
        await this.#work(other.id, 'sweeper');
      }
    }
  }

  async #work(id: string, found: Found): Promise<void> {
    const { holder, outbox, queue } = this.#deps;
    await holder.hold(id, async held => {
      const before = visible(held.record);
      try {
        await this.#steps.bringOn(held, found);
      } catch (error) {
        if (!isInfrakitchenError(error)) {
          throw error;
        }
        await this.#failed(held, error);
      }
      if (visible(held.record) !== before) {
        await this.#announce(held.record);
      }
    });
    queue.committed();
    outbox.wake();
  }

  /** What is wrong is shown, and tried again after a while, or when asked to. */
  async #failed(
    held: HeldPullRequest,
    error: { message: string; code: string },
  ): Promise<void> {
    const { logger, runs, settings } = this.#deps;
    const attempts = held.record.attempts + 1;
    const run = await runs.get(held.record.runId);
    const isOver = !run || isTerminal(run.state);
    logger.debug(`Pull request ${held.record.id}: ${error.code}`);
    await held.patch({
      problem: error.message,
      attempts,
      seenAt: Date.now(),
      // A repository that is gone is told of no result for ever.
      ...(isOver && attempts >= MAX_ATTEMPTS
        ? {
            ...(openStates.includes(held.record.state) && {
              state: 'failed' as const,
            }),
            pollAt: undefined,
            concludedAt: Date.now(),
          }
        : {
            pollAt:
              Date.now() +
              Math.min(
                MAX_WAIT_MS,
                settings.pollMs * 2 ** Math.min(10, attempts),
              ),
          }),
    });
  }

  async #announce(record: PullRequestRecord): Promise<void> {
    const { knex, outbox } = this.#deps;
    const { id, runId, resourceId, workspaceId, state } = record;
    await outbox.add(knex, {
      topic: 'pull_request.changed',
      key: `pull_request.changed:${id}:${Date.now()}`,
      payload: { pullRequestId: id, runId, resourceId, workspaceId, state },
    });
  }

  async #workspace(id: string): Promise<WorkspaceRecord | undefined> {
    return this.#deps.workspaces.get(id);
  }
}

/** What people see of it; the rest is nobody's news. */
function visible({
  state,
  problem,
  live,
  number,
  planDigest,
}: PullRequestRecord) {
  return JSON.stringify([state, problem, live, number, planDigest]);
}

/** What may be left of the branch: everything in it was merged, or our own. */
function lastHeadOf(before: PullRequestRecord | undefined): string | undefined {
  return before?.state === 'merged'
    ? before.live?.headCommit ?? before.headCommit
    : before?.headCommit;
}

function noteAbout(
  before: PullRequestRecord,
  run: RunRecord,
): string | undefined {
  return before.state === 'merged' && before.runId === run.id
    ? `The pull request ${before.number} was merged, but the plan had to be made again since and is another one now. What was merged is not what would be applied, so it needs another merge.`
    : undefined;
}
