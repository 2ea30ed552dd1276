import type { Knex } from 'knex';
import {
  canCascadeGo,
  InfrakitchenError,
  isCascadeActive,
  isCascadeOver,
  type CascadeState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessScope } from '../access';
import { readPage, type RowPage } from '../database';
import type { Actor, HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import { fromRow, toRow, type CascadeRow } from './cascadeRows';
import type { CascadeRecord, SetApprovalRecord } from './types';

/** Filters of the list of cascades. */
export const cascadeFilterFields = [
  'state',
  'kind',
  'rootId',
  'requestedBy',
] as const;

/** What goes with a step of a cascade. */
export interface CascadeStepOptions {
  to: CascadeState;
  actor: Actor;
  patch?: Partial<CascadeRecord>;
  /** What the audit line says besides. */
  detail?: Record<string, string | number>;
}

/** Rows of cascades. Every change of state goes through {@link CascadeStore.move}. */
export class CascadeStore {
  readonly #knex: Knex;
  readonly #history: HistoryStore;
  readonly #outbox: Outbox;

  constructor(options: { knex: Knex; history: HistoryStore; outbox: Outbox }) {
    this.#knex = options.knex;
    this.#history = options.history;
    this.#outbox = options.outbox;
  }

  async insert(tx: Knex, cascade: CascadeRecord, actor: Actor): Promise<void> {
    await tx('cascades').insert(toRow(cascade));
    await this.#history.audit(tx, {
      actor,
      action: 'cascade.requested',
      outcome: 'succeeded',
      entity: { kind: 'cascade', id: cascade.id, name: cascade.name },
      detail: {
        kind: cascade.kind,
        ...(cascade.rootId && { rootId: cascade.rootId }),
      },
    });
    await this.#tell(tx, cascade, actor);
  }

  async get(
    id: string,
    db: Knex = this.#knex,
  ): Promise<CascadeRecord | undefined> {
    const row = await db('cascades').where({ id }).first();
    return row && fromRow<CascadeRecord>(row);
  }

  /** @throws `cascade_not_found` */
  async require(id: string): Promise<CascadeRecord> {
    const cascade = await this.get(id);
    if (!cascade) {
      throw cascadeNotFound(id);
    }
    return cascade;
  }

  /** A cascade, locked until the end of the transaction. */
  async lock(
    tx: Knex.Transaction,
    id: string,
  ): Promise<CascadeRecord | undefined> {
    const row = await tx('cascades').where({ id }).forUpdate().first();
    return row && fromRow<CascadeRecord>(row);
  }

  async list(options: {
    filters: Partial<Record<(typeof cascadeFilterFields)[number], string[]>>;
    limit: number;
    cursor?: string;
    scope?: AccessScope;
  }): Promise<RowPage<CascadeRecord>> {
    const query = this.#knex('cascades').select('cascades.*');
    options.scope?.restrict('cascade', query);
    const columns = {
      state: 'state',
      kind: 'kind',
      rootId: 'root_id',
      requestedBy: 'requested_by',
    } as const;
    for (const [field, values] of Object.entries(options.filters)) {
      query.whereIn(
        `cascades.${columns[field as keyof typeof columns]}`,
        values,
      );
    }
    const page = await readPage<CascadeRow>(query, {
      table: 'cascades',
      order: { column: 'created_at', direction: 'desc' },
      limit: options.limit,
      cursor: options.cursor,
    });
    return {
      rows: page.rows.map(row => fromRow<CascadeRecord>(row)),
      nextCursor: page.nextCursor,
    };
  }

  /** Cascades that wait for approval, longest first. */
  async waiting(limit: number, scope?: AccessScope): Promise<CascadeRecord[]> {
    const query = this.#knex('cascades')
      .where('cascades.state', 'awaiting_approval')
      .orderBy(['cascades.updated_at', 'cascades.id'])
      .limit(limit)
      .select('cascades.*');
    scope?.restrict('cascade', query);
    const rows: CascadeRow[] = await query;
    return rows.map(row => fromRow<CascadeRecord>(row));
  }

  /** Cascades that failed and that no later one of the same root made good, newest first. */
  async leftFailed(
    limit: number,
    scope?: AccessScope,
  ): Promise<CascadeRecord[]> {
    const query = this.#knex('cascades')
      .where('cascades.state', 'failed')
      .whereNotExists(
        this.#knex('cascades as later')
          .whereRaw('later.root_id = cascades.root_id')
          .whereRaw('later.created_at > cascades.created_at')
          .whereNotIn('later.state', ['rejected', 'cancelled'])
          .select(this.#knex.raw('1')),
      )
      .orderBy([
        { column: 'cascades.updated_at', order: 'desc' },
        { column: 'cascades.id', order: 'desc' },
      ])
      .limit(limit)
      .select('cascades.*');
    scope?.restrict('cascade', query);
    const rows: CascadeRow[] = await query;
    return rows.map(row => fromRow<CascadeRecord>(row));
  }

  /** Cascades that should move on and did not for a while, longest first. */
  async idle(options: { before: number; limit: number }): Promise<string[]> {
    return this.#knex('cascades')
      .whereIn('state', ['previewing', 'running'])
      .where('updated_at', '<', options.before)
      .orderBy(['updated_at', 'id'])
      .limit(options.limit)
      .pluck('id');
  }

  /** Cascades in a state, oldest first. */
  async inState(state: CascadeState, limit: number): Promise<string[]> {
    return this.#knex('cascades')
      .where({ state })
      .orderBy(['updated_at', 'id'])
      .limit(limit)
      .pluck('id');
  }

  /** Cascades that nobody decided about in time. */
  async expired(now: number, limit: number): Promise<string[]> {
    return this.#knex('cascades')
      .whereIn('state', ['previewed', 'awaiting_approval'])
      .where('expires_at', '<=', now)
      .orderBy(['expires_at', 'id'])
      .limit(limit)
      .pluck('id');
  }

  /** Moves a locked cascade on, with its audit line and its message. */
  async move(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    step: CascadeStepOptions,
  ): Promise<CascadeRecord> {
    if (!canCascadeGo(cascade.state, step.to)) {
      throw new Error(
        `A cascade cannot go from ${cascade.state} to ${step.to}`,
      );
    }
    const ends = !isCascadeActive(step.to);
    const next = await this.patch(
      tx,
      cascade,
      {
        ...step.patch,
        state: step.to,
        finishedAt: ends ? Date.now() : undefined,
        ...(isCascadeOver(step.to) && { expiresAt: undefined }),
      },
      step.actor,
    );
    await this.#history.audit(tx, {
      actor: step.actor,
      action: `cascade.${step.to}`,
      outcome: step.to === 'failed' ? 'failed' : 'succeeded',
      entity: { kind: 'cascade', id: cascade.id, name: cascade.name },
      detail: { from: cascade.state, ...step.detail },
    });
    return next;
  }

  /** Changes a locked cascade that stays where it is, and tells of it. */
  async patch(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    patch: Partial<CascadeRecord>,
    actor: Actor,
  ): Promise<CascadeRecord> {
    const next: CascadeRecord = {
      ...cascade,
      ...patch,
      revision: cascade.revision + 1,
      updatedAt: Date.now(),
    };
    const { revision, updatedAt } = next;
    await tx('cascades')
      .where({ id: cascade.id })
      .update(toRow({ ...patch, revision, updatedAt }));
    await this.#tell(tx, next, actor);
    return next;
  }

  /** Who decided what about the plans of a cascade, oldest first. */
  async approvals(
    cascadeId: string,
    db: Knex = this.#knex,
  ): Promise<SetApprovalRecord[]> {
    const rows: CascadeRow[] = await db('cascade_approvals')
      .where({ cascade_id: cascadeId })
      .orderBy(['at', 'id']);
    return rows.map(row => fromRow<SetApprovalRecord>(row));
  }

  async addApprovals(tx: Knex, approvals: SetApprovalRecord[]): Promise<void> {
    await tx('cascade_approvals').insert(approvals.map(toRow));
  }

  /** Takes approvals out of the count; they stay as a record. */
  async voidApprovals(tx: Knex, ids: string[], why: string): Promise<void> {
    await tx('cascade_approvals')
      .whereIn('id', ids)
      .whereNull('void')
      .update({ void: why.slice(0, 100) });
  }

  async #tell(tx: Knex, cascade: CascadeRecord, actor: Actor): Promise<void> {
    await this.#outbox.add(tx, {
      topic: 'cascade.changed',
      key: `cascade.changed:${cascade.id}:${cascade.revision}`,
      payload: {
        cascadeId: cascade.id,
        state: cascade.state,
        revision: cascade.revision,
        actor: actor.ref,
      },
    });
  }
}

/** The error for an unknown cascade, and for one that the caller may not see. */
export function cascadeNotFound(id: string): InfrakitchenError {
  return new InfrakitchenError('NotFoundError', {
    code: 'cascade_not_found',
    message: `There is no cascade with the id '${id}'`,
    culprits: [{ kind: 'cascade', id }],
  });
}
