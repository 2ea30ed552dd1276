import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { AccessScope } from '../access';
import type { ApprovalRecord } from './types';

interface ApprovalRow {
  id: string;
  run_id: string;
  rule_id: string;
  approver: string;
  principal_refs: string;
  decision: ApprovalRecord['decision'];
  digest: string;
  comment: string | null;
  at: string | number;
  expires_at: string | number | null;
  void: string | null;
}

const decisionColumns = [
  'id',
  'rule_id',
  'approver',
  'principal_refs',
  'decision',
  'comment',
  'at',
  'expires_at',
  'void',
] as const;

/** What the rules want to know of a resource. */
export interface GovernedResource {
  templateId: string;
  projectId?: string;
  labels: string[];
  /** Whether a pending change would change metadata too. */
  changesMetadata: boolean;
  /** Whether its template or project frees metadata from approval. */
  metadataFree: boolean;
  /** Where what it generates goes. */
  workspaceId?: string;
}

/** Rows of approvals, and what the rules look at besides. */
export class ApprovalStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * Every decision about runs, oldest first. What was approved for a cascade
   * was approved for each of its runs, with the plan that its preview had,
   * unless somebody has rejected a run of the same resource since.
   */
  async list(
    runIds: string[],
    db: Knex = this.#knex,
  ): Promise<ApprovalRecord[]> {
    const columns = decisionColumns.map(column => `a.${column}`);
    const rows = await db<ApprovalRow>('approvals as a')
      .whereIn('a.run_id', runIds)
      .select('a.run_id', 'a.digest', ...columns)
      .unionAll(
        db('cascade_approvals as a')
          .join('runs as r', 'r.cascade_id', 'a.cascade_id')
          .join('cascade_items as i', on =>
            on
              .on('i.cascade_id', 'a.cascade_id')
              .andOn('i.resource_id', 'r.resource_id'),
          )
          .whereIn('r.id', runIds)
          .where('a.decision', 'approved')
          .whereNot('r.kind', 'dry_run')
          .whereNotNull('i.plan_digest')
          .whereNotExists(
            db('approvals as veto')
              .join('runs as v', 'v.id', 'veto.run_id')
              .where('veto.decision', 'rejected')
              .whereRaw('v.cascade_id = a.cascade_id')
              .whereRaw('v.resource_id = r.resource_id')
              .whereRaw('veto.at >= a.at')
              .select('veto.id'),
          )
          .select('r.id', 'i.plan_digest', ...columns),
      )
      .orderBy(['at', 'id']);
    return rows.map(fromRow);
  }

  /** Which of some runs lie in a scope. */
  async within(runIds: string[], scope: AccessScope): Promise<Set<string>> {
    const query = this.#knex('runs').whereIn('runs.id', runIds);
    scope.restrict('run', query);
    return new Set(await query.pluck('runs.id'));
  }

  async insert(
    tx: Knex,
    approvals: Omit<ApprovalRecord, 'id' | 'void'>[],
  ): Promise<void> {
    if (approvals.length > 0) {
      await tx<ApprovalRow>('approvals').insert(approvals.map(toRow));
    }
  }

  /** Takes approvals out of the count; they stay as records. */
  async void(tx: Knex, ids: string[], why: string): Promise<void> {
    await tx<ApprovalRow>('approvals')
      .whereIn('id', ids)
      .whereNull('void')
      .update({ void: why.slice(0, 100) });
  }

  async resource(
    id: string,
    db: Knex = this.#knex,
  ): Promise<GovernedResource | undefined> {
    return (await this.resources([id], db)).get(id);
  }

  /** The same of several, by id. */
  async resources(
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, GovernedResource>> {
    const rows = await db('resources as r')
      .join('templates as t', 't.id', 'r.template_id')
      .leftJoin('projects as p', 'p.id', 'r.project_id')
      .leftJoin('workspace_folders as f', 'f.resource_id', 'r.id')
      .leftJoin('resource_changes as c', 'c.resource_id', 'r.id')
      .whereIn('r.id', ids)
      .select(
        'r.id',
        'r.template_id',
        'r.project_id',
        'r.labels',
        't.metadata_free as template_free',
        'p.metadata_free as project_free',
        'f.workspace_id',
        'c.payload',
      );
    return new Map(rows.map(row => [row.id, governed(row)]));
  }
}

function governed(row: {
  template_id: string;
  project_id: string | null;
  labels: string;
  template_free: boolean | number;
  project_free: boolean | number | null;
  workspace_id: string | null;
  payload: string | null;
}): GovernedResource {
  const metadata = row.payload ? JSON.parse(row.payload).metadata : undefined;
  return {
    templateId: row.template_id,
    projectId: row.project_id ?? undefined,
    // With those that it is about to get: a rule for either asks.
    labels: [...JSON.parse(row.labels), ...(metadata?.labels ?? [])],
    changesMetadata: Object.keys(metadata ?? {}).length > 0,
    metadataFree: Boolean(row.template_free) || Boolean(row.project_free),
    workspaceId: row.workspace_id ?? undefined,
  };
}

function toRow(approval: Omit<ApprovalRecord, 'id' | 'void'>): ApprovalRow {
  return {
    id: randomUUID(),
    run_id: approval.runId,
    rule_id: approval.ruleId,
    approver: approval.approver,
    principal_refs: JSON.stringify(approval.principalRefs),
    decision: approval.decision,
    digest: approval.digest,
    comment: approval.comment ?? null,
    at: approval.at,
    expires_at: approval.expiresAt ?? null,
    void: null,
  };
}

function fromRow(row: ApprovalRow): ApprovalRecord {
  return {
    id: row.id,
    runId: row.run_id,
    ruleId: row.rule_id,
    approver: row.approver,
    principalRefs: JSON.parse(row.principal_refs),
    decision: row.decision,
    digest: row.digest,
    comment: row.comment ?? undefined,
    at: Number(row.at),
    expiresAt: row.expires_at === null ? undefined : Number(row.expires_at),
    void: row.void ?? undefined,
  };
}
