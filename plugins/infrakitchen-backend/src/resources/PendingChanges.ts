import type { Knex } from 'knex';
import {
  jsonEquals,
  type Change,
  type Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { isUniqueViolation } from '../database';
import type { Actor, HistoryStore } from '../history';
import type { VersionStore } from '../versions';
import { nothingAttached } from './attached';
import type { ChangeStore } from './ChangeStore';
import type { HierarchyStore } from './HierarchyStore';
import { reserveSlots } from './integrationSlots';
import { diffInputs, sensitiveNames, type Inputs } from './inputs';
import { changedMetadata, metadataChange, metadataOf } from './metadata';
import type { ResourceStore } from './ResourceStore';
import { snapshotOf } from './snapshot';
import type { TargetReader } from './TargetReader';
import type { ChangeRecord, Entries, ResourceRecord } from './types';
import {
  assertUnique,
  notUnique,
  uniqueHashes,
  type UniqueValue,
} from './uniqueValues';
import { UniqueValueStore } from './UniqueValueStore';
import type { ValuesService } from './ValuesService';

/** The edits of provisioned resources that no run has applied yet. */
export class PendingChanges {
  readonly #knex: Knex;
  readonly #resources: ResourceStore;
  readonly #unique = new UniqueValueStore();
  readonly #hierarchy: HierarchyStore;
  readonly #changes: ChangeStore;
  readonly #versions: VersionStore;
  readonly #targets: TargetReader;
  readonly #values: ValuesService;
  readonly #history: HistoryStore;

  constructor(options: {
    knex: Knex;
    resources: ResourceStore;
    hierarchy: HierarchyStore;
    changes: ChangeStore;
    versions: VersionStore;
    targets: TargetReader;
    values: ValuesService;
    history: HistoryStore;
  }) {
    this.#knex = options.knex;
    this.#resources = options.resources;
    this.#hierarchy = options.hierarchy;
    this.#changes = options.changes;
    this.#versions = options.versions;
    this.#targets = options.targets;
    this.#values = options.values;
    this.#history = options.history;
  }

  /** A pending change as the API shows it. */
  async describe(
    record: ResourceRecord,
    change: ChangeRecord,
  ): Promise<Change> {
    const entries = (await this.#resources.entries([record.id])).get(
      record.id,
    )!;
    const before = this.stored(record, entries);
    const after = this.overlay(record, before, change);
    const secrets = await this.secretNames(this.#knex, record, change);
    return {
      resourceId: record.id,
      revision: change.revision,
      versionId: change.payload.versionId,
      createdBy: change.createdBy,
      createdAt: new Date(change.createdAt).toISOString(),
      updatedAt: new Date(change.updatedAt).toISOString(),
      fields: diffInputs(before, after, secrets).map(field => ({
        ...field,
        author: change.authors[field.field],
      })),
    };
  }

  /** The inputs of a resource as stored. */
  stored(record: ResourceRecord, entries: Entries): Inputs {
    return {
      metadata: metadataOf(record),
      versionId: record.versionId,
      entries,
      values: {
        ...record.ownValues,
        ...this.#values.unseal({
          link: record,
          sealed: record.sensitiveValues,
          sealedIn: 'resources',
        }),
      },
    };
  }

  /** The inputs of a resource with its pending change laid over them. */
  overlay(
    record: ResourceRecord,
    stored: Inputs,
    change: ChangeRecord,
  ): Inputs {
    const { payload } = change;
    return {
      metadata: changedMetadata(stored.metadata, payload.metadata),
      versionId: payload.versionId ?? stored.versionId,
      entries: {
        tags: payload.tags ?? stored.entries.tags,
        configs: payload.configs ?? stored.entries.configs,
        attached: payload.attached ?? stored.entries.attached,
      },
      values: payload.values
        ? {
            ...payload.values,
            ...this.#values.unseal({
              link: record,
              sealed: change.sensitiveValues,
              sealedIn: 'resource_changes',
            }),
          }
        : stored.values,
    };
  }

  /**
   * Variables whose values must not be shown: those that are stored as
   * secrets, and those of the versions before and after.
   */
  async secretNames(
    db: Knex,
    record: ResourceRecord,
    change: ChangeRecord | undefined,
  ): Promise<string[]> {
    const ids = [record.versionId, change?.payload.versionId].filter(
      (id): id is string => id !== undefined,
    );
    const versions = await this.#versions.getMany([...new Set(ids)], db);
    return [
      ...versions.flatMap(sensitiveNames),
      ...(record.sensitiveValues?.names ?? []),
      ...(change?.sensitiveValues?.names ?? []),
    ];
  }

  /**
   * Keeps what is wanted as the pending change of a resource, or drops the
   * change where nothing of it is left.
   */
  async write(
    tx: Knex.Transaction,
    options: {
      record: ResourceRecord;
      actor: Actor;
      change: ChangeRecord | undefined;
      secrets: string[];
      stored: Inputs;
      current: Inputs;
      wanted: Inputs;
      clear: Values;
      sensitive: Values;
    },
  ): Promise<void> {
    const { record, actor, change, secrets, stored, current, wanted } = options;
    const touched = diffInputs(current, wanted, secrets).map(
      ({ field }) => field,
    );
    const left = diffInputs(stored, wanted, secrets);
    if (left.length === 0) {
      if (await this.#changes.delete(tx, record.id)) {
        await this.reserveUniqueValues(tx, record);
        await this.#auditChange(tx, record, actor, 'change.discarded', touched);
      }
      return;
    }
    const metadata = metadataChange(stored.metadata, wanted.metadata);
    if (
      touched.length === 0 &&
      jsonEquals({ ...metadata }, { ...change?.payload.metadata })
    ) {
      return;
    }
    const revision = record.revision + 1;
    const authors: Record<string, string> = {};
    const editedIn: Record<string, number> = {};
    for (const { field } of left) {
      const isKept =
        !touched.includes(field) && change?.authors[field] !== undefined;
      authors[field] = isKept ? change.authors[field] : actor.ref;
      editedIn[field] = isKept ? change.editedIn[field] : revision;
    }
    const now = Date.now();
    await this.#changes.put(tx, {
      resourceId: record.id,
      payload: {
        versionId: wanted.versionId,
        tags: wanted.entries.tags,
        configs: wanted.entries.configs,
        values: options.clear,
        attached: wanted.entries.attached,
        metadata,
      },
      sensitiveValues: this.#values.seal(
        'resource_changes',
        record.id,
        options.sensitive,
        change?.sensitiveValues ?? record.sensitiveValues,
      ),
      authors,
      editedIn,
      revision,
      createdBy: change?.createdBy ?? actor.ref,
      createdAt: change?.createdAt ?? now,
      updatedAt: now,
    });
    await this.#auditChange(tx, record, actor, 'change.proposed', touched);
  }

  /** Drops the pending change of a resource. */
  async discard(
    tx: Knex.Transaction,
    record: ResourceRecord,
    actor: Actor,
  ): Promise<void> {
    await this.#changes.delete(tx, record.id);
    await this.reserveUniqueValues(tx, record);
    await this.#auditChange(tx, record, actor, 'change.discarded');
    const entries = (await this.#resources.entries([record.id], tx)).get(
      record.id,
    )!;
    const parents = (await this.#hierarchy.parents([record.id], tx)).get(
      record.id,
    )!;
    const next = { ...record, revision: record.revision + 1 };
    await this.#resources.update(tx, record.id, { revision: next.revision });
    await this.#history.addRevision(tx, {
      kind: 'resource',
      id: record.id,
      revision: next.revision,
      snapshot: snapshotOf(next, entries, { parents }),
      actor: actor.ref,
    });
  }

  /**
   * Leaves a resource with the unique values and the integrations of what is
   * stored, and no others.
   */
  async reserveUniqueValues(
    tx: Knex.Transaction,
    record: ResourceRecord,
  ): Promise<void> {
    const unique = await this.#uniqueValues(tx, record);
    await assertUnique(tx, record, unique);
    await this.#unique.set(tx, record, unique);
    const entries = await this.#resources.entries([record.id], tx);
    const { attached = nothingAttached } = entries.get(record.id)!;
    await reserveSlots(tx, record, attached, { keep: false });
  }

  /**
   * Reserves what a run is about to apply: something above may have given the
   * same value to two resources, whose runs start at once.
   *
   * @throws ConflictError `not_unique`
   */
  async claimUniqueValues(
    tx: Knex.Transaction,
    record: ResourceRecord,
    change: ChangeRecord | undefined,
  ): Promise<void> {
    const unique = await this.#uniqueValues(tx, record, change);
    await assertUnique(tx, record, unique);
    try {
      await this.#unique.add(tx, record, unique);
    } catch (error) {
      throw isUniqueViolation(error) ? notUnique(record, error) : error;
    }
  }

  async #uniqueValues(
    tx: Knex.Transaction,
    record: ResourceRecord,
    change?: ChangeRecord,
  ): Promise<UniqueValue[]> {
    const versionId = change?.payload.versionId ?? record.versionId;
    const version = versionId
      ? await this.#versions.get(versionId, tx)
      : undefined;
    if (!Object.values(version?.variableRules ?? {}).some(r => r.unique)) {
      return [];
    }
    const { target } = await this.#targets.ofOne(record, change, tx);
    const resolved = await this.#values.resolve(target, {
      secrets: false,
      db: tx,
    });
    return uniqueHashes(version, resolved.variables);
  }

  async #auditChange(
    tx: Knex,
    record: ResourceRecord,
    actor: Actor,
    action: 'change.proposed' | 'change.discarded',
    fields?: string[],
  ): Promise<void> {
    await this.#history.audit(tx, {
      actor,
      action,
      outcome: 'succeeded',
      entity: { kind: 'resource', id: record.id, name: record.name },
      detail: fields && { fields },
    });
  }
}
