import type { Knex } from 'knex';
import {
  InfrakitchenError,
  type ObjectProgress,
  type RunState,
  type RunTransition,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessScope } from '../access';
import { databaseNow, readPage, type RowPage } from '../database';
import { briefColumns, fromRow, type RunRow } from './runRows';
import type { RunPayload, RunRecord } from './types';

/** Filters of the list of runs. */
export const runFilterFields = [
  'resourceId',
  'templateId',
  'projectId',
  'state',
  'kind',
  'requestedBy',
  'cascadeId',
  // Those with a plan that were asked for before the run of this id.
  'plannedBefore',
] as const;

const payloadColumns: Record<keyof RunPayload, string> = {
  plan: 'plan',
  planFile: 'plan_file',
  inputs: 'inputs',
  maskedInputs: 'masked_inputs',
  progress: 'progress',
  workspaceFiles: 'workspace_files',
};

/** Reads runs; large and secret columns only where they are asked for. */
export class RunReadStore {
  protected readonly knex: Knex;

  constructor(knex: Knex) {
    this.knex = knex;
  }

  async get(id: string, db: Knex = this.knex): Promise<RunRecord | undefined> {
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

  /** The run that has the lock of a resource. */
  async holding(
    resourceId: string,
    db: Knex = this.knex,
  ): Promise<Pick<RunRecord, 'id' | 'kind' | 'state'> | undefined> {
    return db('resource_locks as l')
      .join('runs as r', 'r.id', 'l.run_id')
      .where('l.resource_id', resourceId)
      .first('r.id', 'r.kind', 'r.state');
  }

  /** The runs that have the locks of resources, by resource. */
  async holdingAll(
    resourceIds: string[],
    db: Knex = this.knex,
  ): Promise<Map<string, Pick<RunRecord, 'id' | 'kind' | 'state'>>> {
    const rows = await db('resource_locks as l')
      .join('runs as r', 'r.id', 'l.run_id')
      .whereIn('l.resource_id', resourceIds)
      .select('l.resource_id', 'r.id', 'r.kind', 'r.state');
    return new Map(rows.map(({ resource_id, ...run }) => [resource_id, run]));
  }

  /** One large or secret column, read only where it is needed. */
  async payload<K extends keyof RunPayload>(
    id: string,
    part: K,
    db: Knex = this.knex,
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
    scope?: Pick<AccessScope, 'restrict'>;
  }): Promise<RowPage<RunRecord>> {
    const query = this.knex('runs').select(briefColumns);
    options.scope?.restrict('run', query);
    const columns = {
      resourceId: 'resource_id',
      templateId: 'template_id',
      state: 'state',
      kind: 'kind',
      requestedBy: 'requested_by',
      cascadeId: 'cascade_id',
    } as const;
    const { projectId, plannedBefore, ...filters } = options.filters;
    if (plannedBefore) {
      query
        .whereNotNull('runs.plan_digest')
        .where(
          'runs.created_at',
          '<',
          this.knex('runs')
            .where({ id: plannedBefore[0] })
            .select('created_at'),
        );
    }
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
    const query = this.knex('runs')
      .whereIn('state', states)
      .orderBy('created_at')
      .limit(options.limit)
      .select(briefColumns);
    options.scope?.restrict('run', query);
    if (options.leaseExpired) {
      query.where(builder =>
        builder
          .whereNull('lease_until')
          .orWhere('lease_until', '<', databaseNow(this.knex)),
      );
    }
    if (options.workerId) {
      query.where({ worker_id: options.workerId });
    }
    return (await query).map(fromRow);
  }

  /** Those of some runs that are over. */
  async finished(ids: string[]): Promise<RunRecord[]> {
    const rows: RunRow[] = await this.knex('runs')
      .whereIn('id', ids)
      .whereNotNull('finished_at')
      .select(briefColumns);
    return rows.map(fromRow);
  }

  /**
   * Runs that somebody has to do something about, newest first: their end is
   * not known, or they failed and nothing came after them.
   */
  async needingAttention(
    limit: number,
    scope?: AccessScope,
  ): Promise<RunRecord[]> {
    const query = this.knex('runs')
      .where(either =>
        either
          .whereIn('runs.state', ['needs_attention', 'unknown'])
          .orWhere(failed =>
            failed
              .where('runs.state', 'failed')
              .whereNot('runs.kind', 'dry_run')
              .whereIn(
                'runs.resource_id',
                this.knex('resources').where({ status: 'error' }).select('id'),
              )
              .whereNotExists(
                this.knex('runs as later')
                  .whereRaw('later.resource_id = runs.resource_id')
                  .whereRaw('later.created_at > runs.created_at')
                  .whereNot('later.kind', 'dry_run')
                  .select(this.knex.raw('1')),
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
    const query = this.knex('runs')
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
    const query = this.knex('runs')
      .whereIn('state', options.states)
      .where('updated_at', '>', options.since)
      .count({ count: '*' });
    options.scope?.restrict('run', query);
    const [row] = await query;
    return Number(row.count);
  }

  async transitions(runId: string): Promise<RunTransition[]> {
    const rows = await this.knex('run_transitions')
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

  async cancelRequested(id: string): Promise<boolean> {
    const row = await this.knex('runs').where({ id }).first('cancel_requested');
    return Boolean(row?.cancel_requested);
  }

  async progress(id: string): Promise<ObjectProgress[]> {
    return (await this.payload(id, 'progress')) ?? [];
  }

  /** The run that has retried a run; there is never a second one. */
  async retriedBy(
    id: string,
    db: Knex = this.knex,
  ): Promise<string | undefined> {
    return (await db('runs').where({ retry_of: id }).first('id'))?.id;
  }

  /** How many runs stand before this one. */
  async queuePosition(run: RunRecord): Promise<number> {
    const [row] = await this.knex('runs')
      .where({ state: 'queued' })
      .where('created_at', '<', run.createdAt)
      .count({ count: '*' });
    return Number(row.count) + 1;
  }
}

/** The error for an unknown run, and for one that the caller may not see. */
export function runNotFound(id: string): InfrakitchenError {
  return new InfrakitchenError('NotFoundError', {
    code: 'run_not_found',
    message: `There is no run with the id '${id}'`,
    culprits: [{ kind: 'run', id }],
  });
}
