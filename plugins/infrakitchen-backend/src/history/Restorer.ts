import type { JsonObject, JsonValue } from '@backstage/types';
import type { SnapshotDifference } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { WriteCallOptions } from '../access';

/** What there is to restore. */
export interface Restoration {
  /** The newest snapshot. */
  current: JsonObject;
  /** The snapshot that is to hold again. */
  wanted: JsonObject;
  /** Variables that are sensitive by now. */
  hidden: string[];
}

/** The edit that restores, and the fields that it cannot bring back. */
export interface RestoringEdit<TPatch> {
  patch: TPatch;
  fields: string[];
  skipped: string[];
}

/** Brings records of one kind back to what a snapshot says. */
export interface Restorer<TPatch = unknown> {
  /** What differs, parted into what an edit can set and what it cannot. */
  plan(restoration: Restoration): RestoringEdit<TPatch>;
  /** The noun's own edit, under all its rules. */
  apply(
    id: string,
    patch: TPatch,
    options: WriteCallOptions,
  ): Promise<{ revision: number }>;
}

/**
 * The parts of a patch that are needed for these differences.
 *
 * @param editable - what an edit can set, each with what clears it
 */
export function patchOf(
  differences: SnapshotDifference[],
  wanted: JsonObject,
  editable: Record<string, JsonValue>,
): RestoringEdit<JsonObject> {
  const edit: RestoringEdit<JsonObject> = {
    patch: {},
    fields: [],
    skipped: [],
  };
  for (const { field } of differences) {
    const [part] = field.split('.', 1);
    if (Object.hasOwn(editable, part)) {
      edit.patch[part] = wanted[part] ?? editable[part];
      edit.fields.push(field);
    } else {
      edit.skipped.push(field);
    }
  }
  return edit;
}
