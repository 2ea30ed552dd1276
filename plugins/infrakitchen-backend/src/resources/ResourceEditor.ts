import type { Knex } from 'knex';
import {
  InfrakitchenError,
  type ResourcePatch,
  type Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { readPrincipal, type AccessScope } from '../access';
import type { ApprovalPolicy } from '../approvals';
import { inTransaction, isUniqueViolation, lockMutex } from '../database';
import type { Actor } from '../history';
import type { ProjectStore } from '../projects';
import type { RunRecord, RunStore, WaitingRuns } from '../runs';
import type { WorkspacePlaces } from '../workspaces';
import type { ChangeStore } from './ChangeStore';
import {
  assertEditable,
  changesMetadata,
  inputsOf,
  wantedInputs,
  type EditDraft,
} from './editDraft';
import type { EditRecorder } from './EditRecorder';
import type { EditRules } from './EditRules';
import type { HierarchyStore } from './HierarchyStore';
import {
  changesInputs,
  diffInputs,
  sensitiveNames,
  splitValues,
  type Inputs,
} from './inputs';
import { patchedMetadata } from './metadata';
import type { PendingChanges } from './PendingChanges';
import { holdEnabled } from './placement';
import { assertProject, resourceNotFound } from './problems';
import type { ResourceMover } from './ResourceMover';
import type { ResourceStore } from './ResourceStore';
import type { ResourceRecord } from './types';
import { notUnique } from './uniqueValues';
import type { ValuesService } from './ValuesService';

/** What an edit did besides. */
export interface EditOutcome {
  /** The run that waited for approval of what was edited; it is discarded. */
  supersededRun?: { id: string };
}

/** What the caller has seen, and where their rights were asked for. */
export interface SeenByEditor {
  revision?: number;
  /** The project that they may take the resource out of. */
  projectId?: string;
  /** The parents besides which they may give it others. */
  parentIds: string[];
  /** What they may see; everything where absent. */
  scope?: AccessScope;
}

/** Changes resources; inputs of provisioned ones become a pending change. */
export class ResourceEditor {
  readonly #knex: Knex;
  readonly #resources: ResourceStore;
  readonly #hierarchy: HierarchyStore;
  readonly #changes: ChangeStore;
  readonly #projects: ProjectStore;
  readonly #pending: PendingChanges;
  readonly #values: ValuesService;
  readonly #rules: EditRules;
  readonly #mover: ResourceMover;
  readonly #recorder: EditRecorder;
  readonly #places: Pick<WorkspacePlaces, 'place'>;
  readonly #policy: Pick<ApprovalPolicy, 'governsMetadata'>;
  readonly #waiting: Pick<WaitingRuns, 'supersede'>;
  readonly #runs: Pick<RunStore, 'holding'>;

  constructor(options: {
    knex: Knex;
    resources: ResourceStore;
    hierarchy: HierarchyStore;
    changes: ChangeStore;
    projects: ProjectStore;
    pending: PendingChanges;
    values: ValuesService;
    rules: EditRules;
    mover: ResourceMover;
    recorder: EditRecorder;
    places: Pick<WorkspacePlaces, 'place'>;
    policy: Pick<ApprovalPolicy, 'governsMetadata'>;
    waiting: Pick<WaitingRuns, 'supersede'>;
    store: Pick<RunStore, 'holding'>;
  }) {
    this.#knex = options.knex;
    this.#resources = options.resources;
    this.#hierarchy = options.hierarchy;
    this.#changes = options.changes;
    this.#projects = options.projects;
    this.#pending = options.pending;
    this.#values = options.values;
    this.#rules = options.rules;
    this.#mover = options.mover;
    this.#recorder = options.recorder;
    this.#places = options.places;
    this.#policy = options.policy;
    this.#waiting = options.waiting;
    this.#runs = options.store;
  }

  async update(
    id: string,
    actor: Actor,
    patch: ResourcePatch,
    seen: SeenByEditor,
    then?: (tx: Knex.Transaction) => Promise<void>,
  ): Promise<EditOutcome> {
    return inTransaction(this.#knex, async tx => {
      if (patch.parentIds) {
        // Before any row, so that whoever waits for it holds none.
        await lockMutex(tx, 'resource-hierarchy');
      }
      await this.#rules.hold(tx, id, patch);
      const [record] = await this.#resources.lock(tx, [id]);
      if (!record) {
        throw resourceNotFound(id);
      }
      if (patch.projectId !== undefined) {
        assertProject(record, seen.projectId);
      }
      assertEditable(record);
      let outcome: EditOutcome;
      try {
        const draft = await this.#draft(tx, record);
        const meant = await this.#rules.merge(
          tx,
          draft,
          withOwner(patch),
          seen.revision,
        );
        outcome = await this.#apply(tx, draft, actor, meant, seen);
      } catch (error) {
        throw isUniqueViolation(error) ? notUnique(record, error) : error;
      }
      await then?.(tx);
      return outcome;
    });
  }

  async #apply(
    tx: Knex.Transaction,
    draft: EditDraft,
    actor: Actor,
    patch: ResourcePatch,
    seen: SeenByEditor,
  ): Promise<EditOutcome> {
    const { entries, parents, change, secrets, stored, current } = draft;
    let { record } = draft;
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
      workspaceId:
        patch.workspaceId === undefined
          ? record.workspaceId
          : patch.workspaceId ?? undefined,
      deletionProtection: patch.deletionProtection ?? record.deletionProtection,
    };
    let nextEntries = entries;
    let nextParents = parents;
    let superseded: RunRecord | undefined;
    const supersede = async () => {
      superseded ??= await this.#supersede(tx, record, actor);
      Object.assign(next, superseded?.previous);
      record = { ...record, state: next.state, status: next.status };
    };
    const relocation =
      patch.parentIds &&
      (await this.#mover.plan(tx, draft, patch.parentIds, {
        scope: seen.scope,
        asked: seen.parentIds,
      }));
    const isMoved = next.projectId !== record.projectId;
    const writesElsewhere = isMoved || next.workspaceId !== record.workspaceId;
    let effective: Values | undefined;
    if (writesElsewhere) {
      await this.#places.place(tx, next);
    }
    if (writesElsewhere || relocation) {
      // A run that resolved its values before would apply those of the old place.
      await supersede();
    }
    if (isMoved || relocation) {
      await holdEnabled(this.#projects, tx, [record.projectId, next.projectId]);
    }
    if (relocation) {
      effective =
        record.state === 'provisioned'
          ? await this.#rules.effective(tx, draft)
          : undefined;
      nextParents = await this.#mover.move(tx, record, relocation);
    }
    const isProposal =
      changesInputs(patch) ||
      isGoverned ||
      (change?.payload.metadata !== undefined && changesMetadata(patch));
    if (isProposal || relocation) {
      wanted = wantedInputs(
        current,
        isGoverned ? patch : inputsOf(patch),
        secrets,
        await this.#rules.attached(tx, record, patch, current),
      );
      if (diffInputs(current, wanted, secrets).length > 0) {
        await supersede();
      }
      const version = await this.#rules.check(tx, {
        ...{ record: next, stored, wanted, direct, effective },
        parentIds: nextParents.map(({ id }) => id),
      });
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
    await this.#rules.keepName(tx, draft, {
      record: next,
      inputs: wanted,
      parents: nextParents,
    });
    const isEdited =
      relocation !== undefined ||
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
    await this.#recorder.record(tx, {
      actor,
      isEdited,
      isMoved,
      relocation,
      before: { record, entries, parents },
      after: { record: next, entries: nextEntries, parents: nextParents },
      pendingChange: direct ? [] : diffInputs(stored, wanted, secrets),
    });
    return { supersededRun: superseded && { id: superseded.id } };
  }

  /** The resource with all that an edit starts from. */
  async #draft(
    tx: Knex.Transaction,
    record: ResourceRecord,
  ): Promise<EditDraft> {
    const { id } = record;
    const entries = (await this.#resources.entries([id], tx)).get(id)!;
    const parents = (await this.#hierarchy.parents([id], tx)).get(id)!;
    const change = await this.#changes.get(id, tx);
    const secrets = await this.#pending.secretNames(tx, record, change);
    const stored = this.#pending.stored(record, entries);
    const current = change
      ? this.#pending.overlay(record, stored, change)
      : stored;
    return { record, entries, parents, change, secrets, stored, current };
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
    const run = await this.#runs.holding(record.id, tx);
    if (run?.state === 'awaiting_approval') {
      return this.#waiting.supersede(
        tx,
        { id: run.id, resourceId: record.id },
        { actor, note: `${actor.ref} edited what was to be approved` },
      );
    }
    if (run) {
      throw new InfrakitchenError('ConflictError', {
        code: 'run_active',
        message: `A ${run.kind} run of '${record.name}' is ${run.state}; edit it when the run is over`,
        culprits: [{ kind: 'run', id: run.id }],
      });
    }
    return undefined;
  }
}

/** A patch with its owner as identities are written, by which owners are found. */
function withOwner(patch: ResourcePatch): ResourcePatch {
  return patch.ownerRef
    ? { ...patch, ownerRef: readPrincipal(patch.ownerRef, 'ownerRef') }
    : patch;
}
