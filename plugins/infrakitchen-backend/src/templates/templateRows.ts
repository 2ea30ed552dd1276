import type { TemplateRecord } from './types';

/** A row of `templates`. */
export interface TemplateRow {
  id: string;
  key: string;
  name: string;
  description: string | null;
  documentation: string | null;
  abstract: boolean | number;
  enabled: boolean | number;
  labels: string;
  metadata_free: boolean | number;
  publish_to_catalog: boolean | number;
  publish_self_service: boolean | number;
  conventions: string;
  revision: number;
  created_by: string;
  created_at: string | number;
  updated_at: string | number;
}

/** The record of a row; parents are rows of their own. */
export function toRecord(
  row: TemplateRow,
  parentIds: string[],
): TemplateRecord {
  return {
    id: row.id,
    key: row.key,
    name: row.name,
    description: row.description ?? undefined,
    documentation: row.documentation ?? undefined,
    abstract: Boolean(row.abstract),
    enabled: Boolean(row.enabled),
    labels: JSON.parse(row.labels),
    metadataFree: Boolean(row.metadata_free),
    publishToCatalog: Boolean(row.publish_to_catalog),
    publishSelfService: Boolean(row.publish_self_service),
    conventions: JSON.parse(row.conventions),
    parentIds,
    revision: row.revision,
    createdBy: row.created_by,
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
  };
}

/** The row of a record, without its parents. */
export function toRow(record: TemplateRecord): TemplateRow {
  return {
    id: record.id,
    key: record.key,
    name: record.name,
    description: record.description ?? null,
    documentation: record.documentation ?? null,
    abstract: record.abstract,
    enabled: record.enabled,
    labels: JSON.stringify(record.labels),
    metadata_free: record.metadataFree,
    publish_to_catalog: record.publishToCatalog,
    publish_self_service: record.publishSelfService,
    conventions: JSON.stringify(record.conventions),
    revision: record.revision,
    created_by: record.createdBy,
    created_at: record.createdAt,
    updated_at: record.updatedAt,
  };
}
