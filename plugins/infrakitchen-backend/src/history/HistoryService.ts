import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@backstage/types';
import {
  InfrakitchenError,
  type AuditEntry,
  type Page,
  type RestoreResult,
  type Revision,
  type RevisionComparison,
  type RevisionKind,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  actorOf,
  audited,
  type CallOptions,
  type WriteCallOptions,
} from '../access';
import { parseAuditQuery, type AuditQuery } from './auditCriteria';
import type { AuditFormat } from './auditFormats';
import type { HistoryPageOptions, HistoryStore } from './HistoryStore';
import type { Restorer } from './Restorer';
import type { RevisionReader } from './RevisionReader';

const EXPORT_BATCH = 1_000;

/** The audit trail of everything, and the revisions of every record. */
export interface HistoryService {
  listAudit(
    query: AuditQuery & HistoryPageOptions,
    options: CallOptions,
  ): Promise<Page<AuditEntry>>;
  /** All lines that a list would page through, read as they are taken. */
  exportAudit(
    query: AuditQuery & { format: AuditFormat },
    options: CallOptions,
  ): Promise<AsyncIterable<AuditEntry>>;
  listRevisions(
    kind: RevisionKind,
    id: string,
    page: HistoryPageOptions,
    options: CallOptions,
  ): Promise<Page<Revision>>;
  compareRevisions(
    kind: RevisionKind,
    id: string,
    numbers: { from: number; to: number },
    options: CallOptions,
  ): Promise<RevisionComparison>;
  /** Makes what a revision says the newest state, as an edit under all rules. */
  restore(
    kind: RevisionKind,
    id: string,
    revision: number,
    options: WriteCallOptions,
  ): Promise<RestoreResult>;
}

/** {@link HistoryService} over the database. */
export class DefaultHistoryService implements HistoryService {
  readonly #history: HistoryStore;
  readonly #revisions: RevisionReader;
  readonly #restorers: Partial<Record<RevisionKind, Restorer>>;

  constructor(options: {
    history: HistoryStore;
    revisions: RevisionReader;
    restorers: Partial<Record<RevisionKind, Restorer<any>>>;
  }) {
    this.#history = options.history;
    this.#revisions = options.revisions;
    this.#restorers = options.restorers;
  }

  async listAudit({
    limit,
    cursor,
    ...query
  }: AuditQuery & HistoryPageOptions): Promise<Page<AuditEntry>> {
    return this.#history.listAudit(parseAuditQuery(query), { limit, cursor });
  }

  async exportAudit(
    query: AuditQuery & { format: AuditFormat },
    { credentials }: CallOptions,
  ): Promise<AsyncIterable<AuditEntry>> {
    const attempt = {
      actor: actorOf(credentials),
      action: 'audit.exported',
      entity: { kind: 'audit' as const, id: randomUUID() },
    };
    return audited(this.#history, attempt, async () => {
      const criteria = parseAuditQuery(query);
      const { format, filter = [], from = null, to = null } = query;
      await this.#history.auditAlone({
        ...attempt,
        outcome: 'succeeded',
        detail: { format, filter, from, to },
      });
      return this.#history.streamAudit(criteria, EXPORT_BATCH);
    });
  }

  async listRevisions(
    kind: RevisionKind,
    id: string,
    page: HistoryPageOptions,
  ): Promise<Page<Revision>> {
    // An id that never was anything is refused as one that is nothing now.
    await this.#revisions.newest(kind, id);
    return this.#revisions.list(kind, id, page);
  }

  async compareRevisions(
    kind: RevisionKind,
    id: string,
    numbers: { from: number; to: number },
  ): Promise<RevisionComparison> {
    return this.#revisions.compare(kind, id, numbers);
  }

  async restore(
    kind: RevisionKind,
    id: string,
    revision: number,
    options: WriteCallOptions,
  ): Promise<RestoreResult> {
    const actor = actorOf(options.credentials);
    const attempt = {
      actor,
      action: 'revision.restored',
      entity: { kind, id },
      detail: { revision },
    };
    return audited(this.#history, attempt, async () => {
      const restorer = this.#restorers[kind];
      if (!restorer) {
        throw new InfrakitchenError('InputError', {
          code: 'restore_unsupported',
          message: `Revisions of a ${kind} cannot be restored`,
          culprits: [{ kind, id }],
        });
      }
      const wanted = await this.#revisions.require(kind, id, revision);
      const current = await this.#revisions.newest(kind, id);
      if (options.revision && options.revision !== current.revision) {
        throw new InfrakitchenError('ConflictError', {
          code: 'stale_revision',
          message: `The ${kind} has revision ${current.revision} by now, not ${options.revision}; look at it, then restore`,
          culprits: [{ kind, id }],
        });
      }
      const { patch, fields, skipped } = restorer.plan({
        current: current.snapshot as JsonObject,
        wanted: wanted.snapshot as JsonObject,
        hidden: await this.#revisions.hiddenOf(kind, id, [current, wanted]),
      });
      const result =
        fields.length === 0
          ? current
          : await restorer.apply(id, patch, {
              credentials: options.credentials,
              // What somebody edits meanwhile must not get lost.
              revision: options.revision ?? current.revision,
            });
      await this.#history.auditAlone({
        ...attempt,
        outcome: 'succeeded',
        detail: { revision, fields, skipped },
      });
      return { revision: result.revision, fields, skipped };
    });
  }
}
