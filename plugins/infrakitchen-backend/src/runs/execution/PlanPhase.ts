import { isEmptyPlan } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { EnginePlan } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { describePass } from '../../approvals/describeVerdict';
import type { PreparedInputs } from '../RunInputsReader';
import type { RunPayload } from '../types';
import { allDone } from './allDone';
import type { ApplyPhase } from './ApplyPhase';
import { Phase, type PhaseParts } from './Phase';

/** From queued to planned, and on where nobody has to be asked. */
export class PlanPhase extends Phase {
  readonly #apply: ApplyPhase;

  constructor(parts: PhaseParts, apply: ApplyPhase) {
    super(parts);
    this.#apply = apply;
  }

  async run(): Promise<void> {
    const session = this.session;
    const prepared = await this.#prepare();
    session.phase = 'plan';
    const { changes } = await this.plan.make({
      spool: 'plan',
      meanwhile: () => session.move('planning'),
    });
    // An apply that follows needs them as they are now.
    const inputs = this.deps.reader.read(session.run);
    const [patch, generated] = await Promise.all([
      this.plan.filePatch(prepared),
      this.#workspaceFiles(),
      inputs.catch(() => undefined),
    ]);
    await session.move('planned', { patch: { ...patch, ...generated } });
    const isDryRun = session.run.kind === 'dry_run';
    if (!isDryRun && (await this.deps.policy.mayAsk(session.run))) {
      await this.#ask(changes, inputs);
      return;
    }
    if (isDryRun || !changes) {
      await this.#finish(await this.plan.read());
      return;
    }
    if (session.lease.cancelled) {
      await session.cancelBeforeApply();
      return;
    }
    await session.move('apply_queued', { note: 'No approval is needed' });
    await this.#apply.run(inputs, this.plan.read());
  }

  /** What goes to the workspace of the resource, with the plan that it is for. */
  async #workspaceFiles(): Promise<RunPayload> {
    const { run } = this.session;
    const isPublished =
      run.kind !== 'dry_run' &&
      run.kind !== 'destroy' &&
      (await this.deps.policy.workspaceOf(run)) !== undefined;
    return isPublished
      ? { workspaceFiles: await this.folder.workspaceFiles() }
      : {};
  }

  /** What a plan needs depends on what it says, so it is read first. */
  async #ask(changes: boolean, inputs: Promise<PreparedInputs>): Promise<void> {
    const { policy } = this.deps;
    const session = this.session;
    const made = await this.plan.read();
    await this.plan.storeContent(made);
    const { plan } = made;
    const verdict = await policy.verdict(session.run, plan, plan.digest);
    if (session.lease.cancelled) {
      await session.cancelBeforeApply();
      return;
    }
    if (verdict.unmet.length > 0) {
      await session.waitForApproval(verdict);
      return;
    }
    if (!changes && verdict.requirements.length === 0) {
      await this.#finish(made);
      return;
    }
    await session.move('apply_queued', {
      note:
        verdict.valid.length > 0
          ? `${describePass(verdict)}; the new plan has the same changes`
          : describePass(verdict),
      with: tx => policy.settle(tx, verdict),
    });
    await this.#apply.run(inputs);
  }

  /** Checks the module out, renders the root module and initialises it. */
  async #prepare(): Promise<PreparedInputs> {
    const { reader, engine, outcomes } = this.deps;
    const session = this.session;
    const { startedAt } = session.run;
    const [, info, prepared] = await allDone([
      session.move('preparing', {
        patch: { startedAt: startedAt ?? Date.now() },
        with: tx => outcomes.started(tx, session.run),
      }),
      engine.info(),
      reader.read(session.run),
    ]);
    const { version, resource, inputs, masked } = prepared;
    session.note(
      `${info.kind} ${info.version} runs ${
        version.ref
      } (${version.commitSha.slice(0, 12)}) for '${resource.name}'`,
    );
    await this.folder.fill(prepared, () =>
      session.patch({
        commitSha: version.commitSha,
        engineKind: info.kind,
        engineVersion: info.version,
        ref: version.ref,
        inputs: reader.seal(session.run.id, inputs),
        maskedInputs: masked,
      }),
    );
    return prepared;
  }

  /** Ends a run that applies nothing: somebody wants to read its plan. */
  async #finish(made: EnginePlan): Promise<void> {
    const { outcomes } = this.deps;
    const session = this.session;
    const patch = await this.plan.contentPatch(made);
    if (session.run.kind === 'dry_run') {
      const empty = isEmptyPlan(made.plan);
      await session.move(empty ? 'no_changes' : 'succeeded', {
        patch,
        with: tx => outcomes.planned(tx, session.run, made.plan),
      });
      return;
    }
    const outputs = await outcomes.outputsOf(session.run);
    const applied = await session.appliedInputs();
    await session.move('no_changes', {
      patch,
      note: 'The plan changes nothing',
      with: async tx => {
        // What is built is what these inputs ask for.
        await outcomes.applying(tx, session.run, applied);
        await outcomes.succeeded(tx, session.run, session.actor, outputs);
      },
    });
  }
}
