import { randomUUID } from 'node:crypto';
import type {
  Page,
  RepositoryCandidate,
  Workspace,
  WorkspaceFolder,
  WorkspaceInput,
  WorkspacePatch,
  WorkspaceUsage,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { HostedRepository } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { Knex } from 'knex';
import {
  actorOf,
  audited,
  type AccessScope,
  type CallOptions,
  type ListCallOptions,
  type ListQuery,
  type WriteCallOptions,
} from '../access';
import type { ConnectionGate } from '../connections';
import { inTransaction, parseOrder } from '../database';
import type { Actor, HistoryStore } from '../history';
import type { FolderStore } from './FolderStore';
import { parseCriteria } from './parseCriteria';
import { repositoryUnclear, workspaceNotFound } from './problems';
import { readRepository } from './repositoryState';
import type { HostedBy, RepositoryHosts } from './RepositoryHosts';
import type { WorkspaceRecord } from './types';
import type { WorkspaceStore } from './WorkspaceStore';
import type { WorkspaceWriter } from './WorkspaceWriter';

/** A page of a list that says where it ended. */
export interface PageQuery {
  limit: number;
  cursor?: string;
}

/** The repositories that receive generated code. */
export interface WorkspaceService {
  list(
    query: ListQuery,
    options: ListCallOptions,
  ): Promise<Page<Workspace> & { totalItems: number }>;
  get(id: string, options: CallOptions): Promise<Workspace>;
  /** Registers a repository that exists. */
  create(input: WorkspaceInput, options: CallOptions): Promise<Workspace>;
  /** Returns it unchanged where the patch changes nothing. */
  update(
    id: string,
    patch: WorkspacePatch,
    options: WriteCallOptions,
  ): Promise<Workspace>;
  delete(id: string, options: WriteCallOptions): Promise<void>;
  /** Reads the repository; what is wrong with it is in the answer. */
  sync(id: string, options: CallOptions): Promise<Workspace>;
  folders(
    id: string,
    page: PageQuery,
    options: CallOptions,
  ): Promise<Page<WorkspaceFolder>>;
  usage(id: string, options: CallOptions): Promise<WorkspaceUsage>;
  /** Repositories that an integration sees, as its host lists them. */
  repositories(
    integrationId: string,
    query: PageQuery & { q?: string },
    options: CallOptions,
  ): Promise<Page<RepositoryCandidate>>;
}

/** What the service works with. */
export interface WorkspaceServiceDeps {
  knex: Knex;
  workspaces: WorkspaceStore;
  folders: FolderStore;
  writer: WorkspaceWriter;
  hosts: RepositoryHosts;
  connectionGate: ConnectionGate;
  history: HistoryStore;
  /** URL of a repository as it is stored; throws for one that may not be used. */
  normaliseUrl(url: string): string;
}

/** {@link WorkspaceService} over the database and the hosts. */
export class DefaultWorkspaceService implements WorkspaceService {
  readonly #deps: WorkspaceServiceDeps;

  constructor(deps: WorkspaceServiceDeps) {
    this.#deps = deps;
  }

  async list(
    query: ListQuery,
    { scope, usable }: Partial<ListCallOptions> = {},
  ) {
    const { workspaces } = this.#deps;
    const criteria = { ...parseCriteria(query), usableBy: usable };
    const [page, totalItems] = await Promise.all([
      workspaces.list({
        criteria,
        order: parseOrder(query.orderBy, { column: 'name', direction: 'asc' }),
        limit: query.limit,
        cursor: query.cursor,
        scope,
      }),
      workspaces.count(criteria, scope),
    ]);
    return { ...page, totalItems };
  }

  async get(
    id: string,
    { scope }: Partial<CallOptions> = {},
  ): Promise<Workspace> {
    const record = await this.#require(id);
    return (await this.#deps.workspaces.toApi([record], scope))[0];
  }

  async create(
    input: WorkspaceInput,
    options: CallOptions,
  ): Promise<Workspace> {
    const { writer } = this.#deps;
    const actor = actorOf(options.credentials);
    const id = randomUUID();
    const name = input.url ?? input.repositoryId;
    await this.#audited(actor, 'created', { id, name }, async () => {
      const found = await this.#find(input, options);
      try {
        await this.#inTransaction(tx =>
          writer.create(tx, id, input, found, actor),
        );
      } catch (error) {
        await writer.refuseRegistered(found, undefined, error);
        throw error;
      }
    });
    return this.get(id, options);
  }

  async update(
    id: string,
    patch: WorkspacePatch,
    options: WriteCallOptions,
  ): Promise<Workspace> {
    const { revision } = options;
    const actor = actorOf(options.credentials);
    await this.#audited(actor, 'updated', { id }, () =>
      this.#inTransaction(tx =>
        this.#deps.writer.update(tx, id, patch, { actor, revision }),
      ),
    );
    return this.get(id, options);
  }

  async delete(
    id: string,
    { credentials, revision }: WriteCallOptions,
  ): Promise<void> {
    const actor = actorOf(credentials);
    await this.#audited(actor, 'deleted', { id }, () =>
      this.#inTransaction(tx =>
        this.#deps.writer.delete(tx, id, { actor, revision }),
      ),
    );
  }

  async sync(id: string, options: CallOptions): Promise<Workspace> {
    const actor = actorOf(options.credentials);
    await this.#audited(actor, 'synced', { id }, async () => {
      const reading = await readRepository(
        this.#deps.hosts,
        await this.#require(id),
      );
      await this.#inTransaction(tx =>
        this.#deps.writer.synced(tx, id, reading, { actor }),
      );
    });
    return this.get(id, options);
  }

  async folders(
    id: string,
    page: PageQuery,
    { scope }: Partial<CallOptions> = {},
  ): Promise<Page<WorkspaceFolder>> {
    await this.#require(id);
    return this.#deps.folders.page(id, { ...page, scope });
  }

  async usage(
    id: string,
    { scope }: Partial<CallOptions> = {},
  ): Promise<WorkspaceUsage> {
    await this.#require(id);
    return this.#deps.workspaces.usage(id, scope);
  }

  async repositories(
    integrationId: string,
    { q, limit, cursor }: PageQuery & { q?: string },
    { scope }: Partial<CallOptions> = {},
  ): Promise<Page<RepositoryCandidate>> {
    const { hosts } = this.#deps;
    const by = await hosts.of(integrationId);
    const query = q?.trim() || undefined;
    const { items, nextCursor } = await hosts.call(by, host =>
      host.listRepositories({ query, limit, cursor }),
    );
    const registered = await this.#registered(by, items, scope);
    return {
      items: items.map(repository => ({
        id: repository.id,
        name: repository.fullName,
        description: repository.description,
        url: repository.cloneUrl,
        webUrl: repository.webUrl,
        defaultBranch: repository.defaultBranch,
        archived: repository.archived,
        writable: repository.writable,
        workspace: registered.get(repository.id),
      })),
      nextCursor,
    };
  }

  async #registered(
    { provider }: HostedBy,
    repositories: HostedRepository[],
    scope: AccessScope | undefined,
  ): Promise<Map<string, { id: string; name: string }>> {
    const { workspaces } = this.#deps;
    if (repositories.length === 0) {
      return new Map();
    }
    const found = await workspaces.registered(
      provider,
      // Those of one integration are all at one host.
      repositories[0].cloneUrl,
      repositories.map(({ id }) => id),
    );
    const ids = [...found.values()].map(({ id }) => id);
    const seen = scope ? await workspaces.seen(ids, scope) : new Set(ids);
    return new Map(
      [...found]
        .filter(([, { id }]) => seen.has(id))
        .map(([key, { id, name }]) => [key, { id, name }]),
    );
  }

  /** The repository that an input is about, and the way to it. */
  async #find(
    { url, integrationId, repositoryId }: WorkspaceInput,
    { credentials }: CallOptions,
  ): Promise<{ by: HostedBy; repository: HostedRepository }> {
    const { hosts, connectionGate, normaliseUrl } = this.#deps;
    if ((url === undefined) === (repositoryId === undefined)) {
      throw repositoryUnclear('give either its url or its repositoryId');
    }
    if (repositoryId !== undefined && !integrationId) {
      throw repositoryUnclear(
        'a repositoryId needs the integrationId that lists it',
      );
    }
    const normal = url === undefined ? undefined : normaliseUrl(url);
    const by = await this.#way(integrationId, normal);
    if (by.integrationId) {
      await connectionGate.assertMayUse(
        { integration: [by.integrationId] },
        credentials,
      );
    }
    const wanted =
      normal === undefined ? { id: repositoryId! } : { url: normal };
    return {
      by,
      repository: await hosts.call(by, host => host.repository(wanted)),
    };
  }

  #way(
    integrationId: string | undefined,
    url: string | undefined,
  ): Promise<HostedBy> {
    const { hosts } = this.#deps;
    if (url === undefined) {
      return hosts.of(integrationId!);
    }
    return integrationId
      ? hosts.forUrlWith(integrationId, url)
      : hosts.forUrl(url);
  }

  async #require(id: string): Promise<WorkspaceRecord> {
    const record = await this.#deps.workspaces.get(id);
    if (!record) {
      throw workspaceNotFound(id);
    }
    return record;
  }

  #inTransaction(work: (tx: Knex.Transaction) => Promise<void>): Promise<void> {
    return inTransaction(this.#deps.knex, work);
  }

  #audited(
    actor: Actor,
    verb: string,
    entity: { id: string; name?: string },
    work: () => Promise<void>,
  ): Promise<void> {
    return audited(
      this.#deps.history,
      {
        actor,
        action: `workspace.${verb}`,
        entity: { kind: 'workspace', ...entity },
      },
      work,
    );
  }
}
