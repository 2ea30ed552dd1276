import { mockServices } from '@backstage/backend-test-utils';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GitSources, type GitCredentialsSource } from '../../../sources';
import {
  GitFixture,
  serveRepositories,
  temporaryDirectory,
} from '../../../sources/__testUtils__/gitFixtures';
import { DefaultWorkspaceGit } from '../DefaultWorkspaceGit';

/** A bare repository at a host, with a checkout of somebody who works on it. */
export interface HostedFixture {
  /** Where the portal finds it. */
  url: string;
  /** The bare repository itself. */
  directory: string;
  developer: GitFixture;
  /** Commits files and pushes them to a branch, on top of what is there. */
  push(files: Record<string, string>, branch?: string): Promise<string>;
  /** Runs git in the bare repository. */
  git(...args: string[]): Promise<string>;
}

type ServeOptions = Parameters<typeof serveRepositories>[1];

/** Repositories behind a real git server, and the portal's git for them. */
export async function createGitWorld(
  options: {
    serve?: ServeOptions;
    credentials?: GitCredentialsSource;
    /** Reaches the repositories by their paths, without a server. */
    local?: boolean;
  } = {},
) {
  const temporary = await temporaryDirectory();
  const root = join(temporary.path, 'repositories');
  const server = await serveRepositories(
    root,
    options.serve ?? { pushAuthorization: 'anyone' },
  );
  const logger = mockServices.logger.mock();

  /** Another portal, which has cloned nothing yet. */
  /** Of another portal, which has cloned nothing yet. */
  const createParts = (limits: { maxPacks?: number } = {}) => {
    const sources = new GitSources({
      workingDirectory: join(temporary.path, `work-${randomUUID()}`),
      allowedHosts: [server.host],
      localRoots: [root],
      timeoutMs: 30_000,
      credentials: options.credentials,
      logger,
    });
    const git = new DefaultWorkspaceGit({
      ...limits,
      git: sources.git,
      directory: join(temporary.path, `clones-${randomUUID()}`),
    });
    return { sources, git };
  };
  const createGit = (limits?: { maxPacks?: number }) => createParts(limits).git;

  async function createRepository(
    files: Record<string, string> | undefined = { 'README.md': '# Infra\n' },
  ): Promise<HostedFixture> {
    const name = `repository-${randomUUID()}`;
    const directory = join(root, `${name}.git`);
    const developer = await GitFixture.create(
      join(temporary.path, `checkout-${name}`),
    );
    await developer.git('init', '-q', '--bare', '-b', 'main', directory);
    await developer.git('remote', 'add', 'origin', directory);
    const hosted: HostedFixture = {
      url: options.local ? directory : `http://${server.host}/${name}.git`,
      directory,
      developer,
      async push(changes, branch = 'main') {
        await developer.git('fetch', '-q', 'origin');
        await developer
          .git('checkout', '-q', '-B', branch, `origin/${branch}`)
          .catch(() => developer.git('checkout', '-q', '-B', branch));
        const commit = await developer.commit(changes);
        await developer.git(
          'push',
          '-q',
          'origin',
          `HEAD:refs/heads/${branch}`,
        );
        return commit;
      },
      git: async (...args) => {
        const { stdout } = await promisify(execFile)(
          'git',
          [`--git-dir=${directory}`, ...args],
          { maxBuffer: 64 * 1024 * 1024 },
        );
        return stdout.trim();
      },
    };
    if (Object.keys(files).length > 0) {
      await hosted.push(files);
    }
    return hosted;
  }

  return {
    path: temporary.path,
    root,
    server,
    logger,
    createParts,
    createGit,
    createRepository,
    async stop() {
      await server.close();
      await temporary.remove();
    },
  };
}
