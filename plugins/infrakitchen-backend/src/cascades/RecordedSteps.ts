import type { Knex } from 'knex';
import type { Actor, HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import {
  nameTaken,
  slugOf,
  type HierarchyStore,
  type ParentRules,
  type ResourceRecord,
  type ResourceStore,
} from '../resources';
import { UniqueValueStore } from '../resources/UniqueValueStore';
import { nothingAttached } from '../resources/attached';
import { IntegrationSlotStore } from '../resources/IntegrationSlotStore';
import { reserveSlots } from '../resources/integrationSlots';
import { snapshotOf } from '../resources/snapshot';

/** Steps of resources that have nothing built and need no run: they are only recorded. */
export class RecordedSteps {
  readonly #resources: ResourceStore;
  readonly #unique = new UniqueValueStore();
  readonly #slots = new IntegrationSlotStore();
  readonly #hierarchy: HierarchyStore;
  readonly #parentRules: ParentRules;
  readonly #history: HistoryStore;
  readonly #outbox: Outbox;

  constructor(options: {
    resources: ResourceStore;
    hierarchy: HierarchyStore;
    parentRules: ParentRules;
    history: HistoryStore;
    outbox: Outbox;
  }) {
    this.#resources = options.resources;
    this.#hierarchy = options.hierarchy;
    this.#parentRules = options.parentRules;
    this.#history = options.history;
    this.#outbox = options.outbox;
  }

  /** Nothing was built; its name, unique values and integrations are free again. */
  async destroy(
    tx: Knex.Transaction,
    record: ResourceRecord,
    step: { actor: Actor; cascadeId: string },
  ): Promise<void> {
    await this.#unique.releaseAll(tx, record.id);
    await this.#slots.release(tx, record.id);
    const next = { state: 'destroyed', status: 'done', staleInputs: false };
    await this.#write(tx, record, next as Partial<ResourceRecord>, {
      ...step,
      action: 'resource.destroyed',
    });
  }

  /** @throws `name_taken`, `too_many_children` or `integration_occupied` */
  async recreate(
    tx: Knex.Transaction,
    record: ResourceRecord,
    step: { actor: Actor; cascadeId: string },
  ): Promise<void> {
    const holder = await this.#resources.findLiving(
      tx,
      record.templateId,
      slugOf(record.name),
    );
    if (holder && holder.id !== record.id) {
      throw nameTaken(holder);
    }
    const parents = await this.#parentRules.hold(tx, record);
    await this.#parentRules.assertMayReturn(tx, record, parents);
    const entries = await this.#resources.entries([record.id], tx);
    const { attached = nothingAttached } = entries.get(record.id)!;
    await reserveSlots(tx, record, attached, { keep: false });
    const next = { state: 'provisioned', status: 'done' };
    await this.#write(tx, record, next as Partial<ResourceRecord>, {
      ...step,
      action: 'resource.provisioned',
    });
  }

  async #write(
    tx: Knex.Transaction,
    record: ResourceRecord,
    patch: Partial<ResourceRecord>,
    step: { actor: Actor; cascadeId: string; action: string },
  ): Promise<void> {
    const { id, name } = record;
    const revision = record.revision + 1;
    const next: ResourceRecord = { ...record, ...patch, revision };
    await this.#resources.update(tx, id, { ...patch, revision });
    const entries = (await this.#resources.entries([id], tx)).get(id)!;
    const parents = (await this.#hierarchy.parents([id], tx)).get(id)!;
    const snapshot = snapshotOf(next, entries, { parents });
    await this.#history.addRevision(tx, {
      kind: 'resource',
      id,
      revision,
      snapshot,
      actor: step.actor.ref,
    });
    await this.#history.audit(tx, {
      actor: step.actor,
      action: step.action,
      outcome: 'succeeded',
      entity: { kind: 'resource', id, name },
      before: snapshotOf(record, entries, { parents }),
      after: snapshot,
      detail: { cascadeId: step.cascadeId },
    });
    await this.#outbox.add(tx, {
      topic: 'resource.changed',
      key: `resource.changed:${id}:${revision}`,
      payload: { resourceId: id },
    });
  }
}
