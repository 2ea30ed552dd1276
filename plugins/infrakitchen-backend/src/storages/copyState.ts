import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { StateSide } from './StateSides';

/** What identifies one state among those of the same objects. */
export interface StatePosition {
  lineage: string;
  serial: number;
}

/**
 * Copies a state. What is in the target already must be an older state of the
 * same lineage; what was written is read back and compared. The source stays.
 *
 * @param options - `beforeWrite` is told what is about to be written. `isResumed`
 * says that it was told so before: what cannot be read in the target is then
 * what is left of that, and is replaced.
 * @returns lineage and serial of what was copied; undefined where there is none.
 * @throws `storage_occupied`, `state_behind`, `state_unreadable` or `state_copy_differs`
 */
export async function copyState(
  from: StateSide,
  to: StateSide,
  options: {
    beforeWrite(position: StatePosition): Promise<void>;
    isResumed: boolean;
  },
): Promise<StatePosition | undefined> {
  const state = await from.read();
  const there = await to.read();
  if (state === undefined) {
    if (there !== undefined) {
      throw conflict(
        'storage_occupied',
        'The other storage holds a state in this place, and the resource has none. Remove it there first',
      );
    }
    return undefined;
  }
  const position = positionOf(state);
  const theirs =
    there === undefined || (options.isResumed && !isState(there))
      ? undefined
      : positionOf(there);
  if (theirs) {
    assertOlder(theirs, position);
  }
  if (there !== state) {
    await options.beforeWrite(position);
    await to.write(state);
  }
  const copied = await to.read();
  const reached = copied === undefined ? undefined : positionOf(copied);
  if (
    reached?.lineage !== position.lineage ||
    reached.serial !== position.serial
  ) {
    throw conflict(
      'state_copy_differs',
      'What was written to the other storage was not read back as it was written. The state stays where it is; test the storage',
    );
  }
  return position;
}

function assertOlder(there: StatePosition, here: StatePosition): void {
  if (there.lineage !== here.lineage) {
    throw conflict(
      'storage_occupied',
      `The other storage holds a state of other objects in this place: its lineage is ${there.lineage}, not ${here.lineage}. Remove it there first`,
    );
  }
  if (there.serial > here.serial) {
    throw conflict(
      'state_behind',
      `The other storage holds a newer state of the same objects: serial ${there.serial}, and here it is ${here.serial}`,
    );
  }
}

function isState(text: string): boolean {
  return parsePosition(text) !== undefined;
}

function parsePosition(text: string): StatePosition | undefined {
  try {
    const { lineage, serial } = JSON.parse(text);
    return typeof lineage === 'string' && Number.isInteger(serial)
      ? { lineage, serial }
      : undefined;
  } catch {
    return undefined;
  }
}

function positionOf(state: string): StatePosition {
  const position = parsePosition(state);
  if (position) {
    return position;
  }
  throw conflict(
    'state_unreadable',
    'What is stored is not a state: it has no lineage and serial',
  );
}

function conflict(code: string, message: string): InfrakitchenError {
  return new InfrakitchenError('ConflictError', { code, message });
}
