import type { Knex } from 'knex';
import type {
  Output,
  Plan,
  ResourceState,
  ResourceStatus,
  Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Actor, HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import type {
  ChangeStore,
  Entries,
  HierarchyStore,
  PendingChanges,
  ResourceRecord,
  ResourceStore,
  ValuesService,
} from '../resources';
import { UniqueValueStore } from '../resources/UniqueValueStore';
import { changedMetadata } from '../resources/metadata';
import { IntegrationSlotStore } from '../resources/IntegrationSlotStore';
import { snapshotOf } from '../resources/snapshot';
import { StaleSecretStore } from '../resources/StaleSecretStore';
import type { StateStore } from '../state';
import type { RunRecord } from './types';

/** What a run does to its resource; always part of the run's transition. */
export class RunOutcomes {
  readonly #resources: ResourceStore;
  readonly #unique = new UniqueValueStore();
  readonly #slots = new IntegrationSlotStore();
  readonly #staleSecrets = new StaleSecretStore();
  readonly #hierarchy: HierarchyStore;
  readonly #changes: ChangeStore;
  readonly #values: ValuesService;
  readonly #pending: PendingChanges;
  readonly #states: StateStore;
  readonly #history: HistoryStore;
  readonly #outbox: Outbox;

  constructor(options: {
    resources: ResourceStore;
    hierarchy: HierarchyStore;
    changes: ChangeStore;
    values: ValuesService;
    pending: PendingChanges;
    states: StateStore;
    history: HistoryStore;
    outbox: Outbox;
  }) {
    this.#resources = options.resources;
    this.#hierarchy = options.hierarchy;
    this.#changes = options.changes;
    this.#values = options.values;
    this.#pending = options.pending;
    this.#states = options.states;
    this.#history = options.history;
    this.#outbox = options.outbox;
  }

  /** What was destroyed is to be built again. */
  async revived(
    tx: Knex.Transaction,
    record: ResourceRecord,
    next: ResourceRecord,
    actor: Actor,
  ): Promise<void> {
    const { state, status, revision } = next;
    await this.#resources.update(tx, record.id, { state, status, revision });
    await this.#pending.reserveUniqueValues(tx, next);
    const entries = await this.#resources.entries([record.id], tx);
    await this.#history.addRevision(tx, {
      kind: 'resource',
      id: record.id,
      revision,
      snapshot: snapshotOf(next, entries.get(record.id)!, {
        parents: await this.#parentsOf(tx, record),
      }),
      actor: actor.ref,
    });
  }

  /** A worker has begun. */
  async started(tx: Knex, run: RunRecord): Promise<void> {
    if (run.kind !== 'dry_run') {
      await this.#resources.update(tx, run.resourceId, {
        status: 'in_progress',
      });
    }
  }

  /** Its plan was read, which also tells what changed behind the engine's back. */
  async planned(db: Knex, run: RunRecord, plan: Plan): Promise<void> {
    await this.#resources.markDrifted(
      db,
      run.resourceId,
      plan.drift.some(({ action }) => action !== 'no-op'),
    );
  }

  /** Its plan has to be approved first. */
  async waiting(tx: Knex, run: RunRecord): Promise<void> {
    await this.#resources.update(tx, run.resourceId, {
      status: 'approval_pending',
    });
  }

  /** It was approved and waits for a worker. */
  async queued(tx: Knex, run: RunRecord): Promise<void> {
    await this.#resources.update(tx, run.resourceId, { status: 'queued' });
  }

  /** The engine is about to be started with these inputs. */
  async applying(
    tx: Knex.Transaction,
    run: RunRecord,
    inputs: string,
  ): Promise<void> {
    if (run.kind !== 'destroy') {
      const [record] = await this.#resources.lock(tx, [run.resourceId]);
      const change =
        run.kind === 'update'
          ? await this.#changes.get(record.id, tx)
          : undefined;
      await this.#pending.claimUniqueValues(tx, record, change);
    }
    await this.#resources.update(tx, run.resourceId, {
      status: 'in_progress',
      ...(run.kind !== 'destroy' && {
        appliedVersionId: run.versionId,
        appliedInputs: inputs,
      }),
    });
  }

  /** The resource is as the run wanted it. `outputs` are those of its state. */
  async succeeded(
    tx: Knex.Transaction,
    run: RunRecord,
    actor: Actor,
    outputs: { name: string; value: unknown; sensitive: boolean }[],
  ): Promise<void> {
    if (run.kind === 'dry_run') {
      return;
    }
    const [record] = await this.#resources.lock(tx, [run.resourceId]);
    const entries = (await this.#resources.entries([record.id], tx)).get(
      record.id,
    )!;
    const { next, nextEntries } =
      run.kind === 'destroy'
        ? { next: destroyed(record), nextEntries: entries }
        : await this.#provisioned(tx, run, record, entries, outputs);
    next.revision = record.revision + 1;
    await this.#resources.update(tx, record.id, next, nextEntries);
    if (run.kind === 'destroy') {
      await this.#unique.releaseAll(tx, record.id);
      await this.#slots.release(tx, record.id);
    } else {
      await this.#pending.reserveUniqueValues(tx, next);
      await this.#staleSecrets.settle(
        tx,
        record.id,
        run.startedAt ?? run.createdAt,
      );
    }
    const parents = await this.#parentsOf(tx, record);
    const snapshot = snapshotOf(next, nextEntries, { parents });
    await this.#history.addRevision(tx, {
      kind: 'resource',
      id: record.id,
      revision: next.revision,
      snapshot,
      actor: run.requestedBy,
    });
    await this.#history.audit(tx, {
      actor,
      action: `resource.${
        run.kind === 'destroy' ? 'destroyed' : 'provisioned'
      }`,
      outcome: 'succeeded',
      entity: { kind: 'resource', id: record.id, name: record.name },
      before: snapshotOf(record, entries, { parents }),
      after: snapshot,
      detail: { runId: run.id },
    });
    await this.#outbox.add(tx, {
      topic: 'resource.changed',
      key: `resource.changed:${record.id}:${next.revision}`,
      // Something above it may have changed since the run read its values.
      payload: { resourceId: record.id, itself: true },
    });
  }

  /** The run failed; `applied` tells whether the cloud may have changed. */
  async failed(tx: Knex, run: RunRecord, applied: boolean): Promise<void> {
    if (run.kind === 'dry_run') {
      return;
    }
    await this.#resources.update(tx, run.resourceId, {
      status: 'error',
      ...(applied || !run.previous
        ? {}
        : { state: run.previous.state as ResourceState }),
    });
  }

  /** The run ended before it did anything: all is as it was. */
  async undone(tx: Knex, run: RunRecord): Promise<void> {
    if (run.kind !== 'dry_run' && run.previous) {
      await this.#resources.update(tx, run.resourceId, {
        state: run.previous.state as ResourceState,
        status: run.previous.status as ResourceStatus,
      });
    }
  }

  /**
   * Somebody decided against the plan: the resource is as it was, without the
   * change that was to be applied.
   */
  async rejected(
    tx: Knex.Transaction,
    run: RunRecord,
    actor: Actor,
  ): Promise<void> {
    await this.undone(tx, run);
    if (run.kind === 'provision') {
      await this.#resources.update(tx, run.resourceId, { status: 'rejected' });
    }
    const [record] = await this.#resources.lock(tx, [run.resourceId]);
    if (run.kind === 'update' && (await this.#changes.get(record.id, tx))) {
      await this.#pending.discard(tx, record, actor);
    }
    await this.#outbox.add(tx, {
      topic: 'resource.changed',
      key: `resource.changed:${record.id}:rejected:${run.id}`,
      payload: { resourceId: record.id },
    });
  }

  /** Nobody knows what the run did. */
  async unknown(tx: Knex, run: RunRecord): Promise<void> {
    await this.#resources.update(tx, run.resourceId, { status: 'unknown' });
  }

  /** Outputs of a resource's newest state. */
  outputsOf(run: RunRecord) {
    return this.#states.outputs(run.resourceId);
  }

  async #parentsOf(tx: Knex, record: ResourceRecord) {
    return (await this.#hierarchy.parents([record.id], tx)).get(record.id)!;
  }

  async #provisioned(
    tx: Knex,
    run: RunRecord,
    record: ResourceRecord,
    entries: Entries,
    outputs: { name: string; value: unknown; sensitive: boolean }[],
  ): Promise<{ next: ResourceRecord; nextEntries: Entries }> {
    const change =
      run.kind === 'update'
        ? await this.#changes.get(record.id, tx)
        : undefined;
    const secrets = Object.fromEntries(
      outputs
        .filter(output => output.sensitive)
        .map(output => [output.name, output.value]),
    ) as Values;
    const next: ResourceRecord = {
      ...record,
      state: 'provisioned',
      status: 'done',
      staleInputs: false,
      drifted: false,
      outputs: outputs.map(
        ({ name, value, sensitive }): Output =>
          sensitive
            ? { name, sensitive }
            : { name, sensitive, value: value as Output['value'] },
      ),
      sensitiveOutputs: this.#values.sealOutputs(record.id, secrets),
      lockFile: run.lockFile ?? record.lockFile,
      provisionedAt: record.provisionedAt ?? Date.now(),
    };
    if (!change) {
      return { next, nextEntries: entries };
    }
    await this.#changes.delete(tx, record.id);
    const { payload } = change;
    if (payload.values) {
      next.ownValues = payload.values;
      next.sensitiveValues = this.#values.seal(
        'resources',
        record.id,
        this.#values.unseal({
          link: record,
          sealed: change.sensitiveValues,
          sealedIn: 'resource_changes',
        }),
        change.sensitiveValues,
      );
    }
    next.versionId = payload.versionId ?? record.versionId;
    Object.assign(next, changedMetadata(record, payload.metadata));
    return {
      next,
      nextEntries: {
        tags: payload.tags ?? entries.tags,
        configs: payload.configs ?? entries.configs,
        attached: payload.attached ?? entries.attached,
      },
    };
  }
}

function destroyed(record: ResourceRecord): ResourceRecord {
  return {
    ...record,
    state: 'destroyed',
    status: 'done',
    staleInputs: false,
    drifted: false,
    outputs: [],
    sensitiveOutputs: undefined,
    appliedVersionId: undefined,
    appliedInputs: undefined,
  };
}
