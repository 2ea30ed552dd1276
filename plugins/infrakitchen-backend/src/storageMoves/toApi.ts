import type { StorageMove } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { StorageMoveRecord } from './types';

/**
 * A move as the API shows it. Who may see a resource may see the names of its
 * storages, as in its revisions.
 */
export function toApi(move: StorageMoveRecord): StorageMove {
  const { id, resourceId, from, to, state, lineage, serial, problem } = move;
  const time = (at: number | undefined) =>
    at === undefined ? undefined : new Date(at).toISOString();
  return {
    ...{ id, resourceId, from, to, state, lineage, serial, problem },
    requestedBy: move.actor.ref,
    createdAt: time(move.createdAt)!,
    startedAt: time(move.startedAt),
    endedAt: time(move.endedAt),
  };
}
