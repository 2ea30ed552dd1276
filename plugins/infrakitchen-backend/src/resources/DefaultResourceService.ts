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
import { inTransaction, parseOrder } from '../database';
import type {
  Actor,
  HistoryPageOptions,
  HistoryStore,
  RevisionReader,
} from '../history';
import type { Outbox } from '../outbox';
import type { ProjectStore } from '../projects';
import type { WaitingRuns } from '../runs';
import { checkCreation, type ResourceCheck } from './checkCreation';
import { assertMayAttach } from './assertMayAttach';
import type { ConnectionsChecker } from './ConnectionsChecker';
import { ChangeDiscarder } from './ChangeDiscarder';
import type { PendingChanges } from './PendingChanges';
import { assertMayPlace } from './placement';
import { resourceNotFound } from './problems';
import type { ResourceCreator } from './ResourceCreator';
import type { ResourceDeleter } from './ResourceDeleter';
import { parseResourceFilters } from './resourceFilters';
import { revealOutput } from './revealOutput';
import { summaryOf } from './summaryOf';
import type {
  ListResourcesOptions,
  ResourceService,
  TreeQuery,
} from './ResourceService';
import { ResourceUpdater, type ResourceUpdaterDeps } from './ResourceUpdater';
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
export interface ResourceServiceDeps extends ResourceUpdaterDeps {
  knex: Knex;
  schemas: VersionSchemaReader;
  projects: ProjectStore;
  view: ResourceView;
  values: ValuesService;
  targets: TargetReader;
  creator: ResourceCreator;
  connectionsChecker: ConnectionsChecker;
  deleter: ResourceDeleter;
  pending: PendingChanges;
  waiting: WaitingRuns;
  history: HistoryStore;
  revisions: RevisionReader;
  subtrees: CascadeMemberStore;
  outbox: Outbox;
}

/** {@link ResourceService} over the database. */
export class DefaultResourceService implements ResourceService {
  readonly #deps: ResourceServiceDeps;
  readonly #updater: ResourceUpdater;

  constructor(deps: ResourceServiceDeps) {
    this.#deps = deps;
    this.#updater = new ResourceUpdater(deps);
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
    const { requester, history, outbox } = this.#deps;
    const actor = actorOf(options.credentials);
    const update = await audited(
      history,
      attempt(actor, 'resource.updated', id),
      async () => this.#updater.update(await this.#require(id), patch, options),
    );
    requester.committed();
    outbox.wake();
    const [resource, change] = [
      await this.get(id, options),
      await this.change(id),
    ];
    const warnings = await this.#updater.warnings(resource, update, options);
    const { outcome, run } = update;
    return { ...resource, ...outcome, warnings, change, run };
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
