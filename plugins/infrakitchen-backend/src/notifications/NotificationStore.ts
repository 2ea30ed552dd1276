import type { RunState } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import type {
  CascadeEvent,
  PullRequestEvent,
  RunEvent,
  StoredRequirement,
} from './types';

/** Messages of the outbox come again within hours, not within weeks. */
const KEPT_MS = 30 * 24 * 60 * 60_000;
const PURGE_EVERY_MS = 60 * 60_000;

/** What notifications tell of, and which were sent. */
export class NotificationStore {
  readonly #knex: Knex;
  #purgedAt = 0;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** The run as it came into a state the last time. */
  async event(runId: string, state: RunState): Promise<RunEvent | undefined> {
    const row = await this.#knex('runs')
      .join('run_transitions as t', 't.run_id', 'runs.id')
      .where({ 'runs.id': runId, 't.to_state': state })
      .orderBy('t.seq', 'desc')
      .first(
        'runs.id',
        'runs.resource_id',
        'runs.resource_name',
        'runs.template_name',
        'runs.kind',
        'runs.state',
        'runs.requested_by',
        'runs.error',
        'runs.approval_expires_at',
        't.from_state',
        't.seq',
        't.actor',
        't.at',
      );
    if (!row) {
      return undefined;
    }
    return {
      runId: row.id,
      resourceId: row.resource_id,
      resourceName: row.resource_name,
      templateName: row.template_name,
      kind: row.kind,
      state,
      isCurrent: row.state === state,
      requestedBy: row.requested_by,
      errorCode: row.error ? JSON.parse(row.error).code : undefined,
      approvalExpiresAt: row.approval_expires_at
        ? Number(row.approval_expires_at)
        : undefined,
      from: row.from_state ?? undefined,
      seq: row.seq,
      actor: row.actor,
      at: Number(row.at),
    };
  }

  /** What a resource is called; undefined where it is gone. */
  async resource(
    id: string,
  ): Promise<{ name: string; templateName: string } | undefined> {
    return this.#knex('resources as r')
      .join('templates as t', 't.id', 'r.template_id')
      .where('r.id', id)
      .first({ name: 'r.name', templateName: 't.name' });
  }

  /** What people have to approve of the plan of a run. */
  async requirements(runId: string): Promise<{
    requirements: StoredRequirement[];
    /** Whether a pull request has to be merged as well. */
    isMerged: boolean;
  }> {
    const row = await this.#knex('runs').where({ id: runId }).first('approval');
    const asked: (StoredRequirement & { byMerge?: boolean })[] = row?.approval
      ? JSON.parse(row.approval).requirements ?? []
      : [];
    return {
      // Nobody decides about a merge in the portal.
      requirements: asked.filter(({ byMerge }) => !byMerge),
      isMerged: asked.some(({ byMerge }) => byMerge),
    };
  }

  async pullRequest(id: string): Promise<PullRequestEvent | undefined> {
    const row = await this.#knex('pull_requests as p')
      .join('runs as r', 'r.id', 'p.run_id')
      .where('p.id', id)
      .first(
        'p.id',
        'p.run_id',
        'p.resource_id',
        'p.direction',
        'p.number',
        'p.state',
        'p.problem',
        'p.plan_digest',
        'r.plan_digest as run_digest',
        'r.resource_name',
        'r.template_name',
        'r.requested_by',
        'r.state as run_state',
        this.#knex('run_approvers as a')
          .whereRaw('a.run_id = r.id')
          .count('*')
          .as('asked'),
      );
    return (
      row && {
        id: row.id,
        runId: row.run_id,
        resourceId: row.resource_id,
        resourceName: row.resource_name,
        templateName: row.template_name,
        requestedBy: row.requested_by,
        number: row.number ?? undefined,
        state: row.state,
        problem: row.problem ?? undefined,
        planDigest: row.plan_digest ?? undefined,
        runDigest: row.run_digest ?? undefined,
        isWaitedFor:
          row.run_state === 'awaiting_approval' && row.direction !== 'restore',
        lacksApproval: Number(row.asked) > 0,
      }
    );
  }

  async cascade(id: string): Promise<CascadeEvent | undefined> {
    const row = await this.#knex('cascades')
      .where({ id })
      .first(
        'id',
        'name',
        'kind',
        'state',
        'requested_by',
        'error',
        'approval',
      );
    return (
      row && {
        cascadeId: row.id,
        name: row.name,
        kind: row.kind,
        state: row.state,
        requestedBy: row.requested_by,
        errorCode: row.error ? JSON.parse(row.error).code : undefined,
        requirements: row.approval ? JSON.parse(row.approval).requirements : [],
      }
    );
  }

  async wasSent(key: string): Promise<boolean> {
    const row = await this.#knex('sent_notifications')
      .where({ key })
      .first('key');
    return row !== undefined;
  }

  async markSent(key: string): Promise<void> {
    const now = Date.now();
    await this.#knex('sent_notifications')
      .insert({ key, at: now })
      .onConflict('key')
      .ignore();
    if (now - this.#purgedAt > PURGE_EVERY_MS) {
      this.#purgedAt = now;
      await this.#knex('sent_notifications')
        .where('at', '<', now - KEPT_MS)
        .delete();
    }
  }
}
