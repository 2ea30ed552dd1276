import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { RunFailure, toRunError } from '../problems';
import type { Redactor } from '../Redactor';
import type { RunLease } from '../RunLease';
import type { RunLog } from '../RunLog';
import type { RunRecord } from '../types';
import { ApplyPhase } from './ApplyPhase';
import { EngineCommands } from './EngineCommands';
import { PlanPhase } from './PlanPhase';
import { ReconcilePhase } from './ReconcilePhase';
import { RunFolder } from './RunFolder';
import { RunSession } from './RunSession';
import { StoredPlan } from './StoredPlan';
import { CancelledError, type RunExecutionDeps } from './types';

/** Brings one claimed run through its phases. */
export class RunExecution {
  readonly #deps: RunExecutionDeps;
  readonly #session: RunSession;
  readonly #planPhase: PlanPhase;
  readonly #applyPhase: ApplyPhase;
  readonly #reconcilePhase: ReconcilePhase;

  constructor(
    deps: RunExecutionDeps,
    options: {
      run: RunRecord;
      lease: RunLease;
      log: RunLog;
      redactor: Redactor;
      workerId: string;
    },
  ) {
    this.#deps = deps;
    const session = new RunSession(deps, options);
    const commands = new EngineCommands(deps, session);
    const folder = new RunFolder(deps, session, commands);
    const plan = new StoredPlan(deps, session, commands);
    const parts = { deps, session, commands, folder, plan };
    const apply = new ApplyPhase(parts);
    this.#session = session;
    this.#applyPhase = apply;
    this.#planPhase = new PlanPhase(parts, apply);
    this.#reconcilePhase = new ReconcilePhase(parts, apply);
  }

  /** From queued to planned, and on where nobody has to be asked. */
  plan(): Promise<void> {
    return this.#guarded(() => this.#planPhase.run());
  }

  /** Applies a stored plan that waits in `apply_queued`. */
  apply(): Promise<void> {
    return this.#guarded(() => this.#applyPhase.runStored());
  }

  /** Goes on with an apply whose engine another worker started. */
  resumeApply(): Promise<void> {
    return this.#guarded(() => this.#applyPhase.resume());
  }

  /** Reads the outputs of an apply that succeeded. */
  verify(): Promise<void> {
    return this.#guarded(() => this.#applyPhase.verify());
  }

  /** Finds out by evidence what an apply did whose end nobody saw. */
  reconcile(): Promise<void> {
    return this.#guarded(() => this.#reconcilePhase.run());
  }

  /** Runs a phase; whatever goes wrong ends in the run's record. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    const session = this.#session;
    try {
      await work();
      await session.log.flush();
    } catch (error) {
      if (session.lease.signal.aborted) {
        return;
      }
      if (error instanceof CancelledError) {
        await session.cancelBeforeApply();
      } else {
        await this.#fail(error);
      }
    }
    this.#deps.outbox.wake();
    if (session.run.finishedAt) {
      await session.directory.remove();
    }
  }

  async #fail(cause: unknown): Promise<void> {
    const session = this.#session;
    const isKnown =
      cause instanceof RunFailure || cause instanceof InfrakitchenError;
    if (!isKnown) {
      this.#deps.logger.error(
        `Run ${session.run.id} failed`,
        cause instanceof Error ? cause : undefined,
      );
    }
    const error = session.redactor.redactJson(toRunError(cause, session.phase));
    session.note(error.message, 'error');
    const { state } = session.run;
    if (
      state === 'reconciling' &&
      !(cause instanceof RunFailure && cause.error.code.startsWith('apply_'))
    ) {
      // Without a new plan there is no evidence, so nothing may be concluded.
      await this.#reconcilePhase.needsAttention({
        code: 'no_evidence',
        message: `The engine was lost, and what it did could not be found out: ${error.message}`,
        hint: 'Look at the cloud and the state, then resolve the run',
      });
      return;
    }
    const applied = ['applying', 'reconciling', 'verifying'].includes(state);
    await session.move('failed', {
      patch: { error },
      note: error.message,
      with: tx => this.#deps.outcomes.failed(tx, session.run, applied),
    });
  }
}
