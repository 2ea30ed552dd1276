import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  EngineEvent,
  EngineExit,
  EngineProcess,
  EngineProcessRef,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { toEvents } from '../events';
import { isGroupAlive, parseIdentity } from './identity';
import { spoolFiles } from './supervisor';
import { tailLines } from './tail';

const fastestPollMs = 10;
const slowestPollMs = 250;

/** A supervised command, known by what it left in its spool folder. */
export class SpooledProcess implements EngineProcess {
  private ended = false;
  private readonly wakeUps = new Set<() => void>();

  private constructor(readonly ref: EngineProcessRef) {}

  /**
   * @param ended - Resolves when the supervisor has ended; saves the waiting
   * for the next look.
   */
  static create(
    ref: EngineProcessRef,
    ended?: Promise<unknown>,
  ): SpooledProcess {
    const created = new SpooledProcess(ref);
    ended?.then(() => {
      created.ended = true;
      created.wakeUps.forEach(wakeUp => wakeUp());
    });
    return created;
  }

  /** Finds the process that belongs to a spool folder; undefined if its command never started. */
  static find(spoolDirectory: string): EngineProcessRef | undefined {
    const line = readSpool(spoolDirectory, spoolFiles.supervisor);
    const identity = line === undefined ? undefined : parseIdentity(line);
    return identity && { spoolDirectory, ...identity };
  }

  async *events(options: {
    offset: number;
    signal: AbortSignal;
  }): AsyncIterable<EngineEvent[]> {
    const lines = tailLines({
      path: join(this.ref.spoolDirectory, spoolFiles.output),
      offset: options.offset,
      signal: options.signal,
      hasEnded: () => this.exit() !== undefined,
      pause: ms => this.pause(ms, options.signal),
    });
    for await (const batch of lines) {
      const events = batch.flatMap(toEvents);
      if (events.length > 0) {
        yield events;
      }
    }
  }

  async wait(options: { signal: AbortSignal }): Promise<EngineExit> {
    let pauseMs = fastestPollMs;
    for (;;) {
      options.signal.throwIfAborted();
      const exit = this.exit();
      if (exit) {
        return exit;
      }
      await this.pause(pauseMs, options.signal);
      pauseMs = Math.min(pauseMs * 1.5, slowestPollMs);
    }
  }

  async cancel(options: { graceMs: number }): Promise<void> {
    if (this.exit()) {
      return;
    }
    const until = this.interrupt() + options.graceMs;
    const signal = new AbortController().signal;
    while (!this.exit()) {
      const left = until - Date.now();
      if (left <= 0) {
        this.signalGroup('SIGKILL');
      }
      await this.pause(left > 0 ? Math.min(left, 50) : fastestPollMs, signal);
    }
  }

  async isAlive(): Promise<boolean> {
    return isGroupAlive(this.ref);
  }

  /** How the process ended; undefined while it runs. */
  private exit(): EngineExit | undefined {
    const exit = this.writtenExit();
    if (exit || isGroupAlive(this.ref)) {
      return exit;
    }
    // It may have ended, properly, between the two looks.
    return this.writtenExit() ?? { outcome: 'lost' };
  }

  private writtenExit(): EngineExit | undefined {
    const text = readSpool(this.ref.spoolDirectory, spoolFiles.exit);
    // Without its line end it may be half of the code.
    return text && /^\d+\n$/.test(text)
      ? { outcome: 'exited', code: Number(text) }
      : undefined;
  }

  /**
   * Interrupts the group once and returns when that was. The engine takes a
   * second interrupt for an order to stop without saving its state, so a
   * repeated cancel, perhaps by another backend, must not send one.
   */
  private interrupt(): number {
    const marker = join(this.ref.spoolDirectory, spoolFiles.interrupted);
    try {
      writeFileSync(marker, '', { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
        return statSync(marker).mtimeMs;
      }
      throw error;
    }
    this.signalGroup('SIGINT');
    return Date.now();
  }

  private signalGroup(signal: NodeJS.Signals) {
    if (!isGroupAlive(this.ref)) {
      return;
    }
    try {
      process.kill(-this.ref.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
        throw error;
      }
    }
  }

  /** Waits a while, or until it is known that the supervisor has ended. */
  private async pause(ms: number, signal: AbortSignal): Promise<void> {
    if (this.ended) {
      await sleep(ms, undefined, { signal }).catch(ignoreAbort);
      return;
    }
    const early = new AbortController();
    const wakeUp = () => early.abort();
    this.wakeUps.add(wakeUp);
    try {
      await sleep(ms, undefined, {
        signal: AbortSignal.any([signal, early.signal]),
      });
    } catch (error) {
      ignoreAbort(error);
    } finally {
      this.wakeUps.delete(wakeUp);
    }
  }
}

function ignoreAbort(error: unknown) {
  if ((error as Error).name !== 'AbortError') {
    throw error;
  }
}

function readSpool(spoolDirectory: string, file: string): string | undefined {
  try {
    return readFileSync(join(spoolDirectory, file), 'utf8');
  } catch {
    return undefined;
  }
}
