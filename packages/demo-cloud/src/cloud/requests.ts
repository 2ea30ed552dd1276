import { setTimeout as sleep } from 'node:timers/promises';
import { ConflictError } from '@backstage/errors';
import { CancelledError } from './errors';

/**
 * The requests that are waiting. Whether a request is done or cancelled is
 * decided here alone, so that a client that cancels learns for certain from
 * the answer to the request itself.
 */
export class PendingRequests {
  readonly #pending = new Map<string, AbortController>();

  /** Waits, unless the request is cancelled meanwhile. */
  async wait(requestId: string, delayMs: number): Promise<void> {
    if (delayMs === 0) {
      return;
    }
    if (this.#pending.has(requestId)) {
      throw new ConflictError(`Request ${requestId} is already under way`);
    }
    const controller = new AbortController();
    this.#pending.set(requestId, controller);
    try {
      await sleep(delayMs, undefined, { signal: controller.signal });
    } catch {
      throw new CancelledError('The request was cancelled, nothing was done');
    } finally {
      this.#pending.delete(requestId);
    }
  }

  /** Whether there was still something to cancel. */
  cancel(requestId: string): boolean {
    const controller = this.#pending.get(requestId);
    controller?.abort();
    return controller !== undefined;
  }

  cancelAll(): void {
    this.#pending.forEach(controller => controller.abort());
  }
}
