import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import {
  InfrakitchenError,
  type ResourceCode,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Outbox } from '../../outbox';
import { filesDigest } from '../filesDigest';
import type { WorkspaceGit } from '../git/types';
import type { WorkspaceRecord } from '../types';
import type { FolderDigestStore, FolderRecord } from './FolderDigestStore';
import type { PullRequestStore } from './PullRequestStore';
import { toPullRequest } from './toPullRequest';
import type { Workspaces } from './types';

const PAGE = 200;

/** The folder of a resource with its workspace. */
export interface PlacedCode {
  workspace: WorkspaceRecord;
  folder: FolderRecord;
}

/** Notices where generated folders were edited by hand. */
export class CodeWatch {
  readonly #knex: Knex;
  readonly #git: Pick<WorkspaceGit, 'heads' | 'readFolder' | 'diff'>;
  readonly #workspaces: Workspaces;
  readonly #folders: FolderDigestStore;
  readonly #pullRequests: PullRequestStore;
  readonly #outbox: Outbox;
  readonly #logger: LoggerService;
  /** Heads that were looked at already, by workspace. */
  readonly #seen = new Map<string, string>();

  constructor(options: {
    knex: Knex;
    git: Pick<WorkspaceGit, 'heads' | 'readFolder' | 'diff'>;
    workspaces: Workspaces;
    folders: FolderDigestStore;
    store: PullRequestStore;
    outbox: Outbox;
    logger: LoggerService;
  }) {
    this.#knex = options.knex;
    this.#git = options.git;
    this.#workspaces = options.workspaces;
    this.#folders = options.folders;
    this.#pullRequests = options.store;
    this.#outbox = options.outbox;
    this.#logger = options.logger;
  }

  /** Every workspace whose default branch has moved since the last look. */
  async sweep(): Promise<void> {
    let after: string | undefined;
    do {
      const ids = await this.#folders.workspaces({ after, limit: PAGE });
      for (const id of ids) {
        await this.check(id).catch(error =>
          this.#logger.warn(`The workspace ${id} was not looked at: ${error}`),
        );
      }
      after = ids.length === PAGE ? ids.at(-1) : undefined;
    } while (after);
  }

  /** The folders of a workspace, where its default branch has moved. */
  async check(workspaceId: string): Promise<void> {
    const workspace = await this.#workspaces.get(workspaceId);
    if (!workspace?.defaultBranch) {
      return;
    }
    const { url, defaultBranch } = workspace;
    const heads = await this.#git.heads(url, [defaultBranch]);
    const head = heads.get(defaultBranch);
    if (!head || this.#seen.get(workspaceId) === head) {
      return;
    }
    let after: string | undefined;
    do {
      const page = await this.#folders.merged(workspaceId, {
        limit: PAGE,
        after,
      });
      for (const folder of page) {
        await this.#see(folder, url, head);
      }
      after = page.length === PAGE ? page.at(-1)!.path : undefined;
    } while (after);
    this.#seen.set(workspaceId, head);
    this.#outbox.wake();
  }

  /** @throws `workspace_missing` for a resource whose code is written nowhere. */
  async codeOf(resourceId: string): Promise<PlacedCode> {
    const folder = await this.#folders.ofResource(resourceId);
    const workspace =
      folder && (await this.#workspaces.get(folder.workspaceId));
    if (!workspace) {
      throw noCode(resourceId);
    }
    return { workspace, folder };
  }

  /** How the folder of a resource is now, with what was edited. */
  async read(code: PlacedCode): Promise<ResourceCode> {
    const { workspace, folder } = code;
    const answer = {
      workspaceId: workspace.id,
      folder: folder.path,
      commitSha: folder.commitSha,
    };
    if (!folder.digest || !workspace.defaultBranch) {
      return { ...answer, state: 'unknown' };
    }
    const { url, defaultBranch } = workspace;
    const head = (await this.#git.heads(url, [defaultBranch])).get(
      defaultBranch,
    );
    if (!head) {
      return { ...answer, state: 'unknown' };
    }
    const found = await this.#see(folder, url, head);
    const state = await this.#stateOf(folder, found);
    const restore = await this.#restoreOf(folder);
    return {
      ...answer,
      state,
      seenCommit: head,
      ...(state !== 'same' &&
        folder.commitSha && {
          diff: await this.#git.diff({
            url,
            base: folder.commitSha,
            head,
            folder: folder.path,
          }),
        }),
      pullRequest: restore && toPullRequest(restore),
    };
  }

  async #stateOf(
    folder: FolderRecord,
    found: { digest: string; isThere: boolean },
  ): Promise<ResourceCode['state']> {
    if (found.digest === folder.digest) {
      return 'same';
    }
    if (await this.#pullRequests.isApplying(folder)) {
      return 'pending';
    }
    return found.isThere ? 'edited' : 'removed';
  }

  async #restoreOf({ workspaceId, resourceId }: FolderRecord) {
    const latest = await this.#pullRequests.latest({
      ...{ workspaceId, resourceId },
      direction: 'restore',
    });
    return latest && ['opening', 'open'].includes(latest.state)
      ? latest
      : undefined;
  }

  async #see(
    folder: FolderRecord,
    url: string,
    head: string,
  ): Promise<{ digest: string; isThere: boolean }> {
    const found = await this.#git.readFolder({
      ...{ url, ref: head },
      folder: folder.path,
    });
    const digest = filesDigest(found?.files ?? {});
    const seen = { digest, isThere: found !== undefined };
    if (digest !== folder.seenDigest) {
      await this.#folders.see(folder, digest);
      const { resourceId, workspaceId } = folder;
      const payload = { resourceId, workspaceId };
      const suffix = `${resourceId}:${digest}:${Date.now()}`;
      await this.#outbox.add(this.#knex, {
        topic: 'pull_request.changed',
        key: `pull_request.changed:${suffix}`,
        payload,
      });
      const state = await this.#stateOf(folder, seen);
      if (state === 'edited' || state === 'removed') {
        await this.#outbox.add(this.#knex, {
          topic: 'code.edited',
          key: `code.edited:${suffix}`,
          payload: { ...payload, state },
        });
      }
    }
    return seen;
  }
}

/** The error for a resource whose code goes nowhere. */
function noCode(resourceId: string): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'workspace_missing',
    message: 'The resource has no workspace, so its code is written nowhere',
    culprits: [{ kind: 'resource', id: resourceId }],
  });
}
