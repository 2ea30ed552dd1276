import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  comparePlans,
  type Plan,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { EngineExit } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { objectsInDoubt } from '../objectsInDoubt';
import { RunFailure } from '../problems';
import type { ApplyPhase } from './ApplyPhase';
import { ExternalState } from './ExternalState';
import { Phase, type PhaseParts } from './Phase';

/** Finds out by evidence what an apply did whose end nobody saw. */
export class ReconcilePhase extends Phase {
  readonly #state: ExternalState;
  readonly #apply: ApplyPhase;

  constructor(parts: PhaseParts, apply: ApplyPhase) {
    super(parts);
    this.#state = new ExternalState(parts.deps, parts.session);
    this.#apply = apply;
  }

  async run(): Promise<void> {
    const { states } = this.deps;
    const session = this.session;
    session.phase = 'reconcile';
    session.storage = (await session.storedInputs())?.connections?.storage;
    const ended = await this.#awaitEngineEnd();
    if (session.run.state !== 'reconciling') {
      await session.move('reconciling');
    }
    if (await this.#mayRunElsewhere()) {
      await this.needsAttention({
        code: 'engine_elsewhere',
        message:
          'The engine was started on a machine that does not answer, and it holds the lock of the state: it may still be at work',
        hint: 'Look whether that machine is alive. Once the engine cannot go on, look at the cloud and the state, then resolve the run',
      });
      return;
    }
    if (ended?.outcome === 'exited') {
      session.note(
        `The engine has ended with exit code ${ended.code} after all`,
      );
    }
    await this.#apply.rescueState();
    await states.unlockRun(session.run.id);
    await this.folder.restore();
    const approved = await this.#approved();
    await this.plan.make({ spool: 'reconcile' });
    const remaining = await this.plan.read();
    await this.#settle(approved, remaining.plan);
  }

  /** The evidence is not enough: a person has to look. */
  async needsAttention(problem: {
    code: string;
    message: string;
    hint: string;
    addresses?: string[];
  }): Promise<void> {
    const { addresses = [], ...error } = problem;
    const session = this.session;
    session.note(problem.message, 'error');
    await session.move('needs_attention', {
      patch: {
        error: {
          ...error,
          phase: 'reconcile',
          culprits: addresses.map(name => ({ kind: 'resource', name })),
        },
      },
      note: problem.message,
      with: tx => this.deps.outcomes.unknown(tx, session.run),
    });
  }

  /** Waits for an engine that outlived its supervisor. */
  async #awaitEngineEnd(): Promise<EngineExit | undefined> {
    const { engine } = this.deps;
    const { directory, lease, run } = this.session;
    const spool = directory.spool('apply');
    const isOfThisSpool =
      run.process?.spoolDirectory === path.resolve(spool) && existsSync(spool);
    // One that has only just begun may not have written who it is.
    const stored = isOfThisSpool ? run.process : undefined;
    const ref = engine.find(spool) ?? stored;
    return ref ? engine.attach(ref).wait({ signal: lease.signal }) : undefined;
  }

  /**
   * An engine on another machine cannot be seen: what it left is not here. It
   * changes nothing without the lock of the state.
   */
  async #mayRunElsewhere(): Promise<boolean> {
    const { run } = this.session;
    const isHere =
      run.process === undefined || existsSync(run.process.spoolDirectory);
    return !isHere && (await this.#state.isLocked());
  }

  /** What was being applied. The worker may have been lost before it could read that. */
  async #approved(): Promise<Plan> {
    const known = await this.plan.content();
    if (known) {
      return known;
    }
    await this.plan.restoreFile();
    const made = await this.plan.read();
    await this.plan.storeContent(made);
    return made.plan;
  }

  async #settle(approved: Plan, remaining: Plan): Promise<void> {
    const session = this.session;
    const { progress } = session.log;
    const inDoubt = objectsInDoubt({
      approved,
      remaining,
      progress,
      known: await this.deps.states.addresses(session.run.resourceId),
    });
    if (inDoubt.length > 0) {
      await this.needsAttention({
        code: 'objects_outside_state',
        message: `The engine had begun to create ${inDoubt.join(
          ', ',
        )} when it was lost. They may exist in the cloud and are not in the state`,
        hint: 'Look for them in the cloud; import or delete them, then resolve the run',
        addresses: inDoubt,
      });
      return;
    }
    const comparison = comparePlans(approved, remaining);
    switch (comparison.remaining) {
      case 'none':
        session.note('Nothing is left of the plan: the apply had finished');
        await session.move('verifying');
        await session.enqueue('verify');
        return;
      case 'all':
        throw nothingDone(
          progress
            .filter(({ status }) => status !== 'planned')
            .map(({ address }) => address),
        );
      case 'part':
        throw partlyDone(
          `The engine was lost halfway. Done: ${addressesOf(
            comparison.done,
          )}. Left: ${addressesOf(comparison.left)}`,
        );
      default:
        await this.needsAttention({
          code: 'evidence_conflicts',
          message:
            'The engine was lost, and a new plan shows changes that the plan of this run did not have',
          hint: 'Compare the cloud with the state, then resolve the run',
          addresses: comparison.left.map(object => object.address),
        });
    }
  }
}

/** @param begun - Addresses that the engine said it was working on. */
function nothingDone(begun: string[]): RunFailure {
  return begun.length > 0
    ? partlyDone(
        `The engine was lost while it worked on ${begun.join(
          ', ',
        )}. Nothing of it is to be seen yet`,
      )
    : new RunFailure({
        code: 'apply_not_started',
        message: 'The engine was lost before it changed anything',
        phase: 'reconcile',
        hint: 'Retry the run',
      });
}

function partlyDone(message: string): RunFailure {
  return new RunFailure({
    code: 'apply_partial',
    message,
    phase: 'reconcile',
    hint: 'Retry the run; it does what is left',
  });
}

function addressesOf(objects: { address: string }[]): string {
  return objects.map(({ address }) => address).join(', ');
}
