import type { Knex } from 'knex';
import {
  InfrakitchenError,
  validateValues,
  type ResourcePatch,
  type TemplateVersion,
  type Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ApprovalPolicy } from '../approvals';
import { inTransaction, isUniqueViolation } from '../database';
import { normaliseEntries } from '../entries';
import type { Actor, HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import type { ProjectStore } from '../projects';
import type { RunRecord, WaitingRuns } from '../runs';
import type { TemplateStore } from '../templates';
import type { VersionStore } from '../versions';
import type { ChangeStore } from './ChangeStore';
import type { HierarchyStore } from './HierarchyStore';
import {
  assertUsableVersion,
  changesInputs,
  diffInputs,
  sensitiveNames,
  splitValues,
  type Inputs,
} from './inputs';
import { assertNameKept } from './keptName';
import { mergeEdit, seenInSnapshot, seenNow } from './mergeEdit';
import { patchedMetadata } from './metadata';
import type { NameContexts } from './NameContexts';
import type { PendingChanges } from './PendingChanges';
import { holdEnabled } from './placement';
import {
  assertProject,
  assertRevision,
  editedTwice,
  refuseValues,
  resourceNotFound,
} from './problems';
import type { ResourceStore } from './ResourceStore';
import { snapshotOf } from './snapshot';
import {
  resourceCulprit,
  type ChangeRecord,
  type Entries,
  type ResourceRecord,
} from './types';
import { assertUnique, notUnique, uniqueHashes } from './uniqueValues';
import type { ValuesService } from './ValuesService';

/** What an edit did besides. */
export interface EditOutcome {
  /** The run that waited for approval of what was edited; it is discarded. */
  supersededRun?: { id: string };
}

/** Changes resources; inputs of provisioned ones become a pending change. */
export class ResourceEditor {
  readonly #knex: Knex;
  readonly #resources: ResourceStore;
  readonly #hierarchy: HierarchyStore;
  readonly #changes: ChangeStore;
  readonly #templates: TemplateStore;
  readonly #versions: VersionStore;
  readonly #projects: ProjectStore;
  readonly #pending: PendingChanges;
  readonly #values: ValuesService;
  readonly #naming: NameContexts;
  readonly #history: HistoryStore;
  readonly #outbox: Outbox;
  readonly #policy: Pick<ApprovalPolicy, 'governsMetadata'>;
  readonly #waiting: Pick<WaitingRuns, 'supersede'>;

  constructor(options: {
    knex: Knex;
    resources: ResourceStore;
    hierarchy: HierarchyStore;
    changes: ChangeStore;
    templates: TemplateStore;
    versions: VersionStore;
    projects: ProjectStore;
    pending: PendingChanges;
    values: ValuesService;
    naming: NameContexts;
    history: HistoryStore;
    outbox: Outbox;
    policy: Pick<ApprovalPolicy, 'governsMetadata'>;
    waiting: Pick<WaitingRuns, 'supersede'>;
  }) {
    this.#knex = options.knex;
    this.#resources = options.resources;
    this.#hierarchy = options.hierarchy;
    this.#changes = options.changes;
    this.#templates = options.templates;
    this.#versions = options.versions;
    this.#projects = options.projects;
    this.#pending = options.pending;
    this.#values = options.values;
    this.#naming = options.naming;
    this.#history = options.history;
    this.#outbox = options.outbox;
    this.#policy = options.policy;
    this.#waiting = options.waiting;
  }

  /**
   * @param seen - what the caller has seen, and the project that they may take
   * the resource out of.
   */
  async update(
    id: string,
    actor: Actor,
    patch: ResourcePatch,
    seen: { revision?: number; projectId?: string },
    then?: (tx: Knex.Transaction) => Promise<void>,
  ): Promise<EditOutcome> {
    return inTransaction(this.#knex, async tx => {
      const [record] = await this.#resources.lock(tx, [id]);
      if (!record) {
        throw resourceNotFound(id);
      }
      if (patch.projectId !== undefined) {
        assertProject(record, seen.projectId);
      }
      let outcome: EditOutcome;
      try {
        outcome = await this.#apply(tx, record, actor, patch, seen.revision);
      } catch (error) {
        throw isUniqueViolation(error) ? notUnique(record, error) : error;
      }
      await then?.(tx);
      return outcome;
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
    locked: ResourceRecord,
    actor: Actor,
    given: ResourcePatch,
    seen: number | undefined,
  ): Promise<EditOutcome> {
    let record = locked;
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
    const patch = await this.#merged(tx, {
      ...{ record, change, secrets, current, seen },
      patch: given,
    });
    const direct = record.abstract || record.state === 'provision';
    const isGoverned =
      !direct &&
      changesMetadata(patch) &&
      (await this.#policy.governsMetadata(record.id, tx));
    if (!isGoverned && changesMetadata(patch)) {
      // Written at once, so no change has to say it any more.
      stored.metadata = patchedMetadata(stored.metadata, patch);
      current.metadata = patchedMetadata(current.metadata, patch);
    }
    let wanted = current;
    let next: ResourceRecord = {
      ...record,
      ...(!isGoverned && patchedMetadata(record, patch)),
      projectId:
        patch.projectId === undefined
          ? record.projectId
          : patch.projectId ?? undefined,
      deletionProtection: patch.deletionProtection ?? record.deletionProtection,
    };
    let nextEntries = entries;
    let superseded: RunRecord | undefined;
    const supersede = async () => {
      superseded ??= await this.#supersede(tx, record, actor);
      Object.assign(next, superseded?.previous);
      record = { ...record, state: next.state, status: next.status };
    };
    const isMoved = next.projectId !== record.projectId;
    if (isMoved) {
      // A run that resolved its values before would apply those of the old one.
      await supersede();
      await holdEnabled(this.#projects, tx, [record.projectId, next.projectId]);
    }
    const isProposal =
      changesInputs(patch) ||
      isGoverned ||
      (change?.payload.metadata !== undefined && changesMetadata(patch));
    if (isProposal) {
      wanted = this.#wanted(
        current,
        isGoverned ? patch : inputsOf(patch),
        secrets,
      );
      if (diffInputs(current, wanted, secrets).length > 0) {
        await supersede();
      }
      const version = await this.#check(tx, next, stored, wanted, direct);
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
    await this.#keepName(tx, record, next, entries, wanted);
    const isEdited =
      JSON.stringify([next, nextEntries]) !== JSON.stringify([record, entries]);
    // A change counts too, or two who edit it would not see each other.
    const isProposed = diffInputs(current, wanted, secrets).length > 0;
    if (!isEdited && !isProposed) {
      return {};
    }
    next = { ...next, revision: record.revision + 1 };
    await this.#resources.update(tx, record.id, next, nextEntries);
    if (isMoved && direct && !changesInputs(patch)) {
      await this.#pending.reserveUniqueValues(tx, next);
    }
    const pendingChange = direct ? [] : diffInputs(stored, wanted, secrets);
    const parents = (await this.#hierarchy.parents([record.id], tx)).get(
      record.id,
    )!;
    const snapshot = snapshotOf(next, nextEntries, { parents, pendingChange });
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
        before: snapshotOf(record, entries, { parents }),
        after: snapshot,
        detail: isMoved
          ? { project: { from: record.projectId, to: next.projectId } }
          : undefined,
      });
    }
    await this.#outbox.add(tx, {
      topic: 'resource.changed',
      key: `resource.changed:${record.id}:${next.revision}`,
      payload: { resourceId: record.id, itself: isMoved },
    });
    return { supersededRun: superseded && { id: superseded.id } };
  }

  /**
   * An edit as it is meant, where others have edited since its author looked.
   *
   * @throws `stale_revision` where they edited the same field.
   */
  async #merged(
    tx: Knex.Transaction,
    edit: {
      record: ResourceRecord;
      change: ChangeRecord | undefined;
      secrets: string[];
      current: Inputs;
      patch: ResourcePatch;
      seen: number | undefined;
    },
  ): Promise<ResourcePatch> {
    const { record, change, secrets, current, patch, seen } = edit;
    if (seen === undefined || seen === record.revision) {
      return patch;
    }
    const revision = { kind: 'resource' as const, id: record.id };
    const base = await this.#history.revision(
      { ...revision, revision: seen },
      tx,
    );
    if (!base) {
      assertRevision(record, seen);
      return patch;
    }
    const merged = mergeEdit({
      patch,
      seen: seenInSnapshot(base.snapshot),
      current: seenNow(current, record),
      secrets,
      // Where there is no change to tell, it cannot be ruled out.
      editedSince: name =>
        change ? (change.editedIn[`values.${name}`] ?? 0) > seen : true,
    });
    if (merged.conflicts.length > 0) {
      const last = await this.#history.revision(
        { ...revision, revision: record.revision },
        tx,
      );
      throw editedTwice(record, merged.conflicts, {
        authors: change?.authors ?? {},
        last: last?.createdBy,
      });
    }
    return merged.patch;
  }

  #wanted(current: Inputs, patch: ResourcePatch, secrets: string[]): Inputs {
    const unset = new Set(patch.unsetSensitive);
    const isKept = ([name]: [string, unknown]) =>
      !unset.has(name) && (!patch.values || secrets.includes(name));
    return {
      metadata: patchedMetadata(current.metadata, patch),
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
    if (wanted.versionId) {
      await this.#versions.hold(tx, wanted.versionId);
    }
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
        projectId: record.projectId,
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

  /** Labels and the project count for a name too, so every edit is looked at. */
  async #keepName(
    tx: Knex.Transaction,
    record: ResourceRecord,
    next: ResourceRecord,
    entries: Entries,
    wanted: Inputs,
  ): Promise<void> {
    const template = (await this.#templates.get(record.templateId, tx))!;
    const parents = (await this.#hierarchy.parents([record.id], tx)).get(
      record.id,
    )!;
    const place = { parentIds: parents.map(parent => parent.id) };
    await assertNameKept(
      { versions: this.#versions, values: this.#values, naming: this.#naming },
      tx,
      record,
      template,
      [
        {
          ...place,
          inputs: this.#pending.stored(record, entries),
          labels: record.labels,
          projectId: record.projectId,
        },
        {
          ...place,
          inputs: wanted,
          labels: wanted.metadata.labels,
          projectId: next.projectId,
        },
      ],
    );
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
        record.sensitiveValues,
      ),
    };
  }

  /**
   * Ends a run that waits for approval of what is edited now.
   *
   * @throws `run_active` where a run is further than that.
   */
  async #supersede(
    tx: Knex.Transaction,
    record: ResourceRecord,
    actor: Actor,
  ): Promise<RunRecord | undefined> {
    const lock = await tx('resource_locks as l')
      .join('runs as r', 'r.id', 'l.run_id')
      .where('l.resource_id', record.id)
      .first('r.id', 'r.kind', 'r.state');
    if (lock?.state === 'awaiting_approval') {
      return this.#waiting.supersede(
        tx,
        { id: lock.id, resourceId: record.id },
        { actor, note: `${actor.ref} edited what was to be approved` },
      );
    }
    if (lock) {
      throw new InfrakitchenError('ConflictError', {
        code: 'run_active',
        message: `A ${lock.kind} run of '${record.name}' is ${lock.state}; edit it when the run is over`,
        culprits: [{ kind: 'run', id: lock.id }],
      });
    }
    return undefined;
  }
}

/** A patch without what is no input of a run. */
function inputsOf(patch: ResourcePatch): ResourcePatch {
  const { description, labels, ownerRef, ...inputs } = patch;
  return inputs;
}

function changesMetadata(patch: ResourcePatch): boolean {
  return [patch.description, patch.labels, patch.ownerRef].some(
    field => field !== undefined,
  );
}
