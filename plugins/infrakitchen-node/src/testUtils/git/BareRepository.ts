import { execFile } from 'node:child_process';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

/** Refuses pushes of what people may only merge into. */
const UPDATE_HOOK = `#!/bin/sh
if [ -f forge-protected ] && grep -qxF "$1" forge-protected; then
  echo "The branch is protected" >&2
  exit 1
fi
`;
const MAX_OUTPUT = 64 * 1024 * 1024;

/** Who a commit is by. @public */
export interface CommitAuthor {
  name: string;
  email: string;
}

/** How the branch of a pull request gets into its target. @public */
export type MergeMethod = 'merge' | 'squash' | 'rebase';

const NOBODY: CommitAuthor = { name: 'Forge', email: 'forge@example.com' };

/** A bare repository as a host keeps it, changed by git itself. @public */
export class BareRepository {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async create(
    directory: string,
    defaultBranch = 'main',
  ): Promise<BareRepository> {
    await mkdir(directory, { recursive: true });
    const repository = new BareRepository(directory);
    await repository.git([
      'init',
      '--quiet',
      '--bare',
      `--initial-branch=${defaultBranch}`,
    ]);
    await repository.git(['config', 'http.receivepack', 'true']);
    await repository.git(['config', 'uploadpack.allowFilter', 'true']);
    await repository.git(['config', 'uploadpack.allowAnySHA1InWant', 'true']);
    await writeFile(join(directory, 'hooks', 'update'), UPDATE_HOOK);
    await chmod(join(directory, 'hooks', 'update'), 0o755);
    return repository;
  }

  /** @throws what git says where it fails. */
  async git(args: string[], options: GitOptions = {}): Promise<string> {
    const { code, output } = await this.#run(args, options);
    if (code !== 0) {
      throw new Error(`git ${args[0]} ended with ${code}: ${output}`);
    }
    return output.trim();
  }

  /** Every ref by its full name. */
  async refs(): Promise<Map<string, string>> {
    const listed = await this.git([
      'for-each-ref',
      '--format=%(refname) %(objectname)',
    ]);
    return new Map(
      listed
        .split('\n')
        .filter(line => line !== '')
        .map(line => line.split(' ') as [string, string]),
    );
  }

  /** Head of a branch; nothing where there is none. */
  async head(branch: string): Promise<string | undefined> {
    const { code, output } = await this.#run([
      'rev-parse',
      '--verify',
      '--quiet',
      `refs/heads/${branch}^{commit}`,
    ]);
    return code === 0 ? output.trim() : undefined;
  }

  /** Writes files onto a branch, which begins at `from` where it is new. */
  async commit(
    branch: string,
    files: Record<string, string | undefined>,
    options: { message?: string; author?: CommitAuthor; from?: string } = {},
  ): Promise<string> {
    const { message = 'change', author = NOBODY, from } = options;
    const parent = (await this.head(branch)) ?? from;
    const stream = [
      `commit refs/heads/${branch}`,
      `committer ${author.name} <${author.email}> ${Math.floor(
        Date.now() / 1000,
      )} +0000`,
      data(message),
      ...(parent === undefined ? [] : [`from ${parent}`]),
      ...Object.entries(files).map(([path, content]) =>
        content === undefined
          ? `D ${path}`
          : `M 100644 inline ${path}\n${data(content)}`,
      ),
      '',
    ].join('\n');
    await this.git(['fast-import', '--quiet'], { input: stream });
    return (await this.head(branch))!;
  }

  /** Content of a file at a commit or branch. */
  async file(at: string, path: string): Promise<string | undefined> {
    const { code, output } = await this.#run(['show', `${at}:${path}`]);
    return code === 0 ? output : undefined;
  }

  async contains(commit: string, ancestor: string): Promise<boolean> {
    const { code } = await this.#run([
      'merge-base',
      '--is-ancestor',
      ancestor,
      commit,
    ]);
    return code === 0;
  }

  /** The tree that a merge of two commits has; nothing where they conflict. */
  async mergedTree(base: string, head: string): Promise<string | undefined> {
    const { code, output } = await this.#run([
      'merge-tree',
      '--write-tree',
      base,
      head,
    ]);
    return code === 0 ? output.trim().split('\n')[0] : undefined;
  }

  /**
   * Brings one commit into a branch.
   *
   * @returns what the branch is at then; nothing where there is a conflict.
   */
  async merge(options: {
    target: string;
    head: string;
    method: MergeMethod;
    message: string;
    author?: CommitAuthor;
  }): Promise<string | undefined> {
    const { target, head, method, message, author = NOBODY } = options;
    const base = (await this.head(target))!;
    const merged =
      method === 'rebase'
        ? await this.#rebase(base, head, author)
        : await this.#mergeCommit(base, head, {
            parents: method === 'merge' ? [base, head] : [base],
            ...{ message, author },
          });
    if (merged !== undefined) {
      await this.git(['update-ref', `refs/heads/${target}`, merged, base]);
    }
    return merged;
  }

  /** Branches that nobody can push to. */
  async protect(branches: readonly string[]): Promise<void> {
    const refs = branches.map(branch => `refs/heads/${branch}\n`);
    await writeFile(join(this.directory, 'forge-protected'), refs.join(''));
  }

  async #mergeCommit(
    base: string,
    head: string,
    commit: { parents: string[]; message: string; author: CommitAuthor },
  ): Promise<string | undefined> {
    const tree = await this.mergedTree(base, head);
    return tree === undefined
      ? undefined
      : this.git(
          [
            'commit-tree',
            tree,
            ...commit.parents.flatMap(parent => ['-p', parent]),
            '-m',
            commit.message,
          ],
          { author: commit.author },
        );
  }

  async #rebase(
    base: string,
    head: string,
    author: CommitAuthor,
  ): Promise<string | undefined> {
    const folder = join(this.directory, `rebase-${randomUUID()}`);
    await this.git(['worktree', 'add', '--quiet', '--detach', folder, head]);
    try {
      const { code } = await this.#run(['rebase', '--quiet', base], {
        cwd: folder,
        author,
      });
      return code === 0
        ? await this.git(['rev-parse', 'HEAD'], { cwd: folder })
        : undefined;
    } finally {
      await rm(folder, { recursive: true, force: true });
      await this.git(['worktree', 'prune']);
    }
  }

  #run(
    args: string[],
    { cwd = this.directory, input, author = NOBODY }: GitOptions = {},
  ): Promise<{ code: number; output: string }> {
    return new Promise((resolve, reject) => {
      const child = execFile(
        'git',
        args,
        {
          cwd,
          maxBuffer: MAX_OUTPUT,
          env: {
            PATH: process.env.PATH,
            HOME: this.directory,
            GIT_CONFIG_NOSYSTEM: '1',
            GIT_AUTHOR_NAME: author.name,
            GIT_AUTHOR_EMAIL: author.email,
            GIT_COMMITTER_NAME: author.name,
            GIT_COMMITTER_EMAIL: author.email,
          },
        },
        (error, stdout, stderr) => {
          if (error && typeof error.code !== 'number') {
            reject(error);
            return;
          }
          const code = error ? Number(error.code) : 0;
          resolve({ code, output: code === 0 ? stdout : stdout + stderr });
        },
      );
      child.stdin?.on('error', () => {});
      child.stdin?.end(input ?? '');
    });
  }
}

interface GitOptions {
  cwd?: string;
  input?: string;
  author?: CommitAuthor;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}
