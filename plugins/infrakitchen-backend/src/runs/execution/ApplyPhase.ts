import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  EnginePlan,
  EngineProcess,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { Verdict } from '../../approvals';
import type { PreparedInputs } from '../RunInputsReader';
import type { FollowedExit } from './EngineCommands';
import { ExternalState } from './ExternalState';
import { Phase, type PhaseParts } from './Phase';

const SPOOL = 'apply';

/** Applies the stored plan, once, and reads what came of it. */
export class ApplyPhase extends Phase {
  readonly #state: ExternalState;

  constructor(parts: PhaseParts) {
    super(parts);
    this.#state = new ExternalState(parts.deps, parts.session);
  }

  /** Applies a plan that waited in `apply_queued`. */
  async runStored(): Promise<void> {
    await this.folder.restore();
    await this.plan.restoreFile();
    const read = (await this.plan.content()) !== undefined;
    await this.run(
      this.deps.reader.read(this.session.run),
      read ? undefined : this.plan.read(),
    );
  }

  /**
   * @param now - The inputs as they would be planned with now.
   * @param reading - What the plan says, where that is not stored yet.
   */
  async run(
    now: Promise<PreparedInputs>,
    reading?: Promise<EnginePlan>,
  ): Promise<void> {
    const { limits, outcomes } = this.deps;
    const session = this.session;
    // Whoever waits for it hears of a failure; nobody may come to that.
    reading?.catch(() => undefined);
    const [moved, inputs] = await Promise.all([
      this.plan.whatMoved(now),
      session.appliedInputs(),
    ]);
    if (moved) {
      await reading?.catch(() => undefined);
      session.note(`The plan is stale: ${moved}. Planning again`, 'warn');
      await session.move('queued', { note: `Stale: ${moved}` });
      await session.enqueue('plan');
      return;
    }
    const verdict = await this.#stillApproved(reading);
    if (verdict && verdict.unmet.length > 0) {
      await session.waitForApproval(verdict);
      return;
    }
    if (await this.#isCancelled()) {
      await session.cancelBeforeApply();
      return;
    }
    session.phase = 'apply';
    await this.folder.enterApply();
    session.log.restartSpool();
    // Written before the engine starts: a crash from here on is `unknown`.
    await session.move('applying', {
      patch: { spoolOffset: 0, ...(await this.plan.masksPatch()) },
      with: async tx => {
        await outcomes.applying(tx, session.run, inputs);
        if (verdict) {
          await this.deps.policy.settle(tx, verdict);
        }
      },
    });
    const process = await this.commands.start(
      { type: 'apply', planFile: session.directory.planFile },
      SPOOL,
    );
    await this.#followed(process, async () => {
      await session.patch({ process: process.ref });
      return this.commands.follow(process, {
        limitMs: limits.applyMs,
        withholdText: !(await this.#hasBeenRead(reading)),
      });
    });
  }

  /** Goes on with an apply whose engine another worker started. */
  async resume(): Promise<void> {
    const { engine, limits } = this.deps;
    const session = this.session;
    session.phase = 'apply';
    const inputs = await session.storedInputs();
    if (inputs) {
      session.addSecrets(inputs);
      session.storage = inputs.connections?.storage;
    }
    session.log.write({
      phase: 'apply',
      message: 'The worker was restarted; the engine went on meanwhile',
    });
    // The worker may have died before it stored which process it had started.
    const process = engine.find(session.directory.spool(SPOOL));
    if (!process) {
      await this.#finish({ outcome: 'lost', diagnostics: [] });
      return;
    }
    session.env = this.folder.environment;
    const read = (await this.plan.content()) !== undefined;
    const attached = engine.attach(process);
    await this.#followed(attached, async () =>
      this.commands.follow(attached, {
        limitMs: limits.applyMs,
        withholdText: !read && !(await this.#hasBeenRead(this.plan.read())),
      }),
    );
  }

  /** Reads the outputs of an apply that succeeded. */
  async verify(): Promise<void> {
    const { outcomes } = this.deps;
    const session = this.session;
    session.phase = 'verify';
    const outputs = await outcomes.outputsOf(session.run);
    session.redactor.add(
      ...outputs.filter(output => output.sensitive).map(output => output.value),
    );
    session.note(`${outputs.length} output(s) read`);
    await session.move('succeeded', {
      with: tx => outcomes.succeeded(tx, session.run, session.actor, outputs),
    });
  }

  /** Pushes the state that the engine could not upload; false where there is none. */
  async rescueState(): Promise<boolean> {
    const session = this.session;
    const data = await session.directory.readErroredState();
    if (!data) {
      return false;
    }
    try {
      // First, or what is copied here would be ahead of where it is kept.
      await this.#state.push(data);
      await this.deps.states.write({
        resourceId: session.run.resourceId,
        data,
        runId: session.run.id,
      });
      session.note('The state that could not be uploaded was rescued', 'warn');
      return true;
    } catch (error) {
      if (!(error instanceof InfrakitchenError)) {
        throw error;
      }
      session.note(
        `The rescued state was not stored: ${error.message}`,
        'warn',
      );
      return false;
    }
  }

  /**
   * What the plan needs by the rules of now, with the approvals that count now;
   * undefined where no rule asks for any.
   */
  async #stillApproved(
    reading: Promise<EnginePlan> | undefined,
  ): Promise<Verdict | undefined> {
    const { policy } = this.deps;
    if (!(await policy.mayAsk(this.session.run))) {
      return undefined;
    }
    const made = await reading;
    if (made) {
      await this.plan.storeContent(made);
    }
    const plan = made?.plan ?? (await this.plan.content())!;
    const { run } = this.session;
    return policy.verdict(run, plan, run.planDigest!);
  }

  /** A run may have waited for a worker when somebody asked it to stop. */
  async #isCancelled(): Promise<boolean> {
    const { lease, run } = this.session;
    return lease.cancelled || (await this.deps.store.cancelRequested(run.id));
  }

  /**
   * Waits until it is known what the plan says, which the engine does not wait
   * for. False where that cannot be found out: then nobody knows which of the
   * words of the engine are secret.
   */
  async #hasBeenRead(reading: Promise<EnginePlan> | undefined) {
    const session = this.session;
    try {
      const made = await reading;
      if (made) {
        await this.plan.storeContent(made);
      }
      return true;
    } catch (error) {
      session.lease.signal.throwIfAborted();
      this.deps.logger.warn(
        `Run ${session.run.id}: its plan cannot be read: ${error}`,
      );
      session.note(
        'The plan cannot be read while it is applied, so what the engine says is withheld: it may hold secrets',
        'warn',
      );
      return false;
    }
  }

  /**
   * What goes wrong while an engine is followed, such as a database that is
   * away, says nothing of the engine: that goes on, and the run with it.
   */
  async #followed(
    process: EngineProcess,
    follow: () => Promise<FollowedExit>,
  ): Promise<void> {
    const session = this.session;
    let exit: FollowedExit;
    try {
      exit = await follow();
    } catch (error) {
      session.lease.signal.throwIfAborted();
      this.deps.logger.error(
        `Run ${session.run.id}: its engine was lost sight of`,
        error instanceof Error ? error : undefined,
      );
      await session.leaveToEvidence(
        'The engine was lost sight of while it applied',
        { process: process.ref },
      );
      return;
    }
    await this.#finish(exit);
  }

  async #finish(exit: FollowedExit): Promise<void> {
    const session = this.session;
    await this.#state.pull();
    if (exit.outcome === 'lost') {
      await session.leaveToEvidence(
        'The engine is gone and did not say how it ended',
      );
      return;
    }
    if (exit.code === 0) {
      await session.move('verifying');
      await this.verify();
      return;
    }
    const rescued = await this.rescueState();
    if (rescued && !exit.timedOut && !session.lease.cancelled) {
      // Its exit code tells of the upload, not of what it did to the cloud.
      await session.leaveToEvidence('The engine could not save its state');
      return;
    }
    this.commands.assertSucceeded(exit, [0]);
  }
}
