import {
  jsonEquals,
  type ChangedField,
  type ResourcePatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { MetadataChange, ResourceRecord } from './types';

/** What tells people of a resource, and the engine nothing. */
export type Metadata = Pick<
  ResourceRecord,
  'description' | 'labels' | 'ownerRef'
>;

const fields = ['description', 'labels', 'ownerRef'] as const;

/** The metadata of a resource. */
export function metadataOf({
  description,
  labels,
  ownerRef,
}: Metadata): Metadata {
  return { description, labels, ownerRef };
}

/** Metadata with a pending change laid over it. */
export function changedMetadata(
  stored: Metadata,
  change: MetadataChange | undefined,
): Metadata {
  return {
    description:
      change?.description === undefined
        ? stored.description
        : change.description ?? undefined,
    labels: change?.labels ?? stored.labels,
    ownerRef:
      change?.ownerRef === undefined
        ? stored.ownerRef
        : change.ownerRef ?? undefined,
  };
}

/** Metadata after an edit; an empty text clears a field. */
export function patchedMetadata(
  current: Metadata,
  patch: ResourcePatch,
): Metadata {
  return {
    description:
      patch.description === undefined
        ? current.description
        : patch.description || undefined,
    labels: patch.labels ?? current.labels,
    ownerRef:
      patch.ownerRef === undefined
        ? current.ownerRef
        : patch.ownerRef || undefined,
  };
}

/** What a change has to say so that `before` becomes `after`. */
export function metadataChange(
  before: Metadata,
  after: Metadata,
): MetadataChange | undefined {
  const changed = fields.filter(
    field => !jsonEquals(before[field], after[field]),
  );
  return changed.length === 0
    ? undefined
    : Object.fromEntries(changed.map(field => [field, after[field] ?? null]));
}

/** The fields that differ, as a change shows them. */
export function diffMetadata(
  before: Metadata,
  after: Metadata,
): ChangedField[] {
  return fields
    .filter(field => !jsonEquals(before[field], after[field]))
    .map(field => ({
      field,
      sensitive: false,
      ...(before[field] !== undefined && { before: before[field] }),
      ...(after[field] !== undefined && { after: after[field] }),
    }));
}
