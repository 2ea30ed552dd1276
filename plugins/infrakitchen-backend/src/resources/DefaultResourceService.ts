import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import {
  availableActions,
  maskEffective,
  type ActionAvailability,
  type Change,
  type ConnectionsProposal,
  type EditedResource,
  type EffectiveValues,
  type Page,
  type RevealedOutput,
  type Resource,
  type ResourceInput,
  type ResourcePatch,
  type ResourceSummary,
  type Tree,
  type ValueWarning,
  type ValueError,
  type VersionSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  actorOf,
  audited,
  type CallOptions,
  type WriteCallOptions,
} from '../access';
import type { CascadeMemberStore } from '../cascades';
import type { ConnectionGate } from '../connections';
import { inTransaction, parseOrder } from '../database';
import type {
  Actor,
  HistoryPageOptions,
  HistoryStore,
  RevisionReader,
} from '../history';
import type { Outbox } from '../outbox';
import type { ProjectGate, ProjectStore } from '../projects';
import type { RunRequester, WaitingRuns } from '../runs';
import type { VersionComparer } from '../versions';
import type { WorkspaceStore } from '../workspaces';
import { checkCreation, type ResourceCheck } from './checkCreation';
import { assertMayAttach, assertMayAttachMore } from './assertMayAttach';
import type { ConnectionsChecker } from './ConnectionsChecker';
import { ChangeDiscarder } from './ChangeDiscarder';
import type { ChangeStore } from './ChangeStore';
import type { HierarchyStore } from './HierarchyStore';
import { leftBehind, workspaceLeftBy, type LeftWorkspace } from './leftBehind';
import { moveWarnings } from './moveWarnings';
import type { ParentGate } from './ParentGate';
import type { PendingChanges } from './PendingChanges';
import { assertMayJoin, assertMayMove, assertMayPlace } from './placement';
import { resourceNotFound } from './problems';
import type { ResourceCreator } from './ResourceCreator';
import type { ResourceDeleter } from './ResourceDeleter';
import type { ResourceEditor } from './ResourceEditor';
import { parseResourceFilters } from './resourceFilters';
import { revealOutput } from './revealOutput';
import { summaryOf } from './summaryOf';
import type {
  ListResourcesOptions,
  ResourceService,
  TreeQuery,
} from './ResourceService';
import type { ResourceStore } from './ResourceStore';
import { ResourceUses } from './ResourceUses';
import type { ResourceView } from './ResourceView';
import type { TargetReader } from './TargetReader';
import type { ResourceRecord } from './types';
import type { ValuesService } from './ValuesService';
import type {
  ProposedValues,
  VersionSchemaQuery,
  VersionSchemaReader,
} from './VersionSchemaReader';

/** A page costs what it shows, not what there is: beyond this nobody counts. */
const COUNTED = 1_000;

