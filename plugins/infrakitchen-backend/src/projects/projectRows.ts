import type { Entry } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ProjectRecord } from './types';

/** A row of `projects`. */
export interface ProjectRow {
  id: string;
  key: string;
  name: string;
  description: string | null;
  enabled: boolean | number;
  labels: string;
  fields: string;
  metadata_free: boolean | number;
  workspace_id: string | null;
  workspace_required: boolean | number;
  revision: number;
  created_by: string;
  created_at: string | number;
  updated_at: string | number;
}

/** A row of `project_entries`. */
export interface ProjectEntryRow {
  project_id: string;
  kind: 'tag' | 'config';
  name: string;
  value: string;
  inherited_by_children: boolean | number;
}

/** What has rows of its own. */
export type ProjectParts = Pick<ProjectRecord, 'owners' | 'tags' | 'configs'>;

/** The record of a row. */
export function toRecord(row: ProjectRow, parts: ProjectParts): ProjectRecord {
  return {
    id: row.id,
    key: row.key,
    name: row.name,
    description: row.description ?? undefined,
    enabled: Boolean(row.enabled),
    labels: JSON.parse(row.labels),
    fields: JSON.parse(row.fields),
    metadataFree: Boolean(row.metadata_free),
    workspaceId: row.workspace_id ?? undefined,
    workspaceRequired: Boolean(row.workspace_required),
    ...parts,
    revision: row.revision,
    createdBy: row.created_by,
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
  };
}

/** The row of a record, without its owners and entries. */
export function toRow(record: ProjectRecord): ProjectRow {
  return {
    id: record.id,
    key: record.key,
    name: record.name,
    description: record.description ?? null,
    enabled: record.enabled,
    labels: JSON.stringify(record.labels),
    fields: JSON.stringify(record.fields),
    metadata_free: record.metadataFree,
    workspace_id: record.workspaceId ?? null,
    workspace_required: record.workspaceRequired,
    revision: record.revision,
    created_by: record.createdBy,
    created_at: record.createdAt,
    updated_at: record.updatedAt,
  };
}

export function toEntry(row: ProjectEntryRow): Entry {
  return {
    name: row.name,
    value: row.value,
    inheritedByChildren: Boolean(row.inherited_by_children),
  };
}

export function toEntryRows(
  projectId: string,
  kind: ProjectEntryRow['kind'],
  entries: Entry[],
): ProjectEntryRow[] {
  return entries.map(entry => ({
    project_id: projectId,
    kind,
    name: entry.name,
    value: entry.value,
    inherited_by_children: entry.inheritedByChildren ?? true,
  }));
}
