import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import {
  availableActions,
  maskEffective,
  refusalsOf,
  type ActionAvailability,
  type AuditEntry,
  type Change,
  type EditedResource,
  type EffectiveValues,
  type Page,
  type RevealedOutput,
  type Resource,
  type ResourceInput,
  type ResourcePatch,
  type Revision,
  type Tree,
  type VersionSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  actorOf,
  audited,
  type CallOptions,
  type GrantStore,
  type WriteCallOptions,
} from '../access';
import type { CascadeMembers } from '../cascades';
import type { ConnectionGate } from '../connections';
import { inTransaction, lockMutex, parseOrder } from '../database';
import type {
  Actor,
  HistoryPageOptions,
  HistoryStore,
  RevisionReader,
} from '../history';
import type { Outbox } from '../outbox';
import type { ProjectGate, ProjectStore } from '../projects';
import type { RunRequester, RunStore, WaitingRuns } from '../runs';
import type { StateStore } from '../state';
import type { TemplateStore } from '../templates';
import type { VersionComparer, VersionStore } from '../versions';
import { assertMayAttach, assertMayAttachMore } from './assertMayAttach';
import type { ChangeStore } from './ChangeStore';
import type { HierarchyStore, TreeOptions } from './HierarchyStore';
import { moveWarnings } from './moveWarnings';
import type { ParentGate } from './ParentGate';
import type { PendingChanges } from './PendingChanges';
import { assertMayJoin, assertMayMove, assertMayPlace } from './placement';
import {
  assertRevealable,
  assertRevision,
  refuseAction,
  resourceNotFound,
} from './problems';
import type { ResourceCreator } from './ResourceCreator';
import type { ResourceEditor } from './ResourceEditor';
import { parseResourceFilters } from './resourceFilters';
import type { ResourceStore } from './ResourceStore';
import { ResourceUses } from './ResourceUses';
import type { ResourceView } from './ResourceView';
import { snapshotOf } from './snapshot';
import type { StorageMover } from './StorageMover';
import type { ChangeRecord, ResourceRecord } from './types';
import type { ValuesService } from './ValuesService';
import type {
  VersionSchemaQuery,
  VersionSchemaReader,
} from './VersionSchemaReader';

/** A page costs what it shows, not what there is: beyond this nobody counts. */
const COUNTED = 1_000;

/** Options of the list of resources, as the API takes them. */
export interface ListResourcesOptions {
  filter?: string[];
  q?: string;
  orderBy?: string;
  limit: number;
  cursor?: string;
}

/** How much of what is above and below a resource is asked for. */
export type TreeQuery = Pick<TreeOptions, 'limit' | 'depth'>;

/** The resources: what is asked for, what holds, and what may be done. */
export interface ResourceService {
  list(
    query: ListResourcesOptions,
    options: CallOptions,
  ): Promise<Page<Resource>>;
  get(id: string, options: CallOptions): Promise<Resource>;
  create(
    input: ResourceInput,
    options: CallOptions & { idempotencyKey?: string },
  ): Promise<Resource>;
  update(
    id: string,
    patch: ResourcePatch,
    options: WriteCallOptions,
  ): Promise<EditedResource>;
  delete(id: string, options: WriteCallOptions): Promise<void>;
  /** Moves the state to another storage; the managed one where undefined. */
  moveStorage(
    id: string,
    storageId: string | undefined,
    options: WriteCallOptions,
  ): Promise<Resource>;
  discardChange(id: string, options: WriteCallOptions): Promise<void>;
  actions(id: string, options: CallOptions): Promise<ActionAvailability[]>;
  tree(id: string, query: TreeQuery, options: CallOptions): Promise<Tree>;
  effective(id: string, options: CallOptions): Promise<EffectiveValues>;
  versionSchema(
    query: VersionSchemaQuery,
    options: CallOptions,
  ): Promise<VersionSchema>;
  change(id: string, options: CallOptions): Promise<Change | undefined>;
  /** A sensitive output in clear; leaves an audit line that names it. */
  revealOutput(
    id: string,
    name: string,
    options: CallOptions,
  ): Promise<RevealedOutput>;
  revisions(
    id: string,
    page: HistoryPageOptions,
    options: CallOptions,
  ): Promise<Page<Revision>>;
  audit(
    id: string,
    page: HistoryPageOptions,
    options: CallOptions,
  ): Promise<Page<AuditEntry>>;
}

