import type { Knex } from 'knex';
import {
  mayHaveChanged,
  runPriority,
  type LogLine,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Verdict } from '../../approvals';
import { inTransaction } from '../../database';
import type { Actor } from '../../history';
import type { StateRef } from '../../storages';
import type { Redactor } from '../Redactor';
import { RunDirectory } from '../RunDirectory';
import type { RunLease } from '../RunLease';
import type { RunLog } from '../RunLog';
import { patched } from '../runRows';
import type { RunInputs, RunPatch, RunRecord } from '../types';
import type { RunExecutionDeps } from './types';

/** A change of a run that goes with a transition. */
export interface Move {
  patch?: RunPatch;
  note?: string;
  /** What else belongs into the transaction. */
  with?: (tx: Knex.Transaction) => Promise<void>;
}

/** One claimed run while a worker has it in hand: its record, log, lease and folder. */
export class RunSession {
  readonly lease: RunLease;
  readonly log: RunLog;
  readonly redactor: Redactor;
  readonly directory: RunDirectory;
  readonly actor: Actor;
  /** What log lines and errors are about. */
  phase: LogLine['phase'] = 'prepare';
  /** Environment of the engine's commands, once the folder is filled. */
  env: Record<string, string> = {};
  /** Where the state is, if not in the managed storage. */
  storage?: StateRef;
  /** Secrets that are not among the inputs, for whoever goes on with the run. */
  readonly masks = new Set<string>();
  readonly #deps: RunExecutionDeps;
  #run: RunRecord;

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
    this.#run = options.run;
    this.lease = options.lease;
    this.log = options.log;
    this.redactor = options.redactor;
    this.directory = new RunDirectory(deps.workingDirectory, {
      id: options.run.id,
      // A plan is made anew in a folder of one's own.
      process: mayHaveChanged(options.run.state)
        ? options.run.process
        : undefined,
    });
    this.actor = { kind: 'worker', ref: options.workerId };
  }

  get run(): RunRecord {
    return this.#run;
  }

  note(message: string, level: LogLine['level'] = 'info'): void {
    this.log.write({ phase: this.phase, message, level });
  }

  /** Moves the run on, with what was logged before that. */
  async move(to: RunRecord['state'], move: Move = {}): Promise<void> {
    await this.log.flush();
    this.#run = await inTransaction(this.#deps.knex, async tx => {
      const next = await this.#deps.store.transition(tx, this.#run, {
        to,
        actor: this.actor,
        note: move.note && this.redactor.redact(move.note),
        patch: move.patch,
      });
      await move.with?.(tx);
      return next;
    });
  }

  /** Stores what was learnt about the run, which stays in its state. */
  async patch(patch: RunPatch): Promise<void> {
    await this.#deps.store.patch(this.#deps.knex, this.#run, patch);
    this.#run = patched(this.#run, patch);
  }

  /** Lets go of the run; whoever takes the job goes on with it. */
  async enqueue(phase: 'plan' | 'verify' | 'reconcile'): Promise<void> {
    const { knex, queue, store } = this.#deps;
    await inTransaction(knex, async tx => {
      await queue.enqueue(
        tx,
        { runId: this.#run.id, phase },
        {
          priority: runPriority(
            this.#run.kind,
            phase === 'plan' ? 'plan' : 'apply',
          ),
        },
      );
      // Together, or whoever gets the job finds the run still taken.
      await store.release(this.#run, tx);
    });
    queue.committed();
  }

  /** Nobody knows what the apply did; reconciling finds out. */
  async leaveToEvidence(note: string, patch: RunPatch = {}): Promise<void> {
    this.note(note, 'error');
    await this.move('unknown', {
      ...{ note, patch },
      with: tx => this.#deps.outcomes.unknown(tx, this.#run),
    });
    await this.enqueue('reconcile');
  }

  /** Lets go of the run until people have decided about its plan. */
  async waitForApproval(verdict: Verdict): Promise<void> {
    const { note, ...move } = this.#deps.waiting.wait(this.#run, verdict);
    this.note(note);
    // Before anybody can approve it, or a worker would find its folder going.
    await this.directory.remove();
    this.lease.end();
    await this.move('awaiting_approval', { ...move, note });
  }

  async cancelBeforeApply(): Promise<void> {
    await this.move('cancelled', {
      note: 'Cancelled before anything was applied',
      with: tx => this.#deps.outcomes.undone(tx, this.#run),
    });
  }

  /** Masks secrets that are not among the inputs from here on. */
  addMasks(texts: string[]): void {
    texts.forEach(text => this.masks.add(text));
    this.redactor.add(...texts);
  }

  /** Masks the secrets among inputs from here on. */
  addSecrets(inputs: RunInputs): void {
    this.addMasks(inputs.masks ?? []);
    this.redactor.add(
      ...inputs.sensitive
        .filter(name => Object.hasOwn(inputs.values, name))
        .map(name => inputs.values[name]),
    );
  }

  /** The inputs that the run stored when it was prepared. */
  async storedInputs(): Promise<RunInputs | undefined> {
    const sealed = await this.#deps.store.payload(this.#run.id, 'inputs');
    return sealed ? this.#deps.reader.unseal(this.#run.id, sealed) : undefined;
  }

  /** The same, encrypted for the resource that they are applied to. */
  async appliedInputs(): Promise<string> {
    const inputs = await this.storedInputs();
    return this.#deps.reader.sealApplied(this.#run.resourceId, inputs!);
  }
}
