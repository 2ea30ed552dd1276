import { isInfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  HostedRepository,
  PullRequest,
  RepositoryEvent,
  RepositoryHost,
} from '../../git';
import { Forge, type ForgeRepository, type ForgeVendor } from '../forge';

/** What some hosts do not have, so that it is not tried with them. @public */
export type RepositoryHostAbility =
  /** Repositories can be made read-only, and the host tells. */
  | 'archives'
  /** Rules for branches, with checks and reviews. */
  | 'rules'
  /** People merge, close and reopen at the host itself. */
  | 'people'
  /** A repository is found again by its id after it got a new name. */
  | 'renames'
  /** The host has an API, which can be late, fail and throttle. */
  | 'api'
  /** Squashes by the settings of the repository. */
  | 'squash'
  /** Rebases while it merges, by the settings of the repository. */
  | 'rebase'
  /** Closed pull requests can be opened again. */
  | 'reopens'
  /** Pull requests without a change are refused. */
  | 'refusesEmpty';

/** The repository host that {@link describeRepositoryHost} tries. @public */
export interface RepositoryHostSubject {
  /** Before the word `repository`, and what its answers are checked with. */
  title: string;
  vendor?: ForgeVendor;
  lacks?: readonly RepositoryHostAbility[];
  /** The host as somebody with a token reaches it. */
  connect(
    forge: Forge,
    options: { token: string; signal: AbortSignal },
  ): RepositoryHost;
  /** URL that a person would enter for a repository. */
  urlOf(forge: Forge, repository: ForgeRepository): string;
  /** What a webhook is read with; nothing for a host without. */
  readEvent?(event: {
    payload: unknown;
    metadata: Record<string, string | string[] | undefined>;
  }): RepositoryEvent | undefined;
  /** Called once, before the first trial. */
  prepare?(forge: Forge): Promise<void> | void;
}

/** What a trial works with: a forge, its people, and a repository of its own. */
export class World {
  readonly forge: Forge;
  readonly subject: RepositoryHostSubject;
  #count = 0;

  constructor(forge: Forge, subject: RepositoryHostSubject) {
    this.forge = forge;
    this.subject = subject;
  }

  static async create(subject: RepositoryHostSubject): Promise<World> {
    const forge = await Forge.create();
    forge.addUser('writer', 'write');
    forge.addUser('reviewer', 'write');
    forge.addUser('reader', 'read');
    await subject.prepare?.(forge);
    return new World(forge, subject);
  }

  user(login: string) {
    return this.forge.users.find(at => at.login === login)!;
  }

  host(options: { as?: string; timeoutMs?: number } = {}): RepositoryHost {
    const { as = 'writer', timeoutMs = 25_000 } = options;
    const found = this.forge.users.find(({ login }) => login === as);
    return this.subject.connect(this.forge, {
      token: found?.token ?? 'token-of-nobody',
      signal: AbortSignal.timeout(timeoutMs),
    });
  }

  /** A repository with a name of its own, as git and as the host know it. */
  async repository(
    files?: Record<string, string>,
  ): Promise<{ hosted: HostedRepository; real: ForgeRepository }> {
    this.#count += 1;
    const name = `infra-${this.#count}`;
    const real = await this.forge.addRepository('acme', name, files);
    const url = this.subject.urlOf(this.forge, real);
    const hosted = await this.host().repository({ url });
    return { hosted, real };
  }

  /** With a branch that changes a file, and a pull request from it. */
  async opened(branch = 'infrakitchen/network'): Promise<{
    hosted: HostedRepository;
    real: ForgeRepository;
    opened: PullRequest;
    head: string;
  }> {
    const { hosted, real } = await this.repository();
    const head = await this.change(real, branch, 'network/main.tf');
    const opened = await this.open(hosted, branch);
    return { hosted, real, opened, head };
  }

  async change(
    real: ForgeRepository,
    branch: string,
    path: string,
    content = `# ${branch}\n`,
  ): Promise<string> {
    const from = await real.git.head(real.defaultBranch);
    return real.git.commit(branch, { [path]: content }, { from });
  }

  async open(
    hosted: HostedRepository,
    sourceBranch: string,
  ): Promise<PullRequest> {
    return this.host().openPullRequest(hosted, {
      title: 'Provision network',
      body: 'The plan adds 3 objects.',
      sourceBranch,
      targetBranch: hosted.defaultBranch ?? 'main',
    });
  }

  /** Looks until the host has found out; some need a moment. */
  async settled(
    hosted: HostedRepository,
    number: string,
  ): Promise<PullRequest> {
    for (let attempt = 0; attempt < 20; attempt++) {
      const found = await this.host().pullRequest(hosted, number);
      if (found.mergeability !== 'unknown') {
        return found;
      }
    }
    throw new Error('The host never tells whether it can be merged');
  }
}

/**
 * Code of the error that something fails with.
 *
 * @throws where it does not fail, fails otherwise, or tells a token.
 */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    failed => failed,
  );
  if (!isInfrakitchenError(error)) {
    throw new Error(`This is no failure with a code: ${error}`);
  }
  const told = JSON.stringify([error, error.stack, error.cause]);
  if (/token-of-/.test(told)) {
    throw new Error(`The error '${error.code}' tells a token`);
  }
  return error.code;
}
