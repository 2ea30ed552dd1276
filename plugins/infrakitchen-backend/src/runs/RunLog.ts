import {
  keepStyles,
  type LogLine,
  type ObjectProgress,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Redactor } from './Redactor';
import type { RunFeed } from './RunFeed';
import type { RunLogStore } from './RunLogStore';
import type { RunRecord } from './types';

const FLUSH_MS = 200;
const FLUSH_LINES = 500;
const MAX_LINE_CHARACTERS = 64 * 1024;

/**
 * Collects the log of one run: redacted, numbered, in batches, up to a size.
 * Writing never holds the engine up; its output waits in the spool.
 */
export class RunLog {
  readonly #store: RunLogStore;
  readonly #feed: RunFeed;
  readonly #redactor: Redactor;
  readonly #maxBytes: number;
  readonly #progress = new Map<string, ObjectProgress>();
  #run: RunRecord;
  #pending: LogLine[] = [];
  #seq: number;
  #bytes: number;
  #offset: number;
  #dirty = false;
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();
  #failure: unknown;

  constructor(options: {
    run: RunRecord;
    progress: ObjectProgress[];
    store: RunLogStore;
    feed: RunFeed;
    redactor: Redactor;
    maxBytes: number;
  }) {
    this.#run = options.run;
    this.#store = options.store;
    this.#feed = options.feed;
    this.#redactor = options.redactor;
    this.#maxBytes = options.maxBytes;
    this.#seq = options.run.logSeq;
    this.#bytes = options.run.logBytes;
    this.#offset = options.run.spoolOffset;
    for (const object of options.progress) {
      this.#progress.set(object.address, object);
    }
  }

  /** What has been read so far; a transition stores it too. */
  get position(): Pick<RunRecord, 'logSeq' | 'logBytes' | 'spoolOffset'> {
    return {
      logSeq: this.#seq,
      logBytes: this.#bytes,
      spoolOffset: this.#offset,
    };
  }

  get progress(): ObjectProgress[] {
    return [...this.#progress.values()];
  }

  write(line: {
    phase: LogLine['phase'];
    message: string;
    level?: LogLine['level'];
    at?: string;
  }): void {
    if (this.#bytes >= this.#maxBytes) {
      this.#dirty = true;
      return;
    }
    const long = line.message.length > MAX_LINE_CHARACTERS;
    const kept = this.#redactor.redactCut(
      keepStyles(line.message.slice(0, MAX_LINE_CHARACTERS)),
    );
    const message = long
      ? `${kept} … (${
          line.message.length - MAX_LINE_CHARACTERS
        } more characters)`
      : kept;
    this.#push({ ...line, message });
    if (this.#bytes >= this.#maxBytes) {
      this.#push({
        phase: line.phase,
        level: 'warn',
        message: `The log is longer than ${
          this.#maxBytes
        } bytes; the rest is not kept. The run goes on`,
      });
    }
  }

  /** The engine's output was read up to here. */
  advance(offset: number): void {
    this.#offset = offset;
    this.#schedule();
  }

  /** A new command begins its own spool. */
  restartSpool(): void {
    this.#offset = 0;
  }

  track(object: ObjectProgress): void {
    const known = this.#progress.get(object.address);
    this.#progress.set(
      object.address,
      this.#redactor.redactJson({
        ...object,
        startedAt: object.startedAt ?? known?.startedAt,
        objectId: object.objectId ?? known?.objectId,
      }),
    );
    this.#schedule();
  }

  /** Stores what is pending. @throws when the lease is lost. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing = this.#flushing.then(() => this.#store_());
    await this.#flushing;
    if (this.#failure) {
      throw this.#failure;
    }
  }

  async #store_(): Promise<void> {
    if (!this.#dirty || this.#failure) {
      return;
    }
    const lines = this.#pending;
    this.#pending = [];
    this.#dirty = false;
    try {
      await this.#store.append(this.#run, lines, {
        ...this.position,
        progress: this.progress,
      });
      this.#feed.wake(this.#run.id);
    } catch (error) {
      this.#failure = error;
    }
  }

  #push(line: {
    phase: LogLine['phase'];
    message: string;
    level?: LogLine['level'];
    at?: string;
  }): void {
    this.#seq += 1;
    this.#bytes += Buffer.byteLength(line.message);
    this.#pending.push({
      seq: this.#seq,
      at: line.at ?? new Date().toISOString(),
      phase: line.phase,
      level: line.level ?? 'info',
      message: line.message,
    });
    this.#schedule();
  }

  #schedule(): void {
    this.#dirty = true;
    if (this.#pending.length >= FLUSH_LINES) {
      this.flush().catch(() => undefined);
      return;
    }
    this.#timer ??= setTimeout(() => {
      this.flush().catch(() => undefined);
    }, FLUSH_MS);
  }
}
