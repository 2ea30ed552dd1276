import type { LoggerService } from '@backstage/backend-plugin-api';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  GitCommandFailed,
  gitTimedOut,
  signInFailed,
  toGitError,
} from './errors';
import type { GitAccess, GitCredentialsSource } from './GitCredentialsSource';
import { runGit, type GitCommand, type GitResult } from './gitProcess';
import type { HostPolicy } from './HostPolicy';
import { findLocalRepository } from './localRepository';
import { parseRepositoryUrl, type RepositoryLocation } from './repositoryUrl';

/** A repository that git may be pointed at now. */
export interface Remote {
  /** As stored and shown. */
  url: string;
  /** What git is given as the repository. */
  target: string;
  /** Options of git that confine it to this remote. */
  config: string[];
  env: Record<string, string>;
  /** What must not be logged; empty where git does not sign in. */
  secrets: string[];
}

/** What a command is given besides its arguments. */
export type GitRunOptions = Pick<
  GitCommand,
  'input' | 'maxOutputBytes' | 'encoding'
>;

const NO_PROTOCOL = ['-c', 'protocol.allow=never'];
const NO_SIGN_IN = { env: {}, secrets: [] };

/**
 * Runs git with nothing of the environment and the configuration of the
 * machine, and with no more protocols than the one that is needed.
 */
export class GitClient {
  readonly #home: string;
  readonly #hosts: HostPolicy;
  readonly #localRoots: readonly string[];
  readonly #timeoutMs: number;
  readonly #sshCommand: string;
  readonly #credentials: GitCredentialsSource | undefined;
  readonly #logger: LoggerService;

  constructor(options: {
    /** Folder for what git needs to have: an empty home. */
    home: string;
    hosts: HostPolicy;
    localRoots: readonly string[];
    timeoutMs: number;
    sshCommand: string;
    credentials?: GitCredentialsSource;
    logger: LoggerService;
  }) {
    this.#home = options.home;
    this.#hosts = options.hosts;
    this.#localRoots = options.localRoots;
    this.#timeoutMs = options.timeoutMs;
    this.#sshCommand = options.sshCommand;
    this.#credentials = options.credentials;
    this.#logger = options.logger;
  }

  /** Parses a URL and refuses what could never be used. Reaches nothing. */
  locate(repositoryUrl: string): RepositoryLocation {
    const location = parseRepositoryUrl(repositoryUrl);
    if (location.kind !== 'local') {
      this.#hosts.assertAllowed(location);
    }
    return location;
  }

  /** Prepares to reach a repository. */
  async connect(
    location: RepositoryLocation,
    access: GitAccess = 'read',
  ): Promise<Remote> {
    const { url } = location;
    if (location.kind === 'local') {
      const { gitDirectory } = await findLocalRepository(url, this.#localRoots);
      return {
        url,
        target: gitDirectory,
        config: ['-c', 'protocol.file.allow=always'],
        env: {
          GIT_ALLOW_PROTOCOL: 'file',
          GIT_CONFIG_GLOBAL: await this.#trustLocal(gitDirectory),
        },
        secrets: [],
      };
    }
    const addresses = await this.#hosts.addressesOf(location);
    const config = ['-c', `protocol.${location.kind}.allow=always`];
    if (addresses && location.kind !== 'ssh') {
      // The addresses that were checked, so that a second answer of the name
      // server cannot lead elsewhere.
      config.push('-c', `http.curloptResolve=${pin(location, addresses)}`);
    }
    const signIn =
      location.kind === 'ssh' ? NO_SIGN_IN : await this.#signIn(url, access);
    return {
      url,
      target: url,
      config,
      env: { GIT_ALLOW_PROTOCOL: location.kind, ...signIn.env },
      secrets: signIn.secrets,
    };
  }

  /** Signs in by the environment, since the command line is open to everyone. */
  async #signIn(
    url: string,
    access: GitAccess,
  ): Promise<Pick<Remote, 'env' | 'secrets'>> {
    const credentials = await this.#credentials
      ?.credentialsFor(url, access)
      .catch(error => {
        throw signInFailed(url, error);
      });
    return credentials
      ? {
          env: {
            GIT_CONFIG_COUNT: '1',
            GIT_CONFIG_KEY_0: `http.${new URL(url).origin}/.extraHeader`,
            GIT_CONFIG_VALUE_0: `Authorization: ${credentials.authorization}`,
          },
          secrets: [...credentials.secrets, credentials.authorization],
        }
      : NO_SIGN_IN;
  }

