import { isInfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  HostedRepository,
  PullRequest,
  RepositoryHost,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { RunRecord, RunStore } from '../../runs';
import type { WorkspaceGit } from '../git/types';
import type { PullRequestRecord, WorkspaceRecord } from '../types';
import type { FolderDigestStore } from './FolderDigestStore';
import { liveOf } from './live';
import { REOPENED_MS } from './PullRequestEnd';
import type { HeldPullRequest } from './PullRequestHolder';
import type { PullRequestPublisher } from './PullRequestPublisher';
import { openStates } from './PullRequestStore';
import { lateText, reopenedText, resultTextOf } from './resultText';
import type { RepositoryHosts } from './types';

/** How long a closed pull request is looked at, in case it is opened again. */
const WATCHED_MS = 24 * 60 * 60_000;

/** Tells at the host what a run came to, and closes what is over. */
export class PullRequestResults {
  readonly #hosts: RepositoryHosts;
  readonly #git: Pick<WorkspaceGit, 'deleteBranch'>;
  readonly #runs: Pick<RunStore, 'transitions'>;
  readonly #folders: FolderDigestStore;
  readonly #publisher: Pick<PullRequestPublisher, 'findOwn'>;

  constructor(options: {
    hosts: RepositoryHosts;
    git: Pick<WorkspaceGit, 'deleteBranch'>;
    runs: Pick<RunStore, 'transitions'>;
    folders: FolderDigestStore;
    publisher: Pick<PullRequestPublisher, 'findOwn'>;
  }) {
    this.#hosts = options.hosts;
    this.#git = options.git;
    this.#runs = options.runs;
    this.#folders = options.folders;
    this.#publisher = options.publisher;
  }

  /** Comments on the pull request of a run that is over, and closes it. */
  async conclude(
    held: HeldPullRequest,
    where: {
      run: RunRecord;
      workspace: WorkspaceRecord;
      repository: HostedRepository;
      runUrl: string;
    },
  ): Promise<void> {
    const { run, workspace, repository, runUrl } = where;
    const { state } = held.record;
    const number = await this.#numberOf(held, workspace, repository);
    if (number === undefined) {
      await held.patch({ state: 'failed', ...over(), concludedAt: Date.now() });
      await this.#removeBranch(held, repository);
      return;
    }
    const call = <T>(work: (host: RepositoryHost) => Promise<T>) =>
      this.#hosts.call(workspace, work);
    let live = await call(host => host.pullRequest(repository, number));
    const text = resultTextOf(run, { runUrl, reason: await this.#why(run) });
    if (text) {
      const comment = { key: `result:${run.id}`, body: text };
      await call(host => host.comment(repository, number, comment));
    }
    if (live.state === 'open') {
      live = await call(host => host.closePullRequest(repository, number));
    }
    if (live.state === 'merged' && !hasApplied(run)) {
      await this.#late(held, live, where);
      return;
    }
    const isMerged = live.state === 'merged' && state === 'merged';
    await held.patch({
      ...(openStates.includes(state) && {
        state: live.state === 'merged' ? ('merged' as const) : 'closed',
        ...over(),
        pollAt: Date.now() + REOPENED_MS,
      }),
      // Why it was closed outlives its run.
      problem: state === 'closed' ? held.record.problem : undefined,
      live: liveOf(live),
      seenAt: Date.now(),
      concludedAt: Date.now(),
    });
    if (isMerged) {
      await this.#keepFolder(held.record, run);
    }
    await this.#removeBranch(held, repository);
  }

  /** Also where the backend died before it could keep the number. */
  async #numberOf(
    held: HeldPullRequest,
    workspace: WorkspaceRecord,
    repository: HostedRepository,
  ): Promise<string | undefined> {
    if (held.record.number !== undefined) {
      return held.record.number;
    }
    const own = await this.#publisher.findOwn(
      held.record,
      workspace,
      repository,
    );
    if (own) {
      await held.patch({ number: own.number, webUrl: own.webUrl });
    }
    return own?.number;
  }

  /** What the default branch holds from now on, to notice edits by hand. */
  async #keepFolder(record: PullRequestRecord, run: RunRecord): Promise<void> {
    await this.#folders.keep(
      record,
      run.kind === 'destroy'
        ? undefined
        : {
            digest: record.filesDigest!,
            commitSha: record.mergeCommit ?? record.headCommit,
          },
    );
  }

  /** One that was closed is open again, but its run is over. */
  async reopened(
    held: HeldPullRequest,
    live: PullRequest,
    where: {
      run: RunRecord;
      workspace: WorkspaceRecord;
      repository: HostedRepository;
      runUrl: string;
    },
  ): Promise<void> {
    const { run, workspace, repository, runUrl } = where;
    if (live.state === 'merged') {
      await this.#late(held, live, where);
      return;
    }
    const ended = held.record.endedAt ?? 0;
    if (live.state === 'open') {
      await this.#hosts.call(workspace, host =>
        host.comment(repository, live.number, {
          key: `reopened:${run.id}`,
          body: reopenedText(run.state, runUrl),
        }),
      );
      await this.#hosts.call(workspace, host =>
        host.closePullRequest(repository, live.number),
      );
    }
    await held.patch({
      seenAt: Date.now(),
      pollAt:
        ended + WATCHED_MS > Date.now() ? Date.now() + REOPENED_MS : undefined,
    });
  }

  /** Somebody merged it after the run was over. */
  async #late(
    held: HeldPullRequest,
    live: PullRequest,
    where: {
      run: RunRecord;
      workspace: WorkspaceRecord;
      repository: HostedRepository;
      runUrl: string;
    },
  ): Promise<void> {
    const { run, workspace, repository, runUrl } = where;
    await this.#hosts.call(workspace, host =>
      host.comment(repository, live.number, {
        key: `late:${run.id}`,
        body: lateText(run.state, runUrl),
      }),
    );
    await held.patch({
      state: 'merged',
      ...over(),
      live: liveOf(live),
      mergeCommit: live.mergeCommit,
      seenAt: Date.now(),
      concludedAt: Date.now(),
      problem: `Its run is ${run.state}, so nothing of what was merged was applied. The folder differs from what is built; take it back by a pull request`,
    });
  }

  /** In the words of whoever ended the run. */
  async #why(run: RunRecord): Promise<string | undefined> {
    if (run.state !== 'rejected' && run.state !== 'discarded') {
      return undefined;
    }
    const steps = await this.#runs.transitions(run.id);
    return steps.at(-1)?.note;
  }

  /** What people have pushed to it stays, and so does the branch then. */
  async #removeBranch(
    { record }: HeldPullRequest,
    repository: HostedRepository,
  ): Promise<void> {
    if (!record.headCommit) {
      return;
    }
    try {
      await this.#git.deleteBranch({
        url: repository.cloneUrl,
        branch: record.branch,
        expectedHead: record.headCommit,
      });
    } catch (error) {
      if (!isInfrakitchenError(error)) {
        throw error;
      }
    }
  }
}

/** Whether what was generated may have been applied. */
function hasApplied({ state }: RunRecord): boolean {
  return ['succeeded', 'failed', 'no_changes'].includes(state);
}

function over() {
  return { endedAt: Date.now(), pollAt: undefined, attempts: 0 };
}
