import { isInfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Engine } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { KeyRing } from '../crypto';
import type { StateStore } from '../state';
import {
  enginePart,
  inputParts,
  sha256,
  stateParts,
  unsealPlanFile,
  whatMoved,
} from './fingerprint';
import type { RunInputsReader } from './RunInputsReader';
import type { RunStore } from './RunStore';
import type { Fingerprint, RunRecord } from './types';

/** What a plan would be made from now, or why none could be made. */
export type PlanBasis =
  | { now: Partial<Fingerprint> }
  | { refusedBecause: string };

/**
 * Compares what a plan was made from with how things are, without the folder
 * of its run: for those who decide about it while no worker has it.
 */
export class PlanWatch {
  readonly #store: RunStore;
  readonly #states: StateStore;
  readonly #reader: RunInputsReader;
  readonly #keys: KeyRing;
  readonly #engine: Pick<Engine, 'info'> | undefined;

  constructor(options: {
    store: RunStore;
    states: StateStore;
    reader: RunInputsReader;
    keys: KeyRing;
    /** Absent where this process applies nothing: others may have another one. */
    engine?: Pick<Engine, 'info'>;
  }) {
    this.#store = options.store;
    this.#states = options.states;
    this.#reader = options.reader;
    this.#keys = options.keys;
    this.#engine = options.engine;
  }

  /** Reads the basis outside of any transaction: the engine may be asked. */
  async basis(run: RunRecord): Promise<PlanBasis> {
    try {
      const [head, prepared, engine, planFileHash] = await Promise.all([
        this.#states.head(run.resourceId),
        this.#reader.read(run),
        this.#engine?.info(),
        this.#planFileHash(run.id),
      ]);
      return {
        now: {
          ...stateParts(head),
          ...inputParts(prepared),
          ...(engine && { engine: enginePart(engine) }),
          lockFileHash: sha256(run.lockFile ?? ''),
          planFileHash,
        },
      };
    } catch (error) {
      if (!isInfrakitchenError(error)) {
        throw error;
      }
      // Planning again comes to the same refusal, and ends the run with it.
      return { refusedBecause: error.message };
    }
  }

  /** What moved since the plan of a locked run was made, in words. */
  whatMoved(run: RunRecord, basis: PlanBasis): string | undefined {
    return 'now' in basis
      ? whatMoved(run.fingerprint!, basis.now)
      : `it could not be planned any more: ${basis.refusedBecause}`;
  }

  async #planFileHash(runId: string): Promise<string> {
    const sealed = await this.#store.payload(runId, 'planFile');
    return sealed ? sha256(unsealPlanFile(this.#keys, runId, sealed)) : '';
  }
}
