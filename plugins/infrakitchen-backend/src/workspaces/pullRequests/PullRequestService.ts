import type { Knex } from 'knex';
import type {
  Page,
  FolderDiff,
  PullRequestCommentPage,
  ResourceCode,
  WorkspacePullRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { actorOf, audited, type CallOptions } from '../../access';
import { resourceNotFound, type ResourceStore } from '../../resources';
import { parseFilters, parseIds, assertChoices } from '../../database';
import type { HistoryStore } from '../../history';
import { PORTAL, type PlainPullRequestStore } from '../git/plain';
import type { WorkspaceGit } from '../git/types';
import { PLAIN_GIT } from '../RepositoryHosts';
import type { PullRequestRecord, WorkspaceRecord } from '../types';
import type { CodeRestorer } from './CodeRestorer';
import type { CodeWatch } from './CodeWatch';
import type { FolderDigestStore } from './FolderDigestStore';
import { workspaceGone } from './problems';
import type { PullRequestFlow } from './PullRequestFlow';
import type { PullRequestStore } from './PullRequestStore';
import { toPullRequest } from './toPullRequest';
import type { Workspaces } from './types';

/** What can be asked of a pull request. */
export type PullRequestAction = 'refresh' | 'retry';

const states = ['opening', 'open', 'merged', 'closed', 'failed'] as const;

/** Pull requests as people look at them. */
export interface PullRequestService {
  list(
    workspaceId: string,
    query: { filter?: string[]; limit: number; cursor?: string },
    options: CallOptions,
  ): Promise<Page<WorkspacePullRequest>>;
  get(id: string, options: CallOptions): Promise<WorkspacePullRequest>;
  diff(id: string, options: CallOptions): Promise<FolderDiff>;
  /** What the portal keeps of comments, or where its host keeps them. */
  comments(
    id: string,
    page: { limit: number; cursor?: string },
    options: CallOptions,
  ): Promise<PullRequestCommentPage>;
  /** `refresh` reads it at its host now, `retry` publishes it once more. */
  act(
    id: string,
    action: PullRequestAction,
    options: CallOptions,
  ): Promise<WorkspacePullRequest>;
  /** How the folder of a resource is now. */
  code(resourceId: string, options: CallOptions): Promise<ResourceCode>;
  /** Opens a pull request that brings the folder back. */
  takeBack(
    resourceId: string,
    options: CallOptions,
  ): Promise<WorkspacePullRequest>;
}

/** {@link PullRequestService} over the rows and the flow. */
export class DefaultPullRequestService implements PullRequestService {
  readonly #store: PullRequestStore;
  readonly #folders: FolderDigestStore;
  readonly #flow: Pick<PullRequestFlow, 'look' | 'again'>;
  readonly #git: Pick<WorkspaceGit, 'diff'>;
  readonly #plain: Pick<PlainPullRequestStore, 'comments'>;
  readonly #workspaces: Workspaces;
  readonly #history: HistoryStore;
  readonly #watch: Pick<CodeWatch, 'codeOf' | 'read'>;
  readonly #restorer: Pick<CodeRestorer, 'takeBack' | 'look'>;
  readonly #resources: Pick<ResourceStore, 'get'>;
  readonly #knex: Knex;

  constructor(options: {
    store: PullRequestStore;
    folders: FolderDigestStore;
    flow: Pick<PullRequestFlow, 'look' | 'again'>;
    git: Pick<WorkspaceGit, 'diff'>;
    plain: Pick<PlainPullRequestStore, 'comments'>;
    workspaces: Workspaces;
    history: HistoryStore;
    watch: Pick<CodeWatch, 'codeOf' | 'read'>;
    restorer: Pick<CodeRestorer, 'takeBack' | 'look'>;
    resources: Pick<ResourceStore, 'get'>;
    knex: Knex;
  }) {
    this.#store = options.store;
    this.#folders = options.folders;
    this.#flow = options.flow;
    this.#git = options.git;
    this.#plain = options.plain;
    this.#workspaces = options.workspaces;
    this.#history = options.history;
    this.#watch = options.watch;
    this.#restorer = options.restorer;
    this.#resources = options.resources;
    this.#knex = options.knex;
  }

  async list(
    workspaceId: string,
    query: { filter?: string[]; limit: number; cursor?: string },
    { scope }: CallOptions,
  ): Promise<Page<WorkspacePullRequest>> {
    const filters = parseFilters(query.filter, ['state', 'resourceId']);
    assertChoices(filters, { state: states });
    const page = await this.#store.list({
      workspaceId,
      states: filters.state,
      resourceIds:
        filters.resourceId && parseIds('resourceId', filters.resourceId),
      limit: query.limit,
      cursor: query.cursor,
      scope,
    });
    return {
      items: page.rows.map(toPullRequest),
      nextCursor: page.nextCursor,
    };
  }

  async get(id: string): Promise<WorkspacePullRequest> {
    return toPullRequest(await this.#store.require(id));
  }

  async diff(id: string): Promise<FolderDiff> {
    const record = await this.#store.require(id);
    const workspace = await this.#workspaceOf(record);
    if (!record.headCommit) {
      return { text: '', truncated: false };
    }
    const folder = await this.#folders.get(record);
    const isMerged = record.state === 'merged' && record.baseCommit;
    return this.#git.diff({
      url: workspace.url,
      base: isMerged ? record.baseCommit! : record.targetBranch,
      // What is on the branch now, with what others have pushed.
      head: record.live?.headCommit ?? record.headCommit,
      folder: folder?.path,
    });
  }

  async comments(
    id: string,
    page: { limit: number; cursor?: string },
  ): Promise<PullRequestCommentPage> {
    const record = await this.#store.require(id);
    const { provider, repositoryId } = await this.#workspaceOf(record);
    if (provider !== PLAIN_GIT) {
      return { items: [], hostUrl: record.webUrl };
    }
    if (record.number === undefined) {
      return { items: [] };
    }
    const { rows, nextCursor } = await this.#plain.comments(
      { repositoryId, number: Number(record.number) },
      page,
    );
    return {
      items: rows.map(({ key, body, createdAt, updatedAt }) => ({
        ...{ key, body },
        author: PORTAL.name,
        createdAt: new Date(createdAt).toISOString(),
        updatedAt: new Date(updatedAt).toISOString(),
      })),
      nextCursor,
    };
  }

  async act(
    id: string,
    action: PullRequestAction,
    { credentials }: CallOptions,
  ): Promise<WorkspacePullRequest> {
    const record = await this.#store.require(id);
    const attempt = {
      ...entityOf(record),
      actor: actorOf(credentials),
      action: `pull_request.${action}`,
    };
    await audited(this.#history, attempt, async () => {
      if (action === 'retry') {
        await this.#flow.again(record);
      } else if (record.direction === 'restore') {
        await this.#restorer.look(id);
      } else {
        await this.#flow.look(id, 'sweeper');
      }
      await this.#history.audit(this.#knex, {
        ...attempt,
        outcome: 'succeeded',
      });
    });
    const latest =
      action === 'retry' ? await this.#store.latest(record) : undefined;
    return toPullRequest(latest ?? (await this.#store.require(id)));
  }

  async code(resourceId: string): Promise<ResourceCode> {
    return this.#watch.read(await this.#watch.codeOf(resourceId));
  }

  async takeBack(
    resourceId: string,
    { credentials }: CallOptions,
  ): Promise<WorkspacePullRequest> {
    const actor = actorOf(credentials);
    const attempt = {
      actor,
      action: 'resource.code_taken_back',
      entity: { kind: 'resource' as const, id: resourceId },
    };
    return audited(this.#history, attempt, async () => {
      const resource = await this.#resources.get(resourceId);
      if (!resource) {
        throw resourceNotFound(resourceId);
      }
      const record = await this.#restorer.takeBack(resource, actor.ref);
      await this.#history.audit(this.#knex, {
        ...attempt,
        entity: { ...attempt.entity, name: resource.name },
        outcome: 'succeeded',
        detail: entityOf(record).detail,
      });
      return toPullRequest(record);
    });
  }

  async #workspaceOf({
    workspaceId,
  }: PullRequestRecord): Promise<WorkspaceRecord> {
    const workspace = await this.#workspaces.get(workspaceId);
    if (!workspace) {
      throw workspaceGone(workspaceId);
    }
    return workspace;
  }
}

/** What a pull request is about, as the trail has it. */
export function entityOf(
  record: Pick<PullRequestRecord, 'id' | 'resourceId' | 'number'>,
) {
  return {
    entity: { kind: 'resource' as const, id: record.resourceId },
    detail: {
      pullRequestId: record.id,
      ...(record.number && { number: record.number }),
    },
  };
}
