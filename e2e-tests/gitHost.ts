import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The demo's repository that code is written to. */
const workspace =
  process.env.E2E_WORKSPACE ??
  path.resolve('.tmp/e2e/workspaces/infrastructure.git');

/** Where the portal keeps pull requests for git servers that have none. */
const database =
  process.env.E2E_DATABASE ??
  path.resolve('.tmp/e2e/database/infrakitchen.sqlite');

/** Works with the workspace's repository as somebody at a terminal does. */
export class GitHost {
  /** What a file has on the default branch; nothing where it is not there. */
  async file(name: string): Promise<string | undefined> {
    const names = await git(workspace, [
      'ls-tree',
      '-r',
      '--name-only',
      'main',
    ]);
    return names.split('\n').includes(name)
      ? git(workspace, ['show', `main:${name}`])
      : undefined;
  }

  async head(): Promise<string> {
    return git(workspace, ['rev-parse', 'main']);
  }

  /** Author and subject of the last commit of a branch. */
  async lastCommit(branch: string): Promise<string> {
    return git(workspace, ['log', '-1', '--format=%an: %s', branch]);
  }

  /** Merges a branch into the default branch and pushes that. */
  async merge(branch: string): Promise<void> {
    await this.#inClone(async clone => {
      await git(clone, [
        ...['merge', '--quiet', '--no-ff', '-m', `Merge ${branch}`],
        `origin/${branch}`,
      ]);
      await git(clone, ['push', '--quiet', 'origin', 'main']);
    });
  }

  /** Adds text to a file of the default branch, as nobody should. */
  async edit(name: string, text: string): Promise<void> {
    await this.#inClone(async clone => {
      await appendFile(path.join(clone, name), text);
      await git(clone, ['commit', '--quiet', '--all', '-m', 'By hand']);
      await git(clone, ['push', '--quiet', 'origin', 'main']);
    });
  }

  /** What the portal has written under a pull request. */
  comments(number: number): string[] {
    const db = new DatabaseSync(database, { readOnly: true });
    try {
      return db
        .prepare(
          `select body from plain_pull_request_comments
           where pull_request_id in
             (select id from plain_pull_requests where number = ?)`,
        )
        .all(number)
        .map(row => String(row.body));
    } finally {
      db.close();
    }
  }

  async #inClone(work: (clone: string) => Promise<void>): Promise<void> {
    const clone = await mkdtemp(path.join(tmpdir(), 'e2e-clone-'));
    try {
      await git(clone, ['clone', '--quiet', workspace, '.']);
      await work(clone);
    } finally {
      await rm(clone, { recursive: true, force: true });
    }
  }
}

async function git(directory: string, args: string[]): Promise<string> {
  const { stdout } = await run('git', args, {
    cwd: directory,
    env: {
      PATH: process.env.PATH,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: devNull,
      GIT_AUTHOR_NAME: 'Reviewer',
      GIT_AUTHOR_EMAIL: 'reviewer@example.com',
      GIT_COMMITTER_NAME: 'Reviewer',
      GIT_COMMITTER_EMAIL: 'reviewer@example.com',
    },
  });
  return stdout.trim();
}
