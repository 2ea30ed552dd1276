import type {
  Page,
  StorageMove,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { CallOptions, WriteCallOptions } from '../access';
import type { HistoryPageOptions } from '../history';

/** Moves the states of resources between storages. */
export interface StorageMoveService {
  /**
   * Has a worker move a state; undefined stands for the managed storage. Who
   * asks again for what is under way is answered with that.
   */
  request(
    resourceId: string,
    storageId: string | undefined,
    options: WriteCallOptions,
  ): Promise<StorageMove>;
  /** Moves of a resource, newest first. */
  list(
    resourceId: string,
    page: HistoryPageOptions,
    options: CallOptions,
  ): Promise<Page<StorageMove>>;
}
