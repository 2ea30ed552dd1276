import type { Knex } from 'knex';
import type {
  RunState,
  Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { inTransaction } from '../database';
import type {
  RunInputsReader,
  RunOutcomes,
  RunPayload,
  RunRecord,
  RunStore,
} from '../runs';

/** What an apply that never took place has put out. */
export interface FakeApply {
  outputs?: Values;
  sensitiveOutputs?: Values;
  /** The state to stop in, for somebody else to go on. */
  until?: RunState;
}

/**
 * Takes runs through their states as a worker does, without an engine: claim,
 * inputs, transitions and outcomes are the real ones.
 */
export class FakeWorker {
  readonly #knex: Knex;
  readonly #store: RunStore;
  readonly #outcomes: RunOutcomes;
  readonly #reader: RunInputsReader;
  readonly #actor = { kind: 'worker' as const, ref: 'fake-worker' };

  constructor(options: {
    knex: Knex;
    store: RunStore;
    outcomes: RunOutcomes;
    reader: RunInputsReader;
  }) {
    this.#knex = options.knex;
    this.#store = options.store;
    this.#outcomes = options.outcomes;
    this.#reader = options.reader;
  }

  async claim(runId: string): Promise<RunRecord> {
    const run = (await this.#store.get(runId))!;
    const claimed = await inTransaction(this.#knex, tx =>
      this.#store.claim(tx, run, { workerId: this.#actor.ref }),
    );
    return claimed!;
  }

  /** To the end of a run, or to a state on the way. */
  async work(runId: string, apply: FakeApply = {}): Promise<RunRecord> {
    const claimed = await this.claim(runId);
    let run = claimed;
    const steps = this.#steps(claimed, apply);
    for (const step of steps) {
      run = await this.move(run, step.to, await step.prepare?.(run));
      if (step.to === apply.until) {
        break;
      }
    }
    await this.#store.release(run);
    return run;
  }

  /** One step of a run. */
  async move(
    run: RunRecord,
    to: RunState,
    options: {
      patch?: Partial<RunRecord> & RunPayload;
      also?: (tx: Knex.Transaction, run: RunRecord) => Promise<void>;
    } = {},
  ): Promise<RunRecord> {
    return inTransaction(this.#knex, async tx => {
      const next = await this.#store.transition(tx, run, {
        to,
        actor: this.#actor,
        patch: options.patch,
      });
      await options.also?.(tx, next);
      return next;
    });
  }

  #steps(claimed: RunRecord, apply: FakeApply) {
    type Options = Parameters<FakeWorker['move']>[2];
    type Step = {
      to: RunState;
      prepare?: (run: RunRecord) => Promise<Options>;
    };
    const planning: Step[] = [
      {
        to: 'preparing',
        prepare: async () => ({
          patch: { startedAt: Date.now() },
          also: tx => this.#outcomes.started(tx, claimed),
        }),
      },
      { to: 'planning' },
      {
        to: 'planned',
        prepare: async run => {
          const { inputs, masked, version } = await this.#reader.read(run);
          return {
            patch: {
              commitSha: version.commitSha,
              inputs: this.#reader.seal(run.id, inputs),
              maskedInputs: masked,
            },
          };
        },
      },
    ];
    if (claimed.kind === 'dry_run') {
      return [...planning, { to: 'succeeded' } as Step];
    }
    return [
      ...planning,
      { to: 'apply_queued' } as Step,
      {
        to: 'applying',
        prepare: async run => {
          const sealed = (await this.#store.payload(run.id, 'inputs'))!;
          const inputs = this.#reader.sealApplied(
            run.resourceId,
            this.#reader.unseal(run.id, sealed),
          );
          return { also: tx => this.#outcomes.applying(tx, run, inputs) };
        },
      } as Step,
      { to: 'verifying' } as Step,
      {
        to: 'succeeded',
        prepare: async run => ({
          also: tx =>
            this.#outcomes.succeeded(tx, run, this.#actor, outputsOf(apply)),
        }),
      } as Step,
    ];
  }
}

function outputsOf({ outputs = {}, sensitiveOutputs = {} }: FakeApply) {
  const list = (values: Values, sensitive: boolean) =>
    Object.entries(values).map(([name, value]) => ({ name, value, sensitive }));
  return [...list(outputs, false), ...list(sensitiveOutputs, true)];
}
