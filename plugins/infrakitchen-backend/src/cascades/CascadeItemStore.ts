import type { Knex } from 'knex';
import type {
  CascadeItemState,
  RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { readPage, type RowPage } from '../database';
import { fromRow, toRow, type CascadeRow } from './cascadeRows';
import type { CascadeItemRecord } from './types';

/** Rows that one insert carries, so that its values fit into a statement. */
const INSERT_BATCH = 500;

/** A resource of a cascade, with the run that it has in hand. */
export interface ItemWithRun extends CascadeItemRecord {
  runState?: RunState;
  /** Digest of the plan of its run, where that has one. */
  runDigest?: string;
}

/** What a run has come to, for the item that it belongs to. */
export interface ItemRun {
  id: string;
  state: RunState;
  planDigest?: string;
  error?: string;
  cancelRequested: boolean;
  /** Why somebody rejected it, in the words of the run. */
  note?: string;
  /** The one that was closed with it. */
  pullRequest?: { id: string; number?: string };
}

/** How many resources of a level are in a state. */
export interface LevelCount {
  level: number;
  state: CascadeItemState;
  count: number;
}

/** Rows of the resources of cascades. */
export class CascadeItemStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async insert(tx: Knex, items: CascadeItemRecord[]): Promise<void> {
    await tx.batchInsert('cascade_items', items.map(toRow), INSERT_BATCH);
  }

  async list(options: {
    cascadeId: string;
    states?: string[];
    limit: number;
    cursor?: string;
  }): Promise<RowPage<ItemWithRun>> {
    const query = this.#withRuns().where(
      'cascade_items.cascade_id',
      options.cascadeId,
    );
    if (options.states) {
      query.whereIn('cascade_items.state', options.states);
    }
    const page = await readPage<CascadeRow>(query, {
      table: 'cascade_items',
      order: { column: 'level', direction: 'asc' },
      limit: options.limit,
      cursor: options.cursor,
    });
    return {
      rows: page.rows.map(row => fromRow(row) as ItemWithRun),
      nextCursor: page.nextCursor,
    };
  }

  /** All of a cascade, whose number is bounded, in the order of their levels. */
  async all(
    cascadeId: string,
    db: Knex = this.#knex,
  ): Promise<CascadeItemRecord[]> {
    const rows: CascadeRow[] = await db('cascade_items')
      .where({ cascade_id: cascadeId })
      .orderBy(['level', 'resource_name', 'id']);
    return rows.map(row => fromRow<CascadeItemRecord>(row));
  }

  /** Which of them lie above which others. */
  async edges(
    cascadeId: string,
  ): Promise<{ parentId: string; childId: string }[]> {
    return this.#knex('cascade_items as child')
      .join('resource_parents as rp', 'rp.resource_id', 'child.resource_id')
      .join('cascade_items as parent', on =>
        on
          .on('parent.resource_id', 'rp.parent_id')
          .andOn('parent.cascade_id', 'child.cascade_id'),
      )
      .where('child.cascade_id', cascadeId)
      .select('rp.parent_id as parentId', 'rp.resource_id as childId');
  }

  async counts(
    cascadeId: string,
    db: Knex = this.#knex,
  ): Promise<LevelCount[]> {
    const rows: (Omit<LevelCount, 'count'> & { count: string | number })[] =
      await db('cascade_items')
        .where({ cascade_id: cascadeId })
        .groupBy('level', 'state')
        .orderBy(['level', 'state'])
        .select('level', 'state', db.raw('count(*) as count'));
    return rows.map(row => ({ ...row, count: Number(row.count) }));
  }

  /** Items in some states, in the order in which they are reached. */
  async inStates(
    tx: Knex,
    cascadeId: string,
    states: CascadeItemState[],
    limit?: number,
  ): Promise<CascadeItemRecord[]> {
    const query = tx('cascade_items')
      .where({ cascade_id: cascadeId })
      .whereIn('state', states)
      .orderBy(['level', 'id']);
    const rows: CascadeRow[] = await (limit ? query.limit(limit) : query);
    return rows.map(row => fromRow<CascadeItemRecord>(row));
  }

  async byIds(tx: Knex, ids: string[]): Promise<CascadeItemRecord[]> {
    const rows: CascadeRow[] = await tx('cascade_items').whereIn('id', ids);
    return rows.map(row => fromRow<CascadeItemRecord>(row));
  }

  /** How many of some resources a cascade is about. */
  async count(
    tx: Knex,
    cascadeId: string,
    resourceIds: string[],
  ): Promise<number> {
    const [row] = await tx('cascade_items')
      .where({ cascade_id: cascadeId })
      .whereIn('resource_id', resourceIds)
      .count({ count: '*' });
    return Number(row.count);
  }

  /** Runs by id, as far as it matters to the items that they belong to. */
  async runs(tx: Knex, ids: string[]): Promise<Map<string, ItemRun>> {
    const rows = await tx('runs')
      .whereIn('id', ids)
      .select('id', 'state', 'plan_digest', 'error', 'cancel_requested');
    const rejections = await this.#rejections(
      tx,
      rows.filter(({ state }) => state === 'rejected').map(({ id }) => id),
    );
    return new Map(
      rows.map(row => [
        row.id,
        {
          id: row.id,
          state: row.state,
          planDigest: row.plan_digest ?? undefined,
          error: row.error ?? undefined,
          cancelRequested: Boolean(row.cancel_requested),
          ...rejections.get(row.id),
        },
      ]),
    );
  }

  /** How runs came to be rejected. */
  async #rejections(
    tx: Knex,
    runIds: string[],
  ): Promise<Map<string, Pick<ItemRun, 'note' | 'pullRequest'>>> {
    if (runIds.length === 0) {
      return new Map();
    }
    const rows = await tx('run_transitions as t')
      .leftJoin('pull_requests as p', join =>
        join.on('p.run_id', 't.run_id').andOnVal('p.state', 'closed'),
      )
      .whereIn('t.run_id', runIds)
      .where('t.to_state', 'rejected')
      .orderBy('p.created_at')
      .select('t.run_id', 't.note', 'p.id', 'p.number');
    return new Map(
      rows.map(({ run_id, note, id, number }) => [
        run_id,
        {
          note: note ?? undefined,
          pullRequest: id ? { id, number: number ?? undefined } : undefined,
        },
      ]),
    );
  }

  async patch(
    tx: Knex,
    id: string,
    patch: Partial<CascadeItemRecord>,
  ): Promise<void> {
    await tx('cascade_items')
      .where({ id })
      .update(toRow({ ...patch, updatedAt: Date.now() }));
  }

  /** The same change for all in some states. */
  async patchAll(
    tx: Knex,
    cascadeId: string,
    states: CascadeItemState[],
    patch: Partial<CascadeItemRecord>,
  ): Promise<number> {
    return tx('cascade_items')
      .where({ cascade_id: cascadeId })
      .whereIn('state', states)
      .update(toRow({ ...patch, updatedAt: Date.now() }));
  }

  /**
   * Takes resources in some states for their cascade. The index refuses what
   * another cascade has.
   */
  async hold(
    tx: Knex,
    cascadeId: string,
    states: CascadeItemState[],
  ): Promise<void> {
    await tx('cascade_items')
      .where({ cascade_id: cascadeId })
      .whereIn('state', states)
      .update({ active: true });
  }

  /** Lets go of all resources of a cascade. */
  async release(tx: Knex, cascadeId: string): Promise<void> {
    await tx('cascade_items')
      .where({ cascade_id: cascadeId })
      .update({ active: false });
  }

  /** Items before an item that were given up, so that it cannot be reached. */
  async lostBefore(
    tx: Knex,
    item: Pick<CascadeItemRecord, 'cascadeId' | 'resourceId'>,
    direction: 'up' | 'down',
  ): Promise<CascadeItemRecord[]> {
    const [own, other] =
      direction === 'up'
        ? ['resource_id', 'ancestor_id']
        : ['ancestor_id', 'resource_id'];
    const rows: CascadeRow[] = await tx('cascade_items as i')
      .join('resource_ancestors as a', `a.${other}`, 'i.resource_id')
      .where('i.cascade_id', item.cascadeId)
      .where(`a.${own}`, item.resourceId)
      .whereIn('i.state', ['failed', 'skipped', 'cancelled'])
      .orderBy('i.level')
      .limit(5)
      .select('i.*');
    return rows.map(row => fromRow<CascadeItemRecord>(row));
  }

  #withRuns(): Knex.QueryBuilder {
    return this.#knex('cascade_items')
      .leftJoin('runs', 'runs.id', 'cascade_items.run_id')
      .select(
        'cascade_items.*',
        'runs.state as run_state',
        'runs.plan_digest as run_digest',
      );
  }
}
