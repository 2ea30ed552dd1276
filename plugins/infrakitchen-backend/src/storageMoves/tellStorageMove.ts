import type { Knex } from 'knex';
import type { Outbox } from '../outbox';
import type { StorageMoveRecord } from './types';

/** Lets open pages and whoever asked for a move know what became of it. */
export async function tellStorageMove(
  outbox: Outbox,
  tx: Knex,
  move: Pick<StorageMoveRecord, 'id' | 'resourceId' | 'state' | 'fence'>,
): Promise<void> {
  await outbox.add(tx, {
    topic: 'storage_move.changed',
    key: `storage_move:${move.id}:${move.state}:${move.fence}`,
    payload: {
      moveId: move.id,
      resourceId: move.resourceId,
      state: move.state,
    },
  });
}
