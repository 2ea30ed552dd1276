import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { isUniqueViolation, readPage, type RowPage } from '../../../database';

/** A pull request that the portal keeps, as it is stored. */
export interface PlainPullRequest {
  id: string;
  repositoryId: string;
  number: number;
  title: string;
  body: string;
  sourceBranch: string;
  targetBranch: string;
  state: 'open' | 'merging' | 'merged' | 'closed';
  headCommit: string;
  mergeCommit?: string;
  mergingAt?: number;
  createdAt: number;
  updatedAt: number;
}

/** A comment on one of them. */
export interface PlainComment {
  key: string;
  body: string;
  createdAt: number;
  updatedAt: number;
}

interface Row {
  id: string;
  repository_id: string;
  number: number;
  title: string;
  body: string;
  source_branch: string;
  target_branch: string;
  state: PlainPullRequest['state'];
  head_commit: string;
  merge_commit: string | null;
  merging_at: number | string | null;
  created_at: number | string;
  updated_at: number | string;
}

interface CommentRow {
  pull_request_id: string;
  key: string;
  body: string;
  created_at: number | string;
  updated_at: number | string;
}

const TABLE = 'plain_pull_requests';
const COMMENTS = 'plain_pull_request_comments';
const ATTEMPTS = 20;

/** Pull requests of git servers without any, and the comments on them. */
export class PlainPullRequestStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * Adds one with the next number of its repository.
   *
   * @returns the one of these branches that is open, where there is one.
   */
  async insert(
    request: Pick<
      PlainPullRequest,
      | 'repositoryId'
      | 'title'
      | 'body'
      | 'sourceBranch'
      | 'targetBranch'
      | 'headCommit'
    >,
  ): Promise<{ created: boolean; pullRequest: PlainPullRequest }> {
    const { repositoryId, sourceBranch, targetBranch } = request;
    for (let attempt = 1; ; attempt++) {
      const open = await this.#knex<Row>(TABLE)
        .where({
          repository_id: repositoryId,
          source_branch: sourceBranch,
          target_branch: targetBranch,
        })
        .whereIn('state', ['open', 'merging'])
        .first();
      if (open) {
        return { created: false, pullRequest: fromRow(open) };
      }
      try {
        const pullRequest = await this.#insertOnce(request);
        return { created: true, pullRequest };
      } catch (error) {
        // Another one took the number, or is of the same branches.
        if (!isUniqueViolation(error) || attempt === ATTEMPTS) {
          throw error;
        }
      }
    }
  }

  async get(
    repositoryId: string,
    number: number,
  ): Promise<PlainPullRequest | undefined> {
    const row = await this.#knex<Row>(TABLE)
      .where({ repository_id: repositoryId, number })
      .first();
    return row && fromRow(row);
  }

  /** Newest first. */
  async listFrom(
    repositoryId: string,
    sourceBranch: string,
    limit: number,
  ): Promise<PlainPullRequest[]> {
    const rows = await this.#knex<Row>(TABLE)
      .where({ repository_id: repositoryId, source_branch: sourceBranch })
      .orderBy('number', 'desc')
      .limit(limit);
    return rows.map(fromRow);
  }

  /** Changes what people read. */
  async patch(
    id: string,
    changes: { title?: string; body?: string },
  ): Promise<void> {
    await this.#knex<Row>(TABLE)
      .where({ id })
      .update({ ...changes, updated_at: Date.now() });
  }

  /**
   * Moves one on, if it still is as it was read.
   *
   * @returns whether it was.
   */
  async move(
    from: PlainPullRequest,
    to: Pick<PlainPullRequest, 'state'> &
      Partial<Pick<PlainPullRequest, 'headCommit' | 'mergeCommit'>>,
  ): Promise<boolean> {
    const now = Date.now();
    const changed = await this.#knex<Row>(TABLE)
      .where({
        id: from.id,
        state: from.state,
        head_commit: from.headCommit,
        merging_at: from.mergingAt ?? null,
      })
      .update({
        state: to.state,
        ...(to.headCommit !== undefined && { head_commit: to.headCommit }),
        ...(to.mergeCommit !== undefined && { merge_commit: to.mergeCommit }),
        merging_at: to.state === 'merging' ? now : null,
        updated_at: now,
      });
    return changed > 0;
  }

  /** Leaves a comment, in place of one of the same key. */
  async comment(id: string, comment: { key: string; body: string }) {
    const now = Date.now();
    await this.#knex<CommentRow>(COMMENTS)
      .insert({
        pull_request_id: id,
        ...comment,
        created_at: now,
        updated_at: now,
      })
      .onConflict(['pull_request_id', 'key'])
      .merge(['body', 'updated_at']);
  }

  /** Oldest first. */
  async comments(
    of: { repositoryId: string; number: number },
    page: { limit: number; cursor?: string },
  ): Promise<RowPage<PlainComment>> {
    const ofOne = this.#knex(COMMENTS)
      .join(TABLE, `${TABLE}.id`, `${COMMENTS}.pull_request_id`)
      .where({
        [`${TABLE}.repository_id`]: of.repositoryId,
        [`${TABLE}.number`]: of.number,
      })
      // Among those of one pull request a key is as good as an id.
      .select(`${COMMENTS}.*`, `${COMMENTS}.key as id`);
    const { rows, nextCursor } = await readPage<CommentRow & { id: string }>(
      this.#knex.from(ofOne.as('comments')),
      {
        table: 'comments',
        order: { column: 'created_at', direction: 'asc' },
        ...page,
      },
    );
    return {
      rows: rows.map(row => ({
        key: row.key,
        body: row.body,
        createdAt: Number(row.created_at),
        updatedAt: Number(row.updated_at),
      })),
      nextCursor,
    };
  }

  async #insertOnce(
    request: Parameters<PlainPullRequestStore['insert']>[0],
  ): Promise<PlainPullRequest> {
    const now = Date.now();
    const { repositoryId } = request;
    const [row] = await this.#knex<Row>(TABLE)
      .insert({
        id: randomUUID(),
        repository_id: repositoryId,
        number: this.#knex.raw(
          `(select coalesce(max(number), 0) + 1 from ${TABLE} where repository_id = ?)`,
          [repositoryId],
        ) as unknown as number,
        title: request.title,
        body: request.body,
        source_branch: request.sourceBranch,
        target_branch: request.targetBranch,
        state: 'open',
        head_commit: request.headCommit,
        created_at: now,
        updated_at: now,
      })
      .returning('*');
    return fromRow(row);
  }
}

function fromRow(row: Row): PlainPullRequest {
  return {
    id: row.id,
    repositoryId: row.repository_id,
    number: Number(row.number),
    title: row.title,
    body: row.body,
    sourceBranch: row.source_branch,
    targetBranch: row.target_branch,
    state: row.state,
    headCommit: row.head_commit,
    mergeCommit: row.merge_commit ?? undefined,
    mergingAt: row.merging_at === null ? undefined : Number(row.merging_at),
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
  };
}
