import type { Knex } from 'knex';
import type { JsonArray } from '@backstage/types';
import {
  canonicalJson,
  runPriority,
  type ApprovalRequirement,
  type Plan,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ApprovalPolicy, Verdict } from '../approvals';
import { describePass, describeWait } from '../approvals/describeVerdict';
import { expiryOf } from '../approvals/expiry';
import { inTransaction } from '../database';
import type { Actor } from '../history';
import type { Outbox } from '../outbox';
import type { RunQueue } from '../queue';
import { inTurn, type Failure } from '../sweeping';
import type { ResourceStore } from '../resources';
import type { RunOutcomes } from './RunOutcomes';
import type { RunStore } from './RunStore';
import type { RunPatch, RunRecord } from './types';

const SWEEP_BATCH = 50;

/** What a transition to `awaiting_approval` takes along. */
export interface Wait {
  patch: RunPatch;
  note: string;
  with: (tx: Knex.Transaction) => Promise<void>;
}

/**
 * Runs that stand still until people have decided about their plans. No worker
 * has them, so whoever moves one on locks its resource and then the run.
 */
export class WaitingRuns {
  readonly #knex: Knex;
  readonly #store: RunStore;
  readonly #outcomes: RunOutcomes;
  readonly #resources: ResourceStore;
  readonly #policy: ApprovalPolicy;
  readonly #queue: RunQueue;
  readonly #outbox: Outbox;

  constructor(options: {
    knex: Knex;
    store: RunStore;
    outcomes: RunOutcomes;
    resources: ResourceStore;
    policy: ApprovalPolicy;
    queue: RunQueue;
    outbox: Outbox;
  }) {
    this.#knex = options.knex;
    this.#store = options.store;
    this.#outcomes = options.outcomes;
    this.#resources = options.resources;
    this.#policy = options.policy;
    this.#queue = options.queue;
    this.#outbox = options.outbox;
  }

