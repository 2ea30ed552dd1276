import { randomUUID } from 'node:crypto';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { StateStore } from '../state';
import type { StateRef, StorageAccess } from './StorageAccess';

/** One place that the state of a resource may be in. */
export interface StateSide {
  read(): Promise<string | undefined>;
  write(state: string): Promise<void>;
  /** @throws ConflictError `state_locked` */
  locked<T>(work: () => Promise<T>): Promise<T>;
}

/** The state of a resource in a storage of others. */
export function externalSide(
  storages: StorageAccess,
  ref: StateRef,
): StateSide {
  return {
    read: () => storages.read(ref),
    write: state => storages.write(ref, state),
    locked: work => storages.locked(ref, work),
  };
}

/** The state of a resource in the managed storage. */
export function managedSide(states: StateStore, resourceId: string): StateSide {
  return {
    read: async () => (await states.read(resourceId))?.toString('utf8'),
    write: state => states.write({ resourceId, data: Buffer.from(state) }),
    async locked(work) {
      const holder = randomUUID();
      const info = { ID: holder, Operation: 'move', Who: 'infrakitchen' };
      if (await states.lock(resourceId, holder, info)) {
        throw new InfrakitchenError('ConflictError', {
          code: 'state_locked',
          message: 'The state is locked; wait until whoever has it is done',
          culprits: [{ kind: 'resource', id: resourceId }],
        });
      }
      try {
        return await work();
      } finally {
        await states.unlockRun(holder);
      }
    },
  };
}
