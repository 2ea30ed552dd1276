import type { StorageMove } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Actor } from '../history';

/** A storage by its name at that time. */
export interface StorageRef {
  id: string;
  name: string;
}

/** One move of a state. */
export interface StorageMoveRecord {
  id: string;
  resourceId: string;
  /** Absent for the managed storage. */
  from?: StorageRef;
  /** Absent for the managed storage. */
  to?: StorageRef;
  state: StorageMove['state'];
  /** Whoever asked for it. */
  actor: Actor;
  /** Of what is copied; known as soon as something may have been written. */
  lineage?: string;
  serial?: number;
  problem?: { code: string; message: string };
  /** How often it was taken up; only the last to do so goes on with it. */
  fence: number;
  createdAt: number;
  startedAt?: number;
  endedAt?: number;
}

/** Another worker has taken the move up. */
export class StorageMoveLostError extends Error {
  constructor(id: string) {
    super(`The move '${id}' was taken up by another worker`);
    this.name = 'StorageMoveLostError';
  }
}
