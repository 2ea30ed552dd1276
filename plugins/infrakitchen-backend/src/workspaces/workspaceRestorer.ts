import {
  compareSnapshots,
  type WorkspacePatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { patchOf, type Restorer } from '../history';
import type { WorkspaceService } from './WorkspaceService';

/** What an edit can set, each with what clears it. */
const editable = { description: '', labels: [] };

/** Follow from what happens to the repository; nobody sets them. */
const consequences = new Set([
  'name',
  'url',
  'webUrl',
  'defaultBranch',
  'status',
  'problem',
]);

/** Restores what people wrote about workspaces. */
export function createWorkspaceRestorer(
  workspaces: WorkspaceService,
): Restorer<WorkspacePatch> {
  return {
    plan: ({ current, wanted }) =>
      patchOf(
        compareSnapshots(current, wanted).filter(
          ({ field }) => !consequences.has(field.split('.', 1)[0]),
        ),
        wanted,
        editable,
      ),
    apply: (id, patch, options) => workspaces.update(id, patch, options),
  };
}
