import {
  jsonEquals,
  type ProjectInput,
  type ProjectPatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { normaliseEntries } from '../entries';
import { cleared } from '../templates';
import { snapshotOf, type ProjectRecord } from './types';

/** A new project. */
export function toNewRecord(
  id: string,
  input: ProjectInput,
  createdBy: string,
): ProjectRecord {
  const now = Date.now();
  return {
    id,
    key: input.key,
    name: input.name,
    description: input.description || undefined,
    owners: toOwners(input.owners ?? []),
    enabled: true,
    labels: input.labels ?? [],
    tags: sorted(normaliseEntries(input.tags, 'tag')),
    configs: sorted(normaliseEntries(input.configs, 'config')),
    fields: input.fields ?? {},
    metadataFree: input.metadataFree ?? false,
    workspaceId: input.workspaceId,
    workspaceRequired: input.workspaceRequired ?? false,
    revision: 1,
    createdBy,
    createdAt: now,
    updatedAt: now,
  };
}

/** The project as a patch would leave it. */
export function applyPatch(
  before: ProjectRecord,
  patch: ProjectPatch,
): ProjectRecord {
  return {
    ...before,
    name: patch.name ?? before.name,
    description: cleared(patch.description, before.description),
    owners: patch.owners ? toOwners(patch.owners) : before.owners,
    labels: patch.labels ?? before.labels,
    tags: patch.tags
      ? sorted(normaliseEntries(patch.tags, 'tag'))
      : before.tags,
    configs: patch.configs
      ? sorted(normaliseEntries(patch.configs, 'config'))
      : before.configs,
    fields: patch.fields ?? before.fields,
    metadataFree: patch.metadataFree ?? before.metadataFree,
    workspaceId:
      patch.workspaceId === undefined
        ? before.workspaceId
        : patch.workspaceId ?? undefined,
    workspaceRequired: patch.workspaceRequired ?? before.workspaceRequired,
  };
}

/** Whether nothing differs that a caller can change. */
export function isSame(before: ProjectRecord, after: ProjectRecord): boolean {
  return jsonEquals(snapshotOf(before), snapshotOf(after));
}

/** Whether what the project hands down to its resources is the same. */
export function handsDownSame(
  before: ProjectRecord,
  after: ProjectRecord,
): boolean {
  return (
    jsonEquals(before.tags, after.tags) &&
    jsonEquals(before.configs, after.configs)
  );
}

/** Refs as the catalog and the identities of callers have them. */
function toOwners(refs: string[]): string[] {
  return [...new Set(refs.map(ref => ref.toLocaleLowerCase('en-US')))].sort();
}

function sorted<T extends { name: string }>(entries: T[]): T[] {
  return [...entries].sort(
    (a, b) => Number(a.name > b.name) - Number(a.name < b.name),
  );
}