/** What the service works with. */
export interface ResourceServiceDeps {
  knex: Knex;
  resources: ResourceStore;
  hierarchy: HierarchyStore;
  changes: ChangeStore;
  grants: GrantStore;
  templates: TemplateStore;
  versions: VersionStore;
  comparer: VersionComparer;
  schemas: VersionSchemaReader;
  projects: ProjectStore;
  gate: ProjectGate;
  parentGate: ParentGate;
  connectionGate: ConnectionGate;
  view: ResourceView;
  values: ValuesService;
  creator: ResourceCreator;
  editor: ResourceEditor;
  storageMover: StorageMover;
  pending: PendingChanges;
  waiting: WaitingRuns;
  requester: RunRequester;
  store: RunStore;
  states: StateStore;
  history: HistoryStore;
  revisions: RevisionReader;
  subtrees: CascadeMembers;
  outbox: Outbox;
}

/** {@link ResourceService} over the database. */
export class DefaultResourceService implements ResourceService {
  readonly #deps: ResourceServiceDeps;

  constructor(deps: ResourceServiceDeps) {
    this.#deps = deps;
  }

  async list(
    query: ListResourcesOptions,
    { scope }: Partial<CallOptions> = {},
  ): Promise<Page<Resource>> {
    const { resources, view } = this.#deps;
    const filters = parseResourceFilters(query.filter);
    const [page, counted] = await Promise.all([
      resources.list({
        filters,
        q: query.q,
        order: parseOrder(query.orderBy, { column: 'name', direction: 'asc' }),
        limit: query.limit,
        cursor: query.cursor,
        scope,
      }),
      resources.count({ filters, q: query.q, scope, limit: COUNTED + 1 }),
    ]);
    return {
      items: await view.toApi(page.rows, scope),
      totalItems: Math.min(counted, COUNTED),
      totalIsMinimum: counted > COUNTED || undefined,
      nextCursor: page.nextCursor,
    };
  }

  async get(
    id: string,
    { scope }: Partial<CallOptions> = {},
  ): Promise<Resource> {
    const record = await this.#require(id);
    const [resource] = await this.#deps.view.toApi([record], scope);
    return resource;
  }

