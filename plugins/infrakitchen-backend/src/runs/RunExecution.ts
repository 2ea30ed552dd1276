import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { Knex } from 'knex';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  comparePlans,
  describeSummary,
  InfrakitchenError,
  isEmptyPlan,
  mayHaveChanged,
  runPriority,
  type Diagnostic,
  type LogLine,
  type ModuleAnalysis,
  type Plan,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  Engine,
  EngineCommand,
  EngineExit,
  EnginePlan,
  EngineProcess,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { KeyRing } from '../crypto';
import { inTransaction } from '../database';
import type { Actor } from '../history';
import type { Outbox } from '../outbox';
import type { RunQueue } from '../queue';
import type { GitSources } from '../sources';
import type { RunTokens, StateStore } from '../state';
import { engineFailure, RunFailure, toRunError } from './problems';
import { RunDirectory } from './RunDirectory';
import type { PreparedInputs, RunInputsReader } from './RunInputsReader';
import type { RunLease } from './RunLease';
import type { RunLog } from './RunLog';
import type { RunOutcomes } from './RunOutcomes';
import { objectsInDoubt } from './objectsInDoubt';
import type { Redactor } from './Redactor';
import type { RunStore } from './RunStore';
import { sensitiveEnvironment } from './environment';
import type { Fingerprint, RunInputs, RunPayload, RunRecord } from './types';

/** How long things may take, in milliseconds. */
export interface RunLimits {
  initMs: number;
  planMs: number;
  applyMs: number;
  silenceMs: number;
  cancelGraceMs: number;
}

/** What an execution works with. */
export interface RunExecutionDeps {
  knex: Knex;
  store: RunStore;
  outcomes: RunOutcomes;
  reader: RunInputsReader;
  engine: Engine;
  sources: GitSources;
  states: StateStore;
  tokens: RunTokens;
  keys: KeyRing;
  queue: RunQueue;
  outbox: Outbox;
  logger: LoggerService;
  limits: RunLimits;
  workingDirectory: string;
  /** Base URL under which the engine reaches the state routes. */
  stateUrl: () => Promise<string>;
}

const TOKEN_SLACK_MS = 60 * 60_000;

/** Somebody asked the run to stop before it applied. */
class CancelledError extends Error {}

