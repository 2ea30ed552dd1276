import type { JsonObject } from '@backstage/types';
import type { IntegrationProvider, ProviderContext } from '../integrations';
import type { GitHostProvider } from './types';

/** A person or machine user as a host knows them. @public */
export interface HostUser {
  /** The host's own id, which survives a new name. */
  id: string;
  /** What they sign in as. */
  login?: string;
  email?: string;
  name?: string;
}

/** A git repository as its host tells of it. @public */
export interface HostedRepository {
  /** The host's own id, which survives renames and moves. */
  id: string;
  /** With its owner, such as `acme/infrastructure`. */
  fullName: string;
  name: string;
  description?: string;
  /** For git over http or https. */
  cloneUrl: string;
  /** Page that people read it at. */
  webUrl?: string;
  /**
   * Absent where nothing was ever pushed; some hosts name one all the same,
   * which {@link RepositoryHost.branch} then does not find.
   */
  defaultBranch?: string;
  /** Nobody can push to it. */
  archived: boolean;
  /** Whether these credentials may push; absent where the host does not tell. */
  writable?: boolean;
}

/** How a branch is protected, as far as the credentials may see. @public */
export interface BranchProtection {
  /** Approving reviews that a pull request needs. */
  reviews?: number;
  /** Names of checks that must have passed. */
  checks?: string[];
}

/** The head of a branch. @public */
export interface HostedBranch {
  name: string;
  commit: string;
  /** Absent where it is not protected or the credentials do not show. */
  protection?: BranchProtection;
}

/** How something ended that a host runs on a commit. @public */
export type CheckState = 'pending' | 'passed' | 'failed';

/** One check, status or pipeline of a commit. @public */
export interface HostedCheck {
  name: string;
  state: CheckState;
  url?: string;
}

/** A pull request as it is at its host now. @public */
export interface PullRequest {
  /** As the host counts, in digits. */
  number: string;
  title: string;
  body: string;
  state: 'open' | 'merged' | 'closed';
  sourceBranch: string;
  targetBranch: string;
  /** Head of the source branch; of a merged one, what was merged. */
  headCommit: string;
  /** What the merge, squash or rebase left on the target branch. */
  mergeCommit?: string;
  author?: HostUser;
  /** Who merged or closed it, where the host tells. */
  endedBy?: HostUser;
  webUrl: string;
  /** Whether {@link RepositoryHost.mergePullRequest} would work now. */
  mergeability: 'mergeable' | 'conflict' | 'blocked' | 'unknown';
  /** What is missing for a merge, a sentence each, such as a check by name. */
  blockers: string[];
  checks: HostedCheck[];
}

/** A page of a host's list. @public */
export interface HostPage<T> {
  items: T[];
  nextCursor?: string;
}

/**
 * The repositories and pull requests that one integration reaches.
 *
 * Every method throws an `InfrakitchenError`: `remote_not_found` for a
 * repository or pull request that is gone or hidden, `remote_denied` where the
 * credentials may not, `remote_refused` for what the host does not take,
 * `remote_throttled` (with the time to wait, see `retryAfterOf`) and
 * `remote_unavailable` where a later try may work.
 *
 * A repository is given as {@link RepositoryHost.repository} tells it now: some
 * hosts look it up by its name, which another one may have later.
 *
 * @public
 */
export interface RepositoryHost {
  listRepositories(options: {
    /** Text that the name contains. */
    query?: string;
    /** At most 100. */
    limit: number;
    cursor?: string;
  }): Promise<HostPage<HostedRepository>>;
  /** By its id where it is known, since a URL may lead to another one later. */
  repository(by: { id: string } | { url: string }): Promise<HostedRepository>;
  /** Nothing where there is no such branch. */
  branch(
    repository: HostedRepository,
    name: string,
  ): Promise<HostedBranch | undefined>;
  /**
   * Newest first; of every state. At most 50. What costs a host a call for each
   * is left out: mergeability is `unknown`, there are no checks, and commits of
   * those that have ended may be shortened. {@link RepositoryHost.pullRequest}
   * tells all of it.
   */
  pullRequestsFrom(
    repository: HostedRepository,
    sourceBranch: string,
  ): Promise<PullRequest[]>;
  pullRequest(
    repository: HostedRepository,
    number: string,
  ): Promise<PullRequest>;
  /** @throws `pull_request_exists` where one of these branches is open already. */
  openPullRequest(
    repository: HostedRepository,
    request: {
      title: string;
      /** Markdown. */
      body: string;
      sourceBranch: string;
      targetBranch: string;
    },
  ): Promise<PullRequest>;
  updatePullRequest(
    repository: HostedRepository,
    number: string,
    changes: { title?: string; body?: string },
  ): Promise<PullRequest>;
  /**
   * Leaves one comment for each key: a later one of the same key takes the
   * place of the first, so that trying again never repeats it.
   *
   * @param comment - `key` of letters, digits, colons and dashes; `body` in Markdown.
   */
  comment(
    repository: HostedRepository,
    number: string,
    comment: { key: string; body: string },
  ): Promise<void>;
  /**
   * @throws `pull_request_moved` where the head is another commit, and
   * `pull_request_blocked`, with what is missing, where the host refuses.
   */
  mergePullRequest(
    repository: HostedRepository,
    number: string,
    options: { headCommit: string; message: string },
  ): Promise<PullRequest>;
  /**
   * Closes without merging; one that is closed already is fine, and one that is
   * merged stays so: the answer tells.
   */
  closePullRequest(
    repository: HostedRepository,
    number: string,
  ): Promise<PullRequest>;
}

/** What a webhook was about; it only says where to look. @public */
export interface RepositoryEvent {
  /** The host's id of the repository. */
  repositoryId?: string;
  /** Any of its URLs; for hosts that tell no id. */
  repositoryUrl?: string;
  /** Present where it is about one pull request. */
  pullRequest?: string;
  /** Full names of the refs that moved, such as `refs/tags/v1`. */
  refs?: string[];
}

/**
 * An integration whose host has an API for repositories and pull requests.
 *
 * @public
 */
export interface RepositoryHostProvider extends GitHostProvider {
  /** Bound to the configuration, the network and the time limit of one call. */
  repositoryHost(
    context: ProviderContext & { config: JsonObject },
  ): RepositoryHost;
  /** Topic of the events system that the host's webhooks arrive under. */
  eventTopic: string;
  /** Nothing for an event that means nothing here, or is not understood. */
  readEvent(event: {
    payload: unknown;
    /** Headers, in lower case. */
    metadata: Record<string, string | string[] | undefined>;
  }): RepositoryEvent | undefined;
}

/** Whether a provider knows the pull requests of its host. @public */
export function isRepositoryHostProvider(
  provider: IntegrationProvider,
): provider is RepositoryHostProvider {
  return (
    provider.category === 'git' &&
    typeof (provider as Partial<RepositoryHostProvider>).repositoryHost ===
      'function'
  );
}
