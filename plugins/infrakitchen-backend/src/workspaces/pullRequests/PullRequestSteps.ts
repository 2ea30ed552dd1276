import {
  isTerminal,
  type Plan,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  HostedRepository,
  PullRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { inTransaction } from '../../database';
import type { RunRecord } from '../../runs';
import type { WorkspaceRecord } from '../types';
import { liveOf } from './live';
import { folderGone } from './problems';
import type { Found, PullRequestFlowDeps } from './PullRequestFlow';
import type { HeldPullRequest } from './PullRequestHolder';
import { openStates } from './PullRequestStore';
import { textOf } from './pullRequestText';

const actor = { kind: 'service' as const, ref: 'pull-requests' };

/** Does what is next for a pull request that nobody else is at. */
export class PullRequestSteps {
  readonly #deps: PullRequestFlowDeps;

  constructor(deps: PullRequestFlowDeps) {
    this.#deps = deps;
  }

  /** Starts from what the run and the host tell, and may be called at any time. */
  async bringOn(held: HeldPullRequest, found: Found): Promise<void> {
    const { runs, publisher, results, settings, workspaces } = this.#deps;
    const { record } = held;
    const run = await runs.get(record.runId);
    const workspace = await workspaces.get(record.workspaceId);
    if (!run || !workspace) {
      await held.patch({
        state: openStates.includes(record.state) ? 'failed' : record.state,
        pollAt: undefined,
        problem: 'Its run or its workspace is gone',
      });
      return;
    }
    const isOpen = openStates.includes(record.state);
    if (record.concludedAt && record.state !== 'closed') {
      await held.patch({ pollAt: undefined });
      return;
    }
    const repository = await publisher.repository(workspace);
    const runUrl = `${settings.pagesUrl}/runs/${run.id}`;
    const where = { run, workspace, repository, runUrl };
    if (isTerminal(run.state) && !record.concludedAt) {
      await results.conclude(held, where);
      return;
    }
    const live = await this.#live(held, workspace, repository);
    if (!isOpen) {
      if (live && record.state === 'closed') {
        await results.reopened(held, live, where);
      }
      return;
    }
    const folder = await this.#folderOf(run, workspace);
    if (live && live.state !== 'open') {
      await this.#ended(held, live, { ...where, folder, found });
      return;
    }
    if (run.state !== 'awaiting_approval') {
      await this.#seen(held, live);
      return;
    }
    await this.#bringUp(held, live, { ...where, folder, found });
  }

  /** A plan waits and its pull request is open, or is to be opened. */
  async #bringUp(
    held: HeldPullRequest,
    live: PullRequest | undefined,
    where: {
      run: RunRecord;
      workspace: WorkspaceRecord;
      repository: HostedRepository;
      runUrl: string;
      folder: string;
      found: Found;
    },
  ): Promise<void> {
    const { merger } = this.#deps;
    const { run } = where;
    let current = live;
    const isShown =
      current !== undefined &&
      held.record.planDigest === run.planDigest &&
      held.record.runId === run.id;
    if (!isShown) {
      current = await this.#publish(held, current, where);
    }
    if (!current) {
      return;
    }
    if (current.state !== 'open') {
      await this.#ended(held, current, where);
      return;
    }
    let attempt = await merger.attempt({
      ...{ ...where, live: current },
      record: held.record,
    });
    if (attempt.kind === 'conflict') {
      current = (await this.#publish(held, current, where)) ?? current;
      attempt = {
        kind: 'blocked',
        problem:
          'It was in conflict with the default branch and is made anew on top of it; it is merged once its checks have passed',
      };
    }
    if (attempt.kind === 'merged') {
      await this.#ended(held, attempt.live, where);
      return;
    }
    await this.#seen(
      held,
      current,
      attempt.kind === 'blocked' ? attempt.problem : undefined,
    );
  }

  /** Nothing where the plan has to be made again to have anything to publish. */
  async #publish(
    held: HeldPullRequest,
    live: PullRequest | undefined,
    where: {
      run: RunRecord;
      workspace: WorkspaceRecord;
      repository: HostedRepository;
      runUrl: string;
      folder: string;
    },
  ): Promise<PullRequest | undefined> {
    const { knex, runs, publisher, waiting } = this.#deps;
    const { run, repository } = where;
    const files =
      held.record.direction === 'delete'
        ? undefined
        : await runs.payload(run.id, 'workspaceFiles');
    if (!files && held.record.direction !== 'delete') {
      await inTransaction(knex, async tx => {
        const current = await waiting.lock(tx, run);
        if (current) {
          const moved = 'the resource has a workspace since';
          await waiting.replan(tx, current, { actor, moved });
        }
      });
      return undefined;
    }
    if (!held.record.number) {
      // An empty repository gets its first branch with the first push.
      await held.patch({ targetBranch: repository.defaultBranch ?? 'main' });
    }
    const plan = (await runs.payload(run.id, 'plan')) as Plan;
    const { note, direction } = held.record;
    const { id: runId, planDigest, requestedBy } = run;
    const text = textOf({ ...where, plan, note, direction });
    return publisher.publish(
      held,
      {
        ...{ ...where, files, requestedBy, runId, planDigest, text },
        pageUrl: where.runUrl,
      },
      live,
    );
  }

  async #ended(
    held: HeldPullRequest,
    live: PullRequest,
    where: {
      run: RunRecord;
      workspace: WorkspaceRecord;
      repository: HostedRepository;
      folder: string;
      found: Found;
    },
  ): Promise<void> {
    const { end } = this.#deps;
    if (live.state === 'merged') {
      const outcome = await end.merged(held, live, where);
      if (outcome?.kind === 'early') {
        // What waits is another plan: it gets a pull request of its own.
        await this.#wakeRun(where.run);
      }
      return;
    }
    if (!(await end.closed(held, live, where))) {
      // It is planned again just now; once that waits, this rejects it.
      await this.#seen(
        held,
        live,
        'It was closed while the plan was made again; the run is rejected once the plan is there',
      );
    }
  }

  async #seen(
    held: HeldPullRequest,
    live: PullRequest | undefined,
    problem?: string,
  ): Promise<void> {
    const { record } = held;
    const age = Date.now() - record.createdAt;
    const { pollMs } = this.#deps.settings;
    await held.patch({
      ...(live && { live: liveOf(live) }),
      ...(live && { targetBranch: live.targetBranch }),
      problem,
      attempts: 0,
      seenAt: Date.now(),
      // What nobody decided about for a day is not decided about in a minute.
      pollAt: Date.now() + Math.max(pollMs, Math.min(age / 60, 10 * pollMs)),
    });
  }

  async #live(
    held: HeldPullRequest,
    workspace: WorkspaceRecord,
    repository: HostedRepository,
  ): Promise<PullRequest | undefined> {
    const { number } = held.record;
    return number === undefined
      ? undefined
      : this.#deps.publisher.read(workspace, repository, number);
  }

  async #folderOf(run: RunRecord, workspace: WorkspaceRecord): Promise<string> {
    const placed = await this.#deps.folders.get({
      workspaceId: workspace.id,
      resourceId: run.resourceId,
    });
    if (!placed) {
      throw folderGone(workspace.name);
    }
    return placed.path;
  }

  async #wakeRun(run: RunRecord): Promise<void> {
    const { knex, outbox } = this.#deps;
    await outbox.add(knex, {
      topic: 'pull_request.wanted',
      key: `pull_request.wanted:${run.id}:${Date.now()}`,
      payload: { runId: run.id },
    });
  }
}
