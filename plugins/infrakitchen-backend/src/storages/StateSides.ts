import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { StateStore } from '../state';
import type { StateRef, StorageAccess } from './StorageAccess';

/** One place that the state of a resource may be in. */
export interface StateSide {
  read(): Promise<string | undefined>;
  write(state: string): Promise<void>;
  /**
   * Holds the lock under an id, also one that was left behind under it.
   *
   * @throws ConflictError `state_locked`
   */
  locked<T>(lockId: string, work: () => Promise<T>): Promise<T>;
}

/** The state of a resource in a storage of others. */
export function externalSide(
  storages: StorageAccess,
  ref: StateRef,
): StateSide {
  return {
    read: () => storages.read(ref),
    write: state => storages.write(ref, state),
    locked: (lockId, work) => storages.locked(ref, work, lockId),
  };
}

/** The state of a resource in the managed storage. */
export function managedSide(states: StateStore, resourceId: string): StateSide {
  return {
    read: async () => (await states.read(resourceId))?.toString('utf8'),
    write: state => states.write({ resourceId, data: Buffer.from(state) }),
    async locked(lockId, work) {
      const info = { ID: lockId, Operation: 'move', Who: 'infrakitchen' };
      if (await states.lock(resourceId, lockId, info)) {
        throw new InfrakitchenError('ConflictError', {
          code: 'state_locked',
          message: 'The state is locked; wait until whoever has it is done',
          culprits: [{ kind: 'resource', id: resourceId }],
        });
      }
      try {
        return await work();
      } finally {
        await states.unlockRun(lockId);
      }
    },
  };
}
