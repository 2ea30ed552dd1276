import type { JsonObject } from '@backstage/types';
import {
  assertServesRepository,
  callHost,
  guardHost,
  HIDDEN,
  leaveComment,
  mergeExpected,
  openingError,
  pullRequestNumber,
  repositoryPage,
  unlessFailed,
  type HostedBranch,
  type HostedRepository,
  type ProviderContext,
  type PullRequest,
  type RepositoryHost,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { createGitlabClient, type GitlabClient } from './client';
import { urlOf, type GitlabConfig } from './config';
import {
  blockersOf,
  checksOf,
  protectionOf,
  pullRequestOf,
  repositoryOf,
  type MergeRequestData,
  type ProjectData,
  type StatusData,
} from './records';

const MAX_PULL_REQUESTS = 50;
/** GitLab finds parts of names of this length and more. */
const MIN_SEARCH = 3;

class GitlabRepositoryHost implements RepositoryHost {
  readonly #config: GitlabConfig;
  readonly #gitlab: GitlabClient['gitlab'];
  readonly #signal: AbortSignal;

  constructor(
    config: GitlabConfig,
    gitlab: GitlabClient['gitlab'],
    signal: AbortSignal,
  ) {
    this.#config = config;
    this.#gitlab = gitlab;
    this.#signal = signal;
  }

  async listRepositories(options: {
    query?: string;
    limit: number;
    cursor?: string;
  }) {
    const { query = '' } = options;
    return repositoryPage(options, async (page, perPage) => {
      const found = await this.#call('The projects cannot be listed', gitlab =>
        gitlab.Projects.all({
          ...{ membership: true, orderBy: 'id', sort: 'asc' },
          ...{ page, perPage, maxPages: 1 },
          ...(query.length >= MIN_SEARCH && {
            ...{ search: query, searchNamespaces: true },
          }),
        }),
      );
      return (found as unknown as ProjectData[]).map(repositoryOf);
    });
  }

  async repository(by: { id: string } | { url: string }) {
    return repositoryOf(
      await this.#project('id' in by ? by.id : this.#pathOf(by.url)),
    );
  }

  async branch(
    { id }: HostedRepository,
    name: string,
  ): Promise<HostedBranch | undefined> {
    const project = await this.#project(id);
    const found = await unlessFailed(
      ['remote_not_found'],
      this.#call('The branch cannot be read', gitlab =>
        gitlab.Branches.show(id, name),
      ),
    );
    if (!found) {
      return undefined;
    }
    const commit = String(found.commit.id);
    if (!found.protected) {
      return { name, commit };
    }
    // Only some editions have rules for approvals.
    const rules = await unlessFailed(
      HIDDEN,
      this.#call('The rules of the branch cannot be read', gitlab =>
        gitlab.MergeRequestApprovals.allApprovalRules(id),
      ),
    );
    return {
      ...{ name, commit },
      protection: protectionOf(project, name, (rules ?? []) as []),
    };
  }

  async pullRequestsFrom({ id }: HostedRepository, sourceBranch: string) {
    const found = await this.#call(
      'The merge requests cannot be listed',
      gitlab =>
        gitlab.MergeRequests.all({
          ...{ projectId: id, sourceBranch, scope: 'all' },
          ...{ orderBy: 'created_at', sort: 'desc' },
          ...{ page: 1, perPage: MAX_PULL_REQUESTS, maxPages: 1 },
        }),
    );
    return (found as unknown as MergeRequestData[])
      .map(data => pullRequestOf({ ...data, detailed_merge_status: undefined }))
      .filter(at => at.sourceBranch === sourceBranch);
  }

  async pullRequest(
    { id }: HostedRepository,
    number: string,
  ): Promise<PullRequest> {
    const iid = pullRequestNumber(number);
    const data = (await this.#call('The merge request cannot be read', gitlab =>
      gitlab.MergeRequests.show(id, iid),
    )) as unknown as MergeRequestData;
    if (data.state !== 'opened' || !data.sha) {
      return pullRequestOf(data);
    }
    const statuses = await this.#statuses(id, data.sha);
    const checks = checksOf(statuses);
    const { mergeability } = pullRequestOf(data);
    if (mergeability === 'mergeable' || mergeability === 'unknown') {
      return pullRequestOf(data, { checks });
    }
    const isApprovals = data.detailed_merge_status === 'not_approved';
    const reviews = isApprovals ? await this.#approvalsLeft(id, iid) : 0;
    const blockers = blockersOf(data, statuses, reviews);
    return pullRequestOf(data, { checks, blockers });
  }

  async openPullRequest(
    repository: HostedRepository,
    request: {
      title: string;
      body: string;
      sourceBranch: string;
      targetBranch: string;
    },
  ): Promise<PullRequest> {
    const { title, body, sourceBranch, targetBranch } = request;
    try {
      const data = await this.#call(
        'The merge request cannot be opened',
        gitlab =>
          gitlab.MergeRequests.create(
            ...([repository.id, sourceBranch, targetBranch, title] as const),
            { description: body },
          ),
      );
      return pullRequestOf(data as unknown as MergeRequestData);
    } catch (error) {
      throw await openingError(error, targetBranch, () =>
        this.pullRequestsFrom(repository, sourceBranch),
      );
    }
  }

  async updatePullRequest(
    repository: HostedRepository,
    number: string,
    { title, body }: { title?: string; body?: string },
  ): Promise<PullRequest> {
    const iid = pullRequestNumber(number);
    await this.#call('The merge request cannot be changed', gitlab =>
      gitlab.MergeRequests.edit(repository.id, iid, {
        ...(title !== undefined && { title }),
        ...(body !== undefined && { description: body }),
      }),
    );
    return this.pullRequest(repository, number);
  }

  async comment(
    { id }: HostedRepository,
    number: string,
    comment: { key: string; body: string },
  ): Promise<void> {
    const iid = pullRequestNumber(number);
    await leaveComment(comment, {
      list: async (page, perPage) => {
        const notes = await this.#call('The notes cannot be read', gitlab =>
          gitlab.MergeRequestNotes.all(id, iid, {
            ...{ sort: 'asc', orderBy: 'created_at' },
            ...{ page, perPage, maxPages: 1 },
          }),
        );
        return notes.map(note => ({ id: note.id, body: note.body }));
      },
      edit: async (note, body) => {
        await this.#call('The note cannot be changed', gitlab =>
          gitlab.MergeRequestNotes.edit(id, iid, note, { body }),
        );
      },
      create: async body => {
        await this.#call('The note cannot be written', gitlab =>
          gitlab.MergeRequestNotes.create(id, iid, body),
        );
      },
    });
  }

  async mergePullRequest(
    repository: HostedRepository,
    number: string,
    { headCommit, message }: { headCommit: string; message: string },
  ): Promise<PullRequest> {
    const { id } = repository;
    const iid = pullRequestNumber(number);
    return mergeExpected({
      headCommit,
      read: () => this.pullRequest(repository, number),
      merge: async () => {
        const project = await this.#project(id);
        await this.#call('The merge request cannot be merged', gitlab =>
          gitlab.MergeRequests.merge(id, iid, {
            sha: headCommit,
            mergeCommitMessage: message,
            squashCommitMessage: message,
            ...(project.squash_option === 'always' && { squash: true }),
          }),
        );
      },
    });
  }

  async closePullRequest(
    repository: HostedRepository,
    number: string,
  ): Promise<PullRequest> {
    const current = await this.pullRequest(repository, number);
    if (current.state !== 'open') {
      return current;
    }
    await this.#call('The merge request cannot be closed', gitlab =>
      gitlab.MergeRequests.edit(repository.id, pullRequestNumber(number), {
        stateEvent: 'close',
      }),
    );
    return this.pullRequest(repository, number);
  }

  async #project(id: string): Promise<ProjectData> {
    const project = await this.#call('The project cannot be read', gitlab =>
      gitlab.Projects.show(id),
    );
    return project as unknown as ProjectData;
  }

  async #statuses(id: string, commit: string): Promise<StatusData[]> {
    const statuses = await unlessFailed(
      HIDDEN,
      this.#call('The checks cannot be read', gitlab =>
        gitlab.Commits.allStatuses(id, commit, {
          ...{ page: 1, perPage: 100, maxPages: 1 },
        } as object),
      ),
    );
    return (statuses ?? []) as unknown as StatusData[];
  }

  async #approvalsLeft(id: string, iid: number): Promise<number> {
    const { approvals_left: left } = (await this.#call(
      'The approvals cannot be read',
      gitlab =>
        gitlab.MergeRequestApprovals.showConfiguration(id, {
          mergerequestIId: iid,
        }),
    )) as { approvals_left?: number };
    return left ?? 0;
  }

  #pathOf(url: string): string {
    const base = urlOf(this.#config);
    assertServesRepository(base, url);
    const path = decodeURIComponent(new URL(url).pathname);
    return path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  }

  #call<T>(
    what: string,
    work: (gitlab: GitlabClient['gitlab']) => Promise<T>,
  ): Promise<T> {
    return callHost(this.#signal, what, () => work(this.#gitlab));
  }
}

/** The projects that a token reaches. */
export function repositoryHost(
  context: ProviderContext & { config: JsonObject },
): RepositoryHost {
  const config = context.config as unknown as GitlabConfig;
  const { gitlab } = createGitlabClient(config, config.token, context);
  return guardHost(new GitlabRepositoryHost(config, gitlab, context.signal));
}
