import type {
  AttachedWorkspace,
  Workspace,
  WorkspaceUsage,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import type { AccessScope } from '../access';
import {
  containsPattern,
  readPage,
  takeDue,
  type PageOrder,
  type RowPage,
} from '../database';
import type { WorkspaceCriteria } from './parseCriteria';
import type { WorkspaceRecord } from './types';
import {
  fromRow,
  hostOf,
  toRow,
  toWorkspace,
  type WorkspaceRow,
} from './workspaceRows';

const MAX_PROJECTS = 100;
/** Hosts tell of a repository far more often than it changes. */
const MIN_SYNC_MS = 60_000;
/** States of pull requests that are not over. */
const OPEN = ['opening', 'open'];

/** Workspaces in the database. */
export class WorkspaceStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async get(
    id: string,
    db: Knex = this.#knex,
  ): Promise<WorkspaceRecord | undefined> {
    return (await this.getMany([id], db))[0];
  }

  async getMany(
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<WorkspaceRecord[]> {
    if (ids.length === 0) {
      return [];
    }
    const rows = await db<WorkspaceRow>('workspaces').whereIn('id', ids);
    return rows.map(fromRow);
  }

  /** The record, with its row locked until the end of the transaction. */
  async lock(
    tx: Knex.Transaction,
    id: string,
  ): Promise<WorkspaceRecord | undefined> {
    const row = await tx<WorkspaceRow>('workspaces')
      .where({ id })
      .forUpdate()
      .first();
    return row && fromRow(row);
  }

  /** A record that nobody can change or delete until the end of the transaction. */
  async hold(
    tx: Knex.Transaction,
    id: string,
  ): Promise<WorkspaceRecord | undefined> {
    const row = await tx<WorkspaceRow>('workspaces')
      .where({ id })
      .forShare()
      .first();
    return row && fromRow(row);
  }

  /** Those whose repositories it is time to look at. */
  async takeDue(options: {
    limit: number;
    /** When to look again. */
    nextAt: number;
  }): Promise<WorkspaceRecord[]> {
    return this.getMany(
      await takeDue(this.#knex, {
        ...{ table: 'workspaces', column: 'sync_at' },
        ...options,
      }),
    );
  }

  /** Has their repositories looked at with the next sweep, unless it was just done. */
  async wake(ids: string[]): Promise<void> {
    await this.#knex('workspaces')
      .whereIn('id', ids)
      .where(each =>
        each
          .whereNull('synced_at')
          .orWhere('synced_at', '<', Date.now() - MIN_SYNC_MS),
      )
      .update({ sync_at: 0 });
  }

  /** The URL of every repository. */
  async urls(): Promise<string[]> {
    return this.#knex('workspaces').distinct().pluck('url');
  }

  async list(options: {
    criteria: WorkspaceCriteria;
    order: PageOrder;
    limit: number;
    cursor?: string;
    scope?: AccessScope;
  }): Promise<{ items: Workspace[]; nextCursor?: string }> {
    const { criteria, scope, ...page } = options;
    const found: RowPage<WorkspaceRow> = await readPage(
      this.#matching(criteria, scope).select('workspaces.*'),
      { table: 'workspaces', ...page },
    );
    return {
      items: await this.toApi(found.rows.map(fromRow), scope),
      nextCursor: found.nextCursor,
    };
  }

  async count(
    criteria: WorkspaceCriteria,
    scope?: AccessScope,
  ): Promise<number> {
    const [{ total }] = await this.#matching(criteria, scope).count({
      total: '*',
    });
    return Number(total);
  }

  /** Records as the API shows them; a fixed number of queries for any number. */
  async toApi(
    records: WorkspaceRecord[],
    scope?: AccessScope,
  ): Promise<Workspace[]> {
    const ids = records.map(({ id }) => id);
    const [integrations, folders, pullRequests, roles] = await Promise.all([
      this.#integrationNames(
        records.flatMap(({ integrationId }) => integrationId ?? []),
        scope,
      ),
      this.#counts(this.#knex('workspace_folders as used'), ids, scope),
      this.#counts(openPullRequests(this.#knex, 'used'), ids, scope),
      scope?.rolesOf('workspace', ids),
    ]);
    return records.map(record => {
      const { id, integrationId } = record;
      const name = integrationId && integrations.get(integrationId);
      return toWorkspace(record, {
        integration: name ? { id: integrationId, name } : undefined,
        folderCount: folders.get(id) ?? 0,
        openPullRequestCount: pullRequests.get(id) ?? 0,
        role: roles?.get(id),
      });
    });
  }

  /** What uses it, of what may be seen. */
  async usage(id: string, scope?: AccessScope): Promise<WorkspaceUsage> {
    const projects = this.#knex('projects')
      .where('projects.workspace_id', id)
      .orderBy('projects.name')
      .limit(MAX_PROJECTS)
      .select('projects.id', 'projects.name');
    scope?.restrict('project', projects);
    const [found, folders, pullRequests] = await Promise.all([
      projects,
      this.#counts(this.#knex('workspace_folders as used'), [id], scope),
      this.#counts(openPullRequests(this.#knex, 'used'), [id], scope),
    ]);
    return {
      projects: found,
      resourceCount: folders.get(id) ?? 0,
      openPullRequestCount: pullRequests.get(id) ?? 0,
    };
  }

  /**
   * Where resources write their code to, and where that comes from. Who may see
   * a resource may see the names of these too, as in its revisions.
   */
  async attachedTo(
    resourceIds: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, AttachedWorkspace>> {
    if (resourceIds.length === 0) {
      return new Map();
    }
    const rows = await db('workspace_folders as f')
      .join('workspaces as w', 'w.id', 'f.workspace_id')
      .join('resources as r', 'r.id', 'f.resource_id')
      .whereIn('f.resource_id', resourceIds)
      .select('r.id as resource_id', 'r.workspace_id as own')
      .select('w.id', 'w.name', 'w.status', 'w.web_url', 'f.path');
    return new Map(
      rows.map(row => [
        row.resource_id,
        {
          id: row.id,
          name: row.name,
          from: row.own === null ? 'project' : 'resource',
          status: row.status,
          webUrl: row.web_url ?? undefined,
          folder: row.path,
        },
      ]),
    );
  }

  /** Which repositories of a host are registered, by their ids there. */
  async registered(
    provider: string,
    url: string,
    repositoryIds: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, WorkspaceRecord>> {
    if (repositoryIds.length === 0) {
      return new Map();
    }
    const rows = await db<WorkspaceRow>('workspaces')
      .where({ provider, host: hostOf(url) })
      .whereIn('repository_id', repositoryIds);
    return new Map(rows.map(row => [row.repository_id, fromRow(row)]));
  }

  /** Those that an event of their host is about. */
  async matching(by: {
    provider: string;
    repositoryId?: string;
    repositoryUrl?: string;
  }): Promise<WorkspaceRecord[]> {
    const { provider, repositoryId, repositoryUrl } = by;
    const urls = repositoryUrl && repositoryUrls(repositoryUrl);
    if (!repositoryId && !urls) {
      return [];
    }
    const rows = await this.#knex<WorkspaceRow>('workspaces')
      .where({ provider })
      .where(same => {
        if (repositoryId) {
          same.orWhere({ repository_id: repositoryId });
        }
        if (urls) {
          same.orWhereIn('url', urls);
        }
      });
    return rows.map(fromRow);
  }

  /** Of some ids those that may be seen. */
  async seen(ids: string[], scope: AccessScope): Promise<Set<string>> {
    const query = this.#knex('workspaces')
      .whereIn('workspaces.id', ids)
      .pluck('workspaces.id');
    scope.restrict('workspace', query);
    return new Set(await query);
  }

  async insert(tx: Knex, record: WorkspaceRecord): Promise<void> {
    await tx('workspaces').insert({
      ...toRow(record),
      host: hostOf(record.url),
    });
  }

  async update(tx: Knex, record: WorkspaceRecord): Promise<void> {
    const { id, ...row } = toRow(record);
    await tx('workspaces').where({ id }).update(row);
  }

  /** With the pull requests that are over; nothing else may be left. */
  async delete(tx: Knex, id: string): Promise<void> {
    await tx('pull_requests')
      .where({ workspace_id: id })
      .whereNotIn('state', OPEN)
      .delete();
    await tx('workspaces').where({ id }).delete();
  }

  async #integrationNames(
    ids: string[],
    scope: AccessScope | undefined,
  ): Promise<Map<string, string>> {
    if (ids.length === 0) {
      return new Map();
    }
    const query = this.#knex('integrations')
      .whereIn('integrations.id', [...new Set(ids)])
      .select('integrations.id', 'integrations.name');
    scope?.restrict('integration', query);
    return new Map((await query).map(row => [row.id, row.name]));
  }

  /** Rows about resources that may be seen, by workspace. */
  async #counts(
    used: Knex.QueryBuilder,
    ids: string[],
    scope: AccessScope | undefined,
  ): Promise<Map<string, number>> {
    if (ids.length === 0) {
      return new Map();
    }
    used
      .join('resources', 'resources.id', 'used.resource_id')
      .whereIn('used.workspace_id', ids)
      .groupBy('used.workspace_id')
      .select('used.workspace_id')
      .count({ total: '*' });
    scope?.restrict('resource', used);
    const rows: { workspace_id: string; total: string | number }[] = await used;
    return new Map(rows.map(row => [row.workspace_id, Number(row.total)]));
  }

  #matching(
    criteria: WorkspaceCriteria,
    scope: AccessScope | undefined,
  ): Knex.QueryBuilder {
    const query = this.#knex('workspaces');
    scope?.restrict('workspace', query);
    const { label, q, usableBy } = criteria;
    usableBy?.restrict('workspace', query);
    for (const [column, values] of [
      ['name', criteria.name],
      ['provider', criteria.provider],
      ['status', criteria.status],
      ['integration_id', criteria.integrationId],
      ['repository_id', criteria.repositoryId],
    ] as const) {
      if (values) {
        query.whereIn(`workspaces.${column}`, values);
      }
    }
    if (label) {
      query.where(labels => {
        for (const name of label) {
          // Unlike LIKE, this tells `A` from `a` on both databases.
          labels.orWhereRaw(
            `replace(workspaces.labels, ?, '') <> workspaces.labels`,
            [JSON.stringify(name)],
          );
        }
      });
    }
    if (q) {
      query.whereRaw(`lower(workspaces.name) like ? escape '\\'`, [
        containsPattern(q),
      ]);
    }
    return query;
  }
}

/** Pull requests that are not over. */
export function openPullRequests(db: Knex, alias: string): Knex.QueryBuilder {
  return db(`pull_requests as ${alias}`).whereIn(`${alias}.state`, OPEN);
}

/** The ways in which hosts write the address of one repository. */
function repositoryUrls(url: string): string[] {
  const plain = url.replace(/\/+$/, '').replace(/\.git$/, '');
  return [plain, `${plain}.git`];
}
