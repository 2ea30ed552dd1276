import type { RunState } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import type { CascadeEvent, RunEvent, StoredRequirement } from './types';

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

  /** What the plan of a run needs. */
  async requirements(runId: string): Promise<StoredRequirement[]> {
    const row = await this.#knex('runs').where({ id: runId }).first('approval');
    const asked: (StoredRequirement & { byMerge?: boolean })[] = row?.approval
      ? JSON.parse(row.approval).requirements ?? []
      : [];
    // Nobody decides about a merge in the portal.
    return asked.filter(({ byMerge }) => !byMerge);
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
