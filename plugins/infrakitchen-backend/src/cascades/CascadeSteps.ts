import type { Knex } from 'knex';
import {
  cascadeStepLeft,
  cascadeStepRefusals,
  isInfrakitchenError,
  type CascadeStep,
  type Refusal,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
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
import type { CascadeRights } from './CascadeRights';
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
  readonly #rights: CascadeRights;
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
    rights: CascadeRights;
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
    this.#rights = options.rights;
    this.#history = options.history;
  }

  /**
   * Starts the dry run that shows what would be done.
   *
   * @param principals - what the requester is and is a member of now.
   */
  async preview(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    item: CascadeItemRecord,
    principals?: string[],
  ): Promise<void> {
    await this.#rights.assertPermitted(tx, cascade, item, principals);
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
   * @param principals - what the requester is and is a member of now.
   * @returns whether a run was started.
   */
  async apply(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    item: CascadeItemRecord,
    principals?: string[],
  ): Promise<boolean> {
    await this.#rights.assertPermitted(tx, cascade, item, principals);
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
