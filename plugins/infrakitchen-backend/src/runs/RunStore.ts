import type { Knex } from 'knex';
import {
  canTransition,
  isTerminal,
  type RunKind,
  type RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { databaseNow } from '../database';
import type { Actor, HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import { RunReadStore } from './RunReadStore';
import { briefColumns, fromRow, patched, toRow } from './runRows';
import { LeaseLostError, type RunPatch, type RunRecord } from './types';

/** A claim or beat holds a run for this long. */
export const LEASE_MS = 60_000;

/** Writes runs. Every change of state goes through {@link RunStore.transition}. */
export class RunStore extends RunReadStore {
  readonly #history: HistoryStore;
  readonly #outbox: Outbox;

  constructor(options: { knex: Knex; history: HistoryStore; outbox: Outbox }) {
    super(options.knex);
    this.#history = options.history;
    this.#outbox = options.outbox;
  }

  async insert(tx: Knex, run: RunRecord, actor: Actor): Promise<void> {
    await tx('runs').insert(toRow(run));
    await this.#recordTransition(tx, run, { to: run.state, actor });
  }

  /** A run, locked until the end of the transaction. */
  async lock(tx: Knex.Transaction, id: string): Promise<RunRecord | undefined> {
    const row = await tx('runs').where({ id }).forUpdate().first(briefColumns);
    return row && fromRow(row);
  }

  /**
   * Takes a run for a worker: a new fence, a new lease. Returns nothing where
   * the run moved on or another worker's lease still holds.
   */
  async claim(
    tx: Knex,
    run: RunRecord,
    options: { workerId: string; takeOver?: boolean },
  ): Promise<RunRecord | undefined> {
    const query = tx('runs').where({
      id: run.id,
      state: run.state,
      fence: run.fence,
    });
    if (!options.takeOver) {
      query.where(builder =>
        builder
          .whereNull('lease_until')
          .orWhere('lease_until', '<', databaseNow(this.knex)),
      );
    }
    const claimed = await query.update({
      worker_id: options.workerId,
      fence: run.fence + 1,
      lease_until: this.knex.raw('? + ?', [databaseNow(this.knex), LEASE_MS]),
      updated_at: Date.now(),
    });
    if (claimed === 0) {
      return undefined;
    }
    await tx('resource_locks')
      .where({ run_id: run.id })
      .update({ fence: run.fence + 1 });
    // Read again: the last holder may have written since `run` was read.
    return this.get(run.id, tx);
  }

  /** Extends the lease and tells whether the run was asked to stop. */
  async beat(
    run: Pick<RunRecord, 'id' | 'fence'>,
  ): Promise<{ cancelRequested: boolean }> {
    const held = await this.knex('runs')
      .where({ id: run.id, fence: run.fence })
      .update({
        lease_until: this.knex.raw('? + ?', [databaseNow(this.knex), LEASE_MS]),
      });
    if (held === 0) {
      throw new LeaseLostError(run.id);
    }
    return { cancelRequested: await this.cancelRequested(run.id) };
  }

  /** Lets go of the lease without changing the state, for a planned shutdown. */
  async release(
    run: Pick<RunRecord, 'id' | 'fence'>,
    db: Knex = this.knex,
  ): Promise<void> {
    await db('runs')
      .where({ id: run.id, fence: run.fence })
      .update({ lease_until: 0 });
  }

  /**
   * Moves a run on. State, lock, audit and outbox are one transaction, and
   * only the holder of the fence moves it.
   *
   * @throws {@link LeaseLostError} where another worker has the run.
   */
  async transition(
    tx: Knex,
    run: RunRecord,
    step: {
      to: RunState;
      actor: Actor;
      note?: string;
      patch?: RunPatch;
    },
  ): Promise<RunRecord> {
    if (!canTransition(run.state, step.to)) {
      throw new Error(`A run cannot go from ${run.state} to ${step.to}`);
    }
    const over = isTerminal(step.to);
    const now = Date.now();
    const next: RunRecord = {
      ...patched(run, step.patch ?? {}),
      state: step.to,
      updatedAt: now,
      finishedAt: over ? now : undefined,
    };
    const moved = await tx('runs')
      .where({ id: run.id, state: run.state, fence: run.fence })
      .update({
        ...toRow({ ...step.patch, state: step.to, updatedAt: now }),
        ...(over ? { finished_at: now, lease_until: null, process: null } : {}),
      });
    if (moved === 0) {
      throw new LeaseLostError(run.id);
    }
    if (over) {
      await tx('resource_locks').where({ run_id: run.id }).delete();
      await tx('run_tokens').where({ run_id: run.id }).delete();
    }
    await this.#recordTransition(tx, run, {
      from: run.state,
      to: step.to,
      actor: step.actor,
      note: step.note,
    });
    return next;
  }

  /** Changes columns of a run that stays in its state. */
  async patch(
    db: Knex,
    run: Pick<RunRecord, 'id' | 'fence'>,
    patch: RunPatch,
  ): Promise<void> {
    const held = await db('runs')
      .where({ id: run.id, fence: run.fence })
      .update(toRow(patch));
    if (held === 0) {
      throw new LeaseLostError(run.id);
    }
  }

  /** Keeps the runs of a deleted resource, without what could be used once more. */
  async archive(tx: Knex, resourceId: string): Promise<void> {
    await tx('runs')
      .where({ resource_id: resourceId })
      .update({ plan_file: null, inputs: null });
  }

  async requestCancel(tx: Knex, id: string): Promise<void> {
    await tx('runs')
      .where({ id })
      .update({ cancel_requested: true, updated_at: Date.now() });
  }

  /** Takes the lock of a resource; false where another run has it. */
  async lockResource(
    tx: Knex,
    options: { resourceId: string; runId: string },
  ): Promise<void> {
    await tx('resource_locks').insert({
      resource_id: options.resourceId,
      run_id: options.runId,
      fence: 0,
      acquired_at: Date.now(),
    });
  }

  async #recordTransition(
    tx: Knex,
    run: RunRecord,
    step: { from?: RunState; to: RunState; actor: Actor; note?: string },
  ): Promise<void> {
    const last = await tx('run_transitions')
      .where({ run_id: run.id })
      .max({ seq: 'seq' })
      .first();
    const seq = Number(last?.seq ?? 0) + 1;
    await tx('run_transitions').insert({
      run_id: run.id,
      seq,
      from_state: step.from ?? null,
      to_state: step.to,
      actor_kind: step.actor.kind,
      actor: step.actor.ref,
      note: step.note ?? null,
      at: Date.now(),
    });
    await this.#history.audit(tx, {
      actor: step.actor,
      action: `run.${step.to}`,
      outcome: step.to === 'failed' ? 'failed' : 'succeeded',
      entity: { kind: 'resource', id: run.resourceId, name: run.resourceName },
      detail: { runId: run.id, kind: run.kind as RunKind },
    });
    await this.#outbox.add(tx, {
      topic: 'run.changed',
      key: `run.changed:${run.id}:${seq}`,
      payload: {
        runId: run.id,
        resourceId: run.resourceId,
        kind: run.kind,
        state: step.to,
        ...(run.cascadeId && { cascadeId: run.cascadeId }),
      },
    });
    if (run.cascadeId) {
      await this.#outbox.add(tx, {
        topic: 'cascade.run_changed',
        key: `cascade.run_changed:${run.id}:${seq}`,
        payload: { cascadeId: run.cascadeId },
      });
    }
  }
}
