import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { JsonObject } from '@backstage/types';
import {
  canonicalJson,
  type AuditEntry,
  type Revision,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { readPage } from '../database';
import { orderedId } from './orderedId';
import type { AuditRecord, EntityKind } from './types';

interface AuditRow {
  id: string;
  at: string | number;
  actor: string;
  actor_kind: string;
  action: string;
  outcome: AuditEntry['outcome'];
  entity_kind: string;
  entity_id: string;
  entity_name: string | null;
  detail: string | null;
}

interface RevisionRow {
  id: string;
  revision: number;
  snapshot: string;
  created_by: string;
  created_at: string | number;
}

/** Writes and reads the audit trail and the revisions. */
export class HistoryStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Writes an audit line; part of the transaction it tells of. */
  async audit(tx: Knex, record: AuditRecord): Promise<void> {
    const at = Date.now();
    await tx('audit').insert({
      id: orderedId(at),
      at,
      actor: record.actor.ref,
      actor_kind: record.actor.kind,
      action: record.action,
      outcome: record.outcome,
      entity_kind: record.entity.kind,
      entity_id: record.entity.id,
      entity_name: record.entity.name ?? null,
      before_digest: digest(record.before),
      after_digest: digest(record.after),
      detail: record.detail ? JSON.stringify(record.detail) : null,
    });
  }

  /** Writes an audit line of its own, for what was refused. */
  async auditRefused(record: Omit<AuditRecord, 'outcome'>): Promise<void> {
    await this.audit(this.#knex, { ...record, outcome: 'refused' });
  }

  /** Writes the snapshot of a record after a change. Never put secrets in. */
  async addRevision(
    tx: Knex,
    options: {
      kind: EntityKind;
      id: string;
      revision: number;
      snapshot: JsonObject;
      actor: string;
    },
  ): Promise<void> {
    await tx('revisions').insert({
      entity_kind: options.kind,
      entity_id: options.id,
      revision: options.revision,
      snapshot: JSON.stringify(options.snapshot),
      created_by: options.actor,
      created_at: Date.now(),
    });
  }

  async listAudit(options: {
    kind: EntityKind;
    id: string;
    limit: number;
    cursor?: string;
  }): Promise<{ items: AuditEntry[]; nextCursor?: string }> {
    const page = await readPage<AuditRow>(
      this.#knex('audit').where({
        entity_kind: options.kind,
        entity_id: options.id,
      }),
      {
        table: 'audit',
        order: { column: 'at', direction: 'desc' },
        limit: options.limit,
        cursor: options.cursor,
      },
    );
    return {
      items: page.rows.map(row => ({
        id: row.id,
        at: new Date(Number(row.at)).toISOString(),
        actor: row.actor,
        actorKind: row.actor_kind,
        action: row.action,
        outcome: row.outcome,
        entityKind: row.entity_kind,
        entityId: row.entity_id,
        entityName: row.entity_name ?? undefined,
        detail: row.detail ? JSON.parse(row.detail) : undefined,
      })),
      nextCursor: page.nextCursor,
    };
  }

  async listRevisions(options: {
    kind: EntityKind;
    id: string;
    limit: number;
    cursor?: string;
  }): Promise<{ items: Revision[]; nextCursor?: string }> {
    const page = await readPage<RevisionRow>(
      this.#knex('revisions').where({
        entity_kind: options.kind,
        entity_id: options.id,
      }),
      {
        table: 'revisions',
        order: { column: 'revision', direction: 'desc' },
        limit: options.limit,
        cursor: options.cursor,
      },
    );
    return {
      items: page.rows.map(row => ({
        revision: row.revision,
        createdAt: new Date(Number(row.created_at)).toISOString(),
        createdBy: row.created_by,
        snapshot: JSON.parse(row.snapshot),
      })),
      nextCursor: page.nextCursor,
    };
  }
}

function digest(value: JsonObject | undefined): string | null {
  return value
    ? createHash('sha256').update(canonicalJson(value)).digest('hex')
    : null;
}
