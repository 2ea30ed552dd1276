import { randomUUID } from 'node:crypto';
import { isInfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ConnectionCheck, ConnectionReport } from '../integrations';
import type { StorageContext, StorageProvider } from './types';

/**
 * Tries a storage as the engine uses it, on a state of its own: writes it,
 * locks it, finds the lock held, reads it back and removes it.
 *
 * @public
 */
export async function probeStorage(
  provider: StorageProvider,
  given: Omit<StorageContext, 'key'>,
): Promise<ConnectionReport> {
  const context = { ...given, key: `infrakitchen-probe-${randomUUID()}` };
  const state = JSON.stringify({
    version: 4,
    serial: 1,
    lineage: randomUUID(),
    outputs: {},
    resources: [],
  });
  const checks: ConnectionCheck[] = [];
  const steps: [name: string, done: string, () => Promise<void>][] = [
    ['Write', 'A probe was written', () => provider.writeState(context, state)],
    [
      'Lock',
      'The probe was locked, and the lock held',
      () => tryLock(provider, context),
    ],
    [
      'Read',
      'The probe was read back as it was written',
      async () => {
        const read = await provider.readState(context);
        if (read !== state) {
          throw new Error('What was read is not what was written');
        }
      },
    ],
  ];
  try {
    for (const [name, done, step] of steps) {
      // What comes after a step that failed would only fail by it.
      if (checks.every(({ ok }) => ok)) {
        checks.push(await check(name, done, step));
      }
    }
  } finally {
    checks.push(
      await check('Remove', 'The probe was removed', async () => {
        await provider.removeState(context);
        if ((await provider.readState(context)) !== undefined) {
          throw new Error('The probe is still there');
        }
      }),
    );
  }
  return {
    checks: [...checks, ...((await provider.inspect?.(context)) ?? [])],
  };
}

async function tryLock(
  provider: StorageProvider,
  context: StorageContext,
): Promise<void> {
  const unlock = await provider.lock(context);
  try {
    const second = await provider.lock(context).then(
      release => release,
      error => {
        if (isInfrakitchenError(error) && error.code === 'state_locked') {
          return undefined;
        }
        throw error;
      },
    );
    if (second) {
      await second();
      throw new Error('The lock was given twice; states could be overwritten');
    }
  } finally {
    await unlock();
  }
}

async function check(
  name: string,
  done: string,
  step: () => Promise<void>,
): Promise<ConnectionCheck> {
  try {
    await step();
    return { name, ok: true, message: done };
  } catch (error) {
    return {
      name,
      ok: false,
      message: error instanceof Error ? error.message : String(error),
    };
  }
}
