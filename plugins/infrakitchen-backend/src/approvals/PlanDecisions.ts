import type { Knex } from 'knex';
import {
  InfrakitchenError,
  type Approver,
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
import type { ApprovalStore } from './ApprovalStore';
import { eligible, requirementsFor } from './eligible';
import { expiryOf } from './expiry';
import { notWaiting, nothingToDecide, planChanged } from './problems';
import { announceDecision } from './announceDecision';

/** Who decides, about the plan with which digest. */
export interface Decision {
  actor: Actor;
  approver: Approver;
  digest?: string;
}

/** Decides about plans inside a transaction, with audit and messages. */
export class PlanDecisions {
  readonly #store: RunStore;
  readonly #approvals: ApprovalStore;
  readonly #waiting: WaitingRuns;
  readonly #watch: PlanWatch;
  readonly #outcomes: RunOutcomes;
  readonly #outbox: Outbox;
  readonly #history: HistoryStore;

  constructor(options: {
    store: RunStore;
    approvals: ApprovalStore;
    waiting: WaitingRuns;
    watch: PlanWatch;
    outcomes: RunOutcomes;
    outbox: Outbox;
    history: HistoryStore;
  }) {
    this.#store = options.store;
    this.#approvals = options.approvals;
    this.#waiting = options.waiting;
    this.#watch = options.watch;
    this.#outcomes = options.outcomes;
    this.#outbox = options.outbox;
    this.#history = options.history;
  }

  /**
   * Approves the plan, unless it is out of date: then it is made again, and
   * what moved is returned.
   */
  async approve(
    tx: Knex.Transaction,
    found: RunRecord,
    decision: Decision & { basis: PlanBasis; comment?: string },
  ): Promise<string | undefined> {
    const { actor, approver, basis, comment } = decision;
    const run = await this.#lock(tx, found, decision.digest);
    const before = await this.#waiting.verdict(tx, run);
    // Nobody but an approver has a plan made again.
    const asked = requirementsFor(before, approver, {
      kind: 'run',
      id: run.id,
    });
    const moved = this.#watch.whatMoved(run, basis);
    if (moved) {
      await this.#waiting.replan(tx, run, { actor, moved });
      return moved;
    }
    const now = Date.now();
    await this.#approvals.insert(
      tx,
      asked.map(requirement => ({
        runId: run.id,
        ruleId: requirement.ruleId,
        approver: approver.ref,
        principalRefs: [...approver.principalRefs],
        decision: 'approved',
        digest: run.planDigest!,
        comment,
        at: now,
        expiresAt: expiryOf([requirement], now),
      })),
    );
    await this.#history.audit(tx, {
      ...runAttempt(actor, 'run.approved', run),
      outcome: 'succeeded',
      detail: {
        runId: run.id,
        digest: run.planDigest!,
        rules: asked.map(({ ruleName }) => ruleName),
        ...(comment && { comment }),
      },
    });
    const verdict = await this.#waiting.decideBy(tx, run, actor);
    await announceDecision(tx, this.#outbox, {
      run,
      decision: 'approved',
      key: `${approver.ref}:${now}`,
      by: actor.ref,
      verdict,
    });
    return undefined;
  }

  /** Ends the run, and drops the change that was to be applied. */
  async reject(
    tx: Knex.Transaction,
    found: RunRecord,
    decision: Decision & { comment: string },
  ): Promise<void> {
    const { actor, approver, comment } = decision;
    const run = await this.#lock(tx, found, decision.digest);
    const { requirements, valid } = await this.#waiting.verdict(tx, run);
    if (requirements.length === 0) {
      throw nothingToDecide({ kind: 'run', id: run.id });
    }
    const [requirement] = eligible(requirements, approver);
    await this.#approvals.void(
      tx,
      valid.filter(own => own.approver === approver.ref).map(({ id }) => id),
      'The approver rejected the plan afterwards',
    );
    await this.#approvals.insert(tx, [
      {
        runId: run.id,
        ruleId: requirement.ruleId,
        approver: approver.ref,
        principalRefs: [...approver.principalRefs],
        decision: 'rejected',
        digest: run.planDigest!,
        comment,
        at: Date.now(),
      },
    ]);
    await this.#store.transition(tx, run, {
      to: 'rejected',
      actor,
      note: comment,
    });
    await this.#outcomes.rejected(tx, run, actor);
    await announceDecision(tx, this.#outbox, {
      run,
      decision: 'rejected',
      key: approver.ref,
      by: actor.ref,
    });
  }

  /** A run that waits with the plan that was decided about, locked. */
  async #lock(
    tx: Knex.Transaction,
    found: RunRecord,
    digest: string | undefined,
  ): Promise<RunRecord> {
    const run = await this.#waiting.lock(tx, found);
    if (!run) {
      throw notWaiting((await this.#store.get(found.id, tx))!);
    }
    if (!digest) {
      throw new InfrakitchenError('InputError', {
        code: 'digest_missing',
        message:
          'Say by its `digest` which plan you decide about: that of the run that you looked at',
        culprits: [{ kind: 'field', name: 'digest' }],
      });
    }
    if (digest !== run.planDigest) {
      throw planChanged({ kind: 'run', id: run.id }, digest, run.planDigest);
    }
    if (run.approvalExpiresAt && run.approvalExpiresAt <= Date.now()) {
      throw new InfrakitchenError('ConflictError', {
        code: 'approval_expired',
        message:
          'The time to decide about the plan is over; start the action again',
        culprits: [{ kind: 'run', id: run.id }],
      });
    }
    return run;
  }
}
