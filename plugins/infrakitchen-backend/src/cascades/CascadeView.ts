import {
  cascadeDecisions,
  cascadeRefusals,
  isCascadeItemDone,
  isCascadeItemLost,
  sumSummaries,
  type Cascade,
  type CascadeDetail,
  type CascadeGraph,
  type CascadeItem,
  type CascadeItemState,
  type Refusal,
  type RunApproval,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { actorOf, type AccessService, type CallOptions } from '../access';
import { serviceRefusal } from '../approvals';
import type { CascadeApprovals } from './CascadeApprovals';
import type {
  CascadeItemStore,
  ItemWithRun,
  LevelCount,
} from './CascadeItemStore';
import type { CascadeStore } from './CascadeStore';
import type { CascadeRecord, SetApprovalRecord } from './types';

/** Shows cascades as their caller sees them. */
export class CascadeView {
  readonly #store: CascadeStore;
  readonly #items: CascadeItemStore;
  readonly #approvals: CascadeApprovals;
  readonly #access: AccessService;

  constructor(options: {
    cascades: CascadeStore;
    items: CascadeItemStore;
    approvals: CascadeApprovals;
    access: AccessService;
  }) {
    this.#store = options.cascades;
    this.#items = options.items;
    this.#approvals = options.approvals;
    this.#access = options.access;
  }

  async describe(
    cascade: CascadeRecord,
    options: CallOptions,
  ): Promise<CascadeDetail> {
    const caller = actorOf(options.credentials);
    const [counts, items, approval] = await Promise.all([
      this.#items.counts(cascade.id),
      this.#items.all(cascade.id),
      this.#approval(cascade, options),
    ]);
    return {
      ...toApi(cascade),
      counts: byState(counts),
      levels: levelsOf(counts),
      summary: sumSummaries(
        items.flatMap(({ planOutline }) => planOutline?.summary ?? []),
      ),
      laterPlans: items.filter(({ planLater }) => planLater).length,
      approval,
      actions: cascadeDecisions.map(action => {
        const reasons = cascadeRefusals(cascade, action, caller.ref);
        const isDecision = action === 'approve' || action === 'reject';
        if (isDecision && reasons.length === 0) {
          reasons.push(...(approval?.refusals ?? []));
        }
        return { action, allowed: reasons.length === 0, reasons };
      }),
    };
  }

  item(item: ItemWithRun): CascadeItem {
    return {
      id: item.id,
      resource: {
        id: item.resourceId,
        name: item.resourceName,
        templateId: item.templateId,
        templateName: item.templateName,
      },
      level: item.level,
      state: item.state,
      needsRun: item.needsRun,
      planLater: item.planLater,
      ...(item.runDigest &&
        item.planDigest && { planChanged: item.runDigest !== item.planDigest }),
      previewRunId: item.previewRunId,
      runId: item.runId,
      runState: item.runState,
      planSummary: item.planOutline?.summary,
      error: item.error,
    };
  }

  async graph(cascade: CascadeRecord): Promise<CascadeGraph> {
    const [items, edges] = await Promise.all([
      this.#items.all(cascade.id),
      this.#items.edges(cascade.id),
    ]);
    return {
      nodes: items.map(item => ({
        id: item.resourceId,
        name: item.resourceName,
        abstract: item.abstract,
        templateId: item.templateId,
        templateName: item.templateName,
        level: item.level,
        itemState: item.state,
        runId: item.runId,
        planSummary: item.planOutline?.summary,
      })),
      edges,
    };
  }

  async #approval(
    cascade: CascadeRecord,
    options: CallOptions,
  ): Promise<RunApproval | undefined> {
    const waited = cascade.approval;
    if (!waited) {
      return undefined;
    }
    const decisions = await this.#store.approvals(cascade.id);
    const valid = decisions.filter(
      ({ decision, void: lapsed, digest }) =>
        decision === 'approved' && !lapsed && digest === waited.digest,
    );
    const isWaiting = cascade.state === 'awaiting_approval';
    const refusals = isWaiting ? await this.#refusals(cascade, options) : [];
    return {
      digest: waited.digest,
      requirements: waited.requirements.map(
        ({ resourceIds, ...requirement }) => ({
          ...requirement,
          given: valid.filter(({ ruleId }) => ruleId === requirement.ruleId)
            .length,
        }),
      ),
      decisions: decisions.map(decisionToApi),
      requestedAt: iso(waited.requestedAt),
      expiresAt: iso(cascade.expiresAt),
      canDecide: isWaiting && refusals.length === 0,
      ...(refusals.length > 0 && { refusals }),
    };
  }

  /** Why the caller cannot decide; the same as deciding would say. */
  async #refusals(
    cascade: CascadeRecord,
    { credentials }: CallOptions,
  ): Promise<Refusal[]> {
    const { kind, ref } = actorOf(credentials);
    if (kind !== 'user') {
      return [serviceRefusal];
    }
    const { principals } = await this.#access.callerOf(credentials);
    const verdict = await this.#approvals.verdict(cascade);
    return this.#approvals.refusalsOf(cascade, verdict, {
      ref,
      principalRefs: principals,
    });
  }
}

/** A cascade as lists show it. */
export function toApi(cascade: CascadeRecord): Cascade {
  return {
    id: cascade.id,
    kind: cascade.kind,
    name: cascade.name,
    state: cascade.state,
    rootId: cascade.rootId,
    reason: cascade.reason,
    requestedBy: cascade.requestedBy,
    maxParallel: cascade.maxParallel,
    stopOnFailure: cascade.stopOnFailure,
    cancelRequested: cascade.cancelRequested,
    digest: cascade.digest,
    error: cascade.error,
    createdAt: iso(cascade.createdAt),
    startedAt: iso(cascade.startedAt),
    finishedAt: iso(cascade.finishedAt),
    updatedAt: iso(cascade.updatedAt),
    expiresAt: iso(cascade.expiresAt),
  };
}

function decisionToApi(approval: SetApprovalRecord) {
  const { ruleId, approver, decision, comment, digest, at } = approval;
  return {
    ruleId,
    approver,
    decision,
    comment,
    digest,
    at: iso(at),
    void: approval.void,
  };
}

function byState(counts: LevelCount[]): Record<string, number> {
  const result: Record<string, number> = {};
  for (const { state, count } of counts) {
    result[state] = (result[state] ?? 0) + count;
  }
  return result;
}

function levelsOf(counts: LevelCount[]): CascadeDetail['levels'] {
  const levels = new Map<number, CascadeDetail['levels'][number]>();
  for (const { level, state, count } of counts) {
    const known = levels.get(level) ?? {
      level,
      total: 0,
      done: 0,
      failed: 0,
      active: 0,
    };
    known.total += count;
    const group = groupOf(state);
    if (group) {
      known[group] += count;
    }
    levels.set(level, known);
  }
  return [...levels.values()];
}

function groupOf(
  state: CascadeItemState,
): 'done' | 'failed' | 'active' | undefined {
  if (isCascadeItemDone(state)) {
    return 'done';
  }
  if (isCascadeItemLost(state)) {
    return 'failed';
  }
  return ['previewing', 'running', 'awaiting_approval'].includes(state)
    ? 'active'
    : undefined;
}

function iso(ms: number): string;
function iso(ms: number | undefined): string | undefined;
function iso(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
