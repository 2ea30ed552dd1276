import type { JsonObject } from '@backstage/types';
import {
  assertServesRepository,
  guardHost,
  HIDDEN,
  leaveComment,
  mergeBlockers,
  mergeExpected,
  openingError,
  pullRequestNumber,
  repositoryPage,
  unlessFailed,
  type BranchProtection,
  type HostedBranch,
  type HostedRepository,
  type ProviderContext,
  type PullRequest,
  type RepositoryHost,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type {
  GitPullRequest,
  GitRepository,
} from 'azure-devops-node-api/interfaces/GitInterfaces';
import { AzureDevopsCalls } from './calls';
import type { AzureDevopsConfig } from './config';
import { mergeStrategyOf, policiesOf, protectionOf } from './policies';
import {
  blockersOf,
  checksOf,
  mergeabilityOf,
  pullRequestOf,
  repositoryOf,
  STATUS,
} from './records';
import { fitDescription, fitTitle } from './texts';

const MAX_PULL_REQUESTS = 50;
const TEXT_COMMENT = 1;
/** So that a policy about open discussions does not hold the merge back. */
const CLOSED_THREAD = 4;

class AzureDevopsRepositoryHost implements RepositoryHost {
  readonly #config: AzureDevopsConfig;
  readonly #calls: AzureDevopsCalls;

  constructor(config: AzureDevopsConfig, calls: AzureDevopsCalls) {
    this.#config = config;
    this.#calls = calls;
  }

  async listRepositories(options: {
    query?: string;
    limit: number;
    cursor?: string;
  }) {
    let all: GitRepository[] | undefined;
    return repositoryPage(options, async (page, size) => {
      // The API has no pages for them.
      all ??= await this.#calls.git('The repositories cannot be listed', git =>
        git.getRepositories(),
      );
      return all.slice((page - 1) * size, page * size).map(repositoryOf);
    });
  }

  async repository(by: { id: string } | { url: string }) {
    const { name, project } =
      'id' in by ? { name: by.id, project: undefined } : this.#namesOf(by.url);
    const data = await this.#calls.git('The repository cannot be read', git =>
      git.getRepository(name, project),
    );
    return repositoryOf(data);
  }

  async branch(
    repository: HostedRepository,
    name: string,
  ): Promise<HostedBranch | undefined> {
    const refs = await this.#calls.git('The branch cannot be read', git =>
      git.getRefs(repository.id, undefined, `heads/${name}`),
    );
    const found = refs.find(ref => ref.name === `refs/heads/${name}`);
    if (!found?.objectId) {
      return undefined;
    }
    const protection = await this.#protection(repository, name);
    return {
      ...{ name, commit: found.objectId },
      ...(protection && { protection }),
    };
  }

  async pullRequestsFrom(repository: HostedRepository, sourceBranch: string) {
    const found = await this.#calls.git(
      'The pull requests cannot be listed',
      git =>
        git.getPullRequests(
          repository.id,
          { sourceRefName: `refs/heads/${sourceBranch}`, status: STATUS.all },
          ...[undefined, undefined, 0, MAX_PULL_REQUESTS],
        ),
    );
    return found.map(data => pullRequestOf(data, this.#page(repository, data)));
  }

  async pullRequest(
    repository: HostedRepository,
    number: string,
  ): Promise<PullRequest> {
    const id = pullRequestNumber(number);
    const data = await this.#calls.git('The pull request cannot be read', git =>
      git.getPullRequest(repository.id, id),
    );
    const page = this.#page(repository, data);
    if (data.status !== STATUS.active) {
      return pullRequestOf(data, page);
    }
    const [statuses, evaluations] = await Promise.all([
      this.#calls.git('The checks cannot be read', git =>
        git.getPullRequestStatuses(repository.id, id),
      ),
      this.#evaluations(data),
    ]);
    const checks = checksOf(statuses, evaluations);
    const missing = blockersOf(data, evaluations);
    const mergeability = mergeabilityOf(data, missing);
    const target = pullRequestOf(data, page).targetBranch;
    const others =
      mergeability === 'conflict'
        ? [mergeBlockers.conflict(target)]
        : [mergeBlockers.rules(target)];
    const blockers =
      missing.length > 0 && mergeability !== 'conflict' ? missing : others;
    const isFree = mergeability === 'mergeable' || mergeability === 'unknown';
    return pullRequestOf(data, {
      ...{ ...page, checks, mergeability },
      blockers: isFree ? [] : blockers,
    });
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
      const data = await this.#calls.git(
        'The pull request cannot be opened',
        git =>
          git.createPullRequest(
            {
              ...{ title: fitTitle(title), description: fitDescription(body) },
              sourceRefName: `refs/heads/${sourceBranch}`,
              targetRefName: `refs/heads/${targetBranch}`,
            },
            repository.id,
          ),
      );
      return pullRequestOf(data, this.#page(repository, data));
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
    await this.#update('The pull request cannot be changed', {
      ...{ repository, number },
      changes: {
        ...(title !== undefined && { title: fitTitle(title) }),
        ...(body !== undefined && { description: fitDescription(body) }),
      },
    });
    return this.pullRequest(repository, number);
  }

  async comment(
    { id: repository }: HostedRepository,
    number: string,
    comment: { key: string; body: string },
  ): Promise<void> {
    const id = pullRequestNumber(number);
    await leaveComment<{ thread: number; comment: number }>(comment, {
      // The API has no pages for them either.
      list: async page => (page > 1 ? [] : this.#comments(repository, id)),
      edit: async (at, content) => {
        await this.#calls.git('The comment cannot be changed', git =>
          git.updateComment(
            ...([{ content }, repository, id, at.thread, at.comment] as const),
          ),
        );
      },
      create: async content => {
        const first = { parentCommentId: 0, commentType: TEXT_COMMENT };
        await this.#calls.git('The comment cannot be written', git =>
          git.createThread(
            { comments: [{ ...first, content }], status: CLOSED_THREAD },
            ...([repository, id] as const),
          ),
        );
      },
    });
  }

  async mergePullRequest(
    repository: HostedRepository,
    number: string,
    { headCommit, message }: { headCommit: string; message: string },
  ): Promise<PullRequest> {
    return mergeExpected({
      headCommit,
      read: () => this.pullRequest(repository, number),
      merge: async ({ targetBranch }) => {
        const policies = await this.#policies(repository, targetBranch);
        await this.#update('The pull request cannot be merged', {
          ...{ repository, number },
          changes: {
            status: STATUS.completed,
            lastMergeSourceCommit: { commitId: headCommit },
            completionOptions: {
              mergeStrategy: mergeStrategyOf(policies),
              mergeCommitMessage: message,
              deleteSourceBranch: false,
            },
          },
        });
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
    await this.#update('The pull request cannot be closed', {
      ...{ repository, number, changes: { status: STATUS.abandoned } },
    });
    return this.pullRequest(repository, number);
  }

  async #update(
    what: string,
    given: {
      repository: HostedRepository;
      number: string;
      changes: GitPullRequest;
    },
  ): Promise<void> {
    const { repository, number, changes } = given;
    await this.#calls.git(what, git =>
      git.updatePullRequest(changes, repository.id, pullRequestNumber(number)),
    );
  }

  async #comments(repository: string, id: number) {
    const threads = await this.#calls.git('The comments cannot be read', git =>
      git.getThreads(repository, id),
    );
    return threads.flatMap(thread =>
      (thread.comments ?? [])
        .filter(({ isDeleted }) => !isDeleted)
        .map(at => ({
          id: { thread: thread.id!, comment: at.id! },
          body: at.content ?? '',
        })),
    );
  }

  /** As far as the credentials may see policies. */
  async #evaluations(data: GitPullRequest) {
    const project = data.repository?.project?.id ?? '';
    const found = await unlessFailed(
      HIDDEN,
      this.#calls.policy('The policies cannot be read', policy =>
        policy.getPolicyEvaluations(
          project,
          `vstfs:///CodeReview/CodeReviewId/${project}/${data.pullRequestId}`,
        ),
      ),
    );
    return found ?? [];
  }

  async #policies({ id, fullName }: HostedRepository, branch: string) {
    const [project] = fullName.split('/');
    const found = await unlessFailed(
      HIDDEN,
      this.#calls.policy('The policies cannot be read', policy =>
        policy.getPolicyConfigurations(project),
      ),
    );
    return policiesOf(found ?? [], { repository: id, branch });
  }

  async #protection(
    repository: HostedRepository,
    branch: string,
  ): Promise<BranchProtection | undefined> {
    return protectionOf(await this.#policies(repository, branch));
  }

  /** The API tells no page of a pull request. */
  #page({ webUrl, cloneUrl }: HostedRepository, data: GitPullRequest) {
    const base = webUrl ?? cloneUrl;
    return { webUrl: `${base}/pullrequest/${data.pullRequestId}` };
  }

  /** Of `<organisation>/<project>/_git/<name>`; a short form has no project. */
  #namesOf(url: string): { name: string; project?: string } {
    const { organizationUrl } = this.#config;
    assertServesRepository(organizationUrl, url);
    const base = new URL(organizationUrl).pathname.replace(/\/+$/, '');
    const rest = new URL(url).pathname.slice(base.length).split('/');
    const at = rest.indexOf('_git');
    const name = decodeURIComponent(rest[at + 1] ?? '').replace(/\.git$/, '');
    const project = decodeURIComponent(rest[at - 1] ?? '') || name;
    return { name, project };
  }
}

/** The repositories of the organisation. */
export function repositoryHost(
  context: ProviderContext & { config: JsonObject },
): RepositoryHost {
  const config = context.config as unknown as AzureDevopsConfig;
  const calls = new AzureDevopsCalls(config, context);
  return guardHost(new AzureDevopsRepositoryHost(config, calls));
}
