import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { inTransaction } from '../database';
import type { Actor, HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import type { RunStore } from '../runs';
import type { StateStore } from '../state';
import {
  copyState,
  externalSide,
  managedSide,
  stateKeyOf,
  type StateSide,
  type StorageAccess,
} from '../storages';
import type { TemplateStore } from '../templates';
import type { AttachmentRules } from './AttachmentRules';
import type { HierarchyStore } from './HierarchyStore';
import { assertRevision, resourceNotFound } from './problems';
import type { ResourceStore } from './ResourceStore';
import { snapshotOf } from './snapshot';
import { resourceCulprit, type ResourceRecord } from './types';

/** What moving works with. */
export interface StorageMoverDeps {
  knex: Knex;
  resources: ResourceStore;
  hierarchy: HierarchyStore;
  templates: TemplateStore;
  states: StateStore;
  store: Pick<RunStore, 'holding'>;
  storages: StorageAccess;
  attachments: AttachmentRules;
  history: HistoryStore;
  outbox: Outbox;
}

/** Moves the states of resources between storages; the old copy stays. */
export class StorageMover {
  readonly #deps: StorageMoverDeps;

  constructor(deps: StorageMoverDeps) {
    this.#deps = deps;
  }

  /**
   * The state is copied under the locks of both storages, which keep every
   * engine away, and only then the resource is made to point to the copy.
   */
  async move(
    id: string,
    storageId: string | undefined,
    options: { actor: Actor; revision?: number },
  ): Promise<void> {
    const { knex, resources } = this.#deps;
    const record = await resources.get(id);
    if (!record) {
      throw resourceNotFound(id);
    }
    assertRevision(record, options.revision);
    assertMovable(record, storageId);
    await inTransaction(knex, tx => this.#assertFree(tx, record, storageId));
    const from = await this.#side(record, record.storageId);
    const to = await this.#side(record, storageId);
    await from.locked(() =>
      to.locked(async () => {
        await copyState(from, to);
        await inTransaction(knex, tx =>
          this.#point(tx, record, storageId, options.actor),
        );
      }),
    );
    this.#deps.outbox.wake();
  }

  async #side(
    { id, templateId }: ResourceRecord,
    storageId: string | undefined,
  ): Promise<StateSide> {
    const { states, storages, templates } = this.#deps;
    if (!storageId) {
      return managedSide(states, id);
    }
    const { key: templateKey } = (await templates.get(templateId))!;
    const key = stateKeyOf({ id, templateKey });
    return externalSide(storages, { id: storageId, key });
  }

  /** @throws `run_active` where a run could write to the storage that is left. */
  async #assertFree(
    tx: Knex.Transaction,
    record: ResourceRecord,
    storageId: string | undefined,
  ): Promise<void> {
    await this.#deps.attachments.holdStorage(tx, storageId);
    const run = await this.#deps.store.holding(record.id, tx);
    if (run) {
      throw new InfrakitchenError('ConflictError', {
        code: 'run_active',
        message: `A run of '${record.name}' is active; move its state when the run is over`,
        culprits: [{ kind: 'run', id: run.id }],
      });
    }
  }

  async #point(
    tx: Knex.Transaction,
    seen: ResourceRecord,
    storageId: string | undefined,
    actor: Actor,
  ): Promise<void> {
    const { resources, hierarchy, history, outbox } = this.#deps;
    const { id, name } = seen;
    const [record] = await resources.lock(tx, [id]);
    if (!record) {
      throw resourceNotFound(id);
    }
    // Whoever moved it meanwhile has left another copy as the newest.
    assertRevision(record, seen.revision);
    await this.#assertFree(tx, record, storageId);
    const next = { ...record, storageId, revision: record.revision + 1 };
    await resources.update(tx, id, { storageId, revision: next.revision });
    const entries = (await resources.entries([id], tx)).get(id)!;
    const parents = (await hierarchy.parents([id], tx)).get(id)!;
    const snapshot = snapshotOf(next, entries, { parents });
    await history.addRevision(tx, {
      ...{ kind: 'resource' as const, id, snapshot },
      revision: next.revision,
      actor: actor.ref,
    });
    await history.audit(tx, {
      actor,
      action: 'resource.storage_moved',
      outcome: 'succeeded',
      entity: { kind: 'resource', id, name },
      before: snapshotOf(record, entries, { parents }),
      after: snapshot,
      detail: { from: record.storageId, to: storageId },
    });
    await outbox.add(tx, {
      topic: 'resource.changed',
      key: `resource.changed:${id}:${next.revision}`,
      payload: { resourceId: id },
    });
  }
}

function assertMovable(
  record: ResourceRecord,
  storageId: string | undefined,
): void {
  const refused = (code: string, message: string) =>
    new InfrakitchenError('InputError', {
      code,
      message,
      culprits: [resourceCulprit(record)],
    });
  if (record.abstract) {
    throw refused(
      'template_abstract',
      `'${record.name}' is abstract and has no state`,
    );
  }
  if (record.storageId === storageId) {
    throw refused(
      'storage_same',
      `The state of '${record.name}' is in this storage already`,
    );
  }
}
