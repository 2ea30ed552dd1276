import { randomUUID } from 'node:crypto';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import {
  InfrakitchenError,
  refusalsOf,
  runPriority,
  simulationRefusals,
  takesLock,
  type ResourceAction,
  type RunKind,
  type SimulatedKind,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  actorOf,
  audited,
  type AccessService,
  type WriteCallOptions,
} from '../access';
import type { KeyRing } from '../crypto';
import { inTransaction, isUniqueViolation } from '../database';
import type { Actor, HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import type { RunQueue } from '../queue';
import {
  assertRevision,
  nameTaken,
  refuseAction,
  resourceNotFound,
  slugOf,
  type ChangeStore,
  type ParentLink,
  type ParentRules,
  type ResourceRecord,
  type ResourceStore,
  type ResourceView,
} from '../resources';
import type { WorkspacePlaces } from '../workspaces';
import type { RunOutcomes } from './RunOutcomes';
import type { RunStore } from './RunStore';
import type { RunRecord } from './types';

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

/** What a run is started with, in a transaction of somebody else's. */
export interface RunRequest {
  resourceId: string;
  action: RunAction;
  actor: Actor;
  /** What the actor is and is a member of; absent for a service. */
  principalRefs?: string[];
  revision?: number;
  reason?: string;
  retryOf?: Pick<RunRecord, 'id'>;
  /** The cascade that the run is a part of. */
  cascadeId?: string;
  /** For a dry run: what it plans, whether the resource is ready for that or not. */
  simulates?: SimulatedKind;
}

/** What a request works with. */
export interface RunRequesterDeps {
  knex: Knex;
  store: RunStore;
  outcomes: RunOutcomes;
  resources: ResourceStore;
  parentRules: ParentRules;
  places: Pick<WorkspacePlaces, 'place'>;
  changes: ChangeStore;
  view: ResourceView;
  queue: RunQueue;
  outbox: Outbox;
  history: HistoryStore;
  keys: KeyRing;
  access: Pick<AccessService, 'callerOf'>;
}

/** Starts runs: the rules, the lock, the run and its job in one transaction. */
export class RunRequester {
  readonly #deps: RunRequesterDeps;

  constructor(deps: RunRequesterDeps) {
    this.#deps = deps;
  }

  async request(
    resourceId: string,
    action: RunAction,
    options: WriteCallOptions & { reason?: string; retryOf?: RunRecord },
  ): Promise<{ id: string }> {
    const { knex, history, keys } = this.#deps;
    const actor = actorOf(options.credentials);
    const id = randomUUID();
    const principalRefs = await this.principalsOf(options.credentials);
    const entity = { kind: 'resource' as const, id: resourceId };
    await audited(
      history,
      { actor, action: `resource.${action}`, entity },
      async () => {
        // A state holds secrets; better no run than one whose end is lost.
        keys.assertConfigured();
        try {
          await inTransaction(knex, tx =>
            this.#insert(tx, {
              ...{ id, resourceId, action, actor, principalRefs },
              ...options,
            }),
          );
        } catch (error) {
          throw isUniqueViolation(error)
            ? this.#raced(resourceId, options.retryOf, error)
            : error;
        }
      },
    );
    this.committed();
    return { id };
  }

  /**
   * Starts a run in the transaction of what it belongs to. Call
   * {@link RunRequester.committed} after that.
   */
  async requestWithin(
    tx: Knex.Transaction,
    request: RunRequest,
  ): Promise<{ id: string }> {
    const id = randomUUID();
    this.#deps.keys.assertConfigured();
    await this.#insert(tx, { id, ...request });
    return { id };
  }

  /** What a run remembers of its requester: roles are looked at again later. */
  async principalsOf(
    credentials: BackstageCredentials,
  ): Promise<string[] | undefined> {
    const caller = await this.#deps.access.callerOf(credentials);
    return caller.actor.kind === 'user' ? caller.principals : undefined;
  }

  /** To be called once a run that was started is in the database. */
  committed(): void {
    this.#deps.queue.committed();
    this.#deps.outbox.wake();
  }

  async #insert(
    tx: Knex.Transaction,
    request: RunRequest & { id: string },
  ): Promise<void> {
    const { store, resources, parentRules, changes, view, queue } = this.#deps;
    const { id, action, actor } = request;
    const [found] = await resources.lock(tx, [request.resourceId]);
    if (!found) {
      throw resourceNotFound(request.resourceId);
    }
    assertRevision(found, request.revision);
    const parents =
      action === 'recreate' ? await parentRules.hold(tx, found) : [];
    const change = await changes.get(found.id, tx);
    const facts = await view.facts(found, change, tx);
    const { simulates } = request;
    refuseAction(
      simulates
        ? simulationRefusals(facts, simulates)
        : refusalsOf(facts, action),
    );
    const record =
      action === 'recreate'
        ? await this.#revive(tx, found, parents, actor)
        : found;
    const kind = kindOf[action];
    const purpose = simulates ?? kind;
    const usesChange = purpose === 'update' || purpose === 'dry_run';
    const versionId =
      (purpose === 'destroy' ? record.appliedVersionId : undefined) ??
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
        principalRefs: request.principalRefs,
        retryOf: request.retryOf?.id,
        cascadeId: request.cascadeId,
        simulates,
        cancelRequested: false,
        editors:
          kind === 'update'
            ? [...new Set(Object.values(change?.authors ?? {}))]
            : undefined,
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
    parents: ParentLink[],
    actor: Actor,
  ): Promise<ResourceRecord> {
    const { resources, parentRules, places, outcomes } = this.#deps;
    const holder = await resources.findLiving(
      tx,
      record.templateId,
      slugOf(record.name),
    );
    if (holder && holder.id !== record.id) {
      throw nameTaken(holder);
    }
    await parentRules.assertMayReturn(tx, record, parents);
    await places.place(tx, record);
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
}

/** The status to go back to: never one of a run that is over. */
function settled(record: ResourceRecord): string {
  return record.status === 'queued' || record.status === 'in_progress'
    ? 'ready'
    : record.status;
}
