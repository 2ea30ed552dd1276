import type { Knex } from 'knex';
import {
  InfrakitchenError,
  runPriority,
  runRefusalsOf,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { actorOf, audited, type CallOptions } from '../access';
import { inTransaction } from '../database';
import type { Actor, HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import type { RunQueue } from '../queue';
import { refuseAction } from '../resources';
import type { StateStore } from '../state';
import { runAttempt } from './runAttempt';
import type { RunOutcomes } from './RunOutcomes';
import type { RunStore } from './RunStore';
import type { WaitingRuns } from './WaitingRuns';
import { LeaseLostError, type RunRecord } from './types';

/** How often an action on a run is tried that moves on at the same moment. */
const SETTLE_ATTEMPTS = 5;

/** What an intervention works with. */
export interface RunInterventionsDeps {
  knex: Knex;
  store: RunStore;
  outcomes: RunOutcomes;
  waiting: WaitingRuns;
  states: StateStore;
  queue: RunQueue;
  outbox: Outbox;
  history: HistoryStore;
  /** Tells a worker of this process; others see it in the database. */
  onCancel: (runId: string) => void;
}

/** What people do to a run that a worker may move on at the same moment. */
export class RunInterventions {
  readonly #deps: RunInterventionsDeps;

  constructor(deps: RunInterventionsDeps) {
    this.#deps = deps;
  }

  async cancel(run: RunRecord, actor: Actor): Promise<void> {
    const { store, outcomes, waiting, outbox, history, onCancel } = this.#deps;
    const { id } = run;
    await audited(history, runAttempt(actor, 'run.cancelled', run), () =>
      this.#settling(async tx => {
        const current =
          (run.state === 'awaiting_approval'
            ? await waiting.lock(tx, run)
            : undefined) ?? (await store.get(id, tx))!;
        refuseAction(runRefusalsOf(current, 'cancel'));
        if (['queued', 'awaiting_approval'].includes(current.state)) {
          await store.transition(tx, current, {
            to: 'cancelled',
            actor,
            note: 'Cancelled before it changed anything',
          });
          await outcomes.undone(tx, current);
          return;
        }
        await store.requestCancel(tx, id);
        await history.audit(tx, {
          actor,
          action: 'run.cancel_requested',
          outcome: 'succeeded',
          entity: {
            kind: 'resource',
            id: run.resourceId,
            name: run.resourceName,
          },
          detail: { runId: id },
        });
      }),
    );
    outbox.wake();
    onCancel(id);
  }

  async resolve(
    run: RunRecord,
    options: CallOptions & {
      outcome?: 'failed' | 'succeeded';
      reason?: string;
    },
  ): Promise<void> {
    const { store, outcomes, states, queue, outbox, history } = this.#deps;
    const { id } = run;
    const actor = actorOf(options.credentials);
    const { outcome, reason } = options;
    await audited(history, runAttempt(actor, 'run.resolved', run), async () => {
      if (!outcome || !reason) {
        throw new InfrakitchenError('InputError', {
          code: 'resolution_incomplete',
          message:
            'Say what the run did (`outcome`) and how you know (`reason`)',
        });
      }
      await this.#settling(async tx => {
        const current = (await store.get(id, tx))!;
        refuseAction(runRefusalsOf(current, 'resolve'));
        await history.audit(tx, {
          ...runAttempt(actor, 'run.resolved', run),
          outcome: 'succeeded',
          detail: { runId: id, outcome },
        });
        // Whoever resolves it knows that no engine is at work any more.
        await states.unlockRun(id, tx);
        if (outcome === 'failed') {
          await store.transition(tx, current, {
            to: 'failed',
            actor,
            note: reason,
          });
          await outcomes.failed(tx, current, true);
          return;
        }
        await store.transition(tx, current, {
          to: 'verifying',
          actor,
          note: reason,
          // The worker that gave up may hold the lease for a while yet.
          patch: { leaseUntil: 0 },
        });
        await queue.enqueue(
          tx,
          { runId: id, phase: 'verify' },
          { priority: runPriority(current.kind, 'apply') },
        );
      });
    });
    queue.committed();
    outbox.wake();
  }

  /** A transaction on a run that a worker may move on at the same moment. */
  async #settling(
    work: (tx: Knex.Transaction) => Promise<void>,
  ): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await inTransaction(this.#deps.knex, work);
        return;
      } catch (error) {
        if (!(error instanceof LeaseLostError) || attempt >= SETTLE_ATTEMPTS) {
          throw error;
        }
      }
    }
  }
}
