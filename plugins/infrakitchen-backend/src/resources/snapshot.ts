import type { JsonObject } from '@backstage/types';
import type { ChangedField } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Entries, ResourceRecord } from './types';

/** A resource as a revision keeps it: names of sensitive values, never the values. */
export function snapshotOf(
  record: ResourceRecord,
  entries: Entries,
  pendingChange: ChangedField[] = [],
): JsonObject {
  return {
    name: record.name,
    description: record.description,
    labels: record.labels,
    ownerRef: record.ownerRef,
    templateId: record.templateId,
    versionId: record.versionId,
    state: record.state,
    status: record.status,
    deletionProtection: record.deletionProtection,
    values: record.ownValues,
    sensitiveVariables: record.sensitiveValues?.names ?? [],
    tags: entries.tags,
    configs: entries.configs,
    ...(pendingChange.length > 0 && { pendingChange }),
  } as unknown as JsonObject;
}
