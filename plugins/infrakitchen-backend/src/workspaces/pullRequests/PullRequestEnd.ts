import type { Knex } from 'knex';
import type {
  HostedRepository,
  PullRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { MergeDecisions, MergeOutcome } from '../../approvals';
import { inTransaction } from '../../database';
import type { PlanWatch, RunRecord } from '../../runs';
import type { Outbox } from '../../outbox';
import { PLAIN_GIT } from '../RepositoryHosts';
import type { WorkspaceRecord } from '../types';
import type { HostUsers } from './HostUsers';
import { liveOf } from './live';
import type { MergedCode } from './MergedCode';
import { plainLine } from './markdown';
import type { HeldPullRequest } from './PullRequestHolder';
import type { PullRequestStore } from './PullRequestStore';
import type { RepositoryHosts } from './types';

/** Until a look at whether one that was closed is open again. */
export const REOPENED_MS = 60 * 60_000;

/** Where a pull request ended, and for which run. */
interface Ended {
  run: RunRecord;
  workspace: WorkspaceRecord;
  repository: HostedRepository;
  folder: string;
  found: 'webhook' | 'sweeper';
}

/** Takes a pull request that is merged or closed for the decision that it is. */
export class PullRequestEnd {
  readonly #knex: Knex;
  readonly #store: PullRequestStore;
  readonly #decisions: MergeDecisions;
  readonly #watch: PlanWatch;
  readonly #code: MergedCode;
  readonly #users: Pick<HostUsers, 'known'>;
  readonly #hosts: RepositoryHosts;
  readonly #outbox: Pick<Outbox, 'add'>;

  constructor(options: {
    knex: Knex;
    store: PullRequestStore;
    decisions: MergeDecisions;
    watch: PlanWatch;
    code: MergedCode;
    users: Pick<HostUsers, 'known'>;
    hosts: RepositoryHosts;
    outbox: Pick<Outbox, 'add'>;
  }) {
    this.#knex = options.knex;
    this.#store = options.store;
    this.#decisions = options.decisions;
    this.#watch = options.watch;
    this.#code = options.code;
    this.#users = options.users;
    this.#hosts = options.hosts;
    this.#outbox = options.outbox;
  }

  /** Tells what a merge has brought about; nothing where it holds the run. */
  async merged(
    held: HeldPullRequest,
    live: PullRequest,
    ended: Ended,
  ): Promise<MergeOutcome | undefined> {
    const { run, workspace } = ended;
    const { record } = held;
    const code = await this.#code.read(record, live, ended);
    const end = {
      state: 'merged' as const,
      live: liveOf(live),
      mergeCommit: live.mergeCommit,
      seenAt: Date.now(),
      endedAt: Date.now(),
      pollAt: undefined,
      attempts: 0,
    };
    if (code.kind === 'foreign') {
      const problem = `${code.why}, so what was merged is not what the portal would apply. Open another pull request from the run to bring it back, or reject the run`;
      await inTransaction(this.#knex, async tx => {
        await this.#store.patch(record, held.holder, { ...end, problem }, tx);
        await this.#announceHeld(tx, held);
      });
      return undefined;
    }
    const { actor, by } = await this.#users.known(live.endedBy, {
      provider: workspace.provider,
      resourceId: run.resourceId,
      found: ended.found,
    });
    // Reading it may ask the engine, so it is no part of the transaction.
    const basis =
      run.state === 'awaiting_approval'
        ? await this.#watch.basis(run)
        : undefined;
    return inTransaction(this.#knex, async tx => {
      const result = await this.#decisions.merged(tx, run, {
        ...{ actor, by, basis },
        digest: code.planDigest,
        url: live.webUrl,
      });
      await this.#store.patch(
        record,
        held.holder,
        {
          ...end,
          // What was merged, which may be less than what was pushed last.
          planDigest: code.planDigest,
          filesDigest: code.filesDigest,
          problem: problemOf(result, by.ref),
        },
        tx,
      );
      if (result.kind === 'waits' && result.held) {
        await this.#announceHeld(tx, held);
      }
      return result;
    });
  }

  /** Whether closing it has rejected the plan of a run that waited. */
  async closed(
    held: HeldPullRequest,
    live: PullRequest,
    { run, workspace, repository, found }: Ended,
  ): Promise<boolean> {
    const { actor, by } = await this.#users.known(live.endedBy, {
      provider: workspace.provider,
      resourceId: run.resourceId,
      found,
    });
    const isGone = await this.#lacksBranch(workspace, repository, held);
    const comment = isGone
      ? `The branch '${held.record.branch}' of the pull request ${live.number} was deleted, which closes it without merging it`
      : `The pull request ${live.number} was closed${
          live.endedBy ? ` by ${plainLine(by.ref, 100)}` : ''
        } without merging it`;
    return inTransaction(this.#knex, async tx => {
      const rejected = await this.#decisions.closed(tx, run, {
        ...{ actor, by },
        digest: run.planDigest ?? '',
        url: live.webUrl,
        comment,
      });
      if (rejected) {
        await this.#store.patch(
          held.record,
          held.holder,
          {
            state: 'closed',
            live: liveOf(live),
            problem: isGone
              ? 'Its branch was deleted, which counts as closing it, so the run is rejected. The branch alone brings nothing back: start the action again, which proposes it anew'
              : undefined,
            seenAt: Date.now(),
            endedAt: Date.now(),
            // Somebody may open it again.
            pollAt: Date.now() + REOPENED_MS,
          },
          tx,
        );
      }
      return rejected;
    });
  }

  /** Whether nobody closed it but by deleting its branch. */
  async #lacksBranch(
    workspace: WorkspaceRecord,
    repository: HostedRepository,
    { record }: HeldPullRequest,
  ): Promise<boolean> {
    if (workspace.provider !== PLAIN_GIT) {
      // Other hosts tell who closed it, with the branch or without.
      return false;
    }
    const branch = await this.#hosts.call(workspace, host =>
      host.branch(repository, record.branch),
    );
    return branch === undefined;
  }

  /** A run waits on after the merge that it waited for. */
  async #announceHeld(
    tx: Knex.Transaction,
    { record }: HeldPullRequest,
  ): Promise<void> {
    const { id, runId, resourceId, workspaceId } = record;
    await this.#outbox.add(tx, {
      topic: 'pull_request.held',
      key: `pull_request.held:${id}`,
      payload: { pullRequestId: id, runId, resourceId, workspaceId },
    });
  }
}

function problemOf(outcome: MergeOutcome, by: string): string | undefined {
  switch (outcome.kind) {
    case 'waits':
      return outcome.held
        ? `It was merged by ${plainLine(
            by,
            100,
          )}, whose merge does not count as an approval here. What is missing: ${outcome.missing.join(
            ', ',
          )}. An approver can approve the plan in the portal`
        : `It is merged; what is missing: ${outcome.missing.join(', ')}`;
    case 'late':
      return 'It was merged after its run was over, so nothing was applied';
    default:
      return undefined;
  }
}
