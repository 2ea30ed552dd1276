import { setTimeout as sleep } from 'node:timers/promises';
import {
  isTerminal,
  type InfrakitchenClient,
  type RunDetail,
  type RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

const PATIENCE_MS = 120_000;
const INTERVAL_MS = 50;

/** Waits for a value; names what never came. */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await probe();
    if (found) {
      return found;
    }
    if (Date.now() > deadline) {
      throw new Error(`Waited in vain for ${what}`);
    }
    await sleep(INTERVAL_MS);
  }
}

/** Waits until a run is over, or stands still for a person. */
export async function finished(
  client: InfrakitchenClient,
  runId: string,
): Promise<RunDetail> {
  let last: RunState | undefined;
  try {
    return await until('a run to end', async () => {
      const run = await client.getRun(runId);
      last = run.state;
      return (isTerminal(run.state) || run.state === 'needs_attention') && run;
    });
  } catch (error) {
    throw new Error(`${(error as Error).message}; it is ${last}`);
  }
}

/** Waits until a run is in a state, and fails early where it is over. */
export async function inState(
  client: InfrakitchenClient,
  runId: string,
  state: RunState,
): Promise<RunDetail> {
  return until(`the run to be ${state}`, async () => {
    const run = await client.getRun(runId);
    if (run.state !== state && isTerminal(run.state)) {
      throw new Error(
        `The run is ${run.state}, not ${state}: ${run.error?.message}`,
      );
    }
    return run.state === state && run;
  });
}

/** Waits until a run's log says that the engine works on an object. */
export async function working(
  client: InfrakitchenClient,
  runId: string,
  address: string,
): Promise<RunDetail> {
  return until(`the engine to work on ${address}`, async () => {
    const run = await client.getRun(runId);
    return (
      run.progress.some(
        object => object.address === address && object.status === 'started',
      ) && run
    );
  });
}
