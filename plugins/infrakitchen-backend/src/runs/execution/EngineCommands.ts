import type { Diagnostic } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  EngineCommand,
  EngineExit,
  EngineProcess,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { engineFailure, errorsOf, RunFailure } from '../problems';
import { storedDiagnostic } from '../storedDiagnostic';
import type { RunSession } from './RunSession';
import { CancelledError, type RunExecutionDeps } from './types';

/** How a command ended that was followed to its end. */
export type FollowedExit = EngineExit & {
  diagnostics: Diagnostic[];
  timedOut?: boolean;
};

/** Starts the engine's commands for one run and follows what they print. */
export class EngineCommands {
  readonly #deps: RunExecutionDeps;
  readonly #session: RunSession;

  constructor(deps: RunExecutionDeps, session: RunSession) {
    this.#deps = deps;
    this.#session = session;
  }

  /** Starts a command, which goes on when this process ends. */
  async start(
    command: EngineCommand['command'],
    spool: string,
  ): Promise<EngineProcess> {
    const { directory, env } = this.#session;
    return this.#deps.engine.start({
      directory: directory.module,
      spoolDirectory: directory.spool(spool),
      env,
      command,
    });
  }

  /**
   * Runs a command that changes nothing, to its end.
   *
   * @param meanwhile - What can be done while the engine starts.
   * @throws CancelledError, or {@link RunFailure} for an exit code that is not among `codes`.
   */
  async run(
    command: EngineCommand['command'],
    options: {
      spool: string;
      limitMs: number;
      codes: number[];
      meanwhile?: () => Promise<void>;
    },
  ): Promise<FollowedExit> {
    const session = this.#session;
    const process = await this.start(
      command,
      `${options.spool}-${session.run.fence}`,
    );
    try {
      await options.meanwhile?.();
      session.log.restartSpool();
      await session.patch({ process: process.ref });
    } catch (error) {
      // Nobody would follow it, or know of it.
      await process.cancel({ graceMs: 0 }).catch(() => undefined);
      throw error;
    }
    const exit = await this.follow(process, { limitMs: options.limitMs });
    if (session.lease.cancelled && session.phase !== 'reconcile') {
      throw new CancelledError();
    }
    this.assertSucceeded(exit, options.codes);
    return exit;
  }

  /**
   * Reads the output of a command until it has ended.
   *
   * @param options - `withholdText` keeps what the engine says out of log and
   * errors, for when it is not known which values are secret.
   */
  async follow(
    process: EngineProcess,
    options: { limitMs: number; withholdText?: boolean },
  ): Promise<FollowedExit> {
    const { limits } = this.#deps;
    const session = this.#session;
    const { lease, log, phase } = session;
    const diagnostics: Diagnostic[] = [];
    let timedOut = false;
    let lastOutput = Date.now();
    const limit = setTimeout(() => {
      timedOut = true;
      session.note(
        `${phase} took longer than ${options.limitMs / 1000} s`,
        'error',
      );
      this.#stop(process);
    }, options.limitMs);
    const silence = setInterval(() => {
      if (Date.now() - lastOutput > limits.silenceMs) {
        lastOutput = Date.now();
        session.note(
          `The engine has said nothing for ${limits.silenceMs / 60_000} min`,
          'warn',
        );
      }
    }, Math.min(limits.silenceMs, 60_000));
    // Finding out what an apply did has to go on, cancelled or not.
    if (phase !== 'reconcile') {
      lease.onCancel(() => {
        session.note('Cancelling', 'warn');
        this.#stop(process);
      });
    }
    try {
      const events = process.events({
        offset: log.position.spoolOffset,
        signal: lease.signal,
      });
      for await (const batch of events) {
        lastOutput = Date.now();
        for (const event of batch) {
          if (!options.withholdText) {
            log.write({ phase, ...event });
          }
          if (event.diagnostic && !options.withholdText) {
            diagnostics.push(
              storedDiagnostic(event.diagnostic, session.redactor),
            );
          }
          if (event.progress && phase === 'apply') {
            log.track(event.progress);
          }
          log.advance(event.offset);
        }
      }
      const exit = await process.wait({ signal: lease.signal });
      return { ...exit, diagnostics, timedOut };
    } finally {
      clearTimeout(limit);
      clearInterval(silence);
      lease.onCancel(undefined);
    }
  }

  /** @throws {@link RunFailure} that says how the command failed. */
  assertSucceeded(exit: FollowedExit, codes: number[]): void {
    if (exit.outcome === 'exited' && codes.includes(exit.code)) {
      return;
    }
    const { phase, lease } = this.#session;
    if (exit.timedOut) {
      throw new RunFailure({
        code: 'timed_out',
        message: `The engine took too long for ${phase} and was stopped`,
        phase,
        hint: 'Raise infrakitchen.runs.limits, or make the module smaller',
        diagnostics: errorsOf(exit.diagnostics),
      });
    }
    if (lease.cancelled && phase === 'apply') {
      throw new RunFailure({
        code: 'cancelled_while_applying',
        message:
          'The run was cancelled while it applied; what was done until then stays and is in the state',
        phase: 'apply',
        hint: 'Run it again to finish, or destroy the resource',
        diagnostics: errorsOf(exit.diagnostics),
      });
    }
    throw engineFailure({
      phase,
      exitCode: exit.outcome === 'exited' ? exit.code : 137,
      diagnostics: exit.diagnostics,
    });
  }

  #stop(process: EngineProcess): void {
    const { limits, logger } = this.#deps;
    process.cancel({ graceMs: limits.cancelGraceMs }).catch(error => {
      logger.warn(`Run ${this.#session.run.id}: cancel failed: ${error}`);
    });
  }
}
