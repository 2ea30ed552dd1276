import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import {
  InfrakitchenError,
  type ApprovalPage,
  type ApprovalRequirement,
  type Approver,
  type RunKind,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  actorOf,
  audited,
  type AccessService,
  type CallOptions,
  type RoleReader,
} from '../access';
import { inTransaction, isUniqueViolation } from '../database';
import type { Actor, HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import type { RunQueue } from '../queue';
import {
  resourceNotFound,
  type ChangeStore,
  type ResourceStore,
} from '../resources';
import type { RunOutcomes, RunRecord, RunStore, WaitingRuns } from '../runs';
import { toApi } from '../runs/toApi';
import type { ApprovalPolicy } from './ApprovalPolicy';
import type { ApprovalStore } from './ApprovalStore';
import type { ApprovalView } from './ApprovalView';
import { eligible, requirementsFor } from './eligible';
import {
  approvedAlready,
  notAnApprover,
  nothingToDecide,
  planChanged,
  serviceRefusal,
} from './problems';

const HOUR_MS = 60 * 60_000;

/** How many pages of waiting runs one call looks through. */
const MAX_PAGES = 20;

/** Actions whose approvers can be asked for beforehand. */
export type GovernedAction = 'provision' | 'update' | 'destroy' | 'recreate';

const kindOf: Record<GovernedAction, RunKind> = {
  provision: 'provision',
  update: 'update',
  destroy: 'destroy',
  recreate: 'provision',
};

/** Which of the runs that wait are asked for. */
export type WaitingFor = 'me' | 'requested' | 'all';

/** A decision about the plan with this digest. */
export interface DecisionOptions extends CallOptions {
  digest?: string;
  reason?: string;
}

/** Decisions about plans, by people. */
export interface ApprovalService {
  list(
    query: { waiting: WaitingFor; limit: number; cursor?: string },
    options: CallOptions,
  ): Promise<ApprovalPage>;
  /** Who would have to approve an action, before it is asked for. */
  preview(
    resourceId: string,
    action: GovernedAction,
    options: CallOptions,
  ): Promise<ApprovalRequirement[]>;
  approve(id: string, options: DecisionOptions): Promise<{ id: string }>;
  reject(id: string, options: DecisionOptions): Promise<{ id: string }>;
}

/** What the decisions work with. */
export interface ApprovalServiceDeps {
  knex: Knex;
  store: RunStore;
  outcomes: RunOutcomes;
  waiting: WaitingRuns;
  resources: ResourceStore;
  changes: ChangeStore;
  approvals: ApprovalStore;
  policy: ApprovalPolicy;
  view: ApprovalView;
  roles: RoleReader;
  access: AccessService;
  queue: RunQueue;
  outbox: Outbox;
  history: HistoryStore;
}

/** {@link ApprovalService} over the database. */
export class DefaultApprovalService implements ApprovalService {
  readonly #deps: ApprovalServiceDeps;

  constructor(deps: ApprovalServiceDeps) {
    this.#deps = deps;
  }

  async list(
    query: { waiting: WaitingFor; limit: number; cursor?: string },
    options: CallOptions,
  ): Promise<ApprovalPage> {
    const { store, view } = this.#deps;
    const items: ApprovalPage['items'] = [];
    let { cursor } = query;
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const page = await store.list({
        filters: {
          state: ['awaiting_approval'],
          ...(query.waiting === 'requested' && {
            requestedBy: [actorOf(options.credentials).ref],
          }),
        },
        order: 'asc',
        scope: options.scope,
        limit: query.limit - items.length,
        cursor,
      });
      const described = await view.describe(page.rows, options);
      for (const run of page.rows) {
        const approval = described.get(run.id);
        if (approval && (query.waiting !== 'me' || approval.canDecide)) {
          items.push({ run: toApi(run), approval });
        }
      }
      cursor = page.nextCursor;
      if (!cursor || items.length >= query.limit) {
        break;
      }
    }
    return { items, nextCursor: cursor };
  }

  async preview(
    resourceId: string,
    action: GovernedAction,
    options: CallOptions,
  ): Promise<ApprovalRequirement[]> {
    const { resources, changes, policy } = this.#deps;
    if (!(await resources.get(resourceId))) {
      throw resourceNotFound(resourceId);
    }
    const kind = kindOf[action];
    const change =
      kind === 'update' ? await changes.get(resourceId) : undefined;
    return policy.requirements({
      resourceId,
      kind,
      requestedBy: actorOf(options.credentials).ref,
      editors: Object.values(change?.authors ?? {}),
    });
  }

  async approve(id: string, options: DecisionOptions): Promise<{ id: string }> {
    const { history, queue, outbox } = this.#deps;
    const run = await this.#require(id);
    const actor = actorOf(options.credentials);
    await audited(history, attempt(actor, 'run.approved', run), async () => {
      const approver = await this.#approver(run, options.credentials);
      try {
        await inTransaction(this.#deps.knex, tx =>
          this.#approve(tx, run, { actor, approver, ...options }),
        );
      } catch (error) {
        throw isUniqueViolation(error) ? approvedAlready(id) : error;
      }
    });
    queue.committed();
    outbox.wake();
    return { id };
  }

  async reject(id: string, options: DecisionOptions): Promise<{ id: string }> {
    const { history, knex, outbox } = this.#deps;
    const run = await this.#require(id);
    const actor = actorOf(options.credentials);
    await audited(history, attempt(actor, 'run.rejected', run), async () => {
      const comment = options.reason?.trim();
      if (!comment) {
        throw new InfrakitchenError('InputError', {
          code: 'comment_missing',
          message:
            'Say why you reject the plan (`reason`); the requester gets to read it',
          culprits: [{ kind: 'field', name: 'reason' }],
        });
      }
      const approver = await this.#approver(run, options.credentials);
      await inTransaction(knex, tx =>
        this.#reject(tx, run, {
          actor,
          approver,
          digest: options.digest,
          comment,
        }),
      );
    });
    outbox.wake();
    return { id };
  }

  async #approve(
    tx: Knex.Transaction,
    found: RunRecord,
    decision: {
      actor: Actor;
      approver: Approver;
      digest?: string;
      reason?: string;
    },
  ): Promise<void> {
    const { approvals, waiting, history } = this.#deps;
    const { actor, approver } = decision;
    const run = await this.#lock(tx, found, decision.digest);
    const before = await waiting.verdict(tx, run);
    const asked = requirementsFor(before, approver);
    const now = Date.now();
    const comment = decision.reason?.trim() || undefined;
    for (const requirement of asked) {
      await approvals.insert(tx, {
        runId: run.id,
        ruleId: requirement.ruleId,
        approver: approver.ref,
        principalRefs: [...approver.principalRefs],
        decision: 'approved',
        digest: run.planDigest!,
        comment,
        at: now,
        expiresAt:
          requirement.expiresAfterHours === undefined
            ? undefined
            : now + requirement.expiresAfterHours * HOUR_MS,
      });
    }
    await history.audit(tx, {
      ...attempt(actor, 'run.approved', run),
      outcome: 'succeeded',
      detail: {
        runId: run.id,
        digest: run.planDigest!,
        rules: asked.map(({ ruleName }) => ruleName),
        ...(comment && { comment }),
      },
    });
    await waiting.decideBy(tx, run, actor);
    await this.#announce(tx, run, 'approved', `${approver.ref}:${now}`);
  }

  async #reject(
    tx: Knex.Transaction,
    found: RunRecord,
    decision: {
      actor: Actor;
      approver: Approver;
      digest?: string;
      comment: string;
    },
  ): Promise<void> {
    const { approvals, waiting, store, outcomes } = this.#deps;
    const { actor, approver, comment } = decision;
    const run = await this.#lock(tx, found, decision.digest);
    const { requirements, valid } = await waiting.verdict(tx, run);
    if (requirements.length === 0) {
      throw nothingToDecide(run.id);
    }
    const [requirement] = eligible(requirements, approver);
    for (const { id } of valid.filter(own => own.approver === approver.ref)) {
      await approvals.void(tx, id, 'The approver rejected the plan afterwards');
    }
    await approvals.insert(tx, {
      runId: run.id,
      ruleId: requirement.ruleId,
      approver: approver.ref,
      principalRefs: [...approver.principalRefs],
      decision: 'rejected',
      digest: run.planDigest!,
      comment,
      at: Date.now(),
    });
    await store.transition(tx, run, { to: 'rejected', actor, note: comment });
    await outcomes.rejected(tx, run, actor);
    await this.#announce(tx, run, 'rejected', approver.ref);
  }

  /** A run that waits with the plan that was decided about, locked. */
  async #lock(
    tx: Knex.Transaction,
    found: RunRecord,
    digest: string | undefined,
  ): Promise<RunRecord> {
    const { store, waiting } = this.#deps;
    const run = await waiting.lock(tx, found);
    if (!run) {
      const { state } = (await store.get(found.id, tx))!;
      throw new InfrakitchenError('ConflictError', {
        code: 'not_waiting',
        message: `The run is ${state}; only one that waits for approval can be decided about`,
        culprits: [{ kind: 'run', id: found.id }],
      });
    }
    if (!digest) {
      throw new InfrakitchenError('InputError', {
        code: 'digest_missing',
        message:
          'Say by its `digest` which plan you decide about: that of the run that you looked at',
        culprits: [{ kind: 'field', name: 'digest' }],
      });
    }
    if (digest !== run.planDigest) {
      throw planChanged(run.id, digest, run.planDigest);
    }
    if (run.approvalExpiresAt && run.approvalExpiresAt <= Date.now()) {
      throw new InfrakitchenError('ConflictError', {
        code: 'approval_expired',
        message:
          'The time to decide about the plan is over; start the action again',
        culprits: [{ kind: 'run', id: run.id }],
      });
    }
    return run;
  }

  async #announce(
    tx: Knex,
    run: RunRecord,
    decision: 'approved' | 'rejected',
    key: string,
  ): Promise<void> {
    const { outbox } = this.#deps;
    const payload = { runId: run.id, resourceId: run.resourceId };
    await outbox.add(tx, {
      topic: 'approval.decided',
      key: `approval.decided:${run.id}:${decision}:${key}`,
      payload: { ...payload, decision },
    });
    // Whoever looks at the run sees one more approval.
    await outbox.add(tx, {
      topic: 'run.changed',
      key: `run.changed:${run.id}:${decision}:${key}`,
      payload: { ...payload, kind: run.kind, state: run.state },
    });
  }

  /** Whoever decides, with the role on the resource of the run. */
  async #approver(
    run: Pick<RunRecord, 'resourceId'>,
    credentials: BackstageCredentials,
  ): Promise<Approver> {
    const { access, roles } = this.#deps;
    const { kind, ref } = actorOf(credentials);
    if (kind !== 'user') {
      throw notAnApprover([serviceRefusal]);
    }
    const owned = await access.ownershipRefsOf(credentials);
    const principalRefs = [...new Set([ref, ...owned])];
    const role = await roles.roleOn(run.resourceId, principalRefs);
    return { ref, principalRefs, role };
  }

  async #require(id: string): Promise<RunRecord> {
    const { store } = this.#deps;
    return store.require(id);
  }
}

function attempt(actor: Actor, action: string, run: RunRecord) {
  return {
    actor,
    action,
    entity: {
      kind: 'resource' as const,
      id: run.resourceId,
      name: run.resourceName,
    },
  };
}
