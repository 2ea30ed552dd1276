import { createHash, randomUUID } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GitClient, Remote } from '../../sources';
import type { GitRunOptions } from '../../sources/GitClient';
import type { GitResult } from '../../sources/gitProcess';
import { commitNotFound } from './errors';
import { fastImportOf, type CommitDraft } from './fastImport';
import {
  parseCommit,
  parseTree,
  type CommitObject,
  type TreeEntry,
} from './objects';
import { readPush, type PushOutcome } from './pushResult';

/**
 * Git adds to the file what would make it fetch whatever a command finds
 * missing, one by one. Without that, such a command fails, and the few that
 * may fetch say so.
 */
export const CLONE_CONFIG =
  '[core]\n\trepositoryformatversion = 0\n\tbare = true\n';

const FETCH = [
  'fetch',
  '--quiet',
  '--no-tags',
  '--no-write-fetch-head',
  '--no-auto-gc',
  '--no-recurse-submodules',
  '--filter=blob:none',
];
/** Lets a command fetch what it finds missing. */
const PARTIAL = 'remote.origin.promisor=true';
const ATTEMPTS = 3;
const CONTENTION = /\.lock|shallow file has changed|cannot lock ref/;
const STALE_LOCK_MS = 10 * 60_000;
/** All that there is; what git takes for no limit. */
export const WHOLE_HISTORY = 2_147_483_647;

/** The partial, bare clone of a repository, with the right to reach it. */
export class WorkspaceClone {
  readonly #git: GitClient;
  readonly #remote: Remote;
  readonly #gitDirectory: string;
  readonly #exclusive: <T>(work: () => Promise<T>) => Promise<T>;

