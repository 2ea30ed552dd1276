import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { resourceCulprit, type ResourceRecord } from '../resources';
import type { RunRecord } from '../runs';
import type { StorageMoveRecord } from './types';

/** A storage as it may stand in a sentence. */
export function storageText(storage: StorageMoveRecord['to']): string {
  return storage ? `the storage '${storage.name}'` : 'the managed storage';
}

/** @throws `template_abstract` or `storage_same` */
export function assertMovable(
  record: ResourceRecord,
  storageId: string | undefined,
): void {
  const refused = (code: string, message: string) =>
    new InfrakitchenError('InputError', {
      code,
      message,
      culprits: [resourceCulprit(record)],
    });
  if (record.abstract) {
    throw refused(
      'template_abstract',
      `'${record.name}' is abstract and has no state`,
    );
  }
  if (record.storageId === storageId) {
    throw refused(
      'storage_same',
      `The state of '${record.name}' is in this storage already`,
    );
  }
}

/** The error for a state that a run may write to. */
export function runActive(
  record: Pick<ResourceRecord, 'name'>,
  run: Pick<RunRecord, 'id'>,
): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'run_active',
    message: `A run of '${record.name}' is active; move its state when the run is over`,
    culprits: [{ kind: 'run', id: run.id }],
  });
}

/** The error for a state that is on its way to another storage. */
export function storageMoving(
  record: Pick<ResourceRecord, 'id' | 'name'>,
  move: StorageMoveRecord,
): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'storage_moving',
    message: `The state of '${record.name}' is being moved to ${storageText(
      move.to,
    )}; wait until that is done`,
    culprits: [resourceCulprit(record)],
  });
}
