import { readFile, writeFile } from 'node:fs/promises';
import {
  describeSummary,
  type Plan,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { EnginePlan } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  enginePart,
  inputParts,
  sealPlanFile,
  sha256,
  stateParts,
  unsealPlanFile,
  whatMoved,
} from '../fingerprint';
import type { PreparedInputs } from '../RunInputsReader';
import {
  purposeOf,
  type Fingerprint,
  type RunInputs,
  type RunPatch,
} from '../types';
import type { EngineCommands } from './EngineCommands';
import type { RunSession } from './RunSession';
import type { RunExecutionDeps } from './types';

/**
 * The plan of a run: the file that is applied, and what it says. The file is
 * stored first. Reading it takes the engine as long as a small plan does, so
 * where nobody has to see the plan it is read while it is applied.
 */
export class StoredPlan {
  readonly #deps: RunExecutionDeps;
  readonly #session: RunSession;
  readonly #commands: EngineCommands;

  constructor(
    deps: RunExecutionDeps,
    session: RunSession,
    commands: EngineCommands,
  ) {
    this.#deps = deps;
    this.#session = session;
    this.#commands = commands;
  }

  /** Has the engine make a plan; tells whether it would change anything. */
  async make(options: {
    spool: string;
    meanwhile?: () => Promise<void>;
  }): Promise<{ changes: boolean }> {
    const { run, directory } = this.#session;
    const exit = await this.#commands.run(
      {
        type: 'plan',
        planFile: directory.planFile,
        destroy: purposeOf(run) === 'destroy',
        // The lock of the resource keeps every other run away already.
        lock: false,
      },
      { ...options, limitMs: this.#deps.limits.planMs, codes: [0, 2] },
    );
    return { changes: exit.outcome === 'exited' && exit.code === 2 };
  }

  /** The plan file, encrypted, with a fingerprint of what it was made from. */
  async filePatch(prepared: PreparedInputs): Promise<RunPatch> {
    const { states, engine, keys } = this.#deps;
    const { run, directory, masks } = this.#session;
    const [head, planFile, lockFile] = await Promise.all([
      states.head(run.resourceId),
      readFile(directory.planFile),
      engine.lockFile(directory.module),
    ]);
    const fingerprint: Fingerprint = {
      ...stateParts(head),
      ...inputParts(prepared),
      engine: `${run.engineKind} ${run.engineVersion}`,
      lockFileHash: sha256(lockFile ?? ''),
      planFileHash: sha256(planFile),
    };
    return {
      planFile: sealPlanFile(keys, run.id, planFile),
      lockFile,
      fingerprint,
      // Whoever follows the engine after a restart must mask the same values.
      inputs: this.#seal(prepared.inputs, [...masks]),
    };
  }

  /** The stored inputs with what has to be masked by now besides. */
  async masksPatch(): Promise<RunPatch> {
    const inputs = await this.#session.storedInputs();
    return inputs?.connections
      ? {
          inputs: this.#seal(inputs, [
            ...new Set([...(inputs.masks ?? []), ...this.#session.masks]),
          ]),
        }
      : {};
  }

  /** Reads the plan file; from then on its secrets are masked. */
  async read(): Promise<EnginePlan> {
    const { directory, env, lease, log, redactor } = this.#session;
    const made = await this.#deps.engine.readPlan({
      directory: directory.module,
      planFile: directory.planFile,
      env,
      signal: lease.signal,
    });
    redactor.add(...made.sensitiveValues);
    log.write({
      phase: this.#session.phase === 'reconcile' ? 'reconcile' : 'plan',
      message: `Plan: ${describeSummary(made.plan.summary)}`,
    });
    return made;
  }

  /** What the plan says, for people, with the secrets that it brought up. */
  async contentPatch(made: EnginePlan): Promise<RunPatch> {
    const inputs = (await this.#session.storedInputs())!;
    return {
      plan: this.#session.redactor.redactJson(made.plan),
      planDigest: made.plan.digest,
      planSummary: made.plan.summary,
      inputs: this.#seal(inputs, [
        ...(inputs.masks ?? []),
        ...made.sensitiveValues,
      ]),
    };
  }

  /** Stores what the plan says about a run that is being applied already. */
  async storeContent(made: EnginePlan): Promise<void> {
    await this.#session.patch(await this.contentPatch(made));
    await this.#deps.outcomes.planned(
      this.#deps.knex,
      this.#session.run,
      made.plan,
    );
    this.#deps.feed.wake(this.#session.run.id);
  }

  /** What the plan says; undefined where nobody came to read it. */
  content(): Promise<Plan | undefined> {
    return this.#deps.store.payload(this.#session.run.id, 'plan');
  }

  /** Writes the stored file into the folder of the run. */
  async restoreFile(): Promise<void> {
    const { store, keys } = this.#deps;
    const { run, directory } = this.#session;
    const sealed = await store.payload(run.id, 'planFile');
    await writeFile(directory.planFile, unsealPlanFile(keys, run.id, sealed!), {
      mode: 0o600,
    });
  }

  /** What of the fingerprint no longer holds, in words. */
  async whatMoved(
    inputs: Promise<PreparedInputs>,
  ): Promise<string | undefined> {
    const { states, engine } = this.#deps;
    const { run, directory } = this.#session;
    const [head, info, prepared, file, lockFile] = await Promise.all([
      states.head(run.resourceId),
      engine.info(),
      inputs,
      readFile(directory.planFile),
      engine.lockFile(directory.module),
    ]);
    return whatMoved(run.fingerprint!, {
      ...stateParts(head),
      ...inputParts(prepared),
      engine: enginePart(info),
      lockFileHash: sha256(lockFile ?? ''),
      planFileHash: sha256(file),
    });
  }

  #seal(inputs: RunInputs, masks: string[]): string {
    return this.#deps.reader.seal(this.#session.run.id, { ...inputs, masks });
  }
}
