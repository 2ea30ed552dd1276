import type { Connection } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ConnectionKind } from '../access';
import type { ConnectionRecord } from './types';

/** A row of `integrations`, `secrets` or `storages`. */
export interface ConnectionRow {
  id: string;
  provider: string;
  name: string;
  description: string | null;
  labels: string;
  enabled: boolean | number;
  config: string;
  sealed: string | null;
  integration_id?: string | null;
  version: number;
  rotated_at: string | number;
  last_used_at: string | number | null;
  reminder_days: number | null;
  remind_at: string | number | null;
  /** Of integrations alone. */
  expires_at?: string | number | null;
  revision: number;
  created_by: string;
  created_at: string | number;
  updated_at: string | number;
}

export function toRow(record: ConnectionRecord): ConnectionRow {
  return {
    id: record.id,
    provider: record.provider,
    name: record.name,
    description: record.description ?? null,
    labels: JSON.stringify(record.labels),
    enabled: record.enabled,
    config: JSON.stringify(record.config),
    sealed: record.sealed ?? null,
    ...(record.kind !== 'integration' && {
      integration_id: record.integrationId ?? null,
    }),
    version: record.version,
    rotated_at: record.rotatedAt,
    last_used_at: record.lastUsedAt ?? null,
    reminder_days: record.reminderDays ?? null,
    remind_at: record.remindAt ?? null,
    revision: record.revision,
    created_by: record.createdBy,
    created_at: record.createdAt,
    updated_at: record.updatedAt,
  };
}

export function fromRow(
  kind: ConnectionKind,
  row: ConnectionRow,
): ConnectionRecord {
  const time = (value: string | number | null) =>
    value === null ? undefined : Number(value);
  return {
    id: row.id,
    kind,
    provider: row.provider,
    name: row.name,
    description: row.description ?? undefined,
    labels: JSON.parse(row.labels),
    enabled: Boolean(row.enabled),
    config: JSON.parse(row.config),
    sealed: row.sealed ?? undefined,
    integrationId: row.integration_id ?? undefined,
    version: row.version,
    rotatedAt: Number(row.rotated_at),
    lastUsedAt: time(row.last_used_at),
    reminderDays: row.reminder_days ?? undefined,
    remindAt: time(row.remind_at),
    expiresAt: time(row.expires_at ?? null),
    revision: row.revision,
    createdBy: row.created_by,
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
  };
}

/** A connection as the API shows it. */
export function toConnection(
  record: ConnectionRecord,
  more: Pick<Connection, 'integration' | 'role'>,
): Connection {
  const iso = (time: number) => new Date(time).toISOString();
  const { id, kind, provider, name, description, labels, enabled } = record;
  const { config, version, reminderDays, revision, createdBy } = record;
  return {
    ...{ id, kind, provider, name, description, labels, enabled, config },
    ...{ version, reminderDays, revision, createdBy },
    ...more,
    rotatedAt: iso(record.rotatedAt),
    lastUsedAt: record.lastUsedAt ? iso(record.lastUsedAt) : undefined,
    expiresAt: record.expiresAt ? iso(record.expiresAt) : undefined,
    createdAt: iso(record.createdAt),
    updatedAt: iso(record.updatedAt),
  };
}
