import {
  hasMarker,
  type HostedRepository,
  type PullRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { FolderFiles, WorkspaceGit } from '../git/types';
import { PLAIN_GIT } from '../RepositoryHosts';
import type { PullRequestRecord, Push, WorkspaceRecord } from '../types';
import { filesDigest as digestOf } from '../filesDigest';
import type { HostUsers } from './HostUsers';
import type { HeldPullRequest } from './PullRequestHolder';
import {
  pullRequestExists,
  repositoryArchived,
  repositoryReadOnly,
} from './problems';
import { ownerMarker, type PullRequestText } from './pullRequestText';
import type { RepositoryHosts } from './types';

const MAX_PUSHES = 20;

/** What goes to a workspace, and what people read about it. */
export interface Publication {
  workspace: WorkspaceRecord;
  repository: HostedRepository;
  folder: string;
  /** Absent to remove the folder. */
  files: FolderFiles | undefined;
  /** Whose change it is. */
  requestedBy: string;
  runId: string;
  /** Of the plan that a merge approves. */
  planDigest?: string;
  text: PullRequestText;
  /** Page of the portal about it. */
  pageUrl: string;
}

/**
 * Brings branch and pull request to what a plan generates. Each step is found
 * again where the backend died after it, so all of it may be repeated.
 */
export class PullRequestPublisher {
  readonly #hosts: RepositoryHosts;
  readonly #git: WorkspaceGit;
  readonly #users: Pick<HostUsers, 'author'>;

  constructor(options: {
    hosts: RepositoryHosts;
    git: WorkspaceGit;
    users: Pick<HostUsers, 'author'>;
  }) {
    this.#hosts = options.hosts;
    this.#git = options.git;
    this.#users = options.users;
  }

  /** The repository as it is now, found by its id, however it is called. */
  async repository(workspace: WorkspaceRecord): Promise<HostedRepository> {
    return this.#hosts.call(workspace, host =>
      host.repository({ id: workspace.repositoryId }),
    );
  }

  /** The pull request as its host has it now. */
  async read(
    workspace: WorkspaceRecord,
    repository: HostedRepository,
    number: string,
  ): Promise<PullRequest> {
    return this.#hosts.call(workspace, host =>
      host.pullRequest(repository, number),
    );
  }

  /** @param live - the pull request, where there is one already. */
  async publish(
    held: HeldPullRequest,
    publication: Publication,
    live: PullRequest | undefined,
  ): Promise<PullRequest> {
    const { repository, runId, planDigest } = publication;
    assertTakesPushes(repository);
    await this.#push(held, publication);
    const opened = await this.#open(held, publication, live);
    if (opened.state !== 'open') {
      // It was merged or closed with the plan that it showed before.
      return opened;
    }
    await held.patch({
      number: opened.number,
      webUrl:
        // Without an API the portal's own page is where people look at it.
        publication.workspace.provider === PLAIN_GIT
          ? publication.pageUrl
          : opened.webUrl,
      state: 'open',
      runId,
      // What it shows from now on, and a merge approves.
      planDigest,
      problem: undefined,
      attempts: 0,
    });
    return opened;
  }

  async #push(held: HeldPullRequest, publication: Publication): Promise<void> {
    const { repository, folder, files } = publication;
    const { branch } = held.record;
    const url = repository.cloneUrl;
    const expectedHead = await this.#ownHead(held.record, url, folder);
    const filesDigest = digestOf(files ?? {});
    // Before the push: what is found on the branch tells that it was ours.
    await held.patch({ filesDigest });
    const pushed = await this.#git.publish({
      url,
      baseBranch: held.record.targetBranch,
      branch,
      folder,
      files,
      author: await this.#users.author(publication.requestedBy),
      message: publication.text.message,
      expectedHead,
    });
    await held.patch({
      headCommit: pushed.commit,
      baseCommit: pushed.base,
      pushes: [
        ...withoutCommit(held.record.pushes, pushed.commit),
        {
          commit: pushed.commit,
          planDigest: publication.planDigest ?? '',
          filesDigest,
        },
      ].slice(-MAX_PUSHES),
    });
  }

  /**
   * The head that the portal has pushed, also where the backend died before it
   * could keep it: then the branch holds what was about to be pushed.
   */
  async #ownHead(
    record: PullRequestRecord,
    url: string,
    folder: string,
  ): Promise<string | undefined> {
    const heads = await this.#git.heads(url, [record.branch]);
    const head = heads.get(record.branch);
    if (!head || head === record.headCommit) {
      return head && record.headCommit;
    }
    if (record.pushes?.some(({ commit }) => commit === head)) {
      return head;
    }
    if (!record.filesDigest) {
      return record.headCommit;
    }
    const found = await this.#git.readFolder({ url, ref: head, folder });
    const isSame = digestOf(found?.files ?? {}) === record.filesDigest;
    const isOwn = found
      ? isSame
      : // A branch that never had the folder is no branch that removes it.
        isSame && (await this.#changes(record, { url, head, folder }));
    return isOwn ? head : record.headCommit;
  }

  async #changes(
    { targetBranch }: PullRequestRecord,
    branch: { url: string; head: string; folder: string },
  ): Promise<boolean> {
    const { text } = await this.#git.diff({ ...branch, base: targetBranch });
    return text.trim() !== '';
  }

  async #open(
    held: HeldPullRequest,
    publication: Publication,
    live: PullRequest | undefined,
  ): Promise<PullRequest> {
    const { workspace, repository } = publication;
    const { branch, targetBranch } = held.record;
    const { title, body, marker } = publication.text;
    const existing =
      live ?? (await this.#openedBefore(held.record, workspace, repository));
    if (!existing) {
      return this.#hosts.call(workspace, host =>
        host.openPullRequest(repository, {
          ...{ title, body },
          sourceBranch: branch,
          targetBranch,
        }),
      );
    }
    return hasMarker(existing.body, marker) && existing.title === title
      ? existing
      : this.#hosts.call(workspace, host =>
          host.updatePullRequest(repository, existing.number, { title, body }),
        );
  }

  /** The open one of the portal, also where its number was not kept. */
  async findOwn(
    record: PullRequestRecord,
    workspace: WorkspaceRecord,
    repository: HostedRepository,
  ): Promise<PullRequest | undefined> {
    const open = await this.#openFrom(record, workspace, repository);
    return open.find(({ body }) => hasMarker(body, ownerMarker(record)));
  }

  /** One that was opened before a backend died, or that somebody else opened. */
  async #openedBefore(
    record: PullRequestRecord,
    workspace: WorkspaceRecord,
    repository: HostedRepository,
  ): Promise<PullRequest | undefined> {
    const open = await this.#openFrom(record, workspace, repository);
    const own = open.find(({ body }) => hasMarker(body, ownerMarker(record)));
    if (!own && open.length > 0) {
      throw pullRequestExists({ branch: record.branch, ...open[0] });
    }
    return own;
  }

  async #openFrom(
    { branch }: PullRequestRecord,
    workspace: WorkspaceRecord,
    repository: HostedRepository,
  ): Promise<PullRequest[]> {
    const all = await this.#hosts.call(workspace, host =>
      host.pullRequestsFrom(repository, branch),
    );
    return all.filter(({ state }) => state === 'open');
  }
}

function assertTakesPushes(repository: HostedRepository): void {
  if (repository.archived) {
    throw repositoryArchived(repository);
  }
  if (repository.writable === false) {
    throw repositoryReadOnly(repository);
  }
}

function withoutCommit(pushes: Push[] | undefined, commit: string): Push[] {
  return (pushes ?? []).filter(push => push.commit !== commit);
}
