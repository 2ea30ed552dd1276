import type { JsonObject } from '@backstage/types';
import type { Culprit } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { WorkspaceRecord } from './types';

/** A workspace as a revision keeps it: not when it was last looked at. */
export function snapshotOf(record: WorkspaceRecord): JsonObject {
  const { createdAt, updatedAt, createdBy, syncedAt, ...kept } = record;
  return JSON.parse(JSON.stringify(kept));
}

/** A workspace as the object of an error. */
export function workspaceCulprit(
  workspace: Pick<WorkspaceRecord, 'id' | 'name'>,
): Culprit {
  return { kind: 'workspace', id: workspace.id, name: workspace.name };
}
