import type { Workspace } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { WorkspaceRecord } from './types';

/** A row of `workspaces`. */
export interface WorkspaceRow {
  id: string;
  provider: string;
  integration_id: string | null;
  host: string;
  repository_id: string;
  name: string;
  url: string;
  web_url: string | null;
  default_branch: string | null;
  description: string | null;
  labels: string;
  status: 'ok' | 'error';
  problem: string | null;
  synced_at: string | number | null;
  revision: number;
  created_by: string;
  created_at: string | number;
  updated_at: string | number;
}

/** The row of a record, without the host that identifies it. */
export function toRow(record: WorkspaceRecord): Omit<WorkspaceRow, 'host'> {
  return {
    id: record.id,
    provider: record.provider,
    integration_id: record.integrationId ?? null,
    repository_id: record.repositoryId,
    name: record.name,
    url: record.url,
    web_url: record.webUrl ?? null,
    default_branch: record.defaultBranch ?? null,
    description: record.description ?? null,
    labels: JSON.stringify(record.labels),
    status: record.status,
    problem: record.problem ?? null,
    synced_at: record.syncedAt ?? null,
    revision: record.revision,
    created_by: record.createdBy,
    created_at: record.createdAt,
    updated_at: record.updatedAt,
  };
}

/** The record of a row. */
export function fromRow(row: WorkspaceRow): WorkspaceRecord {
  return {
    id: row.id,
    provider: row.provider,
    integrationId: row.integration_id ?? undefined,
    repositoryId: row.repository_id,
    name: row.name,
    url: row.url,
    webUrl: row.web_url ?? undefined,
    defaultBranch: row.default_branch ?? undefined,
    description: row.description ?? undefined,
    labels: JSON.parse(row.labels),
    status: row.status,
    problem: row.problem ?? undefined,
    syncedAt: row.synced_at === null ? undefined : Number(row.synced_at),
    revision: row.revision,
    createdBy: row.created_by,
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
  };
}

/** A workspace as the API shows it. */
export function toWorkspace(
  record: WorkspaceRecord,
  more: Pick<
    Workspace,
    'integration' | 'role' | 'folderCount' | 'openPullRequestCount'
  >,
): Workspace {
  const iso = (time: number) => new Date(time).toISOString();
  const { integrationId, syncedAt, ...shown } = record;
  return {
    ...shown,
    ...more,
    syncedAt: syncedAt === undefined ? undefined : iso(syncedAt),
    createdAt: iso(record.createdAt),
    updatedAt: iso(record.updatedAt),
  };
}

/** Host and port of a repository, which tell equal ids of two hosts apart. */
export function hostOf(url: string): string {
  if (url.startsWith('/')) {
    return '';
  }
  return url.includes('://')
    ? new URL(url).host
    : url.slice(url.indexOf('@') + 1, url.indexOf(':'));
}
