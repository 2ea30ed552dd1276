import type {
  Page,
  WorkspaceFolder,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import type { AccessScope } from '../access';
import { readPage, sample, type Named, type Sample } from '../database';
import { openPullRequests } from './WorkspaceStore';

interface FolderRow {
  id: string;
  path: string;
  name: string;
  state: WorkspaceFolder['resource']['state'];
  status: WorkspaceFolder['resource']['status'];
  digest: string | null;
  commit_sha: string | null;
  seen_digest: string | null;
  seen_at: string | number | null;
}

/** A folder that a resource has. */
export interface PlacedFolder {
  workspaceId: string;
  path: string;
}

const folderOf = `templates.key || '/' || resources.slug`;

/** Folders of generated code in the database. */
export class FolderStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** The folder of each resource that has one. */
  async of(
    resourceIds: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, PlacedFolder>> {
    if (resourceIds.length === 0) {
      return new Map();
    }
    const rows = await db('workspace_folders')
      .whereIn('resource_id', resourceIds)
      .select('resource_id', 'workspace_id', 'path');
    return new Map(
      rows.map(row => [
        row.resource_id,
        { workspaceId: row.workspace_id, path: row.path },
      ]),
    );
  }

  /** Folders by path, of resources that may be seen. */
  async page(
    workspaceId: string,
    options: { limit: number; cursor?: string; scope?: AccessScope },
  ): Promise<Page<WorkspaceFolder> & { totalItems: number }> {
    const { limit, cursor, scope } = options;
    const query = () => {
      const folders = this.#knex('resources').join(
        this.#knex('workspace_folders')
          .where({ workspace_id: workspaceId })
          .select({ id: 'resource_id' }, 'path', 'digest', 'commit_sha')
          .select('seen_digest', 'seen_at')
          .as('folders'),
        'folders.id',
        'resources.id',
      );
      scope?.restrict('resource', folders);
      return folders;
    };
    const [page, [{ total }]] = await Promise.all([
      readPage<FolderRow>(
        query().select(
          'folders.*',
          'resources.name',
          'resources.state',
          'resources.status',
        ),
        {
          table: 'folders',
          order: { column: 'path', direction: 'asc' },
          limit,
          cursor,
        },
      ),
      query().count({ total: '*' }),
    ]);
    return {
      items: page.rows.map(toFolder),
      totalItems: Number(total),
      nextCursor: page.nextCursor,
    };
  }

  /** Path of the folder that a resource is to have, in whatever workspace. */
  async pathOf(tx: Knex, resourceId: string): Promise<string> {
    const { path } = await tx('resources')
      .join('templates', 'templates.id', 'resources.template_id')
      .where('resources.id', resourceId)
      .first(tx.raw(`${folderOf} as path`));
    return path;
  }

  /** Who has a folder. */
  async holder(
    tx: Knex,
    { workspaceId, path }: PlacedFolder,
  ): Promise<(Named & { state: string }) | undefined> {
    return tx('workspace_folders')
      .join('resources', 'resources.id', 'workspace_folders.resource_id')
      .where({
        'workspace_folders.workspace_id': workspaceId,
        'workspace_folders.path': path,
      })
      .first('resources.id', 'resources.name', 'resources.state');
  }

  /**
   * Gives a resource a folder unless another one has it, which the primary key
   * sees to: of two at once one waits for the other.
   */
  async reserve(
    tx: Knex,
    resourceId: string,
    { workspaceId, path }: PlacedFolder,
  ): Promise<void> {
    await tx('workspace_folders')
      .insert({ workspace_id: workspaceId, path, resource_id: resourceId })
      .onConflict(['workspace_id', 'path'])
      .ignore();
  }

  /** Leaves the folders of a resource. */
  async release(tx: Knex, resourceId: string): Promise<void> {
    await tx('workspace_folders').where({ resource_id: resourceId }).delete();
  }

  /** Leaves the folders of all resources that follow a project. */
  async releaseFollowers(tx: Knex, projectId: string): Promise<void> {
    await tx('workspace_folders')
      .whereIn('resource_id', followers(tx, projectId).select('resources.id'))
      .delete();
  }

  /** Gives every living resource that follows a project its folder, if it is free. */
  async reserveForFollowers(
    tx: Knex,
    projectId: string,
    workspaceId: string,
  ): Promise<void> {
    const living = () => placeable(tx, projectId);
    // What is destroyed gives its folder to whoever needs it.
    await tx('workspace_folders')
      .where({ workspace_id: workspaceId })
      .whereIn(
        'resource_id',
        tx('resources').where('state', 'destroyed').select('id'),
      )
      .whereIn('path', living().select(tx.raw(folderOf)))
      .delete();
    await tx(
      tx.raw('?? (??, ??, ??)', [
        'workspace_folders',
        'workspace_id',
        'path',
        'resource_id',
      ]),
    )
      .insert(
        living()
          // On SQLite, Knex leaves the conflict out; it has one writer anyway.
          .whereNotExists(
            tx('workspace_folders as held')
              .where('held.workspace_id', workspaceId)
              .whereRaw(`held.path = ${folderOf}`)
              .select(tx.raw('1')),
          )
          .select(tx.raw('?', [workspaceId]), tx.raw(folderOf), 'resources.id'),
      )
      .onConflict(['workspace_id', 'path'])
      .ignore();
  }

  /** A living resource that follows a project and has no folder, with its path. */
  async unplacedFollower(
    tx: Knex,
    projectId: string,
  ): Promise<(Named & { path: string }) | undefined> {
    return placeable(tx, projectId)
      .whereNotExists(
        tx('workspace_folders as held')
          .whereRaw('held.resource_id = resources.id')
          .select(tx.raw('1')),
      )
      .first('resources.id', 'resources.name', tx.raw(`${folderOf} as path`));
  }

  /** Living resources that write code and follow a project. */
  async sampleFollowers(tx: Knex, projectId: string): Promise<Sample> {
    return sample(placeable(tx, projectId), {
      id: 'resources.id',
      name: 'resources.name',
    });
  }

  /** Keeps resources that follow a project from being changed meanwhile. */
  async holdFollowers(tx: Knex.Transaction, projectId: string): Promise<void> {
    await followers(tx, projectId)
      .orderBy('resources.id')
      .forShare()
      .select('resources.id');
  }

  /** Resources that follow a project and have a pull request open. */
  async followersInReview(tx: Knex, projectId: string): Promise<Sample> {
    return sample(
      openPullRequests(tx, 'pr')
        .join('resources', 'resources.id', 'pr.resource_id')
        .whereIn(
          'pr.resource_id',
          followers(tx, projectId).select('resources.id'),
        ),
      {
        id: 'pr.id',
        name: tx.raw(
          `coalesce('#' || pr.number, pr.branch) || ' of ' || resources.name`,
        ),
      },
    );
  }

  /** The open pull request of a resource. */
  async openPullRequest(
    tx: Knex,
    resourceId: string,
  ): Promise<{ id: string; number?: string } | undefined> {
    const row = await openPullRequests(tx, 'pr')
      .where('pr.resource_id', resourceId)
      .first('pr.id', 'pr.number');
    return row && { id: row.id, number: row.number ?? undefined };
  }
}

/** Resources whose workspace is that of their project. */
function followers(db: Knex, projectId: string): Knex.QueryBuilder {
  return db('resources')
    .where('resources.project_id', projectId)
    .whereNull('resources.workspace_id');
}

function placeable(db: Knex, projectId: string): Knex.QueryBuilder {
  return followers(db, projectId)
    .join('templates', 'templates.id', 'resources.template_id')
    .where('resources.abstract', false)
    .whereNot('resources.state', 'destroyed');
}

function toFolder(row: FolderRow): WorkspaceFolder {
  const { id, name, state, status } = row;
  return {
    path: row.path,
    resource: { id, name, state, status },
    digest: row.digest ?? undefined,
    commitSha: row.commit_sha ?? undefined,
    seenDigest: row.seen_digest ?? undefined,
    seenAt:
      row.seen_at === null
        ? undefined
        : new Date(Number(row.seen_at)).toISOString(),
  };
}
