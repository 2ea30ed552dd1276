import type { Knex } from 'knex';
import {
  canonicalJson,
  isTerminal,
  type EffectiveVariable,
  type Plan,
  type RunState,
  type Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ApprovalPolicy, Verdict } from '../approvals';
import type { KeyRing } from '../crypto';
import { inTransaction } from '../database';
import {
  LeaseLostError,
  purposeOf,
  type RunInputsReader,
  type RunOutcomes,
  type RunPatch,
  type RunRecord,
  type RunStore,
  type WaitingRuns,
} from '../runs';
import {
  enginePart,
  inputParts,
  sealPlanFile,
  sha256,
  stateParts,
} from '../runs/fingerprint';
import type { StateStore } from '../state';
import { fakePlan } from './fakePlan';

/** The engine that never runs. */
export const fakeEngine = {
  info: async () => ({
    kind: 'terraform' as const,
    version: '1.11.4',
    binary: '/usr/bin/terraform',
  }),
};

/** What an apply that never took place has put out. */
export interface FakeApply {
  outputs?: Values;
  sensitiveOutputs?: Values;
  /** The state to stop in, for somebody else to go on. */
  until?: RunState;
  /** What the engine would plan; one object where absent. */
  plan?: Plan;
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
  readonly #policy: ApprovalPolicy;
  readonly #waiting: WaitingRuns;
  readonly #states: StateStore;
  readonly #keys: KeyRing;
  readonly #actor = { kind: 'worker' as const, ref: 'fake-worker' };

  constructor(options: {
    knex: Knex;
    store: RunStore;
    outcomes: RunOutcomes;
    reader: RunInputsReader;
    policy: ApprovalPolicy;
    waiting: WaitingRuns;
    states: StateStore;
    keys: KeyRing;
  }) {
    this.#knex = options.knex;
    this.#store = options.store;
    this.#outcomes = options.outcomes;
    this.#reader = options.reader;
    this.#policy = options.policy;
    this.#waiting = options.waiting;
    this.#states = options.states;
    this.#keys = options.keys;
  }

  async claim(runId: string): Promise<RunRecord> {
    const run = (await this.#store.get(runId))!;
    const claimed = isTerminal(run.state)
      ? undefined
      : await inTransaction(this.#knex, tx =>
          this.#store.claim(tx, run, { workerId: this.#actor.ref }),
        );
    if (!claimed) {
      throw new LeaseLostError(runId);
    }
    return claimed;
  }

  /** To the end of a run, or to a state on the way. */
  async work(runId: string, apply: FakeApply = {}): Promise<RunRecord> {
    return this.goOn(await this.claim(runId), apply);
  }

  /** The same for a run that was claimed before, from the state it is in. */
  async goOn(claimed: RunRecord, apply: FakeApply = {}): Promise<RunRecord> {
    let run = claimed;
    const steps = this.#steps(claimed, apply);
    const done = steps.findIndex(step => step.to === claimed.state);
    for (const step of steps.slice(done + 1)) {
      const hasPlan = ['apply_queued', 'applying'].includes(step.to);
      const verdict = hasPlan ? await this.#unapproved(run) : undefined;
      if (verdict) {
        const wait = this.#waiting.wait(run, verdict);
        run = await this.move(run, 'awaiting_approval', {
          ...wait,
          also: wait.with,
        });
        break;
      }
      run = await this.move(run, step.to, await step.prepare?.(run));
      if (step.to === apply.until) {
        break;
      }
    }
    await this.#store.release(run);
    return run;
  }

  /** What the plan of a run waits for; undefined where it may be applied. */
  async #unapproved(run: RunRecord): Promise<Verdict | undefined> {
    if (!(await this.#policy.mayAsk(run))) {
      return undefined;
    }
    const plan = (await this.#store.payload(run.id, 'plan'))!;
    const verdict = await this.#policy.verdict(run, plan, run.planDigest!);
    return verdict.unmet.length > 0 ? verdict : undefined;
  }

  /** One step of a run. */
  async move(
    run: RunRecord,
    to: RunState,
    options: {
      patch?: RunPatch;
      note?: string;
      also?: (tx: Knex.Transaction, run: RunRecord) => Promise<void>;
    } = {},
  ): Promise<RunRecord> {
    return inTransaction(this.#knex, async tx => {
      const next = await this.#store.transition(tx, run, {
        to,
        actor: this.#actor,
        patch: options.patch,
        note: options.note,
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
          const prepared = await this.#reader.read(run);
          const { inputs, masked, version } = prepared;
          const plan = apply.plan ?? fakePlan(purposeOf(run), inputs);
          const file = Buffer.from(JSON.stringify(plan));
          return {
            patch: {
              plan,
              planFile: sealPlanFile(this.#keys, run.id, file),
              fingerprint: {
                ...stateParts(await this.#states.head(run.resourceId)),
                ...inputParts(prepared),
                engine: enginePart(await fakeEngine.info()),
                lockFileHash: sha256(''),
                planFileHash: sha256(file),
              },
              planDigest: plan.digest,
              planSummary: plan.summary,
              commitSha: version.commitSha,
              inputs: this.#reader.seal(run.id, inputs),
              maskedInputs: masked,
              workspaceFiles: { 'main.tf': canonicalJson(written(masked)) },
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

/** What generated code holds of the inputs. */
function written(masked: EffectiveVariable[]): Values {
  return Object.fromEntries(
    masked.flatMap(({ name, sensitive, value }) =>
      sensitive || value === undefined ? [] : [[name, value]],
    ),
  );
}
