import type {
  ResourceState,
  ResourceStatus,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ResourceRecord } from './types';

/** A row of `resources`. */
export interface ResourceRow {
  id: string;
  template_id: string;
  version_id: string | null;
  project_id: string | null;
  storage_id: string | null;
  workspace_id: string | null;
  name: string;
  slug: string;
  description: string | null;
  labels: string;
  owner_ref: string | null;
  abstract: boolean | number;
  state: ResourceState;
  status: ResourceStatus;
  deletion_protection: boolean | number;
  stale_inputs: boolean | number;
  drifted: boolean | number;
  own_values: string;
  sensitive_values: string | null;
  outputs: string;
  sensitive_outputs: string | null;
  applied_version_id: string | null;
  applied_inputs: string | null;
  lock_file: string | null;
  revision: number;
  created_by: string;
  created_at: string | number;
  updated_at: string | number;
  provisioned_at: string | number | null;
}

/** The columns of what is given; the others are left out. */
export function toRow(record: Partial<ResourceRecord>): Partial<ResourceRow> {
  const json = (value: unknown) =>
    value === undefined ? undefined : JSON.stringify(value);
  // An own property that is undefined clears a nullable column.
  const nullable = <K extends keyof ResourceRecord>(key: K) =>
    key in record ? record[key] ?? null : undefined;
  const row = {
    id: record.id,
    template_id: record.templateId,
    version_id: nullable('versionId'),
    project_id: nullable('projectId'),
    storage_id: nullable('storageId'),
    workspace_id: nullable('workspaceId'),
    name: record.name,
    slug: record.slug,
    description: nullable('description'),
    labels: json(record.labels),
    owner_ref: nullable('ownerRef'),
    abstract: record.abstract,
    state: record.state,
    status: record.status,
    deletion_protection: record.deletionProtection,
    stale_inputs: record.staleInputs,
    drifted: record.drifted,
    own_values: json(record.ownValues),
    sensitive_values:
      'sensitiveValues' in record
        ? json(record.sensitiveValues) ?? null
        : undefined,
    outputs: json(record.outputs),
    sensitive_outputs: nullable('sensitiveOutputs'),
    applied_version_id: nullable('appliedVersionId'),
    applied_inputs: nullable('appliedInputs'),
    lock_file: nullable('lockFile'),
    revision: record.revision,
    created_by: record.createdBy,
    created_at: record.createdAt,
    updated_at: record.updatedAt,
    provisioned_at: nullable('provisionedAt'),
  };
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== undefined),
  ) as Partial<ResourceRow>;
}

/** A resource from its row. */
export function fromRow(row: ResourceRow): ResourceRecord {
  return {
    id: row.id,
    templateId: row.template_id,
    versionId: row.version_id ?? undefined,
    projectId: row.project_id ?? undefined,
    storageId: row.storage_id ?? undefined,
    workspaceId: row.workspace_id ?? undefined,
    name: row.name,
    slug: row.slug,
    description: row.description ?? undefined,
    labels: JSON.parse(row.labels),
    ownerRef: row.owner_ref ?? undefined,
    abstract: Boolean(row.abstract),
    state: row.state,
    status: row.status,
    deletionProtection: Boolean(row.deletion_protection),
    staleInputs: Boolean(row.stale_inputs),
    drifted: Boolean(row.drifted),
    ownValues: JSON.parse(row.own_values),
    sensitiveValues: row.sensitive_values
      ? JSON.parse(row.sensitive_values)
      : undefined,
    outputs: JSON.parse(row.outputs),
    sensitiveOutputs: row.sensitive_outputs ?? undefined,
    appliedVersionId: row.applied_version_id ?? undefined,
    appliedInputs: row.applied_inputs ?? undefined,
    lockFile: row.lock_file ?? undefined,
    revision: row.revision,
    createdBy: row.created_by,
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
    provisionedAt: row.provisioned_at ? Number(row.provisioned_at) : undefined,
  };
}