  constructor(options: {
    git: GitClient;
    remote: Remote;
    gitDirectory: string;
    exclusive: <T>(work: () => Promise<T>) => Promise<T>;
  }) {
    const { remote } = options;
    this.#git = options.git;
    this.#remote = {
      ...remote,
      config: [...remote.config, '-c', `remote.origin.url=${remote.target}`],
    };
    this.#gitDirectory = options.gitDirectory;
    this.#exclusive = options.exclusive;
  }

  get url(): string {
    return this.#remote.url;
  }

  /** Head of each branch that exists; of every one where none is named. */
  async heads(branches?: readonly string[]): Promise<Map<string, string>> {
    const output = await this.#git.runRemote(this.#remote, [
      'ls-remote',
      '--heads',
      '--',
      this.#remote.target,
      ...(branches ?? []).map(name => `refs/heads/${name}`),
    ]);
    const wanted = branches && new Set(branches);
    const heads = new Map<string, string>();
    for (const line of output.split('\n')) {
      const [, commit, name] = /^(\S+)\trefs\/heads\/(.+)$/.exec(line) ?? [];
      // A pattern also matches the end of longer names.
      if (name && (!wanted || wanted.has(name))) {
        heads.set(name, commit);
      }
    }
    return heads;
  }

  /** Fetches commits with their trees, unless they are there. */
  async ensure(
    commits: readonly string[],
    options: { base?: { branch: string; head: string } } = {},
  ): Promise<void> {
    if (await this.#has(commits)) {
      return;
    }
    const { base } = options;
    await this.#exclusive(async () => {
      if (!(await this.#has(commits))) {
        await this.#fetch(
          ['--depth=1'],
          commits.map(commit =>
            // The ref tells the host what is here, so that next time it only
            // sends what is different.
            commit === base?.head
              ? `+${commit}:refs/base/${hash(base.branch)}`
              : commit,
          ),
        );
      }
    });
  }

  /**
   * Fetches commits with so much of their history, and reads while nobody
   * makes it shorter.
   */
  async withHistory<T>(
    commits: readonly string[],
    depth: number,
    read: () => Promise<T>,
  ): Promise<T> {
    return this.#exclusive(async () => {
      await this.#fetch([`--depth=${depth}`], commits);
      return read();
    });
  }

  /** Fetches the content of files, unless it is there. */
  async ensureFiles(ids: readonly string[]): Promise<void> {
    if (await this.#has(ids)) {
      return;
    }
    await this.#exclusive(async () => {
      const missing = await this.#missing(ids);
      if (missing.length > 0) {
        await this.#fetch(['--stdin'], [], {
          input: `${missing.join('\n')}\n`,
          // Or the host takes it that the files of the commits are here.
          config: ['fetch.negotiationAlgorithm=noop'],
        });
      }
    });
  }

  /** Runs a command on what is there. */
  async run(args: readonly string[], options?: GitRunOptions): Promise<string> {
    return this.#git.run([this.#gitDir, ...args], options);
  }

  /** The same for a command whose failure is an answer. */
  async attempt(
    args: readonly string[],
    options?: GitRunOptions,
  ): Promise<GitResult> {
    return this.#git.attemptRemote(
      { ...this.#remote, config: [], env: {} },
      [this.#gitDir, ...args],
      { ...options, mayFail: true },
    );
  }

  /**
   * The same for one that fetches what it misses, within {@link withHistory}.
   *
   * @param codes - What it may exit with; anything else is an error of the remote.
   */
  async attemptOnline(
    args: readonly string[],
    codes: readonly number[],
  ): Promise<GitResult> {
    try {
      const result = await this.#git.attemptRemote(
        this.#remoteWith(PARTIAL),
        [this.#gitDir, ...args],
        { mayFail: true },
      );
      if (!codes.includes(result.exitCode ?? -1)) {
        throw this.#git.errorOf(this.#remote, result);
      }
      return result;
    } finally {
      await this.#restoreConfig();
    }
  }

  async commitObject(commit: string): Promise<CommitObject> {
    return parseCommit(await this.run(['cat-file', 'commit', commit]));
  }

  /** What a commit has at a path; nothing where there is none. */
  async entryAt(commit: string, path: string): Promise<TreeEntry | undefined> {
    const [entry] = await this.#tree([commit, '--', path]);
    return entry;
  }

  /** Every file in a folder of a commit. */
  async filesIn(commit: string, folder: string): Promise<TreeEntry[]> {
    return this.#tree(['-r', commit, '--', `${folder}/`]);
  }

  /** Makes a commit, here alone. */
  async commit(draft: CommitDraft): Promise<string> {
    const ref = `refs/drafts/${randomUUID()}`;
    const output = await this.run(
      ['fast-import', '--quiet', '--date-format=raw'],
      { input: fastImportOf(draft, ref, Date.now()) },
    );
    return output.trim();
  }

  /**
   * Pushes a commit to a branch, or deletes it, if it still is where it was.
   *
   * @throws `push_refused`
   */
  async push(options: {
    branch: string;
    /** Absent to delete the branch. */
    commit?: string;
    /** Where the branch is; absent where there must be none. */
    expected?: string;
    /**
     * Asks the host what it has of the base, which takes longer; needed where
     * that is no head of a branch any more.
     */
    negotiate?: boolean;
  }): Promise<PushOutcome> {
    const { branch, commit = '', expected = '', negotiate = false } = options;
    const ref = `refs/heads/${branch}`;
    const remote = this.#remoteWith(`push.negotiate=${negotiate}`);
    const result = await this.#git.attemptRemote(remote, [
      this.#gitDir,
      'push',
      '--porcelain',
      '--no-verify',
      '--no-signed',
      '--recurse-submodules=no',
      `--force-with-lease=${ref}:${expected}`,
      '--',
      'origin',
      `${commit}:${ref}`,
    ]);
    return readPush(result, {
      url: this.url,
      branch,
      secrets: this.#remote.secrets,
      otherwise: () => this.#git.errorOf(this.#remote, result),
    });
  }

  get #gitDir(): string {
    return `--git-dir=${this.#gitDirectory}`;
  }

  #remoteWith(...settings: string[]): Remote {
    return {
      ...this.#remote,
      config: [
        ...this.#remote.config,
        ...settings.flatMap(setting => ['-c', setting]),
      ],
    };
  }

  async #tree(args: readonly string[]): Promise<TreeEntry[]> {
    return parseTree(
      await this.run([
        '--literal-pathspecs',
        'ls-tree',
        '-z',
        '--full-tree',
        ...args,
      ]),
    );
  }

  async #has(ids: readonly string[]): Promise<boolean> {
    return (await this.#missing(ids)).length === 0;
  }

  async #missing(ids: readonly string[]): Promise<string[]> {
    const output = await this.run(['cat-file', '--batch-check'], {
      input: `${ids.join('\n')}\n`,
    });
    return output
      .split('\n')
      .filter(line => line.endsWith(' missing'))
      .map(line => line.split(' ')[0]);
  }

  async #fetch(
    options: readonly string[],
    refs: readonly string[],
    { input, config = [] }: { input?: string; config?: string[] } = {},
  ): Promise<void> {
    const remote = this.#remoteWith(PARTIAL, ...config);
    let result: GitResult | undefined;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      result = await this.#git.attemptRemote(
        remote,
        [this.#gitDir, ...FETCH, ...options, '--', 'origin', ...refs],
        { input },
      );
      await this.#restoreConfig();
      if (result.outcome !== 'failed' || !CONTENTION.test(result.stderr)) {
        break;
      }
      // One that died with a lock of git's, or did not wait for ours.
      await this.#removeStaleLocks();
      await sleep(100 * attempt * (0.5 + Math.random()));
    }
    if (result!.outcome === 'succeeded') {
      return;
    }
    if (/not our ref|no such ref|unadvertised object/i.test(result!.stderr)) {
      throw commitNotFound(this.url, 'a commit that it had before');
    }
    throw this.#git.errorOf(this.#remote, result!);
  }

  async #restoreConfig(): Promise<void> {
    const draft = join(this.#gitDirectory, `config.${randomUUID()}`);
    await writeFile(draft, CLONE_CONFIG);
    await rename(draft, join(this.#gitDirectory, 'config'));
  }

  async #removeStaleLocks(): Promise<void> {
    const oldest = Date.now() - STALE_LOCK_MS;
    await Promise.all(
      ['shallow.lock', 'config.lock', 'packed-refs.lock'].map(async name => {
        const file = join(this.#gitDirectory, name);
        const found = await stat(file).catch(() => undefined);
        if (found && found.mtimeMs < oldest) {
          await rm(file, { force: true });
        }
      }),
    );
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
