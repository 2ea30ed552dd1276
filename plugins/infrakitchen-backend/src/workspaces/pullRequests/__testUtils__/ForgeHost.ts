import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  hasMarker,
  withMarker,
  type HostedRepository,
  type HostUser,
  type PullRequest,
  type RepositoryHost,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type {
  Forge,
  ForgePullRequest,
  ForgeRepository,
  ForgeUser,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';

const codes: Record<string, string> = {
  missing: 'remote_not_found',
  forbidden: 'remote_denied',
  archived: 'remote_denied',
  moved: 'pull_request_moved',
  conflict: 'pull_request_blocked',
  blocked: 'pull_request_blocked',
};

/** The repositories of a forge without any API in between, which is quick. */
export class ForgeHost implements RepositoryHost {
  readonly #forge: Forge;
  readonly #user: ForgeUser;
  /** Called before each call; what it throws is what the call ends with. */
  before?: (method: string) => Promise<void> | void;
  /** Called after what was asked for is done. */
  after?: (method: string) => Promise<void> | void;
  /** How often each method was called. */
  readonly calls: Record<string, number> = {};

  constructor(forge: Forge, user: ForgeUser) {
    this.#forge = forge;
    this.#user = user;
  }

  async listRepositories() {
    return {
      items: this.#forge.repositories.map(each => this.#hosted(each)),
    };
  }

  repository(by: { id: string } | { url: string }) {
    return this.#call('repository', async () =>
      this.#hosted(
        this.#forge.get('id' in by ? by : { fullName: by.url.slice(1) }),
      ),
    );
  }

  branch(repository: HostedRepository, name: string) {
    return this.#call('branch', async () => {
      const commit = await this.#real(repository).git.head(name);
      return commit === undefined ? undefined : { name, commit };
    });
  }

  pullRequestsFrom(repository: HostedRepository, branch: string) {
    return this.#call('pullRequestsFrom', () =>
      Promise.all(
        this.#real(repository)
          .pullRequests.filter(({ source }) => source === branch)
          .reverse()
          .map(each => this.#found(each)),
      ),
    );
  }

  pullRequest(repository: HostedRepository, number: string) {
    return this.#call('pullRequest', () =>
      this.#found(this.#real(repository).pullRequest(number)),
    );
  }

  openPullRequest(
    repository: HostedRepository,
    request: Parameters<RepositoryHost['openPullRequest']>[1],
  ) {
    return this.#call('openPullRequest', async () =>
      this.#found(
        await this.#real(repository).open({
          title: request.title,
          body: request.body,
          source: request.sourceBranch,
          target: request.targetBranch,
          author: this.#user,
        }),
      ),
    );
  }

  updatePullRequest(
    repository: HostedRepository,
    number: string,
    changes: { title?: string; body?: string },
  ) {
    return this.#call('updatePullRequest', () => {
      const found = this.#real(repository).pullRequest(number);
      found.edit(changes, this.#user);
      return this.#found(found);
    });
  }

  comment(
    repository: HostedRepository,
    number: string,
    { key, body }: { key: string; body: string },
  ) {
    return this.#call('comment', async () => {
      const found = this.#real(repository).pullRequest(number);
      const before = found.comments.find(each => hasMarker(each.body, key));
      const text = withMarker(body, key);
      if (before) {
        before.body = text;
      } else {
        found.comment(text, this.#user);
      }
    });
  }

  mergePullRequest(
    repository: HostedRepository,
    number: string,
    options: { headCommit: string; message: string },
  ) {
    return this.#call('mergePullRequest', async () => {
      const found = this.#real(repository).pullRequest(number);
      await found.merge(this.#user, {
        head: options.headCommit,
        message: options.message,
      });
      return this.#found(found);
    });
  }

  closePullRequest(repository: HostedRepository, number: string) {
    return this.#call('closePullRequest', async () => {
      const found = this.#real(repository).pullRequest(number);
      if (found.state === 'open') {
        found.close(this.#user);
      }
      return this.#found(found);
    });
  }

  async #call<T>(method: string, work: () => Promise<T>): Promise<T> {
    this.calls[method] = (this.calls[method] ?? 0) + 1;
    await this.before?.(method);
    const result = await work().catch(error => {
      const code = codes[error.reason];
      throw code
        ? new InfrakitchenError('ConflictError', {
            code,
            message: error.message,
          })
        : error;
    });
    await this.after?.(method);
    return result;
  }

  #real({ id }: HostedRepository): ForgeRepository {
    return this.#forge.get({ id });
  }

  #hosted(real: ForgeRepository): HostedRepository {
    return {
      id: String(real.id),
      fullName: real.fullName,
      name: real.name,
      cloneUrl: real.git.directory,
      webUrl: `https://forge.example.com/${real.fullName}`,
      defaultBranch: real.defaultBranch,
      archived: real.isArchived,
      writable: this.#user.access === 'write',
    };
  }

  async #found(found: ForgePullRequest): Promise<PullRequest> {
    const head = await found.head();
    const { hasConflict, checks, reviews } =
      found.state === 'open'
        ? await found.obstacles()
        : { hasConflict: false, checks: [], reviews: 0 };
    const blockers = [
      ...checks.map(name => `The check '${name}' has not passed`),
      ...(reviews > 0 ? [`It needs ${reviews} more approving reviews`] : []),
    ];
    return {
      number: String(found.number),
      title: found.title,
      body: found.body,
      state: found.state,
      sourceBranch: found.source,
      targetBranch: found.target,
      headCommit: head,
      mergeCommit: found.mergeCommit,
      author: userOf(found.author),
      endedBy: found.endedBy && userOf(found.endedBy),
      webUrl: `https://forge.example.com/${found.repository.fullName}/${found.number}`,
      mergeability: mergeabilityOf(hasConflict, blockers),
      blockers,
      checks: await found.checks(),
    };
  }
}

function mergeabilityOf(hasConflict: boolean, blockers: string[]) {
  if (hasConflict) {
    return 'conflict';
  }
  return blockers.length > 0 ? 'blocked' : 'mergeable';
}

function userOf({ id, login, name, email }: ForgeUser): HostUser {
  return { id: String(id), login, name, email };
}
