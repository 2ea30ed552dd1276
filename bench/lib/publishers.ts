import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { GitSources } from '../../plugins/infrakitchen-backend/src/sources';
import { DefaultWorkspaceGit } from '../../plugins/infrakitchen-backend/src/workspaces/git';
import { generatedFiles, type BenchRepository } from './repository';

/** Whatever brings generated code from a request to a branch of a workspace. */
export interface Publisher {
  /** Returns once the branch is at its host. */
  publish(change: { index: number; branch: string }): Promise<void>;
}

const author = { name: 'Developer', email: 'developer@example.com' };

/** The part of the portal that does git, without runs and pull requests. */
export function createGitPublisher(repository: BenchRepository): Publisher {
  const sources = new GitSources({
    workingDirectory: path.join(repository.temporary, 'work'),
    allowedHosts: [repository.host],
    localRoots: [],
    timeoutMs: 60_000,
    logger,
  });
  const git = new DefaultWorkspaceGit({
    git: sources.git,
    directory: path.join(repository.temporary, 'clones'),
  });
  return {
    async publish({ index, branch }) {
      await git.publish({
        url: repository.url,
        baseBranch: 'main',
        folder: repository.folderOf(index),
        files: generatedFiles(`resource ${index}, changed`),
        ...{ branch, author, message: `Update resource ${index}` },
      });
    },
  };
}

/** What somebody would run who has no portal. */
const script = `
set -e
git clone --quiet -- "$URL" "$CHECKOUT"
cp -r "$FILES/." "$CHECKOUT/$FOLDER/"
cd "$CHECKOUT"
git checkout --quiet -b "$BRANCH"
git add --all
git commit --quiet --message "Update"
git push --quiet origin "$BRANCH"
`;

/** Git without the portal: clone, commit, push. */
export function createBarePublisher(repository: BenchRepository): Publisher {
  return {
    async publish({ index, branch }) {
      const files = path.join(repository.temporary, `files-${branch}`);
      const checkout = path.join(repository.temporary, `checkout-${branch}`);
      await mkdir(files);
      for (const [name, content] of Object.entries(
        generatedFiles(`resource ${index}, changed`),
      )) {
        await writeFile(path.join(files, name), content);
      }
      await promisify(execFile)('sh', ['-c', script], {
        env: {
          PATH: process.env.PATH,
          HOME: repository.temporary,
          GIT_CONFIG_NOSYSTEM: '1',
          GIT_AUTHOR_NAME: author.name,
          GIT_AUTHOR_EMAIL: author.email,
          GIT_COMMITTER_NAME: author.name,
          GIT_COMMITTER_EMAIL: author.email,
          URL: repository.url,
          FOLDER: repository.folderOf(index),
          CHECKOUT: checkout,
          FILES: files,
          BRANCH: branch,
        },
      });
      await rm(checkout, { recursive: true });
    },
  };
}

const quiet = () => undefined;
const logger: LoggerService = {
  debug: quiet,
  info: quiet,
  warn: message => process.stderr.write(`${message}\n`),
  error: message => process.stderr.write(`${message}\n`),
  child: () => logger,
};
