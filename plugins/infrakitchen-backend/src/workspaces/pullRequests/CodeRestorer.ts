import {
  InfrakitchenError,
  isInfrakitchenError,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { filesDigest } from '../filesDigest';
import type { WorkspaceGit } from '../git/types';
import type { PullRequestRecord } from '../types';
import type { CodeWatch, PlacedCode } from './CodeWatch';
import { liveOf } from './live';
import type { HeldPullRequest, PullRequestHolder } from './PullRequestHolder';
import type { PullRequestPublisher } from './PullRequestPublisher';
import { openStates, type PullRequestStore } from './PullRequestStore';
import { restoreTextOf } from './pullRequestText';
import { branchOf, type PullRequestSettings } from './types';

/** Takes edits by hand back, by a pull request that applies nothing. */
export class CodeRestorer {
  readonly #store: PullRequestStore;
  readonly #holder: PullRequestHolder;
  readonly #publisher: PullRequestPublisher;
  readonly #git: Pick<WorkspaceGit, 'readFolder'>;
  readonly #watch: Pick<CodeWatch, 'codeOf' | 'read' | 'check'>;
  readonly #settings: Pick<PullRequestSettings, 'pollMs' | 'pagesUrl'>;

  constructor(options: {
    store: PullRequestStore;
    holder: PullRequestHolder;
    publisher: PullRequestPublisher;
    git: Pick<WorkspaceGit, 'readFolder'>;
    watch: Pick<CodeWatch, 'codeOf' | 'read' | 'check'>;
    settings: Pick<PullRequestSettings, 'pollMs' | 'pagesUrl'>;
  }) {
    this.#store = options.store;
    this.#holder = options.holder;
    this.#publisher = options.publisher;
    this.#git = options.git;
    this.#watch = options.watch;
    this.#settings = options.settings;
  }

  /** @throws `nothing_to_restore` where the folder is as it was generated. */
  async takeBack(
    resource: { id: string; name: string; slug: string },
    requestedBy: string,
  ): Promise<PullRequestRecord> {
    const code = await this.#watch.codeOf(resource.id);
    const { state } = await this.#watch.read(code);
    if (state !== 'edited' && state !== 'removed') {
      throw nothingToRestore(resource, state);
    }
    const where = {
      workspaceId: code.workspace.id,
      resourceId: resource.id,
      direction: 'restore' as const,
    };
    const before = await this.#store.latest(where);
    const record = await this.#store.ensure({
      ...where,
      runId: await this.#store.lastRunOf(resource.id),
      branch: await this.#store.freeBranch(
        where,
        branchOf('restore', resource.slug),
      ),
      targetBranch: code.workspace.defaultBranch!,
      headCommit: before?.live?.headCommit ?? before?.headCommit,
      note: requestedBy,
    });
    await this.#holder.hold(record.id, async held => {
      try {
        await this.#publish(held, code, resource, requestedBy);
      } catch (error) {
        await held.patch({ state: 'failed', pollAt: undefined });
        throw error;
      }
    });
    return this.#store.require(record.id);
  }

  /** Reads it at its host; merged or closed it is over. */
  async look(id: string): Promise<void> {
    await this.#holder.hold(id, async held => {
      try {
        await this.#read(held);
      } catch (error) {
        if (!isInfrakitchenError(error)) {
          throw error;
        }
        const attempts = held.record.attempts + 1;
        await held.patch({
          attempts,
          problem: error.message,
          pollAt:
            Date.now() + this.#settings.pollMs * 2 ** Math.min(6, attempts),
        });
      }
    });
  }

  async #read(held: HeldPullRequest): Promise<void> {
    const { record } = held;
    if (!openStates.includes(record.state)) {
      await held.patch({ pollAt: undefined });
      return;
    }
    const code = await this.#watch.codeOf(record.resourceId);
    if (!record.number) {
      await held.patch({
        state: 'failed',
        pollAt: undefined,
        endedAt: Date.now(),
      });
      return;
    }
    const { workspace } = code;
    const repository = await this.#publisher.repository(workspace);
    const live = await this.#publisher.read(
      workspace,
      repository,
      record.number,
    );
    const isOver = live.state !== 'open';
    await held.patch({
      live: liveOf(live),
      seenAt: Date.now(),
      attempts: 0,
      problem: undefined,
      pollAt: isOver ? undefined : Date.now() + this.#settings.pollMs,
      ...(live.state !== 'open' && {
        state: live.state,
        mergeCommit: live.mergeCommit,
        endedAt: Date.now(),
        concludedAt: Date.now(),
      }),
    });
    if (isOver) {
      await this.#watch.check(workspace.id);
    }
  }

  async #publish(
    held: HeldPullRequest,
    { workspace, folder }: PlacedCode,
    resource: { id: string; name: string },
    requestedBy: string,
  ): Promise<void> {
    const repository = await this.#publisher.repository(workspace);
    const generated = await this.#git.readFolder({
      url: repository.cloneUrl,
      ref: folder.commitSha!,
      folder: folder.path,
    });
    const files = generated?.files;
    if (!files || filesDigest(files) !== folder.digest) {
      throw new InfrakitchenError('ConflictError', {
        code: 'generated_files_gone',
        message: `The commit ${folder.commitSha} that brought the folder '${folder.path}' is not in the repository any more; update the resource, which generates it anew`,
        culprits: [{ kind: 'resource', ...resource }],
      });
    }
    const pageUrl = `${this.#settings.pagesUrl}/resources/${resource.id}`;
    const text = restoreTextOf({
      ...{ resource, requestedBy, resourceUrl: pageUrl },
      folder: folder.path,
      filesDigest: folder.digest,
    });
    const live = await this.#publisher.publish(
      held,
      {
        ...{ workspace, repository, files, requestedBy, text, pageUrl },
        folder: folder.path,
        runId: held.record.runId,
      },
      undefined,
    );
    await held.patch({
      live: liveOf(live),
      seenAt: Date.now(),
      pollAt: Date.now() + this.#settings.pollMs,
    });
  }
}

function nothingToRestore(
  resource: { id: string; name: string },
  state: string,
): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'nothing_to_restore',
    message:
      state === 'pending'
        ? `What was merged into the folder of '${resource.name}' waits to be applied; wait for its run`
        : `The folder of '${resource.name}' is as it was generated; there is nothing to take back`,
    culprits: [{ kind: 'resource', id: resource.id, name: resource.name }],
  });
}