/** What the service works with. */
export interface ResourceServiceDeps {
  knex: Knex;
  resources: ResourceStore;
  hierarchy: HierarchyStore;
  changes: ChangeStore;
  comparer: VersionComparer;
  schemas: VersionSchemaReader;
  projects: ProjectStore;
  gate: ProjectGate;
  parentGate: ParentGate;
  connectionGate: ConnectionGate;
  view: ResourceView;
  values: ValuesService;
  targets: TargetReader;
  creator: ResourceCreator;
  connectionsChecker: ConnectionsChecker;
  editor: ResourceEditor;
  deleter: ResourceDeleter;
  workspaces: Pick<WorkspaceStore, 'attachedTo'>;
  pending: PendingChanges;
  waiting: WaitingRuns;
  requester: RunRequester;
  history: HistoryStore;
  revisions: RevisionReader;
  subtrees: CascadeMemberStore;
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
    const read = async () => {
      const { rows, nextCursor } = await resources.list({
        filters,
        q: query.q,
        order: parseOrder(query.orderBy, { column: 'name', direction: 'asc' }),
        limit: query.limit,
        cursor: query.cursor,
        scope,
      });
      return { items: await view.toApi(rows, scope), nextCursor };
    };
    const [{ items, nextCursor }, counted] = await Promise.all([
      read(),
      resources.count({ filters, q: query.q, scope, limit: COUNTED + 1 }),
    ]);
    return {
      items,
      totalItems: Math.min(counted, COUNTED),
      totalIsMinimum: counted > COUNTED || undefined,
      nextCursor,
    };
  }

  async summary(
    query: Pick<ListResourcesOptions, 'filter'>,
    { scope }: Partial<CallOptions> = {},
  ): Promise<ResourceSummary> {
    const filters = parseResourceFilters(query.filter);
    const rows = await this.#deps.resources.countMatching({ filters, scope });
    return summaryOf(rows);
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

  async check(
    input: ResourceInput,
    options: CallOptions,
  ): Promise<ResourceCheck> {
    return checkCreation(async () => {
      await assertMayPlace(this.#deps, input, options);
      await assertMayAttach(this.#deps, input, options);
      const actor = actorOf(options.credentials);
      return this.#deps.creator.check(actor, input, options);
    });
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
    let left: LeftWorkspace;
    const outcome = await audited(
      history,
      attempt(actor, 'resource.updated', id),
      async () => {
        const record = await this.#require(id);
        from = record.versionId;
        left = await workspaceLeftBy(this.#deps.workspaces, id, patch);
        await assertMayMove(gate, record, patch, options);
        await assertMayAttachMore(this.#deps, record, patch, options);
        if (apply) {
          await new ResourceUses(this.#deps).assertMayRun(id, options);
        }
        const principalRefs = apply
          ? await requester.principalsOf(options.credentials)
          : undefined;
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
                  principalRefs,
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
    const warnings = [
      ...(await this.#warnings(resource, patch, from, options)),
      ...leftBehind(resource, left),
    ];
    return { ...resource, ...outcome, warnings, change, run };
  }

  async #warnings(
    { warnings = [] }: Resource,
    { versionId }: ResourcePatch,
    from: string | undefined,
    { scope }: CallOptions,
  ): Promise<ValueWarning[]> {
    return versionId && from && versionId !== from
      ? moveWarnings(
          await this.#deps.comparer.compare(versionId, from, { scope }),
        )
      : warnings;
  }

  async delete(id: string, options: WriteCallOptions): Promise<void> {
    const { knex, history, deleter } = this.#deps;
    const actor = actorOf(options.credentials);
    await audited(history, attempt(actor, 'resource.deleted', id), () =>
      inTransaction(knex, tx =>
        deleter.delete(tx, id, { actor, revision: options.revision }),
      ),
    );
  }

  async discardChange(id: string, options: WriteCallOptions): Promise<void> {
    const { knex, history, outbox } = this.#deps;
    const actor = actorOf(options.credentials);
    const discarder = new ChangeDiscarder(this.#deps);
    await audited(history, attempt(actor, 'change.discarded', id), () =>
      inTransaction(knex, tx =>
        discarder.discard(tx, id, { actor, revision: options.revision }),
      ),
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
    const { changes, targets, values } = this.#deps;
    const [record, change] = await Promise.all([
      this.#require(id),
      changes.get(id),
    ]);
    const { target } = await targets.ofOne(record, change);
    return maskEffective(await values.resolve(target, { secrets: false }));
  }

  async versionSchema(
    query: VersionSchemaQuery,
    options: Partial<CallOptions> = {},
  ): Promise<VersionSchema> {
    return this.#deps.schemas.read(query, options);
  }

  async checkConnections(
    templateId: string,
    proposal: ConnectionsProposal,
    options: CallOptions,
  ): Promise<ValueError[]> {
    await assertMayAttach(this.#deps, proposal, options);
    return this.#deps.connectionsChecker.check(templateId, proposal);
  }

  async checkValues(
    proposal: ProposedValues,
    options: Partial<CallOptions> = {},
  ): Promise<ValueError[]> {
    return this.#deps.schemas.check(proposal, options);
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
    return revealOutput(this.#deps, () => this.#require(id), {
      ...{ id, name, actor: actorOf(credentials) },
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

  async #require(id: string): Promise<ResourceRecord> {
    const record = await this.#deps.resources.get(id);
    if (!record) {
      throw resourceNotFound(id);
    }
    return record;
  }
}

function attempt(actor: Actor, action: string, id: string) {
  return { actor, action, entity: { kind: 'resource' as const, id } };
}
