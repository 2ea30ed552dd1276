import type { LoggerService } from '@backstage/backend-plugin-api';
import { readDurationFromConfig, type Config } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import {
  InfrakitchenError,
  type ModuleRefs,
  type ModuleSource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { join, resolve } from 'node:path';
import { CommitExporter } from './CommitExporter';
import { GitCommandFailed, repositoryCulprit } from './errors';
import type { CheckoutLimits } from './exportCommit';
import { GitClient } from './GitClient';
import { firstOf, type GitCredentialsSource } from './GitCredentialsSource';
import { HostPolicy } from './HostPolicy';
import { PortalGitCredentials } from './PortalGitCredentials';
import { assertRefName, isCommitSha, nearMatches } from './refs';
import { RemoteRefs } from './RemoteRefs';
import { RepositoryCache } from './RepositoryCache';

/** What {@link GitSources} is made from. */
export interface GitSourcesOptions {
  /** Folder that keeps the caches; shared by replicas or not. */
  workingDirectory: string;
  /** `host` or `host:port` that may be used whatever their address is, also by plain http. */
  allowedHosts: readonly string[];
  /** Folders that local repositories may be below. */
  localRoots: readonly string[];
  /** For each git command. */
  timeoutMs: number;
  logger: LoggerService;
  sshCommand?: string;
  /** How git signs in; only to public repositories where absent. */
  credentials?: GitCredentialsSource;
  checkoutLimits?: Partial<CheckoutLimits>;
}

const DEFAULT_TIMEOUT = { seconds: 60 };
const DEFAULT_SSH_COMMAND = 'ssh -oBatchMode=yes';
const DEFAULT_LIMITS: CheckoutLimits = { bytes: 200_000_000, files: 20_000 };

/** Modules in git repositories. */
export class GitSources {
  /** Runs git under the same rules, for who does more than read modules. */
  readonly git: GitClient;
  readonly #refs: RemoteRefs;
  readonly #cache: RepositoryCache;
  readonly #exporter: CommitExporter;

  static fromConfig(
    config: Config,
    options: Pick<
      GitSourcesOptions,
      'workingDirectory' | 'logger' | 'credentials'
    >,
  ): GitSources {
    const git = config.getOptionalConfig('infrakitchen.git');
    const timeout = git?.has('timeout')
      ? readDurationFromConfig(git, { key: 'timeout' })
      : DEFAULT_TIMEOUT;
    const megabytes = git?.getOptionalNumber('checkout.maxSizeMb');
    return new GitSources({
      ...options,
      credentials: firstOf(
        ...[
          options.credentials,
          PortalGitCredentials.fromConfig(config),
        ].filter(source => source !== undefined),
      ),
      allowedHosts: git?.getOptionalStringArray('allowedHosts') ?? [],
      localRoots: git?.getOptionalStringArray('localRoots') ?? [],
      timeoutMs: durationToMilliseconds(timeout),
      sshCommand: git?.getOptionalString('sshCommand'),
      checkoutLimits: {
        ...(megabytes !== undefined && { bytes: megabytes * 1_000_000 }),
        ...(git?.has('checkout.maxFiles') && {
          files: git.getNumber('checkout.maxFiles'),
        }),
      },
    });
  }

  constructor(options: GitSourcesOptions) {
    const directory = resolve(options.workingDirectory, 'git');
    this.git = new GitClient({
      home: join(directory, 'home'),
      hosts: new HostPolicy(options.allowedHosts),
      localRoots: options.localRoots.map(root => resolve(root)),
      timeoutMs: options.timeoutMs,
      sshCommand: options.sshCommand ?? DEFAULT_SSH_COMMAND,
      credentials: options.credentials,
      logger: options.logger,
    });
    this.#exporter = new CommitExporter({
      git: this.git,
      limits: { ...DEFAULT_LIMITS, ...options.checkoutLimits },
    });
    this.#refs = new RemoteRefs(this.git);
    this.#cache = new RepositoryCache({
      git: this.git,
      directory,
      timeoutMs: options.timeoutMs,
    });
  }

  /**
   * The URL as it is stored: equal repositories have equal URLs.
   *
   * @throws for a URL that may not be used.
   */
  normaliseUrl(repositoryUrl: string): string {
    return this.git.locate(repositoryUrl).url;
  }

  /** Tags, newest version first, and branches, the default one first. */
  async listRefs(repositoryUrl: string): Promise<ModuleRefs> {
    const location = this.git.locate(repositoryUrl);
    return this.#refs.list(await this.git.connect(location));
  }

  /**
   * The commit that a tag or branch stands for now.
   *
   * @throws InputError `ref_not_found` that names the tags or branches most like it.
   */
  async resolve(
    source: Pick<ModuleSource, 'repositoryUrl' | 'refType' | 'ref'>,
  ): Promise<string> {
    assertRefName(source.ref);
    const refs = await this.listRefs(source.repositoryUrl);
    const [wanted, others] =
      source.refType === 'tag'
        ? [refs.tags, refs.branches]
        : [refs.branches, refs.tags];
    const found = wanted.find(({ name }) => name === source.ref);
    if (found) {
      return found.commitSha;
    }
    throw refNotFound(
      source,
      nearMatches(
        source.ref,
        wanted.map(({ name }) => name),
      ),
      others.some(({ name }) => name === source.ref),
    );
  }

  /** Writes the files of a commit into a folder. Does not touch the network for a known commit. */
  async checkout(options: {
    repositoryUrl: string;
    commitSha: string;
    directory: string;
  }): Promise<void> {
    const { commitSha, directory } = options;
    if (!isCommitSha(commitSha)) {
      throw new InfrakitchenError('InputError', {
        code: 'invalid_commit',
        message: 'A commit is named by its complete id of 40 or 64 hex digits',
      });
    }
    const location = this.git.locate(options.repositoryUrl);
    const commit = {
      gitDirectory: this.#cache.gitDirectoryOf(location),
      commitSha,
      directory,
    };
    try {
      // To try is faster than to ask first whether the commit is there.
      await this.#exporter.export(commit);
    } catch (error) {
      if (!(error instanceof GitCommandFailed)) {
        throw error;
      }
      await this.#cache.ensureCommit(location, commitSha);
      await this.#exporter.export(commit);
    }
  }
}

function refNotFound(
  source: Pick<ModuleSource, 'repositoryUrl' | 'refType' | 'ref'>,
  near: string[],
  otherTypeHasIt: boolean,
): InfrakitchenError {
  const otherType = source.refType === 'tag' ? 'branch' : 'tag';
  const hints = [
    otherTypeHasIt ? `there is a ${otherType} of that name` : '',
    near.length > 0
      ? `did you mean ${near.map(n => `'${n}'`).join(' or ')}?`
      : '',
  ].filter(Boolean);
  return new InfrakitchenError('InputError', {
    code: 'ref_not_found',
    message: [
      `The repository '${source.repositoryUrl}' has no ${source.refType} '${source.ref}'`,
      ...hints,
    ].join('; '),
    culprits: [
      ...repositoryCulprit(source.repositoryUrl),
      { kind: 'field', name: 'ref' },
    ],
  });
}
