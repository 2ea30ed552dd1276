import type { JsonObject } from '@backstage/types';
import {
  KEPT_SECRET,
  type Culprit,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessScope, ConnectionKind } from '../access';

/** An integration, secret or storage as it is stored. */
export interface ConnectionRecord {
  id: string;
  kind: ConnectionKind;
  /** Key of the provider; never changes. */
  provider: string;
  name: string;
  description?: string;
  labels: string[];
  enabled: boolean;
  /** With each secret that is set shown as {@link KEPT_SECRET}. */
  config: JsonObject;
  /** The secrets, encrypted. */
  sealed?: string;
  /** The integration whose rights a secret or storage is reached with. */
  integrationId?: string;
  /** Grows with every change of the configuration. */
  version: number;
  rotatedAt: number;
  lastUsedAt?: number;
  reminderDays?: number;
  remindAt?: number;
  /** When its credentials end, as far as the other side has told. */
  expiresAt?: number;
  revision: number;
  createdBy: string;
  createdAt: number;
  updatedAt: number;
}

/** Conditions of a list; several values of one field mean or. */
export interface ConnectionCriteria {
  provider?: string[];
  enabled?: boolean[];
  label?: string[];
  name?: string[];
  /** Text that the name contains. */
  q?: string;
  /** Whether only what the caller may use is wanted. */
  usable?: boolean;
  /** What that is. */
  usableBy?: AccessScope;
}

/** A connection as a revision keeps it: of its secrets, which are set. */
export function snapshotOf(record: ConnectionRecord): JsonObject {
  const { name, provider, description, labels, enabled, config } = record;
  const { integrationId, version, reminderDays, rotatedAt } = record;
  return JSON.parse(
    JSON.stringify({
      ...{ name, provider, description, labels, enabled, config },
      ...{ integrationId, version, reminderDays },
      rotatedAt: new Date(rotatedAt).toISOString(),
    }),
  );
}

/** A connection as the object of an error. */
export function connectionCulprit(
  record: Pick<ConnectionRecord, 'kind' | 'id' | 'name'>,
): Culprit {
  return { kind: record.kind, id: record.id, name: record.name };
}

/** Whether a configuration has secrets at all. */
export function holdsSecrets(config: JsonObject): boolean {
  return JSON.stringify(config).includes(JSON.stringify(KEPT_SECRET));
}