  async create(
    input: ResourceInput,
    options: CallOptions & { idempotencyKey?: string },
  ): Promise<Resource> {
    const { creator, history, outbox } = this.#deps;
    const actor = actorOf(options.credentials);
    const newId = randomUUID();
    const id = await audited(
      history,
      {
        actor,
        action: 'resource.created',
        entity: { kind: 'resource', id: newId, name: input.name },
      },
      async () => {
        await assertMayPlace(this.#deps, input, options);
        await assertMayAttach(this.#deps, input, options);
        return creator.create(newId, actor, input, options);
      },
    );
    outbox.wake();
    return this.get(id, options);
  }

  async update(
    id: string,
    patch: ResourcePatch,
    options: WriteCallOptions,
  ): Promise<EditedResource> {
    const { editor, gate, requester, history, outbox } = this.#deps;
    const actor = actorOf(options.credentials);
    const { apply, ...edit } = patch;
    let run: { id: string } | undefined;
    let from: string | undefined;
    const outcome = await audited(
      history,
      attempt(actor, 'resource.updated', id),
      async () => {
        const record = await this.#require(id);
        from = record.versionId;
        await assertMayMove(gate, record, patch, options);
        await assertMayAttachMore(this.#deps, record, patch, options);
        if (apply) {
          await new ResourceUses(this.#deps).assertMayRun(id, options);
        }
        const { revision, scope } = options;
        const { projectId } = record;
        const parentIds = await assertMayJoin(
          this.#deps,
          record,
          patch,
          options,
        );
        return editor.update(
          id,
          actor,
          edit,
          { revision, projectId, parentIds, scope },
          async tx => {
            run = apply
              ? await requester.requestWithin(tx, {
                  resourceId: id,
                  action: 'update',
                  actor,
                })
              : undefined;
          },
        );
      },
    );
    requester.committed();
    outbox.wake();
    const [resource, change] = [
      await this.get(id, options),
      await this.change(id),
    ];
    const warnings = await this.#warnings(resource, patch, from);
    return { ...resource, ...outcome, warnings, change, run };
  }

  async #warnings(
    { warnings }: Resource,
    { versionId }: ResourcePatch,
    from: string | undefined,
  ): Promise<Resource['warnings']> {
    return versionId && from && versionId !== from
      ? moveWarnings(await this.#deps.comparer.compare(versionId, from))
      : warnings;
  }

  async delete(id: string, options: WriteCallOptions): Promise<void> {
    const { knex, resources, hierarchy, view, changes, grants } = this.#deps;
    const { store, states, history } = this.#deps;
    const actor = actorOf(options.credentials);
    await audited(history, attempt(actor, 'resource.deleted', id), () =>
      inTransaction(knex, async tx => {
        // What is moved meanwhile would be given ancestors that are gone.
        await lockMutex(tx, 'resource-hierarchy', 'shared');
        const record = await this.#lock(tx, id, options.revision);
        const change = await changes.get(id, tx);
        refuseAction(
          refusalsOf(await view.facts(record, change, tx), 'delete'),
        );
        const entries = await resources.entries([id], tx);
        const parents = await hierarchy.parents([id], tx);
        await store.archive(tx, id);
        await states.delete(tx, id);
        await resources.delete(tx, id);
        const taken = await grants.deleteAt(tx, 'resource', id);
        await history.audit(tx, {
          actor,
          action: 'resource.deleted',
          outcome: 'succeeded',
          entity: { kind: 'resource', id, name: record.name },
          before: snapshotOf(record, entries.get(id)!, {
            parents: parents.get(id)!,
          }),
          detail: { grants: taken },
        });
      }),
    );
  }

  async moveStorage(
    id: string,
    storageId: string | undefined,
    options: WriteCallOptions,
  ): Promise<Resource> {
    const { history, storageMover } = this.#deps;
    const actor = actorOf(options.credentials);
    await audited(
      history,
      attempt(actor, 'resource.storage_moved', id),
      async () => {
        await assertMayAttach(this.#deps, { storageId }, options);
        const { revision } = options;
        await storageMover.move(id, storageId, { actor, revision });
      },
    );
    return this.get(id, options);
  }

  async discardChange(id: string, options: WriteCallOptions): Promise<void> {
    const { knex, view, changes, history, pending, waiting, outbox } =
      this.#deps;
    const actor = actorOf(options.credentials);
    await audited(history, attempt(actor, 'change.discarded', id), () =>
      inTransaction(knex, async tx => {
        const record = await this.#lock(tx, id, options.revision);
        const change = await changes.get(id, tx);
        const facts = await view.facts(record, change, tx);
        refuseAction(refusalsOf(facts, 'discard-change'));
        const superseded =
          facts.activeRun &&
          (await waiting.supersede(
            tx,
            { id: facts.activeRun.id, resourceId: id },
            { actor, note: `${actor.ref} discarded the change` },
          ));
        await pending.discard(
          tx,
          { ...record, ...(superseded?.previous as object | undefined) },
          actor,
        );
      }),
    );
    outbox.wake();
  }

  async actions(
    id: string,
    { scope }: Partial<CallOptions> = {},
  ): Promise<ActionAvailability[]> {
    const { view, changes, subtrees } = this.#deps;
    const record = await this.#require(id);
    const [facts, subtree] = await Promise.all([
      view.facts(record, await changes.get(id)),
      subtrees.subtree(id, scope),
    ]);
    return availableActions({ ...facts, subtree });
  }

  async tree(
    id: string,
    query: TreeQuery,
    { scope }: Partial<CallOptions> = {},
  ): Promise<Tree> {
    await this.#require(id);
    return this.#deps.hierarchy.tree(id, { ...query, scope });
  }

  async effective(id: string): Promise<EffectiveValues> {
    const { changes, values } = this.#deps;
    const [record, change] = await Promise.all([
      this.#require(id),
      changes.get(id),
    ]);
    const resolved = await values.resolve(await this.#target(record, change), {
      secrets: false,
    });
    return maskEffective(resolved);
  }

  async versionSchema(
    query: VersionSchemaQuery,
    options: Partial<CallOptions> = {},
  ): Promise<VersionSchema> {
    return this.#deps.schemas.read(query, options);
  }

  async change(id: string): Promise<Change | undefined> {
    const record = await this.#require(id);
    const change = await this.#deps.changes.get(id);
    return change && this.#deps.pending.describe(record, change);
  }

  async revealOutput(
    id: string,
    name: string,
    { credentials }: CallOptions,
  ): Promise<RevealedOutput> {
    const { history, values } = this.#deps;
    const line = {
      actor: actorOf(credentials),
      action: 'output.revealed',
      entity: { kind: 'resource' as const, id },
      detail: { output: name },
    };
    return audited(history, line, async () => {
      const record = await this.#require(id);
      const output = record.outputs.find(candidate => candidate.name === name);
      assertRevealable(record, name, output);
      const value = values.unsealOutputs(record)[name] ?? null;
      // Before anybody sees it: what cannot be recorded is not revealed.
      await history.auditAlone({
        ...line,
        outcome: 'succeeded',
        entity: { ...line.entity, name: record.name },
      });
      return { name, value };
    });
  }

  async revisions(id: string, page: HistoryPageOptions) {
    const found = await this.#deps.revisions.list('resource', id, page);
    return this.#kept(id, page, found);
  }

  async audit(id: string, page: HistoryPageOptions) {
    const fields = { entityKind: ['resource'], entityId: [id] };
    const found = await this.#deps.history.listAudit({ fields }, page);
    return this.#kept(id, page, found);
  }

  /** History outlives its resource; without any there was none. */
  async #kept<T>(
    id: string,
    page: HistoryPageOptions,
    found: Page<T>,
  ): Promise<Page<T>> {
    if (found.items.length === 0 && !page.cursor) {
      await this.#require(id);
    }
    return found;
  }

  async #target(record: ResourceRecord, change: ChangeRecord | undefined) {
    const { resources, hierarchy, versions, values } = this.#deps;
    const versionId = change?.payload.versionId ?? record.versionId;
    const [entries, parents, version] = await Promise.all([
      resources.entries([record.id]),
      hierarchy.parents([record.id]),
      versionId ? versions.get(versionId) : undefined,
    ]);
    return values.targetOf({
      resource: record,
      parentIds: parents.get(record.id)!.map(parent => parent.id),
      entries: entries.get(record.id)!,
      version,
      change,
    });
  }

  async #require(id: string): Promise<ResourceRecord> {
    const record = await this.#deps.resources.get(id);
    if (!record) {
      throw resourceNotFound(id);
    }
    return record;
  }

  async #lock(
    tx: Knex.Transaction,
    id: string,
    seen: number | undefined,
  ): Promise<ResourceRecord> {
    const [record] = await this.#deps.resources.lock(tx, [id]);
    if (!record) {
      throw resourceNotFound(id);
    }
    assertRevision(record, seen);
    return record;
  }
}

function attempt(actor: Actor, action: string, id: string) {
  return { actor, action, entity: { kind: 'resource' as const, id } };
}
