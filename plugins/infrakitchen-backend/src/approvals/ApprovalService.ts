import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import {
  InfrakitchenError,
  type ApprovalPage,
  type ApprovalRequirement,
  type Approver,
  type RunKind,
  type WorkspacePullRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  actorOf,
  audited,
  needs,
  type AccessScope,
  type AccessService,
  type CallOptions,
  type RoleReader,
} from '../access';
import { inTransaction, isUniqueViolation } from '../database';
import type { HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import type { RunQueue } from '../queue';
import {
  parseResourceFilters,
  resourceNotFound,
  type ChangeStore,
  type ResourceStore,
} from '../resources';
import type {
  PlanWatch,
  RunPullRequests,
  RunOutcomes,
  RunRecord,
  RunStore,
  WaitingRuns,
} from '../runs';
import { runAttempt } from '../runs/runAttempt';
import { toApi } from '../runs/toApi';
import type { ApprovalPolicy } from './ApprovalPolicy';
import type { ApprovalStore } from './ApprovalStore';
import type { ApprovalView } from './ApprovalView';
import { PlanDecisions, type Decision } from './PlanDecisions';
import {
  approvedAlready,
  notAnApprover,
  notWaiting,
  planStale,
  serviceRefusal,
} from './problems';
import type { RunApproverStore } from './RunApproverStore';

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

/** What of it is asked for, as the API takes it. */
export interface ListApprovalsOptions {
  waiting: WaitingFor;
  /** Narrows the resources that plans are about. */
  filter?: string[];
  limit: number;
  cursor?: string;
}

/** A decision about the plan with this digest. */
export interface DecisionOptions extends CallOptions {
  digest?: string;
  reason?: string;
}

/** The run that was decided about, with what became of its pull request. */
export interface Decided {
  id: string;
  pullRequest?: WorkspacePullRequest;
}

/** What follows at a host from a decision here. */
export interface DecidedPullRequests extends RunPullRequests {
  settle(runId: string): Promise<WorkspacePullRequest | undefined>;
}

/** Decisions about plans, by people. */
export interface ApprovalService {
  list(
    query: ListApprovalsOptions,
    options: CallOptions,
  ): Promise<ApprovalPage>;
  /** Who would have to approve an action, before it is asked for. */
  preview(
    resourceId: string,
    action: GovernedAction,
    options: CallOptions,
  ): Promise<ApprovalRequirement[]>;
  approve(id: string, options: DecisionOptions): Promise<Decided>;
  reject(id: string, options: DecisionOptions): Promise<Decided>;
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
  approvers: RunApproverStore;
  watch: PlanWatch;
  policy: ApprovalPolicy;
  view: ApprovalView;
  roles: RoleReader;
  access: AccessService;
  queue: RunQueue;
  outbox: Outbox;
  history: HistoryStore;
  pullRequests: DecidedPullRequests;
}

/** {@link ApprovalService} over the database. */
export class DefaultApprovalService implements ApprovalService {
  readonly #deps: ApprovalServiceDeps;
  readonly #decisions: PlanDecisions;

  constructor(deps: ApprovalServiceDeps) {
    this.#deps = deps;
    this.#decisions = new PlanDecisions(deps);
  }

  async list(
    query: ListApprovalsOptions,
    options: CallOptions,
  ): Promise<ApprovalPage> {
    const { store, view } = this.#deps;
    const { limit, cursor } = query;
    const scope =
      query.waiting === 'me' ? await this.#mine(options) : options.scope;
    const page = await store.list({
      filters: {
        state: ['awaiting_approval'],
        ...(query.waiting === 'requested' && {
          requestedBy: [actorOf(options.credentials).ref],
        }),
      },
      order: 'asc',
      scope: query.filter?.length ? this.#about(query.filter, scope) : scope,
      limit,
      cursor,
    });
    const [described, pullRequests] = await Promise.all([
      view.describe(page.rows, options),
      this.#deps.pullRequests.ofRuns(page.rows.map(run => run.id)),
    ]);
    const items = page.rows.flatMap(run => {
      const approval = described.get(run.id);
      // The rules have the last word, where they changed since they were asked.
      return approval && (query.waiting !== 'me' || approval.canDecide)
        ? [
            {
              run: toApi(run),
              approval,
              pullRequest: pullRequests.get(run.id),
            },
          ]
        : [];
    });
    return { items, nextCursor: page.nextCursor };
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

  async approve(id: string, options: DecisionOptions): Promise<Decided> {
    const { history, queue, outbox, pullRequests } = this.#deps;
    const run = await this.#require(id);
    const actor = actorOf(options.credentials);
    await audited(history, runAttempt(actor, 'run.approved', run), async () => {
      const approver = await this.#approver(run, options.credentials);
      const moved = await this.#approveOrReplan(run, {
        ...{ actor, approver, digest: options.digest },
        comment: options.reason?.trim() || undefined,
      });
      queue.committed();
      outbox.wake();
      if (moved) {
        throw planStale(id, moved);
      }
    });
    return { id, pullRequest: await pullRequests.settle(id) };
  }

  async reject(id: string, options: DecisionOptions): Promise<Decided> {
    const { history, knex, outbox, pullRequests } = this.#deps;
    const run = await this.#require(id);
    const actor = actorOf(options.credentials);
    await audited(history, runAttempt(actor, 'run.rejected', run), async () => {
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
        this.#decisions.reject(tx, run, {
          actor,
          approver,
          digest: options.digest,
          comment,
        }),
      );
    });
    outbox.wake();
    return { id, pullRequest: await pullRequests.settle(id) };
  }

  /** Approves in one transaction, or has the plan made again in it. */
  async #approveOrReplan(
    run: RunRecord,
    decision: Decision & { comment?: string },
  ): Promise<string | undefined> {
    if (run.state !== 'awaiting_approval') {
      // Whatever happens to it meanwhile, it has no plan to be approved.
      throw notWaiting(run);
    }
    const basis = await this.#deps.watch.basis(run);
    try {
      return await inTransaction(this.#deps.knex, tx =>
        this.#decisions.approve(tx, run, { ...decision, basis }),
      );
    } catch (error) {
      throw isUniqueViolation(error)
        ? approvedAlready({ kind: 'run', id: run.id })
        : error;
    }
  }

  /** What the caller may see, may approve, and is asked about. */
  async #mine({
    credentials,
    scope,
  }: CallOptions): Promise<Pick<AccessScope, 'restrict'>> {
    const { access, approvers } = this.#deps;
    const approvable = await access.scopeFor(
      credentials,
      needs.resourceApprove,
    );
    const user = await this.#userOf(credentials);
    return {
      restrict: (kind, query) => {
        scope?.restrict(kind, query);
        approvable.restrict(kind, query);
        approvers.restrict(query, user);
      },
    };
  }

  /** What is about some resources alone. */
  #about(
    filter: string[],
    scope: Pick<AccessScope, 'restrict'> | undefined,
  ): Pick<AccessScope, 'restrict'> {
    const filters = parseResourceFilters(filter);
    return {
      restrict: (kind, query) => {
        scope?.restrict(kind, query);
        query.whereIn('runs.resource_id', this.#deps.resources.idsOf(filters));
      },
    };
  }

  async #userOf(credentials: BackstageCredentials) {
    const { ref } = actorOf(credentials);
    const owned = await this.#deps.access.ownershipRefsOf(credentials);
    return { ref, principalRefs: [...new Set([ref, ...owned])] };
  }

  /** Whoever decides, with the role on the resource of the run. */
  async #approver(
    run: Pick<RunRecord, 'resourceId'>,
    credentials: BackstageCredentials,
  ): Promise<Approver> {
    if (actorOf(credentials).kind !== 'user') {
      throw notAnApprover([serviceRefusal]);
    }
    const user = await this.#userOf(credentials);
    const { roles } = this.#deps;
    const role = await roles.roleOn(run.resourceId, user.principalRefs);
    return { ...user, role };
  }

  async #require(id: string): Promise<RunRecord> {
    return this.#deps.store.require(id);
  }
}
