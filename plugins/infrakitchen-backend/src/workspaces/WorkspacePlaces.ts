import type { Knex } from 'knex';
import { connectionDisabled, type ConnectionStore } from '../connections';
import type { FolderStore } from './FolderStore';
import {
  folderTaken,
  followersInReview,
  nothingToWrite,
  pullRequestOpen,
  workspaceNotFound,
  workspaceRequired,
  workspaceUnusable,
} from './problems';
import type { WorkspaceRecord } from './types';
import type { WorkspaceStore } from './WorkspaceStore';

/** What of a resource decides where its code goes. */
export interface PlacedResource {
  id: string;
  name: string;
  abstract: boolean;
  projectId?: string;
  workspaceId?: string;
}

/** What of a project decides where the code of its resources goes. */
export interface PlacingProject {
  id: string;
  name: string;
  workspaceId?: string;
  workspaceRequired: boolean;
}

/** Reads projects that nobody changes until the end of the transaction. */
export interface HeldProjects {
  hold(
    tx: Knex.Transaction,
    ids: string[],
  ): Promise<Map<string, PlacingProject>>;
}

/**
 * Which folder of which workspace each living resource writes its code to. A
 * resource's own workspace wins over its project's. What is destroyed keeps its
 * folder until another resource needs it.
 */
export class WorkspacePlaces {
  readonly #workspaces: WorkspaceStore;
  readonly #folders: FolderStore;
  readonly #projects: HeldProjects;
  readonly #integrations: Pick<ConnectionStore, 'hold'>;

  constructor(options: {
    workspaces: WorkspaceStore;
    folders: FolderStore;
    projects: HeldProjects;
    integrations: Pick<ConnectionStore, 'hold'>;
  }) {
    this.#workspaces = options.workspaces;
    this.#folders = options.folders;
    this.#projects = options.projects;
    this.#integrations = options.integrations;
  }

  /**
   * Gives a resource that is stored the folder that it is to have; nothing
   * happens where it has that already.
   *
   * @throws `workspace_required`, `workspace_unusable`, `pull_request_open` or
   * `folder_taken`
   */
  async place(tx: Knex.Transaction, resource: PlacedResource): Promise<void> {
    if (resource.abstract) {
      if (resource.workspaceId) {
        throw nothingToWrite(resource);
      }
      return;
    }
    const { id, projectId } = resource;
    const project = projectId
      ? (await this.#projects.hold(tx, [projectId])).get(projectId)
      : undefined;
    const workspaceId = resource.workspaceId ?? project?.workspaceId;
    if (!workspaceId && project?.workspaceRequired) {
      throw workspaceRequired({ items: [resource], total: 1 }, project);
    }
    const current = (await this.#folders.of([id], tx)).get(id);
    if (current?.workspaceId === workspaceId) {
      return;
    }
    const pullRequest = await this.#folders.openPullRequest(tx, id);
    if (pullRequest) {
      throw pullRequestOpen(resource, pullRequest);
    }
    await this.#folders.release(tx, id);
    if (workspaceId) {
      const workspace = await this.hold(tx, workspaceId);
      await this.#reserve(tx, resource, workspace);
    }
  }

  /** Before the row of a project is locked that {@link placeFollowers} is for. */
  async holdFollowers(tx: Knex.Transaction, projectId: string): Promise<void> {
    await this.#folders.holdFollowers(tx, projectId);
  }

  /**
   * Does the same for all resources that follow a locked project, as it is
   * stored now.
   */
  async placeFollowers(
    tx: Knex.Transaction,
    before: PlacingProject | undefined,
    project: PlacingProject,
  ): Promise<void> {
    const { id, workspaceId } = project;
    const isMoved = before?.workspaceId !== workspaceId;
    const workspace =
      isMoved && workspaceId ? await this.hold(tx, workspaceId) : undefined;
    if (!workspaceId && project.workspaceRequired) {
      const homeless = await this.#folders.sampleFollowers(tx, id);
      if (homeless.total > 0) {
        throw workspaceRequired(homeless, project);
      }
    }
    if (!isMoved) {
      return;
    }
    const inReview = await this.#folders.followersInReview(tx, id);
    if (inReview.total > 0) {
      throw followersInReview(project, inReview);
    }
    await this.#folders.releaseFollowers(tx, id);
    if (workspace) {
      await this.#folders.reserveForFollowers(tx, id, workspace.id);
      const left = await this.#folders.unplacedFollower(tx, id);
      if (left) {
        const folder = { workspaceId: workspace.id, path: left.path };
        const holder = (await this.#folders.holder(tx, folder))!;
        throw folderTaken({ path: left.path, workspace }, holder);
      }
    }
  }

  async #reserve(
    tx: Knex.Transaction,
    resource: PlacedResource,
    workspace: WorkspaceRecord,
  ): Promise<void> {
    const path = await this.#folders.pathOf(tx, resource.id);
    const folder = { workspaceId: workspace.id, path };
    const former = await this.#folders.holder(tx, folder);
    if (former?.state === 'destroyed') {
      await this.#folders.release(tx, former.id);
    }
    await this.#folders.reserve(tx, resource.id, folder);
    const holder = await this.#folders.holder(tx, folder);
    if (holder && holder.id !== resource.id) {
      throw folderTaken({ path, workspace }, holder);
    }
  }

  /**
   * A workspace that takes new code, which nobody changes until the end of the
   * transaction.
   *
   * @throws `workspace_not_found`, `workspace_unusable` or `integration_disabled`
   */
  async hold(tx: Knex.Transaction, id: string): Promise<WorkspaceRecord> {
    const workspace = await this.#workspaces.hold(tx, id);
    if (!workspace) {
      throw workspaceNotFound(id, 'InputError');
    }
    if (workspace.status === 'error') {
      throw workspaceUnusable(workspace);
    }
    const [integration] = workspace.integrationId
      ? await this.#integrations.hold(tx, [workspace.integrationId])
      : [];
    if (integration && !integration.enabled) {
      throw connectionDisabled(integration);
    }
    return workspace;
  }
}
