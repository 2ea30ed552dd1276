import { randomUUID } from 'node:crypto';
import { isInfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  engineLock,
  stateLockedError,
  type StateLocation,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { BlobContainer } from './BlobContainer';

/** Where the engine keeps its description of a lock. */
const LOCK_FIELD = 'terraformlockid';

/** Leases that this process holds, because writing below a lease must name it. */
export class Leases {
  readonly #held = new Map<string, string>();

  of(location: StateLocation): string | undefined {
    return this.#held.get(nameOf(location));
  }

  add(location: StateLocation, leaseId: string): void {
    this.#held.set(nameOf(location), leaseId);
  }

  remove(location: StateLocation): void {
    this.#held.delete(nameOf(location));
  }
}

function nameOf({ config, key }: StateLocation): string {
  return JSON.stringify([
    config.storageAccount,
    config.container,
    config.prefix ?? '',
    key,
  ]);
}

/** Takes the lock that the engine takes: a lease of the blob. */
export async function lockState(
  container: BlobContainer,
  leases: Leases,
  location: StateLocation & { lockId?: string },
  name: string,
): Promise<() => Promise<void>> {
  // A lease that is held under the same id is given again.
  const leaseId = location.lockId ?? randomUUID();
  const path = `${location.config.container}/${name}`;
  await container.ensure(name);
  try {
    await container.lease(name, leaseId, {
      [LOCK_FIELD]: Buffer.from(engineLock(path, leaseId)).toString('base64'),
    });
  } catch (error) {
    if (isInfrakitchenError(error) && error.code === 'state_locked') {
      const { [LOCK_FIELD]: held = '' } = await container.metadata(name);
      throw stateLockedError(path, Buffer.from(held, 'base64').toString());
    }
    throw error;
  }
  leases.add(location, leaseId);
  return async () => {
    leases.remove(location);
    await release(container, name, leaseId);
  };
}

/** What was made only to be locked goes with its lock. */
async function release(
  container: BlobContainer,
  name: string,
  leaseId: string,
): Promise<void> {
  const content = await container.read(name);
  if (content === '') {
    await container.remove(name, leaseId);
  } else if (content !== undefined) {
    await container.release(name, leaseId);
  }
}