  /** Lets a worker go of a run whose plan has to be approved first. */
  wait(run: RunRecord, verdict: Verdict): Wait {
    const now = Date.now();
    return {
      note: describeWait(verdict),
      patch: { ...waitPatch(verdict, now), leaseUntil: 0 },
      with: async tx => {
        await this.#policy.settle(tx, verdict);
        await this.#outcomes.waiting(tx, run);
        await this.#outbox.add(tx, {
          topic: 'approval.requested',
          key: `approval.requested:${run.id}:${now}`,
          payload: { runId: run.id, resourceId: run.resourceId },
        });
      },
    };
  }

  /** A run that waits, with its resource locked; undefined where it does not. */
  async lock(
    tx: Knex.Transaction,
    run: Pick<RunRecord, 'id' | 'resourceId'>,
  ): Promise<RunRecord | undefined> {
    await this.#resources.lock(tx, [run.resourceId]);
    const current = await this.#store.lock(tx, run.id);
    return current?.state === 'awaiting_approval' ? current : undefined;
  }

  /** Everybody who has to has approved: the plan is applied as it is. */
  async release(
    tx: Knex.Transaction,
    run: RunRecord,
    options: { verdict: Verdict; actor: Actor },
  ): Promise<void> {
    const { verdict, actor } = options;
    await this.#store.transition(tx, run, {
      to: 'apply_queued',
      actor,
      note: describePass(verdict),
    });
    await this.#outcomes.queued(tx, run);
    await this.#queue.enqueue(
      tx,
      { runId: run.id, phase: 'apply' },
      { priority: runPriority(run.kind, 'apply') },
    );
  }

  /** The plan is out of date: it is made again, and then asked about again. */
  async replan(
    tx: Knex.Transaction,
    run: RunRecord,
    { actor, moved }: { actor: Actor; moved: string },
  ): Promise<void> {
    await this.#store.transition(tx, run, {
      to: 'queued',
      actor,
      note: `Stale: ${moved}. Planning again`,
    });
    await this.#outcomes.queued(tx, run);
    await this.#queue.enqueue(
      tx,
      { runId: run.id, phase: 'plan' },
      { priority: runPriority(run.kind, 'plan') },
    );
  }

  /** Ends the run that waits with the plan of what is changed now. */
  async supersede(
    tx: Knex.Transaction,
    run: Pick<RunRecord, 'id' | 'resourceId'>,
    options: { actor: Actor; note: string },
  ): Promise<RunRecord | undefined> {
    const waiting = await this.lock(tx, run);
    if (waiting) {
      await this.#discard(tx, waiting, options);
    }
    return waiting;
  }

  /** Ends, one by one, the runs that nobody approved in time. */
  async expire(actor: Actor): Promise<void> {
    const expired = await this.#store.waiting({
      expiredAt: Date.now(),
      limit: SWEEP_BATCH,
    });
    const failures = await inTurn(expired, found =>
      inTransaction(this.#knex, async tx => {
        const run = await this.lock(tx, found);
        if (run?.approvalExpiresAt && run.approvalExpiresAt <= Date.now()) {
          await this.#discard(tx, run, {
            actor,
            note: 'Nobody approved it in time',
          });
          await this.#outbox.add(tx, {
            topic: 'approval.decided',
            key: `approval.decided:${run.id}:expired:${run.approvalExpiresAt}`,
            payload: { runId: run.id, decision: 'expired' },
          });
        }
      }),
    );
    if (expired.length > 0) {
      this.#outbox.wake();
    }
    refuseFailures(failures);
  }

  /** The rules have changed: what waits may wait for others, or for nobody. */
  async reconsider(actor: Actor): Promise<void> {
    const failures: Failure<RunRecord>[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#store.list({
        filters: { state: ['awaiting_approval'] },
        order: 'asc',
        limit: SWEEP_BATCH,
        cursor,
      });
      const failed = await inTurn(page.rows, found =>
        inTransaction(this.#knex, async tx => {
          const run = await this.lock(tx, found);
          if (run) {
            const verdict = await this.decideBy(tx, run, actor);
            await this.#askOthers(tx, run, verdict);
          }
        }),
      );
      failures.push(...failed);
      cursor = page.nextCursor;
    } while (cursor);
    this.#queue.committed();
    this.#outbox.wake();
    refuseFailures(failures);
  }

  /** Tells those who may decide now and could not before. */
  async #askOthers(
    tx: Knex.Transaction,
    run: RunRecord,
    { requirements, unmet }: Verdict,
  ): Promise<void> {
    const before = askedBy(run.approval!.requirements);
    const now = askedBy(requirements);
    if (unmet.length > 0 && canonicalJson(now) !== canonicalJson(before)) {
      await this.#outbox.add(tx, {
        topic: 'approval.requested',
        key: `approval.requested:${run.id}:${Date.now()}`,
        payload: { runId: run.id, resourceId: run.resourceId, before },
      });
    }
  }

  /** Goes on with a locked run where nobody is missing any more. */
  async decideBy(
    tx: Knex.Transaction,
    run: RunRecord,
    actor: Actor,
  ): Promise<Verdict> {
    const verdict = await this.verdict(tx, run);
    await this.#policy.settle(tx, verdict);
    if (verdict.unmet.length === 0) {
      await this.release(tx, run, { verdict, actor });
    } else {
      const { requestedAt } = run.approval!;
      await this.#store.patch(tx, run, waitPatch(verdict, requestedAt));
    }
    return verdict;
  }

  /** What a locked run waits for, by the rules of now. */
  async verdict(tx: Knex, run: RunRecord): Promise<Verdict> {
    const plan = (await this.#store.payload(run.id, 'plan', tx)) as Plan;
    return this.#policy.verdict(run, plan, run.planDigest!, tx);
  }

  async #discard(
    tx: Knex.Transaction,
    run: RunRecord,
    { actor, note }: { actor: Actor; note: string },
  ): Promise<void> {
    await this.#store.transition(tx, run, { to: 'discarded', actor, note });
    await this.#outcomes.undone(tx, run);
  }
}

/** So that they are looked at again, once all others were. */
function refuseFailures(failures: Failure<RunRecord>[]): void {
  if (failures.length > 0) {
    const [{ item, error }] = failures;
    throw new Error(
      `${failures.length} waiting runs were not looked at; run ${item.id}: ${error}`,
    );
  }
}

function waitPatch(
  { digest, requirements }: Verdict,
  requestedAt: number,
): RunPatch {
  return {
    approval: { digest, requirements, requestedAt },
    approvalExpiresAt: expiryOf(requirements, requestedAt) ?? null,
  };
}

/** Whom requirements ask, as far as messages need it. */
function askedBy(requirements: ApprovalRequirement[]): JsonArray {
  return requirements
    .filter(({ byMerge }) => !byMerge)
    .map(({ ruleId, approvals, approvers, excluded }) => ({
      ruleId,
      approvals,
      approvers: { ...approvers },
      excluded: excluded.map(each => ({ ...each })),
    }));
}
