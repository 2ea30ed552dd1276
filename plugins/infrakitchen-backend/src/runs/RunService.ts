import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import {
  InfrakitchenError,
  isTerminal,
  refusalsOf,
  runPriority,
  takesLock,
  type LogLine,
  type LogPage,
  type Page,
  type Plan,
  type ResourceAction,
  type Run,
  type RunDetail,
  type RunKind,
  type RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  actorOf,
  audited,
  type CallOptions,
  type WriteCallOptions,
} from '../access';
import type { KeyRing } from '../crypto';
import {
  inTransaction,
  isUniqueViolation,
  parseFilters,
  parseIds,
} from '../database';
import type { Actor, HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import type { RunQueue } from '../queue';
import {
  assertRevision,
  refuseAction,
  resourceNotFound,
  slugOf,
  type ChangeStore,
  type ResourceRecord,
  type ResourceStore,
  type ResourceView,
} from '../resources';
import type { RunLogStore } from './RunLogStore';
import type { RunOutcomes } from './RunOutcomes';
import { runFilterFields, runNotFound, type RunStore } from './RunStore';
import { LeaseLostError, type RunRecord } from './types';

/** Actions of a resource that take a run. */
export type RunAction = Extract<
  ResourceAction,
  'dry-run' | 'provision' | 'update' | 'destroy' | 'recreate'
>;

const kindOf: Record<RunAction, RunKind> = {
  'dry-run': 'dry_run',
  provision: 'provision',
  update: 'update',
  destroy: 'destroy',
  recreate: 'provision',
};

const actionOf: Record<RunKind, RunAction> = {
  dry_run: 'dry-run',
  provision: 'provision',
  update: 'update',
  destroy: 'destroy',
};

/** In these states a worker sees that it is to stop. */
const cancellable: RunState[] = [
  'preparing',
  'planning',
  'planned',
  'apply_queued',
  'applying',
];

/** How often an action on a run is tried that moves on at the same moment. */
const SETTLE_ATTEMPTS = 5;

/** The runs: asked for, followed, stopped and settled. */
export interface RunService {
  request(
    resourceId: string,
    action: RunAction,
    options: WriteCallOptions & { reason?: string },
  ): Promise<{ id: string }>;
  list(
    query: { filter?: string[]; limit: number; cursor?: string },
    options: CallOptions,
  ): Promise<Page<Run>>;
  get(id: string, options: CallOptions): Promise<RunDetail>;
  plan(id: string, options: CallOptions): Promise<Plan>;
  log(
    query: { id: string; after: number; limit: number },
    options: CallOptions,
  ): Promise<LogPage>;
  cancel(id: string, options: CallOptions): Promise<{ id: string }>;
  retry(
    id: string,
    options: CallOptions & { reason?: string },
  ): Promise<{ id: string }>;
  resolve(
    id: string,
    options: CallOptions & {
      outcome?: 'failed' | 'succeeded';
      reason?: string;
    },
  ): Promise<{ id: string }>;
}

/** What the service works with. */
export interface RunServiceDeps {
  knex: Knex;
  store: RunStore;
  logs: RunLogStore;
  outcomes: RunOutcomes;
  resources: ResourceStore;
  changes: ChangeStore;
  view: ResourceView;
  queue: RunQueue;
  outbox: Outbox;
  history: HistoryStore;
  keys: KeyRing;
  /** Tells a worker of this process; others see it in the database. */
  onCancel: (runId: string) => void;
}

/** {@link RunService} over the database and the queue. */
export class DefaultRunService implements RunService {
  readonly #deps: RunServiceDeps;

  constructor(deps: RunServiceDeps) {
    this.#deps = deps;
  }

  async request(
    resourceId: string,
    action: RunAction,
    options: WriteCallOptions & { reason?: string },
  ): Promise<{ id: string }> {
    return this.#request(resourceId, action, options);
  }

  async list(query: {
    filter?: string[];
    limit: number;
    cursor?: string;
  }): Promise<Page<Run>> {
    const filters = parseFilters(query.filter, runFilterFields);
    for (const field of ['resourceId', 'templateId'] as const) {
      if (filters[field]) {
        filters[field] = parseIds(field, filters[field]);
      }
    }
    const page = await this.#deps.store.list({
      filters,
      limit: query.limit,
      cursor: query.cursor,
    });
    return { items: page.rows.map(toApi), nextCursor: page.nextCursor };
  }

  async get(id: string): Promise<RunDetail> {
    const { store } = this.#deps;
    const run = await this.#require(id);
    const [transitions, progress, inputs, queuePosition] = await Promise.all([
      store.transitions(id),
      store.progress(id),
      store.payload(id, 'maskedInputs'),
      run.state === 'queued' ? store.queuePosition(run) : undefined,
    ]);
    return {
      ...toApi(run),
      queuePosition,
      transitions,
      progress,
      inputs: inputs ?? [],
    };
  }

  async plan(id: string): Promise<Plan> {
    const run = await this.#require(id);
    const plan = await this.#deps.store.payload(id, 'plan');
    if (!plan) {
      throw new InfrakitchenError('NotFoundError', {
        code: 'plan_not_found',
        message: isTerminal(run.state)
          ? 'The run ended before it had a plan'
          : 'The run has no plan yet',
        culprits: [{ kind: 'run', id }],
      });
    }
    return plan;
  }

  async log(query: {
    id: string;
    after: number;
    limit: number;
  }): Promise<LogPage> {
    const run = await this.#require(query.id);
    const lines = await this.#deps.logs.read({ runId: query.id, ...query });
    const nextAfter = lastSeq(lines) ?? query.after;
    return {
      lines,
      nextAfter,
      ended: isTerminal(run.state) && nextAfter >= run.logSeq,
    };
  }

  async cancel(id: string, options: CallOptions): Promise<{ id: string }> {
    const { store, outcomes, outbox, history, onCancel } = this.#deps;
    const actor = actorOf(options.credentials);
    const run = await this.#require(id);
    await audited(history, this.#attempt(actor, 'run.cancelled', run), () =>
      this.#settling(async tx => {
        const current = (await store.get(id, tx))!;
        if (current.state === 'queued') {
          await store.transition(tx, current, {
            to: 'cancelled',
            actor,
            note: 'Cancelled before it began',
          });
          await outcomes.undone(tx, current);
          return;
        }
        if (!cancellable.includes(current.state)) {
          throw new InfrakitchenError('ConflictError', {
            code: isTerminal(current.state) ? 'run_over' : 'not_cancellable',
            message: `The run is ${current.state} and cannot be cancelled`,
            culprits: [{ kind: 'run', id }],
          });
        }
        await store.requestCancel(tx, id);
        await history.audit(tx, {
          actor,
          action: 'run.cancel_requested',
          outcome: 'succeeded',
          entity: {
            kind: 'resource',
            id: run.resourceId,
            name: run.resourceName,
          },
          detail: { runId: id },
        });
      }),
    );
    outbox.wake();
    onCancel(id);
    return { id };
  }

  async retry(
    id: string,
    options: CallOptions & { reason?: string },
  ): Promise<{ id: string }> {
    const run = await this.#require(id);
    if (!isTerminal(run.state)) {
      throw new InfrakitchenError('ConflictError', {
        code: 'run_not_over',
        message: `The run is ${run.state}; only a run that is over can be retried`,
        culprits: [{ kind: 'run', id }],
      });
    }
    return this.#request(run.resourceId, actionOf[run.kind], {
      ...options,
      retryOf: run,
    });
  }

  async resolve(
    id: string,
    options: CallOptions & {
      outcome?: 'failed' | 'succeeded';
      reason?: string;
    },
  ): Promise<{ id: string }> {
    const { store, outcomes, queue, outbox, history } = this.#deps;
    const actor = actorOf(options.credentials);
    const run = await this.#require(id);
    const { outcome, reason } = options;
    await audited(
      history,
      this.#attempt(actor, 'run.resolved', run),
      async () => {
        if (!outcome || !reason) {
          throw new InfrakitchenError('InputError', {
            code: 'resolution_incomplete',
            message:
              'Say what the run did (`outcome`) and how you know (`reason`)',
          });
        }
        await this.#settling(async tx => {
          const current = (await store.get(id, tx))!;
          if (current.state !== 'needs_attention') {
            throw new InfrakitchenError('ConflictError', {
              code: 'nothing_to_resolve',
              message: `The run is ${current.state}; only one that needs attention can be resolved`,
              culprits: [{ kind: 'run', id }],
            });
          }
          if (outcome === 'failed') {
            await store.transition(tx, current, {
              to: 'failed',
              actor,
              note: reason,
            });
            await outcomes.failed(tx, current, true);
            return;
          }
          await store.transition(tx, current, {
            to: 'verifying',
            actor,
            note: reason,
            // The worker that gave up may hold the lease for a while yet.
            patch: { leaseUntil: 0 },
          });
          await queue.enqueue(
            tx,
            { runId: id, phase: 'verify' },
            { priority: runPriority(current.kind, 'apply') },
          );
        });
      },
    );
    queue.committed();
    outbox.wake();
    return { id };
  }

  async #request(
    resourceId: string,
    action: RunAction,
    options: WriteCallOptions & { reason?: string; retryOf?: RunRecord },
  ): Promise<{ id: string }> {
    const { knex, queue, outbox, history, keys } = this.#deps;
    const actor = actorOf(options.credentials);
    const id = randomUUID();
    const entity = { kind: 'resource' as const, id: resourceId };
    await audited(
      history,
      { actor, action: `resource.${action}`, entity },
      async () => {
        // A state holds secrets; better no run than one whose end is lost.
        keys.assertConfigured();
        try {
          await inTransaction(knex, tx =>
            this.#insert(tx, { id, resourceId, action, actor, ...options }),
          );
        } catch (error) {
          throw isUniqueViolation(error)
            ? this.#raced(resourceId, options.retryOf, error)
            : error;
        }
      },
    );
    queue.committed();
    outbox.wake();
    return { id };
  }

  async #insert(
    tx: Knex.Transaction,
    request: {
      id: string;
      resourceId: string;
      action: RunAction;
      actor: Actor;
      revision?: number;
      reason?: string;
      retryOf?: RunRecord;
    },
  ): Promise<void> {
    const { store, resources, changes, view, queue } = this.#deps;
    const { id, action, actor } = request;
    const [found] = await resources.lock(tx, [request.resourceId]);
    if (!found) {
      throw resourceNotFound(request.resourceId);
    }
    assertRevision(found, request.revision);
    const change = await changes.get(found.id, tx);
    const facts = await view.facts(found, change, tx);
    refuseAction(refusalsOf(facts, action));
    const record =
      action === 'recreate' ? await this.#revive(tx, found, actor) : found;
    const kind = kindOf[action];
    const usesChange = kind === 'update' || kind === 'dry_run';
    const versionId =
      (kind === 'destroy' ? record.appliedVersionId : undefined) ??
      (usesChange ? change?.payload.versionId : undefined) ??
      record.versionId!;
    const now = Date.now();
    await store.insert(
      tx,
      {
        id,
        resourceId: record.id,
        resourceName: record.name,
        templateId: record.templateId,
        templateName: facts.template.name,
        versionId,
        kind,
        state: 'queued',
        reason: request.reason,
        requestedBy: actor.ref,
        retryOf: request.retryOf?.id,
        cancelRequested: false,
        previous: { state: record.state, status: settled(record) },
        fence: 0,
        attempts: 0,
        spoolOffset: 0,
        logSeq: 0,
        logBytes: 0,
        createdAt: now,
        updatedAt: now,
      },
      actor,
    );
    if (takesLock(kind)) {
      await store.lockResource(tx, { resourceId: record.id, runId: id });
      await resources.update(tx, record.id, {
        status: 'queued',
        ...(kind === 'destroy' ? { state: 'destroy' } : {}),
      });
    }
    await queue.enqueue(
      tx,
      { runId: id, phase: 'plan' },
      { priority: runPriority(kind, 'plan') },
    );
  }

  /** A destroyed resource becomes one that nothing was built for. */
  async #revive(
    tx: Knex.Transaction,
    record: ResourceRecord,
    actor: Actor,
  ): Promise<ResourceRecord> {
    const { resources, outcomes } = this.#deps;
    const holder = await resources.findLiving(
      tx,
      record.templateId,
      slugOf(record.name),
    );
    if (holder && holder.id !== record.id) {
      throw new InfrakitchenError('ConflictError', {
        code: 'name_taken',
        message: `Another resource has the name '${holder.name}' by now`,
        culprits: [{ kind: 'resource', id: holder.id, name: holder.name }],
      });
    }
    const revived: ResourceRecord = {
      ...record,
      state: 'provision',
      status: 'ready',
      revision: record.revision + 1,
    };
    await outcomes.revived(tx, record, revived, actor);
    return revived;
  }

  #raced(
    resourceId: string,
    retryOf: RunRecord | undefined,
    cause: unknown,
  ): InfrakitchenError {
    return new InfrakitchenError(
      'ConflictError',
      retryOf
        ? {
            code: 'retried_already',
            message: 'The run was retried already',
            culprits: [{ kind: 'run', id: retryOf.id }],
          }
        : {
            code: 'run_active',
            message: 'Another run of the resource was started at the same time',
            culprits: [{ kind: 'resource', id: resourceId }],
          },
      cause,
    );
  }

  /** A transaction on a run that a worker may move on at the same moment. */
  async #settling(
    work: (tx: Knex.Transaction) => Promise<void>,
  ): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await inTransaction(this.#deps.knex, work);
        return;
      } catch (error) {
        if (!(error instanceof LeaseLostError) || attempt >= SETTLE_ATTEMPTS) {
          throw error;
        }
      }
    }
  }

  #attempt(actor: Actor, action: string, run: RunRecord) {
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

  async #require(id: string): Promise<RunRecord> {
    const run = await this.#deps.store.get(id);
    if (!run) {
      throw runNotFound(id);
    }
    return run;
  }
}

