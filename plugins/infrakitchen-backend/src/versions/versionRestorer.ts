import {
  compareSnapshots,
  type VersionPatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { patchOf, type Restorer } from '../history';
import type { VersionService } from './VersionService';

/** What an edit can set, each with what clears it. */
const editable = {
  description: '',
  lifecycle: 'active',
  breakingChanges: '',
  variableRules: {},
};

/** Restores versions; what the module is does not change. */
export function createVersionRestorer(
  versions: VersionService,
): Restorer<VersionPatch> {
  return {
    plan: ({ current, wanted }) =>
      patchOf(compareSnapshots(current, wanted), wanted, editable),
    apply: (id, patch, options) => versions.update(id, patch, options),
  };
}
