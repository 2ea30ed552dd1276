import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withDirectoryLock } from './directoryLock';
import { repositoryCulprit } from './errors';
import type { GitClient, Remote } from './GitClient';
import type { GitResult } from './gitProcess';
import { KeyedMutex } from './KeyedMutex';
import type { RepositoryLocation } from './repositoryUrl';

const ATTEMPTS = 4;
/** What git says where another process writes to the same repository. */
const CONTENTION = /\.lock|shallow file has changed|cannot lock ref/;

/**
 * Keeps the commits that were asked for, in one bare repository per URL. Works
 * for several processes on one disk: a repository appears by a rename, and
 * objects are only ever added.
 */
export class RepositoryCache {
  readonly #git: GitClient;
  readonly #directory: string;
  readonly #staleLockMs: number;
  readonly #mutex = new KeyedMutex();

  constructor(options: {
    git: GitClient;
    directory: string;
    timeoutMs: number;
  }) {
    this.#git = options.git;
    this.#directory = options.directory;
    this.#staleLockMs = 2 * options.timeoutMs + 60_000;
  }

  /** The bare repository of a URL, whether it exists or not. */
  gitDirectoryOf(location: RepositoryLocation): string {
    const hash = createHash('sha256').update(location.url).digest('hex');
    return join(this.#directory, `${hash}.git`);
  }

  /**
   * Fetches a commit unless it is there.
   *
   * @throws InputError `commit_not_found` where the repository no longer has it.
   */
  async ensureCommit(
    location: RepositoryLocation,
    commitSha: string,
  ): Promise<void> {
    const gitDirectory = this.gitDirectoryOf(location);
    await this.#mutex.run(gitDirectory, async () => {
      await this.#ensureRepository(gitDirectory);
      // Whoever had the mutex before may have fetched it.
      if (await this.#has(gitDirectory, commitSha)) {
        return;
      }
      const remote = await this.#git.connect(location);
      await withDirectoryLock(`${gitDirectory}.lock`, async () => {
        if (!(await this.#has(gitDirectory, commitSha))) {
          await this.#fetch(gitDirectory, remote, commitSha);
        }
      });
    });
  }

  async #ensureRepository(gitDirectory: string): Promise<void> {
    if (await exists(gitDirectory)) {
      return;
    }
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const draft = `${gitDirectory}.${randomUUID()}.tmp`;
    try {
      await this.#git.run([
        'init',
        '--quiet',
        '--bare',
        '--template=',
        '--',
        draft,
      ]);
      await rename(draft, gitDirectory);
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      // Another process was faster: theirs is as good.
      if (!(await exists(gitDirectory))) {
        throw error;
      }
    }
  }

  async #fetch(
    gitDirectory: string,
    remote: Remote,
    commitSha: string,
  ): Promise<void> {
    let result: GitResult | undefined;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      result = await this.#fetchOnce(gitDirectory, remote, commitSha);
      if (await this.#has(gitDirectory, commitSha)) {
        return;
      }
      if (result.outcome !== 'failed' || !CONTENTION.test(result.stderr)) {
        break;
      }
      // Another process did not wait for the lock, or died with one of git's.
      await this.#removeStaleLocks(gitDirectory, commitSha);
      await sleep(100 * attempt * (0.5 + Math.random()));
    }
    if (result && result.outcome !== 'succeeded') {
      throw this.#git.errorOf(remote, result);
    }
    throw new InfrakitchenError('InputError', {
      code: 'commit_not_found',
      message: `The repository '${remote.url}' no longer has the commit ${commitSha}`,
      culprits: repositoryCulprit(remote.url),
    });
  }

  /** Only the commit where the host allows that, else all tags and branches. */
  async #fetchOnce(
    gitDirectory: string,
    remote: Remote,
    commitSha: string,
  ): Promise<GitResult> {
    const fetch = [
      `--git-dir=${gitDirectory}`,
      'fetch',
      '--quiet',
      '--no-tags',
      '--no-write-fetch-head',
      '--no-auto-gc',
      '--no-recurse-submodules',
    ];
    const single = await this.#git.attemptRemote(remote, [
      ...fetch,
      '--depth=1',
      '--',
      remote.target,
      `+${commitSha}:refs/commits/${commitSha}`,
    ]);
    if (single.outcome !== 'failed' || CONTENTION.test(single.stderr)) {
      return single;
    }
    const shallow = await exists(join(gitDirectory, 'shallow'));
    return this.#git.attemptRemote(remote, [
      ...fetch,
      '--prune',
      ...(shallow ? ['--unshallow'] : []),
      '--',
      remote.target,
      '+refs/heads/*:refs/heads/*',
      '+refs/tags/*:refs/tags/*',
    ]);
  }

  async #has(gitDirectory: string, commitSha: string): Promise<boolean> {
    return this.#git.succeeds([
      `--git-dir=${gitDirectory}`,
      'cat-file',
      '-e',
      `${commitSha}^{commit}`,
    ]);
  }

  async #removeStaleLocks(
    gitDirectory: string,
    commitSha: string,
  ): Promise<void> {
    const oldest = Date.now() - this.#staleLockMs;
    const locks = [
      'shallow.lock',
      'packed-refs.lock',
      `refs/commits/${commitSha}.lock`,
    ];
    await Promise.all(
      locks.map(async lock => {
        const file = join(gitDirectory, lock);
        const found = await stat(file).catch(() => undefined);
        if (found && found.mtimeMs < oldest) {
          await rm(file, { force: true });
        }
      }),
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
