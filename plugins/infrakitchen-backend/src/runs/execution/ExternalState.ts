import type { RunExecutionDeps } from './types';
import type { RunSession } from './RunSession';

/**
 * The state of a run whose storage is not the managed one. What the engine
 * leaves there is copied here, so that outputs, objects and versions are known
 * as they are of every state. Does nothing for the managed storage.
 */
export class ExternalState {
  readonly #deps: RunExecutionDeps;
  readonly #session: RunSession;

  constructor(deps: RunExecutionDeps, session: RunSession) {
    this.#deps = deps;
    this.#session = session;
  }

  /**
   * Copies what the storage holds.
   *
   * @throws `state_lineage_differs` or `state_serial_behind` where it is not
   * what follows on the copy.
   */
  async pull(): Promise<void> {
    const ref = this.#session.storage;
    const { run } = this.#session;
    const text = ref && (await this.#deps.storages.read(ref));
    if (text) {
      await this.#deps.states.write({
        resourceId: run.resourceId,
        data: Buffer.from(text),
        runId: run.id,
      });
    }
  }

  /** Writes a state that the engine could not write. */
  async push(data: Buffer): Promise<void> {
    const ref = this.#session.storage;
    if (ref) {
      await this.#deps.storages.write(ref, data.toString('utf8'));
    }
  }

  /** Whether somebody holds the lock of the state, as far as that can be told. */
  async isLocked(): Promise<boolean> {
    const ref = this.#session.storage;
    if (!ref) {
      return this.#deps.states.isLockedBy(this.#session.run.id);
    }
    return this.#deps.storages
      .locked(ref, async () => false)
      .catch(error => {
        if (error.code === 'state_locked') {
          return true;
        }
        throw error;
      });
  }
}
