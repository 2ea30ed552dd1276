import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PullRequestRecord } from '../types';
import {
  PullRequestBusyError,
  type PullRequestStore,
} from './PullRequestStore';

/** A backend that died lets go of its pull requests after this time. */
const HOLD_MS = 30_000;
const WAIT_MS = 10_000;

/** A pull request that nobody else is at. */
export interface HeldPullRequest {
  readonly record: PullRequestRecord;
  /** Holds its writes against those of whoever took it over. */
  readonly holder: string;
  patch(patch: Partial<PullRequestRecord>): Promise<void>;
}

/** Lets one at a time bring a pull request on, in whatever backend. */
export class PullRequestHolder {
  readonly #store: PullRequestStore;
  readonly #waitMs: number;

  constructor(options: { store: PullRequestStore; waitMs?: number }) {
    this.#store = options.store;
    this.#waitMs = options.waitMs ?? WAIT_MS;
  }

  /** @throws {@link PullRequestBusyError} where somebody else has it for long. */
  async hold<T>(
    id: string,
    work: (held: HeldPullRequest) => Promise<T>,
  ): Promise<T> {
    const holder = randomUUID();
    const store = this.#store;
    await this.#take(id, holder);
    const beat = setInterval(() => {
      store.hold(id, holder, HOLD_MS).catch(() => undefined);
    }, HOLD_MS / 3);
    beat.unref();
    try {
      let record = await store.require(id);
      return await work({
        holder,
        get record() {
          return record;
        },
        async patch(patch) {
          await store.patch({ id }, holder, patch);
          record = { ...record, ...patch };
        },
      });
    } finally {
      clearInterval(beat);
      await store.letGo(id, holder);
    }
  }

  async #take(id: string, holder: string): Promise<void> {
    const until = Date.now() + this.#waitMs;
    for (let pause = 10; ; pause = Math.min(250, pause * 2)) {
      if (await this.#store.hold(id, holder, HOLD_MS)) {
        return;
      }
      if (Date.now() >= until) {
        throw new PullRequestBusyError(id);
      }
      await sleep(pause);
    }
  }
}