  /** Runs a command against a remote; its failure is an error of the remote. */
  async runRemote(
    remote: Remote,
    args: readonly string[],
    options: GitRunOptions = {},
  ): Promise<string> {
    const result = await this.attemptRemote(remote, args, options);
    if (result.outcome !== 'succeeded') {
      throw this.errorOf(remote, result);
    }
    return result.stdout;
  }

  /** Runs a command against a remote where the caller has another way if it fails. */
  async attemptRemote(
    remote: Remote,
    args: readonly string[],
    options: GitRunOptions & { mayFail?: boolean } = {},
  ): Promise<GitResult> {
    const result = await this.#run(args, remote, options);
    if (result.outcome !== 'succeeded' && !options.mayFail) {
      this.#log(args, result, remote.secrets);
    }
    return result;
  }

  errorOf(remote: Remote, result: GitResult): InfrakitchenError {
    return toGitError(remote, result, this.#timeoutMs);
  }

  /** Runs a command that touches nothing but this machine. */
  async run(
    args: readonly string[],
    options: GitRunOptions & {
      env?: Record<string, string>;
      mayFail?: boolean;
    } = {},
  ): Promise<string> {
    const result = await this.#run(
      args,
      { config: [], env: options.env ?? {} },
      options,
    );
    if (result.outcome === 'timed_out') {
      throw gitTimedOut('the local cache', this.#timeoutMs);
    }
    if (result.outcome !== 'succeeded') {
      if (!options.mayFail) {
        this.#log(args, result);
      }
      throw new GitCommandFailed(commandOf(args), result.exitCode);
    }
    return result.stdout;
  }

  /** Runs a command and tells whether it succeeded. */
  async succeeds(args: readonly string[]): Promise<boolean> {
    const result = await this.#run(args, { config: [], env: {} });
    return result.outcome === 'succeeded';
  }

  async #run(
    args: readonly string[],
    remote: Pick<Remote, 'config' | 'env'>,
    { input, maxOutputBytes, encoding }: GitRunOptions = {},
  ): Promise<GitResult> {
    await mkdir(this.#home, { recursive: true, mode: 0o700 });
    return runGit({
      args: [
        ...NO_PROTOCOL,
        ...remote.config,
        '-c',
        'core.hooksPath=/dev/null',
        '-c',
        'credential.helper=',
        // A redirect could lead to a host that was never checked.
        '-c',
        'http.followRedirects=false',
        // A clean-up in the background would outlive the time limit.
        '-c',
        'gc.auto=0',
        ...args,
      ],
      cwd: this.#home,
      input,
      maxOutputBytes,
      encoding,
      timeoutMs: this.#timeoutMs,
      env: {
        PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
        HOME: this.#home,
        LC_ALL: 'C',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_TERMINAL_PROMPT: '0',
        GIT_OPTIONAL_LOCKS: '0',
        GIT_SSH_COMMAND: this.#sshCommand,
        GIT_SSH_VARIANT: 'ssh',
        ...remote.env,
      },
    });
  }

  /**
   * Git refuses repositories of another user unless they are listed in a
   * file; the option on the command line does not reach the serving side.
   */
  async #trustLocal(gitDirectory: string): Promise<string> {
    const name = createHash('sha256').update(gitDirectory).digest('hex');
    const file = join(this.#home, `${name}.gitconfig`);
    const quoted = JSON.stringify(gitDirectory);
    const parent = JSON.stringify(gitDirectory.replace(/\/\.git$/, ''));
    await mkdir(this.#home, { recursive: true, mode: 0o700 });
    // Renamed into place, so that no other command reads half of it.
    const draft = join(this.#home, `${randomUUID()}.tmp`);
    await writeFile(
      draft,
      // What is served leaves out what nobody asks for, as hosts do.
      `[safe]\n\tdirectory = ${quoted}\n\tdirectory = ${parent}\n[uploadpack]\n\tallowFilter = true\n`,
    );
    await rename(draft, file);
    return file;
  }

  #log(
    args: readonly string[],
    result: GitResult,
    secrets: readonly string[] = [],
  ): void {
    // The output of git stays in the log of the operator. A host may repeat
    // in it what it was sent.
    const told = secrets.reduce(
      (text, secret) => text.replaceAll(secret, '***'),
      result.stderr.trim(),
    );
    this.#logger.warn(
      `git ${commandOf(args)} ${result.outcome} (exit code ${
        result.exitCode ?? 'none'
      }): ${told.slice(0, 2_000)}`,
    );
  }
}

function commandOf(args: readonly string[]): string {
  return args.find(arg => !arg.startsWith('-')) ?? '';
}

function pin(
  { host, port }: { host: string; port: number },
  addresses: readonly string[],
): string {
  const list = addresses.map(a => (isIPv6(a) ? `[${a}]` : a)).join(',');
  return `${host}:${port}:${list}`;
}
