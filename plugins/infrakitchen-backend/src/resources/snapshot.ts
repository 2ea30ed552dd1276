import type { JsonObject } from '@backstage/types';
import type { ChangedField } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Entries, ResourceRecord } from './types';

/**
 * A resource as a revision keeps it: of sensitive values the names, and keyed
 * digests that tell that one has changed; never the values.
 */
export function snapshotOf(
  record: ResourceRecord,
  entries: Entries,
  {
    parents,
    pendingChange = [],
  }: {
    parents: { id: string; name: string }[];
    pendingChange?: ChangedField[];
  },
): JsonObject {
  return {
    name: record.name,
    description: record.description,
    labels: record.labels,
    ownerRef: record.ownerRef,
    templateId: record.templateId,
    projectId: record.projectId,
    parents: parents.map(({ id, name }) => ({ id, name })),
    versionId: record.versionId,
    state: record.state,
    status: record.status,
    deletionProtection: record.deletionProtection,
    values: record.ownValues,
    sensitiveVariables: record.sensitiveValues?.names ?? [],
    sensitiveDigests: record.sensitiveValues?.digests ?? {},
    tags: entries.tags,
    configs: entries.configs,
    ...(record.storageId && { storageId: record.storageId }),
    ...(record.workspaceId && { workspaceId: record.workspaceId }),
    ...connectionsOf(entries.attached),
    ...(pendingChange.length > 0 && { pendingChange }),
  } as unknown as JsonObject;
}

/** Left out where there are none, so that older revisions compare as equal. */
function connectionsOf(attached: Entries['attached']) {
  const { integrations = [], secrets = [] } = attached ?? {};
  return {
    ...(integrations.length > 0 && { integrations }),
    ...(secrets.length > 0 && { secrets }),
  };
}