/** Brings one claimed run through its phases. */
export class RunExecution {
  readonly #deps: RunExecutionDeps;
  readonly #lease: RunLease;
  readonly #log: RunLog;
  readonly #redactor: Redactor;
  readonly #directory: RunDirectory;
  readonly #actor: Actor;
  #run: RunRecord;
  #phase: LogLine['phase'] = 'prepare';
  #env: Record<string, string> | undefined;

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
    this.#lease = options.lease;
    this.#log = options.log;
    this.#redactor = options.redactor;
    this.#directory = new RunDirectory(deps.workingDirectory, {
      id: options.run.id,
      // A plan is made anew in a folder of one's own.
      process: mayHaveChanged(options.run.state)
        ? options.run.process
        : undefined,
    });
    this.#actor = { kind: 'worker', ref: options.workerId };
  }

  /** From queued to planned, and on where nobody has to be asked. */
  async plan(): Promise<void> {
    await this.#guarded(async () => {
      const prepared = await this.#prepare(() =>
        this.#move('preparing', {
          patch: { startedAt: this.#run.startedAt ?? Date.now() },
          with: tx => this.#deps.outcomes.started(tx, this.#run),
        }),
      );
      await this.#runPlan({
        spool: 'plan',
        meanwhile: () => this.#move('planning'),
      });
      // Reading a plan takes its time; an apply that follows needs these too.
      const inputs = this.#deps.reader.read(this.#run);
      const [plan] = await Promise.all([
        this.#readPlan(),
        inputs.catch(() => undefined),
      ]);
      await this.#storePlan(prepared, plan);
      await this.#decide(plan.plan, inputs);
    });
  }

  /** Applies a stored plan that waits in `apply_queued`. */
  async apply(): Promise<void> {
    await this.#guarded(async () => {
      await this.#materialise();
      await this.#writePlanFile();
      await this.#applyPlan(this.#deps.reader.read(this.#run));
    });
  }

  /** Goes on with an apply whose engine another worker started. */
  async resumeApply(): Promise<void> {
    await this.#guarded(async () => {
      this.#phase = 'apply';
      await this.#registerSecrets();
      // The worker may have died before it stored which process it had started.
      const process = this.#deps.engine.find(this.#directory.spool('apply'));
      this.#log.write({
        phase: 'apply',
        message: 'The worker was restarted; the engine went on meanwhile',
      });
      const exit = process
        ? await this.#follow(
            this.#deps.engine.attach(process),
            this.#deps.limits.applyMs,
          )
        : { outcome: 'lost' as const, diagnostics: [] };
      await this.#finishApply(exit);
    });
  }

  /** Reads the outputs of an apply that succeeded. */
  async verify(): Promise<void> {
    await this.#guarded(async () =>
      this.#storeOutputs(await this.#deps.outcomes.outputsOf(this.#run)),
    );
  }

  async #storeOutputs(
    outputs: Awaited<ReturnType<RunOutcomes['outputsOf']>>,
  ): Promise<void> {
    this.#phase = 'verify';
    this.#redactor.add(
      ...outputs.filter(output => output.sensitive).map(output => output.value),
    );
    this.#note(`${outputs.length} output(s) read`);
    await this.#move('succeeded', {
      with: tx =>
        this.#deps.outcomes.succeeded(tx, this.#run, this.#actor, outputs),
    });
  }

  /** Finds out by evidence what an apply did whose end nobody saw. */
  async reconcile(): Promise<void> {
    await this.#guarded(async () => {
      this.#phase = 'reconcile';
      const ended = await this.#awaitEngineEnd();
      if (this.#run.state !== 'reconciling') {
        await this.#move('reconciling');
      }
      if (ended?.outcome === 'exited') {
        this.#note(
          `The engine has ended with exit code ${ended.code} after all`,
        );
      }
      await this.#rescueState();
      await this.#deps.states.unlockRun(this.#run.id);
      const approved = await this.#deps.store.payload(this.#run.id, 'plan');
      await this.#materialise();
      await this.#runPlan({ spool: 'reconcile' });
      const remaining = await this.#readPlan();
      await this.#settle(approved!, remaining.plan);
    });
  }

  async #settle(approved: Plan, remaining: Plan): Promise<void> {
    const { progress } = this.#log;
    const inDoubt = objectsInDoubt({
      approved,
      remaining,
      progress,
      known: await this.#deps.states.addresses(this.#run.resourceId),
    });
    if (inDoubt.length > 0) {
      await this.#needsAttention(
        'objects_outside_state',
        `The engine had begun to create ${inDoubt.join(
          ', ',
        )} when it was lost. They may exist in the cloud and are not in the state`,
        'Look for them in the cloud; import or delete them, then resolve the run',
        inDoubt,
      );
      return;
    }
    const begun = progress.filter(({ status }) => status !== 'planned');
    const comparison = comparePlans(approved, remaining);
    switch (comparison.remaining) {
      case 'none':
        this.#note('Nothing is left of the plan: the apply had finished');
        await this.#move('verifying');
        await this.#enqueue('verify');
        return;
      case 'all':
        throw new RunFailure(
          begun.length === 0
            ? {
                code: 'apply_not_started',
                message: 'The engine was lost before it changed anything',
                phase: 'reconcile',
                hint: 'Retry the run',
              }
            : {
                code: 'apply_partial',
                message: `The engine was lost while it worked on ${begun
                  .map(({ address }) => address)
                  .join(', ')}. Nothing of it is to be seen yet`,
                phase: 'reconcile',
                hint: 'Retry the run; it does what is left',
              },
        );
      case 'part':
        throw new RunFailure({
          code: 'apply_partial',
          message: `The engine was lost halfway. Done: ${comparison.done
            .map(object => object.address)
            .join(', ')}. Left: ${comparison.left
            .map(object => object.address)
            .join(', ')}`,
          phase: 'reconcile',
          hint: 'Retry the run; it does what is left',
        });
      default:
        await this.#needsAttention(
          'evidence_conflicts',
          'The engine was lost, and a new plan shows changes that the plan of this run did not have',
          'Compare the cloud with the state, then resolve the run',
          comparison.left.map(object => object.address),
        );
    }
  }

  async #needsAttention(
    code: string,
    message: string,
    hint: string,
    addresses: string[],
  ): Promise<void> {
    this.#note(message, 'error');
    await this.#move('needs_attention', {
      patch: {
        error: {
          code,
          message,
          hint,
          phase: 'reconcile',
          culprits: addresses.map(name => ({ kind: 'resource', name })),
        },
      },
      note: message,
      with: tx => this.#deps.outcomes.unknown(tx, this.#run),
    });
  }

  /** Checks the module out, renders the root module and initialises it. */
  async #prepare(meanwhile: () => Promise<void>): Promise<PreparedInputs> {
    const { reader, engine } = this.#deps;
    const [, info, prepared] = await allDone([
      meanwhile(),
      engine.info(),
      reader.read(this.#run),
    ]);
    this.#note(
      `${info.kind} ${info.version} runs ${
        prepared.version.ref
      } (${prepared.version.commitSha.slice(0, 12)}) for '${
        prepared.resource.name
      }'`,
    );
    const known = {
      commitSha: prepared.version.commitSha,
      engineKind: info.kind,
      engineVersion: info.version,
    };
    this.#run = { ...this.#run, ...known };
    await this.#fillDirectory(prepared, () =>
      this.#deps.store.patch(this.#deps.knex, this.#run, {
        ...known,
        ref: prepared.version.ref,
        inputs: reader.seal(this.#run.id, prepared.inputs),
        maskedInputs: prepared.masked,
      }),
    );
    return prepared;
  }

  /** Makes the folder of a run whose inputs are stored already. */
  async #materialise(): Promise<void> {
    const { reader, store } = this.#deps;
    const sealed = await store.payload(this.#run.id, 'inputs');
    const prepared = await reader.readStored(this.#run, sealed!);
    await this.#fillDirectory(prepared);
  }

  async #writePlanFile(): Promise<void> {
    const sealed = await this.#deps.store.payload(this.#run.id, 'planFile');
    await writeFile(
      this.#directory.planFile,
      this.#deps.keys.decrypt(sealed!, this.#planContext()),
      { mode: 0o600 },
    );
  }

  async #fillDirectory(
    prepared: Omit<PreparedInputs, 'masked' | 'digest'>,
    meanwhile?: () => Promise<void>,
  ): Promise<void> {
    const { sources, tokens, limits } = this.#deps;
    const { version, inputs } = prepared;
    this.#addSecrets(inputs);
    await this.#directory.create();
    const checkout = sources.checkout({
      repositoryUrl: version.repositoryUrl,
      commitSha: version.commitSha,
      directory: this.#directory.source,
    });
    const [analysis, token] = await allDone([
      this.#writeRootModule(prepared, checkout),
      tokens.issue({
        runId: this.#run.id,
        resourceId: this.#run.resourceId,
        lifetimeMs: limits.planMs + limits.applyMs + TOKEN_SLACK_MS,
      }),
      checkout,
      meanwhile?.(),
    ]);
    this.#redactor.add(token);
    this.#env = {
      HOME: this.#directory.home,
      TMPDIR: this.#directory.tmp,
      TF_HTTP_USERNAME: 'run',
      TF_HTTP_PASSWORD: token,
      ...sensitiveEnvironment(inputs, analysis.variables),
    };
    this.#phase = this.#phase === 'prepare' ? 'init' : this.#phase;
    const exit = await this.#command(
      { type: 'init' },
      `init-${this.#run.fence}`,
      limits.initMs,
    );
    this.#assertSucceeded(exit, [0]);
  }

  /** Renders the module around the checkout, which it waits for where it has to. */
  async #writeRootModule(
    prepared: Omit<PreparedInputs, 'masked' | 'digest'>,
    checkout: Promise<void>,
  ): Promise<ModuleAnalysis> {
    const { engine } = this.#deps;
    const { version, template, resource, inputs } = prepared;
    const analyse = async () => {
      await checkout;
      return engine.analyse({
        root: this.#directory.source,
        path: version.path,
      });
    };
    const analysis = version.analysis ?? (await analyse());
    await this.#directory.write(
      engine.render({
        templateKey: template.key,
        resourceName: resource.name,
        module: {
          repositoryUrl: version.repositoryUrl,
          path: version.path,
          commitSha: version.commitSha,
          ref: version.ref,
          localPath: './source',
          analysis,
        },
        values: Object.fromEntries(
          Object.entries(inputs.values).filter(
            ([name]) => !inputs.sensitive.includes(name),
          ),
        ),
        sensitiveVariables: inputs.sensitive.filter(name =>
          Object.hasOwn(inputs.values, name),
        ),
        tags: inputs.tags,
        backend: await this.#backend(),
        lockFile:
          resource.versionId === version.id ? resource.lockFile : undefined,
      }),
    );
    return analysis;
  }

  async #runPlan(options: {
    spool: string;
    meanwhile?: () => Promise<void>;
  }): Promise<void> {
    const { limits } = this.#deps;
    if (this.#phase === 'init') {
      this.#phase = 'plan';
    }
    const exit = await this.#command(
      {
        type: 'plan',
        planFile: this.#directory.planFile,
        destroy: this.#run.kind === 'destroy',
        // The lock of the resource keeps every other run away already.
        lock: false,
      },
      `${options.spool}-${this.#run.fence}`,
      limits.planMs,
      options.meanwhile,
    );
    this.#assertSucceeded(exit, [0, 2]);
  }

  async #readPlan(): Promise<EnginePlan> {
    const plan = await this.#deps.engine.readPlan({
      directory: this.#directory.module,
      planFile: this.#directory.planFile,
      env: this.#env!,
      signal: this.#lease.signal,
    });
    this.#redactor.add(...plan.sensitiveValues);
    this.#note(`Plan: ${describeSummary(plan.plan.summary)}`);
    return plan;
  }

  async #storePlan(prepared: PreparedInputs, made: EnginePlan): Promise<void> {
    const { states, keys } = this.#deps;
    const [head, planFile] = await Promise.all([
      states.head(this.#run.resourceId),
      readFile(this.#directory.planFile),
    ]);
    const fingerprint: Fingerprint = {
      planFileHash: made.planFileHash,
      planDigest: made.plan.digest,
      lineage: head?.lineage ?? '',
      serial: head?.serial ?? 0,
      commitSha: prepared.version.commitSha,
      lockFileHash: sha256(made.lockFile ?? ''),
      engine: `${this.#run.engineKind} ${this.#run.engineVersion}`,
      inputsDigest: prepared.digest,
    };
    await this.#move('planned', {
      patch: {
        plan: this.#redactor.redactJson(made.plan),
        planFile: keys.encrypt(planFile, this.#planContext()),
        planDigest: made.plan.digest,
        planSummary: made.plan.summary,
        lockFile: made.lockFile,
        fingerprint,
        // Whoever follows the apply after a restart must mask the same values.
        inputs: this.#deps.reader.seal(this.#run.id, {
          ...prepared.inputs,
          masks: [...made.sensitiveValues, this.#env!.TF_HTTP_PASSWORD],
        }),
      },
    });
  }

  async #decide(plan: Plan, inputs: Promise<PreparedInputs>): Promise<void> {
    const { outcomes } = this.#deps;
    const empty = isEmptyPlan(plan);
    if (this.#run.kind === 'dry_run') {
      await this.#move(empty ? 'no_changes' : 'succeeded');
      return;
    }
    if (empty) {
      const outputs = await outcomes.outputsOf(this.#run);
      const applied = await this.#appliedInputs();
      await this.#move('no_changes', {
        note: 'The plan changes nothing',
        with: async tx => {
          // What is built is what these inputs ask for.
          await outcomes.applying(tx, this.#run, applied);
          await outcomes.succeeded(tx, this.#run, this.#actor, outputs);
        },
      });
      return;
    }
    if (this.#lease.cancelled) {
      await this.#cancelBeforeApply();
      return;
    }
    await this.#move('apply_queued', { note: 'No approval is needed' });
    await this.#applyPlan(inputs);
  }

  /** @param now - The inputs as they would be planned with now. */
  async #applyPlan(now: Promise<PreparedInputs>): Promise<void> {
    const { engine, limits, outcomes, store } = this.#deps;
    const [moved, inputs] = await Promise.all([
      this.#whatMoved(now),
      this.#appliedInputs(),
    ]);
    if (moved) {
      this.#note(`The plan is stale: ${moved}. Planning again`, 'warn');
      await this.#requeue(`Stale: ${moved}`);
      return;
    }
    this.#phase = 'apply';
    // Written before the engine starts: a crash from here on is `unknown`.
    await this.#move('applying', {
      patch: { spoolOffset: 0 },
      with: tx => outcomes.applying(tx, this.#run, inputs),
    });
    const process = await engine.start(
      this.#engineCommand(
        { type: 'apply', planFile: this.#directory.planFile },
        'apply',
      ),
    );
    await store.patch(this.#deps.knex, this.#run, { process: process.ref });
    this.#log.restartSpool();
    await this.#finishApply(await this.#follow(process, limits.applyMs));
  }

  /** The inputs of the run, encrypted for the resource that they are applied to. */
  async #appliedInputs(): Promise<string> {
    const { reader, store } = this.#deps;
    const sealed = await store.payload(this.#run.id, 'inputs');
    return reader.sealApplied(
      this.#run.resourceId,
      reader.unseal(this.#run.id, sealed!),
    );
  }

  async #finishApply(
    exit: EngineExit & { diagnostics: Diagnostic[]; timedOut?: boolean },
  ): Promise<void> {
    if (exit.outcome === 'lost') {
      await this.#leaveToEvidence(
        'The engine is gone and did not say how it ended',
      );
      return;
    }
    if (exit.code === 0) {
      const [outputs] = await allDone([
        this.#deps.outcomes.outputsOf(this.#run),
        this.#move('verifying'),
      ]);
      await this.#storeOutputs(outputs);
      return;
    }
    const rescued = await this.#rescueState();
    if (rescued && !exit.timedOut && !this.#lease.cancelled) {
      // Its exit code tells of the upload, not of what it did to the cloud.
      await this.#leaveToEvidence('The engine could not save its state');
      return;
    }
    this.#assertSucceeded(exit, [0]);
  }

  /** Nobody knows what the apply did; reconciling finds out. */
  async #leaveToEvidence(note: string): Promise<void> {
    this.#note(note, 'error');
    await this.#move('unknown', {
      note,
      with: tx => this.#deps.outcomes.unknown(tx, this.#run),
    });
    await this.#enqueue('reconcile');
  }

  /** What of the fingerprint no longer holds, in words. */
  async #whatMoved(
    inputs: Promise<PreparedInputs>,
  ): Promise<string | undefined> {
    const { states, engine } = this.#deps;
    const made = this.#run.fingerprint!;
    const [head, info, now, file] = await Promise.all([
      states.head(this.#run.resourceId),
      engine.info(),
      inputs,
      readFile(this.#directory.planFile),
    ]);
    if (
      (head?.serial ?? 0) !== made.serial ||
      (head?.lineage ?? '') !== made.lineage
    ) {
      return 'the state was changed';
    }
    if (now.version.commitSha !== made.commitSha) {
      return 'the version was analysed at another commit';
    }
    if (now.digest !== made.inputsDigest) {
      return 'the inputs have changed';
    }
    if (`${info.kind} ${info.version}` !== made.engine) {
      return 'the engine was replaced';
    }
    return sha256(file) === made.planFileHash
      ? undefined
      : 'the plan file is not the one that was stored';
  }

  async #command(
    command: EngineCommand['command'],
    spool: string,
    limitMs: number,
    meanwhile?: () => Promise<void>,
  ) {
    const process = await this.#deps.engine.start(
      this.#engineCommand(command, spool),
    );
    try {
      await meanwhile?.();
      this.#log.restartSpool();
      await this.#deps.store.patch(this.#deps.knex, this.#run, {
        process: process.ref,
      });
    } catch (error) {
      // Nobody would follow it, or know of it.
      await process.cancel({ graceMs: 0 }).catch(() => undefined);
      throw error;
    }
    const exit = await this.#follow(process, limitMs);
    if (this.#lease.cancelled && this.#phase !== 'reconcile') {
      throw new CancelledError();
    }
    return exit;
  }

  #engineCommand(
    command: EngineCommand['command'],
    spool: string,
  ): EngineCommand {
    return {
      directory: this.#directory.module,
      spoolDirectory: this.#directory.spool(spool),
      env: this.#env!,
      command,
    };
  }

  /** Reads the output of a command until it has ended. */
  async #follow(
    process: EngineProcess,
    limitMs: number,
  ): Promise<EngineExit & { diagnostics: Diagnostic[]; timedOut: boolean }> {
    const { limits } = this.#deps;
    const diagnostics: Diagnostic[] = [];
    const phase = this.#phase;
    let timedOut = false;
    let lastOutput = Date.now();
    const stop = () => {
      process.cancel({ graceMs: limits.cancelGraceMs }).catch(error => {
        this.#deps.logger.warn(`Run ${this.#run.id}: cancel failed: ${error}`);
      });
    };
    const limit = setTimeout(() => {
      timedOut = true;
      this.#note(`${phase} took longer than ${limitMs / 1000} s`, 'error');
      stop();
    }, limitMs);
    const silence = setInterval(() => {
      if (Date.now() - lastOutput > limits.silenceMs) {
        lastOutput = Date.now();
        this.#note(
          `The engine has said nothing for ${limits.silenceMs / 60_000} min`,
          'warn',
        );
      }
    }, Math.min(limits.silenceMs, 60_000));
    // Finding out what an apply did has to go on, cancelled or not.
    if (phase !== 'reconcile') {
      this.#lease.onCancel(() => {
        this.#note('Cancelling', 'warn');
        stop();
      });
    }
    // Telling others of the last steps need not hold the engine up.
    this.#deps.outbox.wake();
    try {
      const events = process.events({
        offset: this.#log.position.spoolOffset,
        signal: this.#lease.signal,
      });
      for await (const batch of events) {
        lastOutput = Date.now();
        for (const event of batch) {
          this.#log.write({ phase, ...event });
          if (event.diagnostic) {
            diagnostics.push(this.#redactor.redactJson(event.diagnostic));
          }
          if (event.progress && phase === 'apply') {
            this.#log.track(event.progress);
          }
          this.#log.advance(event.offset);
        }
      }
      const exit = await process.wait({ signal: this.#lease.signal });
      return { ...exit, diagnostics, timedOut };
    } finally {
      clearTimeout(limit);
      clearInterval(silence);
      this.#lease.onCancel(undefined);
    }
  }

  #assertSucceeded(
    exit: EngineExit & { diagnostics: Diagnostic[]; timedOut?: boolean },
    codes: number[],
  ): void {
    if (exit.outcome === 'exited' && codes.includes(exit.code)) {
      return;
    }
    if (exit.timedOut) {
      throw new RunFailure({
        code: 'timed_out',
        message: `The engine took too long for ${this.#phase} and was stopped`,
        phase: this.#phase,
        hint: 'Raise infrakitchen.runs.limits, or make the module smaller',
      });
    }
    if (this.#lease.cancelled && this.#phase === 'apply') {
      throw new RunFailure({
        code: 'cancelled_while_applying',
        message:
          'The run was cancelled while it applied; what was done until then stays and is in the state',
        phase: 'apply',
        hint: 'Run it again to finish, or destroy the resource',
      });
    }
    throw engineFailure({
      phase: this.#phase,
      exitCode: exit.outcome === 'exited' ? exit.code : 137,
      diagnostics: exit.diagnostics,
    });
  }

  /** Pushes the state that the engine could not upload; false where there is none. */
  async #rescueState(): Promise<boolean> {
    const data = await this.#directory.readErroredState();
    if (!data) {
      return false;
    }
    try {
      await this.#deps.states.write({
        resourceId: this.#run.resourceId,
        data,
        runId: this.#run.id,
      });
      this.#note('The state that could not be uploaded was rescued', 'warn');
      return true;
    } catch (error) {
      if (!(error instanceof InfrakitchenError)) {
        throw error;
      }
      this.#note(`The rescued state was not stored: ${error.message}`, 'warn');
      return false;
    }
  }

  /** Waits for an engine that outlived its supervisor. */
  async #awaitEngineEnd(): Promise<EngineExit | undefined> {
    const ref = this.#deps.engine.find(this.#directory.spool('apply'));
    return ref
      ? this.#deps.engine.attach(ref).wait({ signal: this.#lease.signal })
      : undefined;
  }

  async #backend() {
    const base = `${await this.#deps.stateUrl()}/state/${this.#run.resourceId}`;
    return {
      type: 'http',
      config: {
        address: base,
        lock_address: `${base}/lock`,
        lock_method: 'PUT',
        unlock_address: `${base}/lock`,
        unlock_method: 'DELETE',
        // Outlives a restart of the backend in the middle of an apply.
        retry_max: 30,
        retry_wait_min: 1,
        retry_wait_max: 10,
      },
    };
  }

  #addSecrets(inputs: RunInputs): void {
    this.#redactor.add(
      ...(inputs.masks ?? []),
      ...inputs.sensitive
        .filter(name => Object.hasOwn(inputs.values, name))
        .map(name => inputs.values[name]),
    );
  }

  async #registerSecrets(): Promise<void> {
    const sealed = await this.#deps.store.payload(this.#run.id, 'inputs');
    if (sealed) {
      this.#addSecrets(this.#deps.reader.unseal(this.#run.id, sealed));
    }
  }

  #planContext() {
    return { table: 'runs', column: 'plan_file', id: this.#run.id };
  }

  #note(message: string, level: LogLine['level'] = 'info'): void {
    this.#log.write({ phase: this.#phase, message, level });
  }

  async #requeue(note: string): Promise<void> {
    await this.#move('queued', { note });
    await this.#enqueue('plan');
  }

  async #enqueue(phase: 'plan' | 'verify' | 'reconcile'): Promise<void> {
    await inTransaction(this.#deps.knex, async tx => {
      await this.#deps.queue.enqueue(
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
      await this.#deps.store.release(this.#run, tx);
    });
    this.#deps.queue.committed();
  }

  async #cancelBeforeApply(): Promise<void> {
    await this.#move('cancelled', {
      note: 'Cancelled before anything was applied',
      with: tx => this.#deps.outcomes.undone(tx, this.#run),
    });
  }

  async #move(
    to: RunRecord['state'],
    options: {
      patch?: Partial<RunRecord> & RunPayload;
      note?: string;
      with?: (tx: Knex.Transaction) => Promise<void>;
    } = {},
  ): Promise<void> {
    await this.#log.flush();
    this.#run = await inTransaction(this.#deps.knex, async tx => {
      const next = await this.#deps.store.transition(tx, this.#run, {
        to,
        actor: this.#actor,
        note: options.note && this.#redactor.redact(options.note),
        patch: options.patch,
      });
      await options.with?.(tx);
      return next;
    });
  }

  /** Runs a phase; whatever goes wrong ends in the run's record. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      await this.#log.flush();
    } catch (error) {
      if (this.#lease.signal.aborted) {
        return;
      }
      if (error instanceof CancelledError) {
        await this.#cancelBeforeApply();
      } else {
        await this.#fail(error);
      }
    }
    this.#deps.outbox.wake();
    if (this.#run.finishedAt) {
      await this.#directory.remove();
    }
  }

  async #fail(cause: unknown): Promise<void> {
    if (
      !(cause instanceof RunFailure) &&
      !(cause instanceof InfrakitchenError)
    ) {
      this.#deps.logger.error(
        `Run ${this.#run.id} failed`,
        cause instanceof Error ? cause : undefined,
      );
    }
    const error = this.#redactor.redactJson(toRunError(cause, this.#phase));
    this.#note(error.message, 'error');
    if (
      this.#run.state === 'reconciling' &&
      !(cause instanceof RunFailure && cause.error.code.startsWith('apply_'))
    ) {
      // Without a new plan there is no evidence, so nothing may be concluded.
      await this.#needsAttention(
        'no_evidence',
        `The engine was lost, and what it did could not be found out: ${error.message}`,
        'Look at the cloud and the state, then resolve the run',
        [],
      );
      return;
    }
    const applied = ['applying', 'reconciling', 'verifying'].includes(
      this.#run.state,
    );
    await this.#move('failed', {
      patch: { error },
      note: error.message,
      with: tx => this.#deps.outcomes.failed(tx, this.#run, applied),
    });
  }
}

/** Waits for all, even where one fails: nothing goes on behind a failed run's back. */
async function allDone<T extends unknown[]>(
  work: [...T],
): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}
