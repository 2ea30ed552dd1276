import { randomUUID } from 'node:crypto';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';

const HOLDER = 'infrakitchen';

/** Files that a lock can be made of. @public */
export interface LockFiles {
  /** @returns false where there is a file of that name already. */
  create(name: string, content: string): Promise<boolean>;
  read(name: string): Promise<string | undefined>;
  remove(name: string): Promise<void>;
}

/**
 * The engine's own description of a lock, so that its `force-unlock` knows a
 * lock that the portal holds.
 *
 * @public
 */
export function engineLock(path: string, id: string = randomUUID()): string {
  return JSON.stringify({
    ID: id,
    Operation: HOLDER,
    Info: '',
    Who: HOLDER,
    Version: '',
    Created: new Date().toISOString(),
    Path: path,
  });
}

/**
 * The error for a state that somebody else has locked.
 *
 * @param description - the lock as {@link engineLock} or the engine describes it.
 * @public
 */
export function stateLockedError(
  path: string,
  description?: string,
): InfrakitchenError {
  const holder = holderOf(description) ?? 'by somebody else';
  return new InfrakitchenError('ConflictError', {
    code: 'state_locked',
    message: `The state '${path}' is locked ${holder}. Wait for the run that holds it, or remove the lock with the engine's force-unlock`,
  });
}

/**
 * Locks a state by a file, as the engine does where storages can make a file
 * only once. A lock that is held under the same `lockId` is given again.
 *
 * @returns what lets go of the lock.
 * @throws an `InfrakitchenError` `state_locked` where somebody else has it.
 * @public
 */
export async function lockByFile(
  files: LockFiles,
  options: { file: string; path: string; lockId?: string },
): Promise<() => Promise<void>> {
  const { file, path, lockId } = options;
  const wanted = engineLock(path, lockId);
  const isNew = await files.create(file, wanted);
  const content = isNew ? wanted : await files.read(file);
  if (!isNew && !isLockOf(content, lockId)) {
    throw stateLockedError(path, content);
  }
  return async () => {
    // Somebody may have broken the lock and have taken it since.
    if ((await files.read(file)) === content) {
      await files.remove(file);
    }
  };
}

/**
 * Whether a lock was taken under an id, going by its description.
 *
 * @public
 */
export function isLockOf(
  description: string | undefined,
  lockId: string | undefined,
): boolean {
  try {
    return lockId !== undefined && JSON.parse(description ?? '').ID === lockId;
  } catch {
    return false;
  }
}

function holderOf(description: string | undefined): string | undefined {
  try {
    const { Who, Created } = JSON.parse(description ?? '');
    return typeof Who === 'string' && typeof Created === 'string'
      ? `by ${Who} since ${Created}`
      : undefined;
  } catch {
    return undefined;
  }
}
