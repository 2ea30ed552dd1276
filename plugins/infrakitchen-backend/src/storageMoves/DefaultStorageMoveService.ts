import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type {
  Page,
  StorageMove,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  actorOf,
  audited,
  type CallOptions,
  type WriteCallOptions,
} from '../access';
import type { ConnectionKind } from '../access';
import type { ConnectionGate, ConnectionStore } from '../connections';
import { inTransaction } from '../database';
import type { Actor, HistoryPageOptions, HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import {
  resourceNotFound,
  type AttachmentRules,
  type ResourceRecord,
  type ResourceStore,
} from '../resources';
import { assertMayAttach } from '../resources/assertMayAttach';
import type { RunStore } from '../runs';
import { assertMovable, runActive, storageMoving } from './problems';
import { tellStorageMove } from './tellStorageMove';
import type { StorageMoveService } from './StorageMoveService';
import type { StorageMoveStore } from './StorageMoveStore';
import { toApi } from './toApi';
import type { StorageMoveRecord } from './types';

/** What the service works with. */
export interface StorageMoveServiceDeps {
  knex: Knex;
  resources: ResourceStore;
  storageMoves: StorageMoveStore;
  store: Pick<RunStore, 'holding'>;
  stores: Record<ConnectionKind, ConnectionStore>;
  attachments: AttachmentRules;
  connectionGate: ConnectionGate;
  history: HistoryStore;
  outbox: Outbox;
}

/** {@link StorageMoveService} over the database. */
export class DefaultStorageMoveService implements StorageMoveService {
  readonly #deps: StorageMoveServiceDeps;

  constructor(deps: StorageMoveServiceDeps) {
    this.#deps = deps;
  }

  async request(
    resourceId: string,
    storageId: string | undefined,
    options: WriteCallOptions,
  ): Promise<StorageMove> {
    const { knex, history, outbox } = this.#deps;
    const actor = actorOf(options.credentials);
    const move = await audited(
      history,
      {
        actor,
        action: 'resource.storage_move_requested',
        entity: { kind: 'resource', id: resourceId },
      },
      async () => {
        await assertMayAttach(this.#deps, { storageId }, options);
        return inTransaction(knex, tx =>
          this.#request(tx, resourceId, storageId, { ...options, actor }),
        );
      },
    );
    outbox.wake();
    return toApi(move);
  }

  async list(
    resourceId: string,
    page: HistoryPageOptions,
    _options: CallOptions,
  ): Promise<Page<StorageMove>> {
    const { resources, storageMoves } = this.#deps;
    if (!(await resources.get(resourceId))) {
      throw resourceNotFound(resourceId);
    }
    const { rows, nextCursor } = await storageMoves.list(resourceId, page);
    return { items: rows.map(toApi), nextCursor };
  }

  async #request(
    tx: Knex.Transaction,
    id: string,
    storageId: string | undefined,
    { actor, revision }: { actor: Actor; revision?: number },
  ): Promise<StorageMoveRecord> {
    const { resources, storageMoves, store } = this.#deps;
    const record = await resources.lockSeen(tx, id, revision);
    const active = (await storageMoves.active([id], tx)).get(id);
    if (active) {
      if (active.to?.id !== storageId) {
        throw storageMoving(record, active);
      }
      await this.#takeUp(tx, active);
      return active;
    }
    assertMovable(record, storageId);
    const run = await store.holding(id, tx);
    if (run) {
      throw runActive(record, run);
    }
    return this.#insert(tx, record, storageId, actor);
  }

  async #insert(
    tx: Knex.Transaction,
    record: ResourceRecord,
    storageId: string | undefined,
    actor: Actor,
  ): Promise<StorageMoveRecord> {
    const { attachments, stores, storageMoves, history } = this.#deps;
    const to = await attachments.holdStorage(tx, storageId);
    const from = record.storageId
      ? await stores.storage.get(record.storageId, tx)
      : undefined;
    const move: StorageMoveRecord = {
      id: randomUUID(),
      resourceId: record.id,
      from: from && { id: from.id, name: from.name },
      to: to && { id: to.id, name: to.name },
      state: 'queued',
      actor,
      fence: 0,
      createdAt: Date.now(),
    };
    await storageMoves.insert(tx, move);
    await history.audit(tx, {
      actor,
      action: 'resource.storage_move_requested',
      outcome: 'succeeded',
      entity: { kind: 'resource', id: record.id, name: record.name },
      detail: { moveId: move.id, from: record.storageId, to: storageId },
    });
    await this.#takeUp(tx, move);
    await tellStorageMove(this.#deps.outbox, tx, move);
    return move;
  }

  /** Also where the message of before was lost. */
  async #takeUp(tx: Knex, move: StorageMoveRecord): Promise<void> {
    await this.#deps.outbox.add(tx, {
      topic: 'storage_move.due',
      key: `storage_move.due:${move.id}:${randomUUID()}`,
      payload: { resourceId: move.resourceId, moveId: move.id },
    });
  }
}
