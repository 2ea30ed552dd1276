import {
  compareSnapshots,
  type ProjectPatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { patchOf, type Restorer } from '../history';
import type { ProjectService } from './ProjectService';

/** What an edit can set, each with what clears it. */
const editable = {
  name: '',
  description: '',
  owners: [],
  labels: [],
  tags: [],
  configs: [],
  fields: {},
  metadataFree: false,
  workspaceId: null,
  workspaceRequired: false,
};

/** Restores projects. Enabling and disabling are verbs of their own. */
export function createProjectRestorer(
  projects: ProjectService,
): Restorer<ProjectPatch> {
  return {
    plan: ({ current, wanted }) =>
      patchOf(compareSnapshots(current, wanted), wanted, editable),
    apply: (id, patch, options) => projects.update(id, patch, options),
  };
}
