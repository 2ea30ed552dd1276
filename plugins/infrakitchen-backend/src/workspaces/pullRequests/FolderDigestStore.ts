import type { Knex } from 'knex';

/** What is known of the files in the folder of a resource. */
export interface FolderRecord {
  workspaceId: string;
  resourceId: string;
  path: string;
  /** Of the files as they were last merged. */
  digest?: string;
  commitSha?: string;
  /** Of the files on the default branch as they were last seen. */
  seenDigest?: string;
  seenAt?: number;
}

interface FolderRow {
  workspace_id: string;
  resource_id: string;
  path: string;
  digest: string | null;
  commit_sha: string | null;
  seen_digest: string | null;
  seen_at: string | number | null;
}

type FolderKey = Pick<FolderRecord, 'workspaceId' | 'resourceId'>;

/** What the folders of resources hold; whose they are is for their store. */
export class FolderDigestStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async get(
    folder: FolderKey,
    db: Knex = this.#knex,
  ): Promise<FolderRecord | undefined> {
    const row = await this.#at(folder, db).first();
    return row && fromRow(row);
  }

  async ofResource(resourceId: string): Promise<FolderRecord | undefined> {
    const row = await this.#knex<FolderRow>('workspace_folders')
      .where({ resource_id: resourceId })
      .first();
    return row && fromRow(row);
  }

  /** Workspaces that something was merged into, by their ids. */
  async workspaces(page: { limit: number; after?: string }): Promise<string[]> {
    const query = this.#knex('workspace_folders')
      .whereNotNull('digest')
      .orderBy('workspace_id')
      .limit(page.limit);
    if (page.after !== undefined) {
      query.where('workspace_id', '>', page.after);
    }
    return query.distinct().pluck('workspace_id');
  }

  /** Folders of a workspace that something was merged into, by path. */
  async merged(
    workspaceId: string,
    page: { limit: number; after?: string },
  ): Promise<FolderRecord[]> {
    const query = this.#knex<FolderRow>('workspace_folders')
      .where({ workspace_id: workspaceId })
      .whereNotNull('digest')
      .orderBy('path')
      .limit(page.limit);
    if (page.after !== undefined) {
      query.where('path', '>', page.after);
    }
    return (await query).map(fromRow);
  }

  /** Keeps what was merged; nothing for a folder that was removed. */
  async keep(
    folder: FolderKey,
    merged: { digest: string; commitSha?: string } | undefined,
    db: Knex = this.#knex,
  ): Promise<void> {
    await this.#at(folder, db).update({
      digest: merged?.digest ?? null,
      commit_sha: merged?.commitSha ?? null,
      seen_digest: merged?.digest ?? null,
      seen_at: Date.now(),
    });
  }

  async see(folder: FolderKey, digest: string): Promise<void> {
    await this.#at(folder, this.#knex).update({
      seen_digest: digest,
      seen_at: Date.now(),
    });
  }

  #at({ workspaceId, resourceId }: FolderKey, db: Knex) {
    return db<FolderRow>('workspace_folders').where({
      workspace_id: workspaceId,
      resource_id: resourceId,
    });
  }
}

function fromRow(row: FolderRow): FolderRecord {
  return {
    workspaceId: row.workspace_id,
    resourceId: row.resource_id,
    path: row.path,
    digest: row.digest ?? undefined,
    commitSha: row.commit_sha ?? undefined,
    seenDigest: row.seen_digest ?? undefined,
    seenAt: row.seen_at === null ? undefined : Number(row.seen_at),
  };
}
