import type { Knex } from 'knex';
import {
  canTransition,
  InfrakitchenError,
  isTerminal,
  type ObjectProgress,
  type RunKind,
  type RunState,
  type RunTransition,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessScope } from '../access';
import { databaseNow, readPage, type RowPage } from '../database';
import type { Actor, HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import { fromRow, toRow, type RunRow } from './runRows';
import { LeaseLostError, type RunPayload, type RunRecord } from './types';

/** A claim or beat holds a run for this long. */
export const LEASE_MS = 60_000;

/** Columns of the list: neither large nor secret. */
const briefColumns = [
  'id',
  'resource_id',
  'resource_name',
  'template_id',
  'template_name',
  'version_id',
  'kind',
  'state',
  'reason',
  'requested_by',
  'retry_of',
  'cancel_requested',
  'commit_sha',
  'ref',
  'engine_kind',
  'engine_version',
  'plan_summary',
  'plan_digest',
  'fingerprint',
  'error',
  'previous',
  'approval',
  'approval_expires_at',
  'editors',
  'worker_id',
  'lease_until',
  'fence',
  'attempts',
  'process',
  'spool_offset',
  'log_seq',
  'log_bytes',
  'lock_file',
  'created_at',
  'started_at',
  'finished_at',
  'updated_at',
].map(column => `runs.${column}`);

/** Filters of the list of runs. */
export const runFilterFields = [
  'resourceId',
  'templateId',
  'projectId',
  'state',
  'kind',
  'requestedBy',
] as const;

const payloadColumns: Record<keyof RunPayload, string> = {
  plan: 'plan',
  planFile: 'plan_file',
  inputs: 'inputs',
  maskedInputs: 'masked_inputs',
  progress: 'progress',
};

/** Rows of runs. Every change of state goes through {@link RunStore.transition}. */
export class RunStore {
  readonly #knex: Knex;
  readonly #history: HistoryStore;
  readonly #outbox: Outbox;

  constructor(options: { knex: Knex; history: HistoryStore; outbox: Outbox }) {
    this.#knex = options.knex;
    this.#history = options.history;
    this.#outbox = options.outbox;
  }

  async insert(tx: Knex, run: RunRecord, actor: Actor): Promise<void> {
    await tx('runs').insert(toRow(run));
    await this.#recordTransition(tx, run, { to: run.state, actor });
  }

  async get(id: string, db: Knex = this.#knex): Promise<RunRecord | undefined> {
    const row = await db('runs').where({ id }).first(briefColumns);
    return row && fromRow(row);
  }

  /** @throws `run_not_found` */
  async require(id: string): Promise<RunRecord> {
    const run = await this.get(id);
    if (!run) {
      throw runNotFound(id);
    }
    return run;
  }

  /** A run, locked until the end of the transaction. */
  async lock(tx: Knex.Transaction, id: string): Promise<RunRecord | undefined> {
    const row = await tx('runs').where({ id }).forUpdate().first(briefColumns);
    return row && fromRow(row);
  }

  /** One large or secret column, read only where it is needed. */
  async payload<K extends keyof RunPayload>(
    id: string,
    part: K,
    db: Knex = this.#knex,
  ): Promise<RunPayload[K]> {
    const column = payloadColumns[part];
    const row = await db('runs').where({ id }).first(column);
    const value = row?.[column];
    if (value === null || value === undefined) {
      return undefined;
    }
    if (part === 'planFile') {
      return Buffer.from(value) as RunPayload[K];
    }
    return part === 'inputs' ? value : JSON.parse(value);
  }

  async list(options: {
    filters: Partial<Record<(typeof runFilterFields)[number], string[]>>;
    /** By creation; newest first where absent. */
    order?: 'asc' | 'desc';
    limit: number;
    cursor?: string;
    scope?: AccessScope;
  }): Promise<RowPage<RunRecord>> {
    const query = this.#knex('runs').select(briefColumns);
    options.scope?.restrict('run', query);
    const columns = {
      resourceId: 'resource_id',
      templateId: 'template_id',
      state: 'state',
      kind: 'kind',
      requestedBy: 'requested_by',
    } as const;
    const { projectId, ...filters } = options.filters;
    if (projectId) {
      query.whereIn('runs.resource_id', inProject =>
        inProject
          .from('resources')
          .whereIn('project_id', projectId)
          .select('id'),
      );
    }
    for (const [field, values] of Object.entries(filters)) {
      query.whereIn(`runs.${columns[field as keyof typeof columns]}`, values);
    }
    const page = await readPage<RunRow>(query, {
      table: 'runs',
      order: { column: 'created_at', direction: options.order ?? 'desc' },
      limit: options.limit,
      cursor: options.cursor,
    });
    return { rows: page.rows.map(fromRow), nextCursor: page.nextCursor };
  }

  /** Runs in certain states, oldest first. */
  async inStates(
    states: RunState[],
    options: {
      limit: number;
      leaseExpired?: boolean;
      workerId?: string;
      scope?: AccessScope;
    },
  ): Promise<RunRecord[]> {
    const query = this.#knex('runs')
      .whereIn('state', states)
      .orderBy('created_at')
      .limit(options.limit)
      .select(briefColumns);
    options.scope?.restrict('run', query);
    if (options.leaseExpired) {
      query.where(builder =>
        builder
          .whereNull('lease_until')
          .orWhere('lease_until', '<', databaseNow(this.#knex)),
      );
    }
    if (options.workerId) {
      query.where({ worker_id: options.workerId });
    }
    return (await query).map(fromRow);
  }

  /**
   * Runs that somebody has to do something about, newest first: their end is
   * not known, or they failed and nothing came after them.
   */
  async needingAttention(
    limit: number,
    scope?: AccessScope,
  ): Promise<RunRecord[]> {
    const query = this.#knex('runs')
      .where(either =>
        either
          .whereIn('runs.state', ['needs_attention', 'unknown'])
          .orWhere(failed =>
            failed
              .where('runs.state', 'failed')
              .whereNot('runs.kind', 'dry_run')
              .whereIn(
                'runs.resource_id',
                this.#knex('resources').where({ status: 'error' }).select('id'),
              )
              .whereNotExists(
                this.#knex('runs as later')
                  .whereRaw('later.resource_id = runs.resource_id')
                  .whereRaw('later.created_at > runs.created_at')
                  .whereNot('later.kind', 'dry_run')
                  .select(this.#knex.raw('1')),
              ),
          ),
      )
      .orderBy('runs.created_at', 'desc')
      .limit(limit)
      .select(briefColumns);
    scope?.restrict('run', query);
    const rows: RunRow[] = await query;
    return rows.map(fromRow);
  }

  /** Runs that wait for approval, longest waiting first. */
  async waiting(options: {
    limit: number;
    expiredAt?: number;
  }): Promise<RunRecord[]> {
    const query = this.#knex('runs')
      .where({ state: 'awaiting_approval' })
      .orderBy(['approval_expires_at', 'id'])
      .limit(options.limit)
      .select(briefColumns);
    if (options.expiredAt !== undefined) {
      query.where('approval_expires_at', '<=', options.expiredAt);
    }
    return (await query).map(fromRow);
  }

  async countSince(options: {
    states: RunState[];
    since: number;
    scope?: AccessScope;
  }): Promise<number> {
    const query = this.#knex('runs')
      .whereIn('state', options.states)
      .where('updated_at', '>', options.since)
      .count({ count: '*' });
    options.scope?.restrict('run', query);
    const [row] = await query;
    return Number(row.count);
  }

  async transitions(runId: string): Promise<RunTransition[]> {
    const rows = await this.#knex('run_transitions')
      .where({ run_id: runId })
      .orderBy('seq');
    return rows.map(row => ({
      from: row.from_state ?? undefined,
      to: row.to_state,
      at: new Date(Number(row.at)).toISOString(),
      actorKind: row.actor_kind,
      actor: row.actor,
      note: row.note ?? undefined,
    }));
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
          .orWhere('lease_until', '<', databaseNow(this.#knex)),
      );
    }
    const claimed = await query.update({
      worker_id: options.workerId,
      fence: run.fence + 1,
      lease_until: this.#knex.raw('? + ?', [databaseNow(this.#knex), LEASE_MS]),
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
    const held = await this.#knex('runs')
      .where({ id: run.id, fence: run.fence })
      .update({
        lease_until: this.#knex.raw('? + ?', [
          databaseNow(this.#knex),
          LEASE_MS,
        ]),
      });
    if (held === 0) {
      throw new LeaseLostError(run.id);
    }
    return { cancelRequested: await this.cancelRequested(run.id) };
  }

  async cancelRequested(id: string): Promise<boolean> {
    const row = await this.#knex('runs')
      .where({ id })
      .first('cancel_requested');
    return Boolean(row?.cancel_requested);
  }

  /** Lets go of the lease without changing the state, for a planned shutdown. */
  async release(
    run: Pick<RunRecord, 'id' | 'fence'>,
    db: Knex = this.#knex,
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
      patch?: Partial<RunRecord> & RunPayload;
    },
  ): Promise<RunRecord> {
    if (!canTransition(run.state, step.to)) {
      throw new Error(`A run cannot go from ${run.state} to ${step.to}`);
    }
    const over = isTerminal(step.to);
    const now = Date.now();
    const next: RunRecord = {
      ...run,
      ...withoutPayload(step.patch ?? {}),
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
    patch: Partial<RunRecord> & RunPayload,
  ): Promise<void> {
    const held = await db('runs')
      .where({ id: run.id, fence: run.fence })
      .update(toRow(patch));
    if (held === 0) {
      throw new LeaseLostError(run.id);
    }
  }

  async requestCancel(tx: Knex, id: string): Promise<void> {
    await tx('runs')
      .where({ id })
      .update({ cancel_requested: true, updated_at: Date.now() });
  }

  async progress(id: string): Promise<ObjectProgress[]> {
    return (await this.payload(id, 'progress')) ?? [];
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

  /** How many runs stand before this one. */
  async queuePosition(run: RunRecord): Promise<number> {
    const [row] = await this.#knex('runs')
      .where({ state: 'queued' })
      .where('created_at', '<', run.createdAt)
      .count({ count: '*' });
    return Number(row.count) + 1;
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
      },
    });
  }
}

function withoutPayload(
  patch: Partial<RunRecord> & RunPayload,
): Partial<RunRecord> {
  const { plan, planFile, inputs, maskedInputs, progress, ...rest } = patch;
  return rest;
}

/** The error for an unknown run, and for one that the caller may not see. */
export function runNotFound(id: string): InfrakitchenError {
  return new InfrakitchenError('NotFoundError', {
    code: 'run_not_found',
    message: `There is no run with the id '${id}'`,
    culprits: [{ kind: 'run', id }],
  });
}
