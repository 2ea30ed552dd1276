import type { Knex } from 'knex';
import {
  cascadeStepLeft,
  cascadeStepRefusals,
  InfrakitchenError,
  isInfrakitchenError,
  roleAllows,
  type CascadeStep,
  type Refusal,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { needs, type RoleReader } from '../access';
import { isUniqueViolation } from '../database';
import type { HistoryStore } from '../history';
import {
  refuseAction,
  resourceCulprit,
  resourceNotFound,
  type ChangeStore,
  type ParentRules,
  type ResourceRecord,
  type ResourceStore,
  type ResourceView,
} from '../resources';
import type { RunRequester, RunStore } from '../runs';
import type { CascadeItemStore } from './CascadeItemStore';
import { itemError } from './problems';
import type { RecordedSteps } from './RecordedSteps';
import {
  requesterOf,
  type CascadeItemRecord,
  type CascadeRecord,
} from './types';

/** What previews plan. */
const simulated = {
  update: 'update',
  destroy: 'destroy',
  recreate: 'provision',
} as const;

/** Begins with one resource of a cascade, in the transaction that chose it. */
export class CascadeSteps {
  readonly #items: CascadeItemStore;
  readonly #resources: ResourceStore;
  readonly #parentRules: ParentRules;
  readonly #changes: ChangeStore;
  readonly #view: ResourceView;
  readonly #runs: RunStore;
  readonly #requester: RunRequester;
  readonly #recorded: RecordedSteps;
  readonly #roles: RoleReader;
  readonly #history: HistoryStore;

  constructor(options: {
    items: CascadeItemStore;
    resources: ResourceStore;
    parentRules: ParentRules;
    changes: ChangeStore;
    view: ResourceView;
    store: RunStore;
    requester: RunRequester;
    recorded: RecordedSteps;
    roles: RoleReader;
    history: HistoryStore;
  }) {
    this.#items = options.items;
    this.#resources = options.resources;
    this.#parentRules = options.parentRules;
    this.#changes = options.changes;
    this.#view = options.view;
    this.#runs = options.store;
    this.#requester = options.requester;
    this.#recorded = options.recorded;
    this.#roles = options.roles;
    this.#history = options.history;
  }

  /** Starts the dry run that shows what would be done. */
  async preview(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    item: CascadeItemRecord,
  ): Promise<void> {
    await this.#assertPermitted(tx, cascade, item);
    const run = await this.#requester.requestWithin(tx, {
      resourceId: item.resourceId,
      action: 'dry-run',
      simulates: simulated[cascade.kind],
      ...requestedFor(cascade),
      cascadeId: cascade.id,
      reason: cascade.reason,
    });
    await this.#items.patch(tx, item.id, {
      state: 'previewing',
      previewRunId: run.id,
      error: undefined,
    });
  }

  /**
   * Does what is left to be done: by a run, or at once where nothing is built.
   *
   * @returns whether a run was started.
   */
  async apply(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    item: CascadeItemRecord,
  ): Promise<boolean> {
    await this.#assertPermitted(tx, cascade, item);
    const [record] = await this.#resources.lock(tx, [item.resourceId]);
    const step = record && (await this.#stepLeft(tx, cascade, record));
    if (!record && cascade.kind !== 'destroy') {
      throw resourceNotFound(item.resourceId);
    }
    if (step?.needsRun) {
      const runId = await this.#start(tx, cascade, item, step);
      await this.#items.patch(tx, item.id, {
        state: 'running',
        runId,
        error: undefined,
      });
      return true;
    }
    if (step) {
      await this.#record(tx, cascade, record);
    }
    await this.#items.patch(tx, item.id, {
      state: step || cascade.kind !== 'update' ? 'succeeded' : 'no_changes',
      error: undefined,
    });
    return false;
  }

  /** Gives an item up that could not be begun, in a transaction of its own. */
  async refused(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    item: CascadeItemRecord,
    cause: unknown,
  ): Promise<void> {
    const error = refusalOf(item, cause);
    await this.#items.patch(tx, item.id, { state: 'failed', error });
    await this.#history.audit(tx, {
      actor: requesterOf(cascade),
      action: `resource.cascade-${cascade.kind}`,
      outcome: 'refused',
      entity: {
        kind: 'resource',
        id: item.resourceId,
        name: item.resourceName,
      },
      detail: { cascadeId: cascade.id, code: error.code },
    });
  }

  async #stepLeft(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    record: ResourceRecord,
  ): Promise<CascadeStep | undefined> {
    if (cascade.kind === 'recreate') {
      // Before they are looked at: none must be destroyed meanwhile.
      await this.#parentRules.hold(tx, record);
    }
    const change = await this.#changes.get(record.id, tx);
    const facts = await this.#view.facts(record, change, tx);
    const step = cascadeStepLeft(cascade.kind, facts);
    if (step && !step.needsRun) {
      refuseAction(cascadeStepRefusals(facts, step, () => false));
    }
    return step;
  }

  async #start(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    item: CascadeItemRecord,
    step: CascadeStep,
  ): Promise<string> {
    const before = item.runId;
    const isFirstRetry =
      before !== undefined && !(await this.#runs.retriedBy(before, tx));
    const run = await this.#requester.requestWithin(tx, {
      resourceId: item.resourceId,
      action: step.action,
      ...requestedFor(cascade),
      cascadeId: cascade.id,
      reason: cascade.reason,
      retryOf: isFirstRetry ? { id: before } : undefined,
    });
    return run.id;
  }

  async #record(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    record: ResourceRecord,
  ): Promise<void> {
    const step = { actor: requesterOf(cascade), cascadeId: cascade.id };
    if (cascade.kind === 'destroy') {
      await this.#recorded.destroy(tx, record, step);
    } else {
      await this.#recorded.recreate(tx, record, step);
    }
  }

  /** Asked again before each step: roles may have been taken away meanwhile. */
  async #assertPermitted(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    item: CascadeItemRecord,
  ): Promise<void> {
    // What a service may do is said by its token alone, which was checked.
    if (cascade.requesterKind !== 'user') {
      return;
    }
    const { role } =
      cascade.kind === 'destroy' ? needs.resourceDelete : needs.resourceUpdate;
    const held = await this.#roles.roleOn(
      item.resourceId,
      cascade.principalRefs,
      tx,
    );
    // Whoever was deleted meanwhile has nothing that a role could be held on.
    const isThere = held ?? (await this.#resources.get(item.resourceId, tx));
    if (isThere && !roleAllows(held, role)) {
      throw new InfrakitchenError('NotAllowedError', {
        code: 'role_missing',
        message: `${cascade.requestedBy} no longer has the role '${role}' on '${item.resourceName}'`,
        culprits: [
          resourceCulprit({ id: item.resourceId, name: item.resourceName }),
        ],
      });
    }
  }
}

/** A step is taken in the name, and with the roles, of who started the cascade. */
function requestedFor(cascade: CascadeRecord) {
  const { requesterKind, principalRefs } = cascade;
  return {
    actor: requesterOf(cascade),
    principalRefs: requesterKind === 'user' ? principalRefs : undefined,
  };
}

function refusalOf(item: CascadeItemRecord, cause: unknown): Refusal {
  if (isInfrakitchenError(cause)) {
    return itemError(cause);
  }
  if (isUniqueViolation(cause)) {
    return {
      code: 'run_active',
      message: `A run of '${item.resourceName}' was started at the same time; wait for it, then resume`,
      culprits: [
        resourceCulprit({ id: item.resourceId, name: item.resourceName }),
      ],
    };
  }
  throw cause;
}