/** The status to go back to: never one of a run that is over. */
function settled(record: ResourceRecord): string {
  return record.status === 'queued' || record.status === 'in_progress'
    ? 'ready'
    : record.status;
}

function lastSeq(lines: LogLine[]): number | undefined {
  return lines[lines.length - 1]?.seq;
}

/** A run as the API shows it. */
export function toApi(run: RunRecord): Run {
  const time = (ms: number | undefined) =>
    ms === undefined ? undefined : new Date(ms).toISOString();
  return {
    id: run.id,
    resourceId: run.resourceId,
    resourceName: run.resourceName,
    templateId: run.templateId,
    templateName: run.templateName,
    kind: run.kind,
    state: run.state,
    reason: run.reason,
    requestedBy: run.requestedBy,
    retryOf: run.retryOf,
    cancelRequested: run.cancelRequested,
    commitSha: run.commitSha,
    ref: run.ref,
    engine:
      run.engineKind && run.engineVersion
        ? { kind: run.engineKind, version: run.engineVersion }
        : undefined,
    planSummary: run.planSummary,
    planDigest: run.planDigest,
    error: run.error,
    createdAt: time(run.createdAt)!,
    startedAt: time(run.startedAt),
    finishedAt: time(run.finishedAt),
    updatedAt: time(run.updatedAt)!,
  };
}
