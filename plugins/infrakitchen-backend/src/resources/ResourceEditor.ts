import type { Knex } from 'knex';
import {
  diffValues,
  InfrakitchenError,
  validateValues,
  type Change,
  type ChangedField,
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
import { assertRevision, refuseValues, resourceNotFound } from './problems';
import {
  assertUsableVersion,
  normaliseEntries,
  splitValues,
  uniqueHashes,
} from './ResourceCreator';
import type { ResourceStore } from './ResourceStore';
import { snapshotOf } from './snapshot';
import {
  resourceCulprit,
  type ChangeRecord,
  type Entries,
  type ResourceRecord,
} from './types';
import { isSensitive, type ValuesService } from './ValuesService';

/** The inputs of a resource: what a run would be given. */
interface Inputs {
  versionId?: string;
  entries: Entries;
  values: Values;
}

/** Changes resources; inputs of provisioned ones become a pending change. */
export class ResourceEditor {
  readonly #knex: Knex;
  readonly #resources: ResourceStore;
  readonly #hierarchy: HierarchyStore;
  readonly #changes: ChangeStore;
  readonly #templates: TemplateStore;
  readonly #versions: VersionStore;
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
    try {
      await inTransaction(this.#knex, async tx => {
        const [record] = await this.#resources.lock(tx, [id]);
        if (!record) {
          throw resourceNotFound(id);
        }
        assertRevision(record, seen);
        await this.#apply(tx, record, actor, patch);
      });
    } catch (error) {
      if (isUniqueViolation(error)) {
        throw new InfrakitchenError(
          'ConflictError',
          {
            code: 'not_unique',
            message:
              'A value must be unique, and another resource of the template has it',
            culprits: [{ kind: 'resource', id }],
          },
          error,
        );
      }
      throw error;
    }
  }

  /** A pending change as the API shows it. */
  async describe(
    record: ResourceRecord,
    change: ChangeRecord,
  ): Promise<Change> {
    const entries = (await this.#resources.entries([record.id])).get(
      record.id,
    )!;
    const version = await this.#versions.get(
      change.payload.versionId ?? record.versionId!,
    );
    const before = this.#stored(record, entries);
    const after = this.#overlay(record, before, change);
    return {
      resourceId: record.id,
      versionId: change.payload.versionId,
      createdBy: change.createdBy,
      createdAt: new Date(change.createdAt).toISOString(),
      updatedAt: new Date(change.updatedAt).toISOString(),
      fields: this.#diff(before, after, version).map(field => ({
        ...field,
        author: change.authors[field.field],
      })),
    };
  }

  /** Leaves a resource with the unique values of what is stored, and no others. */
  async reserveUniqueValues(
    tx: Knex.Transaction,
    record: ResourceRecord,
  ): Promise<void> {
    if (!record.versionId) {
      return;
    }
    const [entries, parents, version] = [
      await this.#resources.entries([record.id], tx),
      await this.#hierarchy.parents([record.id], tx),
      await this.#versions.get(record.versionId, tx),
    ];
    const resolved = await this.#values.resolve(
      this.#values.targetOf({
        resource: record,
        parentIds: parents.get(record.id)!.map(parent => parent.id),
        entries: entries.get(record.id)!,
        version,
      }),
      { secrets: false, db: tx },
    );
    await this.#resources.setUniqueValues(
      tx,
      record,
      uniqueHashes(version, resolved.variables),
    );
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
    const direct = record.abstract || record.state === 'provision';
    const changesInputs =
      patch.versionId !== undefined ||
      patch.tags !== undefined ||
      patch.configs !== undefined ||
      patch.values !== undefined ||
      patch.unsetSensitive !== undefined;
    const metadata = metadataPatch(record, patch);
    let next: ResourceRecord = { ...record, ...metadata };
    let nextEntries = entries;
    if (changesInputs) {
      await this.#refuseWhileRunning(tx, record);
      const change = await this.#changes.get(record.id, tx);
      const stored = this.#stored(record, entries);
      const current = change
        ? this.#overlay(record, stored, change)
        : stored;
      const sealed = change?.payload.values
        ? change.sensitiveValues
        : record.sensitiveValues;
      const wanted = this.#wanted(current, patch, sealed?.names ?? []);
      const version = await this.#check(tx, record, current, wanted, direct);
      if (direct) {
        next = this.#withInputs(next, wanted, version);
        nextEntries = wanted.entries;
      } else {
        await this.#writeChange(tx, {
          record,
          actor,
          stored,
          current,
          wanted,
          version,
          change,
        });
      }
    }
    if (JSON.stringify([next, nextEntries]) === JSON.stringify([record, entries])) {
      return;
    }
    next = { ...next, revision: record.revision + 1 };
    await this.#resources.update(tx, record.id, next, nextEntries);
    const snapshot = snapshotOf(next, nextEntries);
    await this.#history.addRevision(tx, {
      kind: 'resource',
      id: record.id,
      revision: next.revision,
      snapshot,
      actor: actor.ref,
    });
    await this.#history.audit(tx, {
      actor,
      action: 'resource.updated',
      outcome: 'succeeded',
      entity: { kind: 'resource', id: record.id, name: record.name },
      before: snapshotOf(record, entries),
      after: snapshot,
    });
    await this.#outbox.add(tx, {
      topic: 'resource.changed',
      key: `resource.changed:${record.id}:${next.revision}`,
      payload: { resourceId: record.id },
    });
  }

  #stored(record: ResourceRecord, entries: Entries): Inputs {
    return {
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

  #overlay(record: ResourceRecord, stored: Inputs, change: ChangeRecord): Inputs {
    const { payload } = change;
    return {
      versionId: payload.versionId ?? stored.versionId,
      entries: {
        tags: payload.tags ?? stored.entries.tags,
        configs: payload.configs ?? stored.entries.configs,
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

  #wanted(current: Inputs, patch: ResourcePatch, sealed: string[]): Inputs {
    const unset = new Set(patch.unsetSensitive);
    const isKept = ([name]: [string, unknown]) =>
      !unset.has(name) && (!patch.values || sealed.includes(name));
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
    current: Inputs,
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
          values: current.values,
        },
      }),
    );
    const hashes = uniqueHashes(version, resolved.variables);
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
    wanted: Inputs,
    version: TemplateVersion | undefined,
  ): ResourceRecord {
    const { clear, sensitive } = splitValues(wanted.values, version);
    return {
      ...record,
      versionId: wanted.versionId,
      ownValues: clear,
      sensitiveValues: this.#values.seal('resources', record.id, sensitive),
    };
  }

  async #writeChange(
    tx: Knex.Transaction,
    options: {
      record: ResourceRecord;
      actor: Actor;
      stored: Inputs;
      current: Inputs;
      wanted: Inputs;
      version: TemplateVersion | undefined;
      change: ChangeRecord | undefined;
    },
  ): Promise<void> {
    const { record, actor, stored, current, wanted, version, change } = options;
    const left = this.#diff(stored, wanted, version);
    if (left.length === 0) {
      await this.#changes.delete(tx, record.id);
      return;
    }
    const { clear, sensitive } = splitValues(wanted.values, version);
    const authors: Record<string, string> = {};
    const touched = new Set(
      this.#diff(current, wanted, version).map(field => field.field),
    );
    for (const { field } of left) {
      authors[field] =
        touched.has(field) || !change?.authors[field]
          ? actor.ref
          : change.authors[field];
    }
    const now = Date.now();
    await this.#changes.put(tx, {
      resourceId: record.id,
      payload: {
        versionId: wanted.versionId,
        tags: wanted.entries.tags,
        configs: wanted.entries.configs,
        values: clear,
      },
      sensitiveValues: this.#values.seal(
        'resource_changes',
        record.id,
        sensitive,
      ),
      authors,
      createdBy: change?.createdBy ?? actor.ref,
      createdAt: change?.createdAt ?? now,
      updatedAt: now,
    });
    await this.#history.audit(tx, {
      actor,
      action: 'change.proposed',
      outcome: 'succeeded',
      entity: { kind: 'resource', id: record.id, name: record.name },
      detail: { fields: [...touched] },
    });
  }

  #diff(
    before: Inputs,
    after: Inputs,
    version: TemplateVersion | undefined,
  ): ChangedField[] {
    const sensitive = (version?.analysis?.variables ?? [])
      .filter(variable => isSensitive(variable, version?.variableRules ?? {}))
      .map(variable => variable.name);
    const fields = (inputs: Inputs) => ({
      versionId: inputs.versionId,
      values: inputs.values,
      tags: inputs.entries.tags,
      configs: inputs.entries.configs,
    });
    return diffValues(fields(before), fields(after), sensitive);
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
      patch.ownerRef === undefined ? record.ownerRef : patch.ownerRef || undefined,
    deletionProtection: patch.deletionProtection ?? record.deletionProtection,
  };
}
