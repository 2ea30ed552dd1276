import type { Knex } from 'knex';
import { databaseNow, readPage, type RowPage } from '../database';
import { StorageMoveLostError, type StorageMoveRecord } from './types';

/** Who takes a move up, or says that it is at work, has it for this long. */
export const MOVE_LEASE_MS = 60_000;

interface MoveRow {
  id: string;
  [column: string]: any;
}

type Step = Partial<
  Pick<StorageMoveRecord, 'state' | 'lineage' | 'serial' | 'problem'>
>;

/** Moves of states. Only who has taken one up last changes it. */
export class StorageMoveStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async insert(tx: Knex, move: StorageMoveRecord): Promise<void> {
    await tx('storage_moves').insert({
      id: move.id,
      resource_id: move.resourceId,
      from_id: move.from?.id ?? null,
      from_name: move.from?.name ?? null,
      to_id: move.to?.id ?? null,
      to_name: move.to?.name ?? null,
      state: move.state,
      active: true,
      actor_kind: move.actor.kind,
      actor_ref: move.actor.ref,
      fence: move.fence,
      created_at: move.createdAt,
    });
  }

  async get(
    id: string,
    db: Knex = this.#knex,
  ): Promise<StorageMoveRecord | undefined> {
    const row = await db<MoveRow>('storage_moves').where({ id }).first();
    return row && fromRow(row);
  }

  /** The moves that hold some resources, by resource. */
  async active(
    resourceIds: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, StorageMoveRecord>> {
    const rows = await db<MoveRow>('storage_moves')
      .whereIn('resource_id', resourceIds)
      .where('active', true);
    return new Map(rows.map(row => [row.resource_id, fromRow(row)]));
  }

  /** Moves of a resource, newest first. */
  async list(
    resourceId: string,
    page: { limit: number; cursor?: string },
  ): Promise<RowPage<StorageMoveRecord>> {
    const { rows, nextCursor } = await readPage<MoveRow>(
      this.#knex('storage_moves').where(
        'storage_moves.resource_id',
        resourceId,
      ),
      {
        table: 'storage_moves',
        order: { column: 'created_at', direction: 'desc' },
        ...page,
      },
    );
    return { rows: rows.map(fromRow), nextCursor };
  }

  /**
   * Takes a move up. Nothing where it is over, or where somebody is at work
   * on it.
   */
  async claim(id: string): Promise<StorageMoveRecord | undefined> {
    const now = databaseNow(this.#knex);
    const seen = await this.get(id);
    if (!seen) {
      return undefined;
    }
    const claimed = await this.#knex('storage_moves')
      .where({ id, active: true, fence: seen.fence })
      .where(free =>
        free.whereNull('lease_until').orWhere('lease_until', '<', now),
      )
      .update({
        state: seen.state === 'queued' ? 'copying' : seen.state,
        fence: seen.fence + 1,
        started_at: seen.startedAt ?? Date.now(),
        lease_until: this.#knex.raw('? + ?', [now, MOVE_LEASE_MS]),
      });
    return claimed === 0 ? undefined : this.get(id);
  }

  /** @throws {@link StorageMoveLostError} */
  async beat(move: Pick<StorageMoveRecord, 'id' | 'fence'>): Promise<void> {
    await this.#own(this.#knex, move, {
      lease_until: this.#knex.raw('? + ?', [
        databaseNow(this.#knex),
        MOVE_LEASE_MS,
      ]),
    });
  }

  /** Lets go of a move that somebody is to take up again. */
  async release(
    tx: Knex,
    move: Pick<StorageMoveRecord, 'id' | 'fence'>,
    problem: StorageMoveRecord['problem'],
  ): Promise<void> {
    await this.#own(tx, move, {
      problem: JSON.stringify(problem),
      lease_until: null,
    });
  }

  /** @throws {@link StorageMoveLostError} */
  async step(
    tx: Knex,
    move: Pick<StorageMoveRecord, 'id' | 'fence'>,
    { problem, ...step }: Step,
  ): Promise<void> {
    await this.#own(tx, move, {
      ...step,
      ...(problem && { problem: JSON.stringify(problem) }),
    });
  }

  /** @throws {@link StorageMoveLostError} */
  async end(
    tx: Knex,
    move: Pick<StorageMoveRecord, 'id' | 'fence'>,
    end: {
      state: 'succeeded' | 'failed';
      problem?: StorageMoveRecord['problem'];
    },
  ): Promise<void> {
    await this.#own(tx, move, {
      state: end.state,
      problem: end.problem ? JSON.stringify(end.problem) : null,
      active: false,
      lease_until: null,
      ended_at: Date.now(),
    });
  }

  async #own(
    db: Knex,
    { id, fence }: Pick<StorageMoveRecord, 'id' | 'fence'>,
    columns: Record<string, unknown>,
  ): Promise<void> {
    const changed = await db('storage_moves')
      .where({ id, fence, active: true })
      .update(columns);
    if (changed === 0) {
      throw new StorageMoveLostError(id);
    }
  }
}

function fromRow(row: MoveRow): StorageMoveRecord {
  const at = (value: string | number | null) =>
    value === null ? undefined : Number(value);
  return {
    id: row.id,
    resourceId: row.resource_id,
    from: row.from_id ? { id: row.from_id, name: row.from_name } : undefined,
    to: row.to_id ? { id: row.to_id, name: row.to_name } : undefined,
    state: row.state,
    actor: { kind: row.actor_kind, ref: row.actor_ref },
    lineage: row.lineage ?? undefined,
    serial: row.serial ?? undefined,
    problem: row.problem ? JSON.parse(row.problem) : undefined,
    fence: row.fence,
    createdAt: Number(row.created_at),
    startedAt: at(row.started_at),
    endedAt: at(row.ended_at),
  };
}
