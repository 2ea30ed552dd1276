import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { JsonObject } from '@backstage/types';
import {
  canonicalJson,
  type AuditEntry,
  type Revision,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { inTransaction, readPage, type RowPage } from '../database';
import type { Outbox } from '../outbox';
import type { AuditCriteria } from './auditCriteria';
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

const FORWARD_DELAY_MS = 1_000;

const columnOf = {
  entityKind: 'entity_kind',
  entityId: 'entity_id',
  actor: 'actor',
  actorKind: 'actor_kind',
  action: 'action',
  outcome: 'outcome',
};

/** A page of a record's history. */
export interface HistoryPageOptions {
  limit: number;
  cursor?: string;
}

/** Writes and reads the audit trail and the revisions. */
export class HistoryStore {
  readonly #knex: Knex;
  readonly #outbox: Outbox | undefined;

  /** @param outbox - tells the platform's auditor of each line. */
  constructor(knex: Knex, outbox?: Outbox) {
    this.#knex = knex;
    this.#outbox = outbox;
  }

  /** Writes an audit line; part of the transaction it tells of. */
  async audit(tx: Knex, record: AuditRecord): Promise<void> {
    const at = Date.now();
    const row: AuditRow = {
      id: orderedId(at),
      at,
      actor: record.actor.ref,
      actor_kind: record.actor.kind,
      action: record.action,
      outcome: record.outcome,
      entity_kind: record.entity.kind,
      entity_id: record.entity.id,
      entity_name: record.entity.name ?? null,
      detail: record.detail ? JSON.stringify(record.detail) : null,
    };
    await tx('audit').insert({
      ...row,
      before_digest: digest(record.before),
      after_digest: digest(record.after),
    });
    await this.#outbox?.add(tx, {
      topic: 'audit.written',
      key: `audit.written:${row.id}`,
      payload: { entry: { ...toEntry(row) } as JsonObject },
      // Many lines tell of one change, whose own effects come first.
      delayMs: FORWARD_DELAY_MS,
    });
  }

  /** Writes an audit line of its own, for what was refused. */
  async auditRefused(record: Omit<AuditRecord, 'outcome'>): Promise<void> {
    await this.auditAlone({ ...record, outcome: 'refused' });
  }

  /** Writes an audit line about what changes nothing. */
  async auditAlone(record: AuditRecord): Promise<void> {
    await inTransaction(this.#knex, tx => this.audit(tx, record));
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

  async listAudit(
    criteria: AuditCriteria,
    page: HistoryPageOptions,
  ): Promise<{ items: AuditEntry[]; nextCursor?: string }> {
    const { rows, nextCursor } = await this.#readAudit(criteria, page);
    return { items: rows.map(toEntry), nextCursor };
  }

  /** All lines that match, newest first, read as they are taken. */
  async *streamAudit(
    criteria: AuditCriteria,
    batchSize: number,
  ): AsyncGenerator<AuditEntry> {
    let cursor: string | undefined;
    do {
      const page: RowPage<AuditRow> = await this.#readAudit(criteria, {
        limit: batchSize,
        cursor,
      });
      for (const row of page.rows) {
        yield toEntry(row);
      }
      cursor = page.nextCursor;
    } while (cursor);
  }

  /** One snapshot with its author; undefined where there is none. */
  async revision(
    options: { kind: EntityKind; id: string; revision: number },
    db: Knex = this.#knex,
  ): Promise<{ snapshot: JsonObject; createdBy: string } | undefined> {
    const row = await db<
      RevisionRow & { entity_kind: string; entity_id: string }
    >('revisions')
      .where({
        entity_kind: options.kind,
        entity_id: options.id,
        revision: options.revision,
      })
      .first('snapshot', 'created_by');
    return (
      row && { snapshot: JSON.parse(row.snapshot), createdBy: row.created_by }
    );
  }

  async listRevisions(
    kind: EntityKind,
    id: string,
    page: HistoryPageOptions,
  ): Promise<{ items: Revision[]; nextCursor?: string }> {
    const { rows, nextCursor } = await readPage<RevisionRow>(
      this.#knex('revisions').where({ entity_kind: kind, entity_id: id }),
      {
        table: 'revisions',
        order: { column: 'revision', direction: 'desc' },
        ...page,
      },
    );
    return { items: rows.map(toRevision), nextCursor };
  }

  async getRevision(
    kind: EntityKind,
    id: string,
    revision: number,
  ): Promise<Revision | undefined> {
    const row = await this.#knex('revisions')
      .where({ entity_kind: kind, entity_id: id, revision })
      .first();
    return row && toRevision(row);
  }

  async #readAudit(
    { from, to, fields, withoutActions = [] }: AuditCriteria,
    page: HistoryPageOptions,
  ): Promise<RowPage<AuditRow>> {
    const query = this.#knex('audit');
    for (const [field, values] of Object.entries(fields)) {
      query.whereIn(columnOf[field as keyof typeof columnOf], values);
    }
    if (withoutActions.length > 0) {
      query.whereNotIn('action', withoutActions);
    }
    if (from !== undefined) {
      query.where('at', '>=', from);
    }
    if (to !== undefined) {
      query.where('at', '<', to);
    }
    return readPage<AuditRow>(query, {
      table: 'audit',
      order: { column: 'at', direction: 'desc' },
      ...page,
    });
  }
}

function toEntry(row: AuditRow): AuditEntry {
  return {
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
  };
}

function toRevision(row: RevisionRow): Revision {
  return {
    revision: row.revision,
    createdAt: new Date(Number(row.created_at)).toISOString(),
    createdBy: row.created_by,
    snapshot: JSON.parse(row.snapshot),
  };
}

function digest(value: JsonObject | undefined): string | null {
  return value
    ? createHash('sha256').update(canonicalJson(value)).digest('hex')
    : null;
}
