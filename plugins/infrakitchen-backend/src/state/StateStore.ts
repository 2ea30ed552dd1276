import { createHash } from 'node:crypto';
import { gunzip, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { Knex } from 'knex';
import type { JsonValue } from '@backstage/types';
import {
  InfrakitchenError,
  type Page,
  type StateObject,
  type StateOverview,
  type StateSummary,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { KeyRing } from '../crypto';
import { inTransaction, isUniqueViolation } from '../database';
import {
  listObjects,
  pageOfObjects,
  summariseObjects,
  parseState,
  type ObjectQuery,
} from './stateDocument';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Lineage and serial of the newest state. */
export interface StateHead {
  lineage: string;
  serial: number;
}

/** A lock as the engine describes it. */
export interface LockInfo {
  ID: string;
  Operation?: string;
  Who?: string;
  Created?: string;
}

interface VersionRow {
  resource_id: string;
  serial: number;
  lineage: string;
  data: Buffer;
  md5: string;
  size: string | number;
  objects: string;
  object_count: number;
  run_id: string | null;
  created_at: string | number;
}

interface LockRow {
  resource_id: string;
  lock_id: string;
  info: string;
  run_id: string;
  created_at: string | number;
}

/**
 * Terraform states: every serial kept, encrypted, written by compare-and-swap
 * on lineage and serial.
 */
export class StateStore {
  readonly #knex: Knex;
  readonly #keys: KeyRing;
  readonly #keep: number;

  constructor(options: { knex: Knex; keys: KeyRing; keepVersions: number }) {
    this.#knex = options.knex;
    this.#keys = options.keys;
    this.#keep = options.keepVersions;
  }

  /** The newest state as the engine wrote it. */
  async read(resourceId: string): Promise<Buffer | undefined> {
    const row = await this.#newest(this.#knex, resourceId);
    return row && this.#open(resourceId, row);
  }

  async head(
    resourceId: string,
    db: Knex = this.#knex,
  ): Promise<StateHead | undefined> {
    const row = await db<VersionRow>('state_versions')
      .where({ resource_id: resourceId })
      .orderBy('serial', 'desc')
      .first('lineage', 'serial');
    return row && { lineage: row.lineage, serial: row.serial };
  }

  /** How many objects the newest states have, by resource. */
  async objectCounts(
    resourceIds: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, number>> {
    const rows = await db('state_versions as s')
      .whereIn('s.resource_id', resourceIds)
      .whereNotExists(
        db('state_versions as newer')
          .whereRaw('newer.resource_id = s.resource_id')
          .whereRaw('newer.serial > s.serial')
          .select(db.raw('1')),
      )
      .select('s.resource_id', 's.object_count');
    return new Map(
      rows.map(row => [row.resource_id, Number(row.object_count)]),
    );
  }

  /**
   * Stores a state. The same bytes again are a repeated request.
   *
   * @throws `state_invalid`, `state_lineage_differs` or `state_serial_behind`
   */
  async write(options: {
    resourceId: string;
    data: Buffer;
    runId?: string;
  }): Promise<void> {
    const { resourceId, data } = options;
    const state = parseState(data);
    const md5 = createHash('md5').update(data).digest('hex');
    const packed = await compress(data);
    const objects = listObjects(state);
    try {
      await inTransaction(this.#knex, async tx => {
        const head = await this.#newest(tx, resourceId);
        if (isRepeated(head, { md5, serial: state.serial })) {
          return;
        }
        assertFollows(head, state);
        await tx('state_versions').insert({
          resource_id: resourceId,
          serial: state.serial,
          lineage: state.lineage,
          data: this.#keys.encrypt(packed, context(resourceId, state.serial)),
          md5,
          size: data.length,
          object_count: objects.length,
          objects: JSON.stringify(objects),
          run_id: options.runId ?? null,
          created_at: Date.now(),
        });
        await this.#prune(tx, resourceId);
      });
    } catch (error) {
      if (!isUniqueViolation(error)) {
        throw error;
      }
      // Written at the same time, perhaps by the same request sent again.
      const head = await this.#newest(this.#knex, resourceId);
      if (!isRepeated(head, { md5, serial: state.serial })) {
        throw behind(head?.serial ?? state.serial, state.serial);
      }
    }
  }

  /** Outputs of the newest state, sensitive ones in clear. */
  async outputs(
    resourceId: string,
  ): Promise<{ name: string; value: JsonValue; sensitive: boolean }[]> {
    const data = await this.read(resourceId);
    return Object.entries(data ? parseState(data).outputs : {}).map(
      ([name, output]) => ({
        name,
        value: output.value,
        sensitive: output.sensitive === true,
      }),
    );
  }

  /** Addresses in the newest state. */
  async addresses(resourceId: string): Promise<string[]> {
    const row = await this.#newest(this.#knex, resourceId);
    return row
      ? (JSON.parse(row.objects) as { address: string }[]).map(
          object => object.address,
        )
      : [];
  }

  /**
   * Takes the lock, or returns who holds it. Taking it again with the same id
   * is a repeated request.
   */
  async lock(
    resourceId: string,
    runId: string,
    info: LockInfo,
  ): Promise<LockInfo | undefined> {
    try {
      await this.#knex('state_locks').insert({
        resource_id: resourceId,
        lock_id: info.ID,
        info: JSON.stringify(info),
        run_id: runId,
        created_at: Date.now(),
      });
      return undefined;
    } catch (error) {
      if (!isUniqueViolation(error)) {
        throw error;
      }
    }
    const held = await this.#lockRow(resourceId);
    if (!held) {
      // Freed meanwhile.
      return this.lock(resourceId, runId, info);
    }
    return held.lock_id === info.ID && held.run_id === runId
      ? undefined
      : JSON.parse(held.info);
  }

  /**
   * Frees the lock that this run has under this id; false where there is
   * another one. Who is refused a lock is told its id, so that alone is none.
   */
  async unlock(
    resourceId: string,
    runId: string,
    lockId: string,
  ): Promise<boolean> {
    await this.#knex('state_locks')
      .where({ resource_id: resourceId, run_id: runId, lock_id: lockId })
      .delete();
    return (await this.#lockRow(resourceId)) === undefined;
  }

  /** Frees the lock that a dead attempt of a run left behind, and only that. */
  async unlockRun(runId: string, db: Knex = this.#knex): Promise<void> {
    await db('state_locks').where({ run_id: runId }).delete();
  }

  /** Whether the engine of a run holds the lock. */
  async isLockedBy(runId: string): Promise<boolean> {
    const row = await this.#knex('state_locks')
      .where({ run_id: runId })
      .first('lock_id');
    return row !== undefined;
  }

  async lockInfo(resourceId: string): Promise<LockInfo | undefined> {
    const row = await this.#lockRow(resourceId);
    return row && JSON.parse(row.info);
  }

  async overview(resourceId: string): Promise<StateOverview> {
    const [versions, head, lock] = await Promise.all([
      this.#knex<VersionRow>('state_versions')
        .where({ resource_id: resourceId })
        .orderBy('serial', 'desc')
        .limit(100)
        .select('serial', 'created_at', 'run_id', 'size'),
      this.#knex<VersionRow>('state_versions')
        .where({ resource_id: resourceId })
        .orderBy('serial', 'desc')
        .first('lineage', 'serial', 'object_count'),
      this.#lockRow(resourceId),
    ]);
    return {
      lineage: head?.lineage,
      serial: head?.serial,
      objectCount: head?.object_count ?? 0,
      versions: versions.map(row => ({
        serial: row.serial,
        createdAt: new Date(Number(row.created_at)).toISOString(),
        runId: row.run_id ?? undefined,
        size: Number(row.size),
      })),
      lock: lock && {
        id: lock.lock_id,
        runId: lock.run_id,
        operation: (JSON.parse(lock.info) as LockInfo).Operation,
        createdAt: new Date(Number(lock.created_at)).toISOString(),
      },
    };
  }

  /** Objects in the newest state by address, of which some contain a text. */
  async objects(
    resourceId: string,
    query: ObjectQuery,
  ): Promise<Page<StateObject>> {
    return pageOfObjects(await this.#objects(resourceId), query);
  }

  /** What is in the newest state, by type. */
  async summary(resourceId: string): Promise<StateSummary> {
    return summariseObjects(await this.#objects(resourceId));
  }

  async #objects(resourceId: string): Promise<StateObject[]> {
    const row = await this.#knex<VersionRow>('state_versions')
      .where({ resource_id: resourceId })
      .orderBy('serial', 'desc')
      .first('objects');
    return row ? JSON.parse(row.objects) : [];
  }

  #lockRow(resourceId: string): Promise<LockRow | undefined> {
    return this.#knex<LockRow>('state_locks')
      .where({ resource_id: resourceId })
      .first();
  }

  #newest(db: Knex, resourceId: string): Promise<VersionRow | undefined> {
    return db<VersionRow>('state_versions')
      .where({ resource_id: resourceId })
      .orderBy('serial', 'desc')
      .first();
  }

  /** Every state of a resource. */
  async delete(tx: Knex, resourceId: string): Promise<void> {
    await tx('state_versions').where({ resource_id: resourceId }).delete();
  }

  async #open(resourceId: string, row: VersionRow): Promise<Buffer> {
    return decompress(
      this.#keys.decrypt(
        Buffer.from(row.data),
        context(resourceId, row.serial),
      ),
    );
  }

  async #prune(tx: Knex, resourceId: string): Promise<void> {
    const oldest = await tx<VersionRow>('state_versions')
      .where({ resource_id: resourceId })
      .orderBy('serial', 'desc')
      .offset(this.#keep)
      .first('serial');
    if (oldest) {
      await tx('state_versions')
        .where({ resource_id: resourceId })
        .where('serial', '<=', oldest.serial)
        .delete();
    }
  }
}

function isRepeated(
  head: VersionRow | undefined,
  next: Pick<VersionRow, 'md5' | 'serial'>,
): boolean {
  return head?.md5 === next.md5 && head.serial === next.serial;
}

function assertFollows(head: StateHead | undefined, next: StateHead): void {
  if (!head) {
    return;
  }
  if (head.lineage !== next.lineage) {
    throw new InfrakitchenError('ConflictError', {
      code: 'state_lineage_differs',
      message: `The state has the lineage ${head.lineage}; one of ${next.lineage} cannot follow it`,
    });
  }
  if (next.serial <= head.serial) {
    throw behind(head.serial, next.serial);
  }
}

function behind(head: number, serial: number): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'state_serial_behind',
    message: `The state has serial ${head}; serial ${serial} cannot follow it`,
  });
}

function context(resourceId: string, serial: number) {
  return {
    table: 'state_versions',
    column: 'data',
    id: `${resourceId}:${serial}`,
  };
}
