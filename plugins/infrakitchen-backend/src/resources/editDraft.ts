import {
  InfrakitchenError,
  type ResourcePatch,
  type Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { normaliseEntries } from '../entries';
import type { Attached } from './attached';
import type { ParentLink } from './HierarchyStore';
import type { Inputs } from './inputs';
import { patchedMetadata } from './metadata';
import {
  resourceCulprit,
  type ChangeRecord,
  type Entries,
  type ResourceRecord,
} from './types';

/** A locked resource with all that an edit of it starts from. */
export interface EditDraft {
  record: ResourceRecord;
  entries: Entries;
  parents: ParentLink[];
  change: ChangeRecord | undefined;
  /** Variables whose values must not be shown. */
  secrets: string[];
  stored: Inputs;
  /** What is stored, with the pending change laid over it. */
  current: Inputs;
}

/** @throws `wrong_state` for what is destroyed, or about to be. */
export function assertEditable(record: ResourceRecord): void {
  if (record.state === 'destroyed' || record.state === 'destroy') {
    throw new InfrakitchenError('ConflictError', {
      code: 'wrong_state',
      message: `'${record.name}' is ${record.state} and cannot be edited`,
      culprits: [resourceCulprit(record)],
    });
  }
}

/**
 * The inputs after an edit.
 *
 * @param attached - Its connections; as they are where absent.
 */
export function wantedInputs(
  current: Inputs,
  patch: ResourcePatch,
  secrets: string[],
  attached?: Attached,
): Inputs {
  const unset = new Set(patch.unsetSensitive);
  const isKept = ([name]: [string, unknown]) =>
    !unset.has(name) && (!patch.values || secrets.includes(name));
  return {
    metadata: patchedMetadata(current.metadata, patch),
    versionId: patch.versionId ?? current.versionId,
    entries: {
      tags: patch.tags
        ? normaliseEntries(patch.tags, 'tag')
        : current.entries.tags,
      configs: patch.configs
        ? normaliseEntries(patch.configs, 'config')
        : current.entries.configs,
      attached: attached ?? current.entries.attached,
    },
    values: {
      // Nobody can send a secret back that nobody is shown: left out means kept.
      ...Object.fromEntries(Object.entries(current.values).filter(isKept)),
      ...(patch.values as Values | undefined),
    },
  };
}

/** A patch without what is no input of a run. */
export function inputsOf(patch: ResourcePatch): ResourcePatch {
  const { description, labels, ownerRef, ...inputs } = patch;
  return inputs;
}

/** Whether a patch says anything of what tells people of a resource. */
export function changesMetadata(patch: ResourcePatch): boolean {
  return [patch.description, patch.labels, patch.ownerRef].some(
    field => field !== undefined,
  );
}
