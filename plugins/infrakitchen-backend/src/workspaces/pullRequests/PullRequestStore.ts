import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessScope } from '../../access';
import {
  databaseNow,
  isUniqueViolation,
  readPage,
  type RowPage,
  takeDue,
} from '../../database';
import type { PullRequestDirection, PullRequestRecord } from '../types';
import { fromRow, toRow, type PullRequestRow } from './pullRequestRows';

/** In these states a pull request may still be merged. */
export const openStates: PullRequestRecord['state'][] = ['opening', 'open'];

/** Somebody else is at a pull request, or took it over. */
export class PullRequestBusyError extends Error {
  constructor(id: string) {
    super(`The pull request ${id} is somebody else's`);
    this.name = 'PullRequestBusyError';
  }
}

/** Rows of pull requests. */
export class PullRequestStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async get(
    id: string,
    db: Knex = this.#knex,
  ): Promise<PullRequestRecord | undefined> {
    const row = await select(db).where({ id }).first();
    return row && fromRow(row);
  }

  /** @throws `pull_request_not_found` */
  async require(id: string): Promise<PullRequestRecord> {
    const found = await this.get(id);
    if (!found) {
      throw pullRequestNotFound(id);
    }
    return found;
  }

  /** The newest one of a resource in a direction, whatever became of it. */
  async latest(by: {
    workspaceId: string;
    resourceId: string;
    direction: PullRequestDirection;
  }): Promise<PullRequestRecord | undefined> {
    const row = await select(this.#knex)
      .where({
        workspace_id: by.workspaceId,
        resource_id: by.resourceId,
        direction: by.direction,
      })
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .first();
    return row && fromRow(row);
  }

  /** Those that a run waited for, oldest first. */
  async ofRun(runId: string): Promise<PullRequestRecord[]> {
    const rows = await select(this.#knex)
      .where({ run_id: runId })
      .orderBy(['created_at', 'id']);
    return rows.map(fromRow);
  }

  /** The newest one of each of some runs. */
  async latestOfRuns(
    runIds: string[],
  ): Promise<Map<string, PullRequestRecord>> {
    const rows = await select(this.#knex)
      .whereIn('run_id', runIds)
      .orderBy(['created_at', 'id']);
    return new Map(rows.map(row => [row.run_id, fromRow(row)]));
  }

  /** Those of resources that may still be merged, newest first. */
  async openOf(
    resourceIds: string[],
    db: Knex = this.#knex,
  ): Promise<PullRequestRecord[]> {
    const rows = await select(db)
      .whereIn('resource_id', resourceIds)
      .whereIn('state', openStates)
      .orderBy('created_at', 'desc');
    return rows.map(fromRow);
  }

  /** Those that an event of their host is about. */
  async matching(by: {
    workspaceId: string;
    number?: string;
  }): Promise<string[]> {
    const query = this.#knex('pull_requests')
      .where({ workspace_id: by.workspaceId })
      .limit(500);
    if (by.number === undefined) {
      query.whereIn('state', openStates);
    } else {
      query.where({ number: by.number });
    }
    return query.pluck('id');
  }

  async list(options: {
    workspaceId: string;
    states?: string[];
    resourceIds?: string[];
    limit: number;
    cursor?: string;
    scope?: Pick<AccessScope, 'restrict'>;
  }): Promise<RowPage<PullRequestRecord>> {
    const query = select(this.#knex).where({
      'pull_requests.workspace_id': options.workspaceId,
    });
    if (options.states) {
      query.whereIn('pull_requests.state', options.states);
    }
    if (options.resourceIds) {
      query.whereIn('pull_requests.resource_id', options.resourceIds);
    }
    query.whereIn('pull_requests.resource_id', visible => {
      visible.from('resources').select('resources.id');
      options.scope?.restrict('resource', visible);
    });
    const page = await readPage<PullRequestRow>(query, {
      table: 'pull_requests',
      order: { column: 'created_at', direction: 'desc' },
      limit: options.limit,
      cursor: options.cursor,
    });
    return { rows: page.rows.map(fromRow), nextCursor: page.nextCursor };
  }

  /** The one that is open, or a new one; two callers get the same. */
  async ensure(
    wanted: Pick<
      PullRequestRecord,
      | 'workspaceId'
      | 'resourceId'
      | 'runId'
      | 'direction'
      | 'branch'
      | 'targetBranch'
      | 'headCommit'
      | 'note'
    >,
  ): Promise<PullRequestRecord> {
    const { workspaceId, resourceId, direction } = wanted;
    const now = Date.now();
    const row = toRow({
      ...wanted,
      id: randomUUID(),
      state: 'opening',
      attempts: 0,
      pollAt: now,
      createdAt: now,
      updatedAt: now,
    });
    try {
      await this.#knex('pull_requests').insert(row);
    } catch (error) {
      if (!isUniqueViolation(error)) {
        throw error;
      }
    }
    const open = await select(this.#knex)
      .where({
        workspace_id: workspaceId,
        resource_id: resourceId,
        direction,
      })
      .whereIn('state', openStates)
      .first();
    if (!open) {
      throw new PullRequestBusyError(resourceId);
    }
    return fromRow(open);
  }

  /** The branch of a resource, where no other one has it: slugs may be the same. */
  async freeBranch(
    of: { workspaceId: string; resourceId: string },
    branch: string,
  ): Promise<string> {
    const other = await this.#knex('pull_requests')
      .where({ workspace_id: of.workspaceId, branch })
      .whereNot({ resource_id: of.resourceId })
      .first('id');
    return other ? `${branch}_${of.resourceId.slice(0, 8)}` : branch;
  }

  /** Takes one for a while; false where somebody else has it. */
  async hold(id: string, holder: string, ms: number): Promise<boolean> {
    const taken = await this.#knex('pull_requests')
      .where({ id })
      .where(free =>
        free
          .whereNull('held_until')
          .orWhere('held_until', '<', databaseNow(this.#knex))
          .orWhere({ held_by: holder }),
      )
      .update({
        held_by: holder,
        held_until: this.#knex.raw('? + ?', [databaseNow(this.#knex), ms]),
      });
    return taken > 0;
  }

  async letGo(id: string, holder: string): Promise<void> {
    await this.#knex('pull_requests')
      .where({ id, held_by: holder })
      .update({ held_by: null, held_until: null });
  }

  /** @throws {@link PullRequestBusyError} where the holder holds it no longer. */
  async patch(
    record: Pick<PullRequestRecord, 'id'>,
    holder: string,
    patch: Partial<PullRequestRecord>,
    db: Knex = this.#knex,
  ): Promise<void> {
    const kept = await db('pull_requests')
      .where({ id: record.id, held_by: holder })
      .update(toRow({ ...patch, updatedAt: Date.now() }));
    if (kept === 0) {
      throw new PullRequestBusyError(record.id);
    }
  }

  /** Has it looked at as soon as somebody has time. */
  async wake(ids: string[]): Promise<void> {
    await this.#knex('pull_requests')
      .whereIn('id', ids)
      .update({ poll_at: Date.now() });
  }

  /** Those that it is time to look at, and not by anybody else meanwhile. */
  async takeDue(options: {
    limit: number;
    /** When to look again at the latest. */
    nextAt: number;
  }): Promise<string[]> {
    return takeDue(this.#knex, {
      table: 'pull_requests',
      column: 'poll_at',
      ...options,
    });
  }

  /** Whether something was merged whose run is not over. */
  async isApplying(of: {
    workspaceId: string;
    resourceId: string;
  }): Promise<boolean> {
    const row = await this.#knex('pull_requests')
      .where({
        workspace_id: of.workspaceId,
        resource_id: of.resourceId,
        state: 'merged',
      })
      .whereNull('concluded_at')
      .first('id');
    return row !== undefined;
  }

  /** The run of a resource that the newest merge was for. */
  async lastRunOf(resourceId: string): Promise<string> {
    const row = await this.#knex('pull_requests')
      .where({ resource_id: resourceId, state: 'merged' })
      .orderBy('created_at', 'desc')
      .first('run_id');
    return row.run_id;
  }
}

/** Rows with the name of their resource, which whoever sees the one may see. */
function select(db: Knex) {
  return db<PullRequestRow>('pull_requests').select<PullRequestRow[]>(
    'pull_requests.*',
    db('resources')
      .whereRaw('resources.id = pull_requests.resource_id')
      .select('resources.name')
      .as('resource_name'),
  );
}

/** The error for one that is unknown, and for one that may not be seen. */
export function pullRequestNotFound(id: string): InfrakitchenError {
  return new InfrakitchenError('NotFoundError', {
    code: 'pull_request_not_found',
    message: `There is no pull request with the id '${id}'`,
    culprits: [{ kind: 'pull_request', id }],
  });
}
