import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import {
  InfrakitchenError,
  isInfrakitchenError,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { describeFailure } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { inTransaction } from '../database';
import type { HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import {
  resourceNotFound,
  type AttachmentRules,
  type HierarchyStore,
  type ResourceRecord,
  type ResourceStore,
} from '../resources';
import { snapshotOf } from '../resources/snapshot';
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
import { MOVE_LEASE_MS, type StorageMoveStore } from './StorageMoveStore';
import { tellStorageMove } from './tellStorageMove';
import {
  StorageMoveLostError,
  type StorageMoveRecord,
  type StorageRef,
} from './types';

const BEAT_MS = 15_000;
/** A storage that is away is tried so often, for about a minute. */
const MAX_TRIES = 6;
/** Whatever ends the backend each time is not tried for ever. */
const MAX_TAKEN_UP = 12;

/** What moving works with. */
export interface StorageMoverDeps {
  knex: Knex;
  storageMoves: StorageMoveStore;
  resources: ResourceStore;
  hierarchy: HierarchyStore;
  templates: TemplateStore;
  states: StateStore;
  storages: StorageAccess;
  attachments: AttachmentRules;
  history: HistoryStore;
  outbox: Outbox;
  logger: LoggerService;
}

/**
 * Carries moves of states out; the old copy stays. Everything it knows is in
 * the database and in the two storages: whoever takes a move up finds there how
 * far an earlier one came, so it may be ended anywhere.
 */
export class StorageMover {
  readonly #deps: StorageMoverDeps;

  constructor(deps: StorageMoverDeps) {
    this.#deps = deps;
  }

  /** Listens from now on. */
  listen(outbox: Outbox): void {
    outbox.on(
      'storage_move.due',
      ({ moveId }) => this.advance(moveId as string),
      { consumer: 'storage moves', concurrency: 4 },
    );
  }

  /** Brings a move to its end, or as far as the storages allow now. */
  async advance(id: string): Promise<void> {
    const { storageMoves, outbox, logger } = this.#deps;
    const move = await storageMoves.claim(id);
    if (!move) {
      await this.#lookAgain(id);
      return;
    }
    const beating = setInterval(() => {
      storageMoves
        .beat(move)
        .catch(error => logger.warn(`The move '${id}' is not held: ${error}`));
    }, BEAT_MS);
    try {
      await this.#carryOut(move);
    } catch (error) {
      await this.#failed(move, error).catch(async failure => {
        if (!(failure instanceof StorageMoveLostError)) {
          throw failure;
        }
        await this.#lookAgain(id);
      });
    } finally {
      clearInterval(beating);
      outbox.wake();
    }
  }

  /**
   * Both storages are locked, which keeps every engine away, and only when the
   * copy is read back the resource is made to point to it.
   */
  async #carryOut(move: StorageMoveRecord): Promise<void> {
    const { knex, storageMoves, resources } = this.#deps;
    if (move.fence > MAX_TAKEN_UP) {
      throw givenUp();
    }
    const record = await resources.get(move.resourceId);
    if (!record) {
      throw resourceNotFound(move.resourceId);
    }
    const [from, to] = [
      await this.#side(record, move.from),
      await this.#side(record, move.to),
    ];
    await from.locked(move.id, () =>
      to.locked(move.id, async () => {
        if (move.state === 'switched') {
          // Only the locks of whoever came so far are left to be let go of.
          return;
        }
        await copyState(from, to, {
          isResumed: move.lineage !== undefined,
          beforeWrite: position =>
            storageMoves.step(knex, move, { ...position }),
        });
        await storageMoves.beat(move);
        await inTransaction(knex, tx => this.#point(tx, move));
      }),
    );
    await this.#end(move, 'succeeded');
  }

  async #side(
    { id, templateId }: ResourceRecord,
    storage: StorageRef | undefined,
  ): Promise<StateSide> {
    const { states, storages, templates } = this.#deps;
    if (!storage) {
      return managedSide(states, id);
    }
    const { key: templateKey } = (await templates.get(templateId))!;
    const key = stateKeyOf({ id, templateKey });
    return externalSide(storages, { id: storage.id, key });
  }

  async #point(tx: Knex.Transaction, move: StorageMoveRecord): Promise<void> {
    const { resources, hierarchy, attachments, history, outbox } = this.#deps;
    const { actor, resourceId: id, to } = move;
    const [record] = await resources.lock(tx, [id]);
    if (!record) {
      throw resourceNotFound(id);
    }
    await attachments.holdStorage(tx, to?.id);
    await this.#deps.storageMoves.step(tx, move, { state: 'switched' });
    const next = {
      ...record,
      storageId: to?.id,
      revision: record.revision + 1,
    };
    await resources.update(tx, id, {
      storageId: to?.id,
      revision: next.revision,
    });
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
      entity: { kind: 'resource', id, name: record.name },
      before: snapshotOf(record, entries, { parents }),
      after: snapshot,
      detail: { moveId: move.id, from: record.storageId, to: to?.id },
    });
    await outbox.add(tx, {
      topic: 'resource.changed',
      key: `resource.changed:${id}:${next.revision}`,
      payload: { resourceId: id },
    });
  }

  /** What went wrong may pass; what two storages hold against it does not. */
  async #failed(move: StorageMoveRecord, error: unknown): Promise<void> {
    if (error instanceof StorageMoveLostError) {
      throw error;
    }
    const problem = problemOf(error);
    this.#deps.logger.warn(
      `Moving the state of resource ${move.resourceId} failed: ${problem.message}`,
    );
    const now = await this.#deps.storageMoves.get(move.id);
    if (!isFinal(error) && move.fence < MAX_TRIES) {
      await this.#tryLater(move, problem);
    } else {
      // From the switch on the state is where it should be.
      const isSwitched = now?.state === 'switched';
      await this.#end(move, isSwitched ? 'succeeded' : 'failed', problem);
    }
  }

  async #tryLater(
    move: StorageMoveRecord,
    problem: StorageMoveRecord['problem'],
  ): Promise<void> {
    const { knex, storageMoves, outbox } = this.#deps;
    await inTransaction(knex, async tx => {
      await storageMoves.release(tx, move, problem);
      await this.#due(tx, move, 1_000 * 2 ** move.fence);
      await tellStorageMove(outbox, tx, move);
    });
  }

  async #end(
    move: StorageMoveRecord,
    state: 'succeeded' | 'failed',
    problem?: StorageMoveRecord['problem'],
  ): Promise<void> {
    const { knex, storageMoves, resources, history, outbox } = this.#deps;
    const { actor, from, to, resourceId: id } = move;
    await inTransaction(knex, async tx => {
      await storageMoves.end(tx, move, { state, problem });
      if (state === 'failed') {
        const name = (await resources.get(id, tx))?.name;
        await history.audit(tx, {
          actor,
          action: 'resource.storage_moved',
          outcome: 'failed',
          entity: { kind: 'resource', id, name },
          detail: {
            moveId: move.id,
            code: problem?.code,
            from: from?.id,
            to: to?.id,
          },
        });
      }
      await tellStorageMove(outbox, tx, { ...move, state });
    });
  }

  /** Somebody else is at work, and may die. */
  async #lookAgain(id: string): Promise<void> {
    const { knex, storageMoves } = this.#deps;
    const move = await storageMoves.get(id);
    if (move && move.endedAt === undefined) {
      await this.#due(knex, move, MOVE_LEASE_MS);
    }
  }

  async #due(
    tx: Knex,
    { id, resourceId }: StorageMoveRecord,
    delayMs: number,
  ): Promise<void> {
    await this.#deps.outbox.add(tx, {
      topic: 'storage_move.due',
      key: `storage_move.due:${id}:${randomUUID()}`,
      payload: { moveId: id, resourceId },
      delayMs,
    });
  }
}

function isFinal(error: unknown): boolean {
  return isInfrakitchenError(error) && error.name !== 'ServiceUnavailableError';
}

function problemOf(error: unknown): { code: string; message: string } {
  return isInfrakitchenError(error)
    ? { code: error.code, message: error.message }
    : {
        code: 'storage_unreachable',
        message: `The state could not be copied: ${describeFailure(error)}`,
      };
}

function givenUp(): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'storage_move_given_up',
    message: `The move was interrupted ${MAX_TAKEN_UP} times and is given up. Look for locks that it may have left in both storages, then move the state again`,
  });
}
