import type { JsonObject } from '@backstage/types';

/** Who does something, as recorded in audit, revisions and transitions. */
export interface Actor {
  kind: 'user' | 'service' | 'schedule' | 'webhook' | 'sweeper' | 'worker';
  /** Entity ref of a user, subject of a service, or name of the part. */
  ref: string;
}

/** Kinds of records with history. */
export type EntityKind =
  | 'template'
  | 'version'
  | 'resource'
  | 'run'
  | 'project'
  /** A module that was looked at before it is anybody's version. */
  | 'module'
  | 'grant'
  | 'approval_rule'
  | 'cascade'
  | 'integration'
  | 'secret'
  | 'storage'
  | 'workspace'
  /** One that is not there: of others the resource is told. */
  | 'pull_request'
  | 'encryption'
  /** The trail itself. */
  | 'audit';

/** One line of the audit trail, before it has an id and a time. */
export interface AuditRecord {
  actor: Actor;
  action: string;
  outcome: 'succeeded' | 'refused' | 'failed';
  entity: { kind: EntityKind; id: string; name?: string };
  /** Record before and after; only their digests are kept. */
  before?: JsonObject;
  after?: JsonObject;
  /** Never a secret. */
  detail?: JsonObject;
}
