import type { Knex } from 'knex';
import {
  approverRefusal,
  isTerminal,
  mergeRuleId,
  type ApprovalRequirement,
  type Approver,
  type MergeBy,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Actor, HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import type {
  PlanBasis,
  PlanWatch,
  RunOutcomes,
  RunRecord,
  RunStore,
  WaitingRuns,
} from '../runs';
import { runAttempt } from '../runs/runAttempt';
import { announceDecision } from './announceDecision';
import type { ApprovalStore } from './ApprovalStore';
import { expiryOf } from './expiry';

/** What somebody did to a pull request, at its host. */
export interface HostDecision {
  actor: Actor;
  /** Whoever merged or closed it, as far as the portal knows them. */
  by: Approver;
  /** Of the plan that the pull request showed. */
  digest: string;
  /** Where it was decided. */
  url?: string;
}

/** What a merge has brought about. */
export type MergeOutcome =
  /** The plan is applied. */
  | { kind: 'released' }
  /** Others have to approve it; `held` where whoever merged it counts for none. */
  | { kind: 'waits'; held: boolean; missing: string[] }
  /** Something moved, so the plan is made again; the merge counts if it is the same. */
  | { kind: 'planned_again'; moved: string }
  /** The plan is being made again; the merge counts if it comes out the same. */
  | { kind: 'early' }
  /** The run was over before. */
  | { kind: 'late' };

/** Takes what happened to a pull request for a decision about its plan. */
export class MergeDecisions {
  readonly #store: RunStore;
  readonly #approvals: ApprovalStore;
  readonly #waiting: WaitingRuns;
  readonly #watch: PlanWatch;
  readonly #outcomes: RunOutcomes;
  readonly #outbox: Outbox;
  readonly #history: HistoryStore;
  readonly #mergeBy: MergeBy;

  constructor(options: {
    store: RunStore;
    approvals: ApprovalStore;
    waiting: WaitingRuns;
    watch: PlanWatch;
    outcomes: RunOutcomes;
    outbox: Outbox;
    history: HistoryStore;
    mergeBy: MergeBy;
  }) {
    this.#store = options.store;
    this.#approvals = options.approvals;
    this.#waiting = options.waiting;
    this.#watch = options.watch;
    this.#outcomes = options.outcomes;
    this.#outbox = options.outbox;
    this.#history = options.history;
    this.#mergeBy = options.mergeBy;
  }

  /** What was generated is merged, which approves the plan that was shown. */
  async merged(
    tx: Knex.Transaction,
    found: RunRecord,
    decision: HostDecision & { basis: PlanBasis | undefined },
  ): Promise<MergeOutcome> {
    const { actor, by, digest, basis } = decision;
    const waiting = await this.#waiting.lock(tx, found);
    const run = waiting ?? (await this.#store.get(found.id, tx))!;
    if (isTerminal(run.state)) {
      return { kind: 'late' };
    }
    const isSame = run.planDigest === digest;
    const before = isSame ? await this.#waiting.verdict(tx, run) : undefined;
    const asked = (before?.unmet ?? []).filter(
      requirement => !requirement.byMerge && this.#counts(requirement, by),
    );
    if (!waiting || !isSame) {
      await this.#record(tx, run, decision, asked);
      return { kind: 'early' };
    }
    await this.#record(tx, run, decision, asked);
    const moved = basis && this.#watch.whatMoved(run, basis);
    if (moved) {
      await this.#waiting.replan(tx, run, { actor, moved });
      return { kind: 'planned_again', moved };
    }
    const verdict = await this.#waiting.decideBy(tx, run, actor);
    await announceDecision(tx, this.#outbox, {
      run,
      decision: 'approved',
      key: `${by.ref}:${Date.now()}`,
      by: by.ref,
      verdict,
    });
    return verdict.unmet.length === 0
      ? { kind: 'released' }
      : {
          kind: 'waits',
          held: asked.length === 0,
          missing: verdict.unmet.map(({ ruleName }) => ruleName),
        };
  }

  /** It was closed unmerged, which rejects the plan; false where none waits. */
  async closed(
    tx: Knex.Transaction,
    found: RunRecord,
    decision: HostDecision & { comment: string },
  ): Promise<boolean> {
    const { actor, by, comment } = decision;
    const run = await this.#waiting.lock(tx, found);
    if (!run) {
      return false;
    }
    const decisions = await this.#approvals.list([run.id], tx);
    await this.#approvals.void(
      tx,
      decisions
        .filter(
          given =>
            given.approver === by.ref &&
            given.ruleId === mergeRuleId &&
            !given.void,
        )
        .map(({ id }) => id),
      'The pull request was closed afterwards',
    );
    await this.#approvals.insert(tx, [
      {
        runId: run.id,
        ruleId: mergeRuleId,
        approver: by.ref,
        principalRefs: [...by.principalRefs],
        decision: 'rejected',
        digest: run.planDigest!,
        comment,
        at: Date.now(),
      },
    ]);
    await this.#history.audit(tx, {
      ...runAttempt(actor, 'run.rejected', run),
      outcome: 'succeeded',
      detail: detailOf(run, decision),
    });
    await this.#store.transition(tx, run, {
      to: 'rejected',
      actor,
      note: comment,
    });
    await this.#outcomes.rejected(tx, run, actor);
    await announceDecision(tx, this.#outbox, {
      run,
      decision: 'rejected',
      key: by.ref,
      by: by.ref,
    });
    return true;
  }

  #counts(requirement: ApprovalRequirement, by: Approver): boolean {
    return this.#mergeBy === 'anyone' || !approverRefusal(requirement, by);
  }

  /** Writes the merge, and the approvals that it is, once. */
  async #record(
    tx: Knex.Transaction,
    run: RunRecord,
    decision: HostDecision,
    asked: ApprovalRequirement[],
  ): Promise<void> {
    const { actor, by, digest } = decision;
    const given = (await this.#approvals.list([run.id], tx)).filter(
      found => found.decision === 'approved' && !found.void,
    );
    const isOld = (found: { ruleId: string; digest: string }) =>
      found.ruleId === mergeRuleId && found.digest !== digest;
    await this.#approvals.void(
      tx,
      given.filter(isOld).map(({ id }) => id),
      'Another plan was merged since',
    );
    const isNew = (ruleId: string) =>
      !given.some(
        found =>
          !isOld(found) &&
          found.ruleId === ruleId &&
          (ruleId === mergeRuleId || found.approver === by.ref),
      );
    const now = Date.now();
    const common = {
      runId: run.id,
      approver: by.ref,
      principalRefs: [...by.principalRefs],
      decision: 'approved' as const,
      digest,
      at: now,
    };
    await this.#approvals.insert(tx, [
      ...(isNew(mergeRuleId) ? [{ ...common, ruleId: mergeRuleId }] : []),
      ...asked
        .filter(({ ruleId }) => isNew(ruleId))
        .map(requirement => ({
          ...common,
          ruleId: requirement.ruleId,
          expiresAt: expiryOf([requirement], now),
        })),
    ]);
    await this.#history.audit(tx, {
      ...runAttempt(actor, 'run.merged', run),
      outcome: 'succeeded',
      detail: {
        ...detailOf(run, decision),
        rules: asked.map(({ ruleName }) => ruleName),
      },
    });
  }
}

function detailOf(run: RunRecord, { by, digest, url }: HostDecision) {
  return { runId: run.id, digest, by: by.ref, ...(url && { url }) };
}
