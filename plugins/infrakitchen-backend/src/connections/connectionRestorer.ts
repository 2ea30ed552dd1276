import {
  compareSnapshots,
  type ConnectionPatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { patchOf, type Restorer } from '../history';
import type { ConnectionService } from './ConnectionService';

/** What an edit can set, each with what clears it. */
const editable = {
  name: '',
  description: '',
  labels: [],
  config: {},
  reminderDays: null,
};

/** Follow from what happens to a connection; nobody sets them. */
const consequences = new Set(['version', 'rotatedAt']);

/** Restores connections; secrets stay what they are, for no revision has them. */
export function createConnectionRestorer(
  connections: ConnectionService,
): Restorer<ConnectionPatch> {
  return {
    plan: ({ current, wanted }) =>
      patchOf(
        compareSnapshots(current, wanted).filter(
          ({ field }) => !consequences.has(field),
        ),
        wanted,
        editable,
      ),
    apply: (id, patch, options) => connections.update(id, patch, options),
  };
}
