import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something holds, as long as a test may take. */
export async function waitFor(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await sleep(10);
  }
}
