import type { Knex } from 'knex';
import {
  InfrakitchenError,
  validateValues,
  type ResourcePatch,
  type TemplateVersion,
  type Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { inTransaction, isUniqueViolation } from '../database';
import type { Actor, HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import type { TemplateStore } from '../templates';
import type { VersionStore } from '../versions';
import type { ChangeStore } from './ChangeStore';
import type { HierarchyStore } from './HierarchyStore';
import {
  assertUsableVersion,
  changesInputs,
  diffInputs,
  normaliseEntries,
  sensitiveNames,
  splitValues,
  type Inputs,
} from './inputs';
import { assertRevision, refuseValues, resourceNotFound } from './problems';
import type { PendingChanges } from './PendingChanges';
import type { ResourceStore } from './ResourceStore';
import { snapshotOf } from './snapshot';
import { resourceCulprit, type ResourceRecord } from './types';
import { assertUnique, notUnique, uniqueHashes } from './uniqueValues';
import type { ValuesService } from './ValuesService';

/** Changes resources; inputs of provisioned ones become a pending change. */
export class ResourceEditor {
  readonly #knex: Knex;
  readonly #resources: ResourceStore;
  readonly #hierarchy: HierarchyStore;
  readonly #changes: ChangeStore;
  readonly #templates: TemplateStore;
  readonly #versions: VersionStore;
  readonly #pending: PendingChanges;
  readonly #values: ValuesService;
  readonly #history: HistoryStore;
  readonly #outbox: Outbox;

  constructor(options: {
    knex: Knex;
    resources: ResourceStore;
    hierarchy: HierarchyStore;
    changes: ChangeStore;
    templates: TemplateStore;
    versions: VersionStore;
    pending: PendingChanges;
    values: ValuesService;
    history: HistoryStore;
    outbox: Outbox;
  }) {
    this.#knex = options.knex;
    this.#resources = options.resources;
    this.#hierarchy = options.hierarchy;
    this.#changes = options.changes;
    this.#templates = options.templates;
    this.#versions = options.versions;
    this.#pending = options.pending;
    this.#values = options.values;
    this.#history = options.history;
    this.#outbox = options.outbox;
  }

  async update(
    id: string,
    actor: Actor,
    patch: ResourcePatch,
    seen: number | undefined,
  ): Promise<void> {
    await inTransaction(this.#knex, async tx => {
      const [record] = await this.#resources.lock(tx, [id]);
      if (!record) {
        throw resourceNotFound(id);
      }
      assertRevision(record, seen);
      try {
        await this.#apply(tx, record, actor, patch);
      } catch (error) {
        throw isUniqueViolation(error) ? notUnique(record, error) : error;
      }
    });
  }

  /** Leaves a resource with the unique values of what is stored, and no others. */
  async reserveUniqueValues(
    tx: Knex.Transaction,
    record: ResourceRecord,
  ): Promise<void> {
    await this.#pending.reserveUniqueValues(tx, record);
  }

  async #apply(
    tx: Knex.Transaction,
    record: ResourceRecord,
    actor: Actor,
    patch: ResourcePatch,
  ): Promise<void> {
    if (record.state === 'destroyed' || record.state === 'destroy') {
      throw new InfrakitchenError('ConflictError', {
        code: 'wrong_state',
        message: `'${record.name}' is ${record.state} and cannot be edited`,
        culprits: [resourceCulprit(record)],
      });
    }
    const entries = (await this.#resources.entries([record.id], tx)).get(
      record.id,
    )!;
    const change = await this.#changes.get(record.id, tx);
    const secrets = await this.#pending.secretNames(tx, record, change);
    const stored = this.#pending.stored(record, entries);
    const current = change
      ? this.#pending.overlay(record, stored, change)
      : stored;
    const direct = record.abstract || record.state === 'provision';
    let wanted = current;
    let next: ResourceRecord = { ...record, ...metadataPatch(record, patch) };
    let nextEntries = entries;
    if (changesInputs(patch)) {
      await this.#refuseWhileRunning(tx, record);
      wanted = this.#wanted(current, patch, secrets);
      const version = await this.#check(tx, record, stored, wanted, direct);
      secrets.push(...sensitiveNames(version));
      // What is sent anew is as secret as its variable; what is kept stays so.
      const kept = secrets.filter(
        name => !Object.hasOwn(patch.values ?? {}, name),
      );
      const { clear, sensitive } = splitValues(wanted.values, version, kept);
      const inputs = { wanted, clear, sensitive };
      if (!direct) {
        await this.#pending.write(tx, {
          ...{ record, actor, change, secrets, stored, current },
          ...inputs,
        });
      } else if (
        diffInputs(stored, wanted, secrets).length > 0 ||
        Object.keys(sensitive).some(name =>
          Object.hasOwn(record.ownValues, name),
        )
      ) {
        next = this.#withInputs(next, inputs);
        nextEntries = wanted.entries;
      }
    }
    const isEdited =
      JSON.stringify([next, nextEntries]) !== JSON.stringify([record, entries]);
    // A change counts too, or two who edit it would not see each other.
    const isProposed = diffInputs(current, wanted, secrets).length > 0;
    if (!isEdited && !isProposed) {
      return;
    }
    next = { ...next, revision: record.revision + 1 };
    await this.#resources.update(tx, record.id, next, nextEntries);
    const pendingChange = direct ? [] : diffInputs(stored, wanted, secrets);
    const snapshot = snapshotOf(next, nextEntries, pendingChange);
    await this.#history.addRevision(tx, {
      kind: 'resource',
      id: record.id,
      revision: next.revision,
      snapshot,
      actor: actor.ref,
    });
    if (isEdited) {
      await this.#history.audit(tx, {
        actor,
        action: 'resource.updated',
        outcome: 'succeeded',
        entity: { kind: 'resource', id: record.id, name: record.name },
        before: snapshotOf(record, entries),
        after: snapshot,
      });
    }
    await this.#outbox.add(tx, {
      topic: 'resource.changed',
      key: `resource.changed:${record.id}:${next.revision}`,
      payload: { resourceId: record.id },
    });
  }

  #wanted(current: Inputs, patch: ResourcePatch, secrets: string[]): Inputs {
    const unset = new Set(patch.unsetSensitive);
    const isKept = ([name]: [string, unknown]) =>
      !unset.has(name) && (!patch.values || secrets.includes(name));
    return {
      versionId: patch.versionId ?? current.versionId,
      entries: {
        tags: patch.tags
          ? normaliseEntries(patch.tags, 'tag')
          : current.entries.tags,
        configs: patch.configs
          ? normaliseEntries(patch.configs, 'config')
          : current.entries.configs,
      },
      values: {
        // Nobody can send a secret back that nobody is shown: left out means kept.
        ...Object.fromEntries(Object.entries(current.values).filter(isKept)),
        ...(patch.values as Values | undefined),
      },
    };
  }

  /** Every rule of create holds for every edit too. */
  async #check(
    tx: Knex.Transaction,
    record: ResourceRecord,
    stored: Inputs,
    wanted: Inputs,
    direct: boolean,
  ): Promise<TemplateVersion | undefined> {
    const template = (await this.#templates.get(record.templateId, tx))!;
    const version = wanted.versionId
      ? await this.#versions.get(wanted.versionId, tx)
      : undefined;
    if (!record.abstract && wanted.versionId !== record.versionId) {
      assertUsableVersion(template, version, wanted.versionId);
    }
    const parents = (await this.#hierarchy.parents([record.id], tx)).get(
      record.id,
    )!;
    const resolved = await this.#values.resolve(
      {
        link: { id: record.id, name: record.name, templateId: template.id },
        version,
        parentIds: parents.map(parent => parent.id),
        entries: wanted.entries,
        values: wanted.values,
      },
      { secrets: true, db: tx },
    );
    refuseValues(
      validateValues({
        variables: version?.analysis?.variables ?? [],
        rules: version?.variableRules ?? {},
        resolved,
        ownValues: wanted.values,
        conventions: template.conventions,
        previous: {
          provisioned: record.provisionedAt !== undefined,
          values: stored.values,
        },
      }),
    );
    const hashes = uniqueHashes(version, resolved.variables);
    await assertUnique(this.#resources, record, hashes, tx);
    if (direct) {
      await this.#resources.setUniqueValues(tx, record, hashes);
    } else {
      // Until the change is applied or discarded the old values are in use too.
      await this.#resources.addUniqueValues(tx, record, hashes);
    }
    return version;
  }

  #withInputs(
    record: ResourceRecord,
    inputs: { wanted: Inputs; clear: Values; sensitive: Values },
  ): ResourceRecord {
    return {
      ...record,
      versionId: inputs.wanted.versionId,
      ownValues: inputs.clear,
      sensitiveValues: this.#values.seal(
        'resources',
        record.id,
        inputs.sensitive,
      ),
    };
  }

  async #refuseWhileRunning(
    tx: Knex.Transaction,
    record: ResourceRecord,
  ): Promise<void> {
    const lock = await tx('resource_locks as l')
      .join('runs as r', 'r.id', 'l.run_id')
      .where('l.resource_id', record.id)
      .first('r.id', 'r.kind', 'r.state');
    if (lock) {
      throw new InfrakitchenError('ConflictError', {
        code: 'run_active',
        message: `A ${lock.kind} run of '${record.name}' is ${lock.state}; edit it when the run is over`,
        culprits: [{ kind: 'run', id: lock.id }],
      });
    }
  }
}

function metadataPatch(
  record: ResourceRecord,
  patch: ResourcePatch,
): Partial<ResourceRecord> {
  return {
    // An empty text clears the field.
    description:
      patch.description === undefined
        ? record.description
        : patch.description || undefined,
    labels: patch.labels ?? record.labels,
    ownerRef:
      patch.ownerRef === undefined
        ? record.ownerRef
        : patch.ownerRef || undefined,
    deletionProtection: patch.deletionProtection ?? record.deletionProtection,
  };
}
