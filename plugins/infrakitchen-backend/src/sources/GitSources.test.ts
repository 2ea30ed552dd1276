import { mockServices } from '@backstage/backend-test-utils';
import { existsSync } from 'node:fs';
import {
  chmod,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, relative } from 'node:path';
import { GitSources, type GitSourcesOptions } from './GitSources';
import {
  close,
  GitFixture,
  listen,
  serveRepositories,
  temporaryDirectory,
} from './__testUtils__/gitFixtures';

/** Everything in a folder, by path. */
async function listing(folder: string): Promise<Record<string, string[]>> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  return Object.fromEntries(
    await Promise.all(
      entries.map(async (entry): Promise<[string, string[]]> => {
        const file = join(entry.parentPath, entry.name);
        const name = relative(folder, file);
        if (entry.isSymbolicLink()) {
          return [name, ['link', await readlink(file)]];
        }
        if (entry.isDirectory()) {
          return [name, ['folder']];
        }
        const { mode } = await stat(file);
        return [name, [mode.toString(8), await readFile(file, 'utf8')]];
      }),
    ),
  );
}

describe('GitSources', () => {
  let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;
  let server: Awaited<ReturnType<typeof serveRepositories>>;
  let repository: GitFixture;
  let first: string;
  let second: string;
  let counter = 0;

  const path = (...parts: string[]) => join(temporary.path, ...parts);
  const fresh = (name: string) => path(`${name}-${counter++}`);

  function createSources(options: Partial<GitSourcesOptions> = {}) {
    return new GitSources({
      workingDirectory: fresh('work'),
      allowedHosts: [server.host],
      localRoots: [path('repositories')],
      timeoutMs: 20_000,
      logger: mockServices.logger.mock(),
      ...options,
    });
  }

  beforeAll(async () => {
    temporary = await temporaryDirectory();
    repository = await GitFixture.create(path('repositories', 'network'));
    first = await repository.commit({
      'main.tf': '# one',
      'modules/vpc/main.tf': '# vpc',
    });
    await repository.git('tag', 'v1.9.0');
    second = await repository.commit({ 'main.tf': '# two' });
    await repository.git('tag', '--annotate', '--message=ten', 'v1.10.0');
    await repository.git('tag', 'v1.10.0-rc.1');
    await repository.git('tag', 'nightly');
    await repository.git('branch', 'develop', first);
    server = await serveRepositories(path('repositories'));
  });

  afterAll(async () => {
    await server.close();
    await temporary.remove();
  });

  const local = () => repository.directory;
  const remote = () => `http://${server.host}/network/.git`;

  describe.each([
    ['a local path', local],
    ['http', remote],
  ])('with %s', (_, url) => {
    it('lists tags with the newest version first and peels annotated tags', async () => {
      await expect(createSources().listRefs(url())).resolves.toEqual({
        defaultBranch: 'main',
        tags: [
          { name: 'v1.10.0', commitSha: second },
          { name: 'v1.10.0-rc.1', commitSha: second },
          { name: 'v1.9.0', commitSha: first },
          { name: 'nightly', commitSha: second },
        ],
        branches: [
          { name: 'main', commitSha: second },
          { name: 'develop', commitSha: first },
        ],
      });
    });

    it('resolves a tag and a branch', async () => {
      const sources = createSources();
      await expect(
        sources.resolve({
          repositoryUrl: url(),
          refType: 'tag',
          ref: 'v1.10.0',
        }),
      ).resolves.toBe(second);
      await expect(
        sources.resolve({
          repositoryUrl: url(),
          refType: 'branch',
          ref: 'develop',
        }),
      ).resolves.toBe(first);
    });

    it('names the tags most like a missing one', async () => {
      await expect(
        createSources().resolve({
          repositoryUrl: url(),
          refType: 'tag',
          ref: 'v1.9.1',
        }),
      ).rejects.toMatchObject({
        code: 'ref_not_found',
        message: expect.stringMatching(
          /no tag 'v1\.9\.1'; did you mean 'v1\.9\.0'/,
        ),
      });
    });

    it('says where the name is a branch instead of a tag', async () => {
      await expect(
        createSources().resolve({
          repositoryUrl: url(),
          refType: 'tag',
          ref: 'develop',
        }),
      ).rejects.toMatchObject({
        code: 'ref_not_found',
        message: expect.stringContaining('there is a branch of that name'),
      });
    });

    it('checks out the files of a commit, and nothing else', async () => {
      const sources = createSources();
      const [one, two] = [fresh('one'), fresh('two')];
      await sources.checkout({
        repositoryUrl: url(),
        commitSha: first,
        directory: one,
      });
      await sources.checkout({
        repositoryUrl: url(),
        commitSha: second,
        directory: two,
      });
      await expect(readFile(join(one, 'main.tf'), 'utf8')).resolves.toBe(
        '# one',
      );
      await expect(readFile(join(two, 'main.tf'), 'utf8')).resolves.toBe(
        '# two',
      );
      expect((await readdir(one)).sort()).toEqual(['main.tf', 'modules']);
    });

    it('checks out twenty times at once, for four replicas on one disk', async () => {
      const workingDirectory = fresh('work');
      const replicas = [
        createSources({ workingDirectory }),
        createSources({ workingDirectory }),
        createSources({ workingDirectory }),
        createSources({ workingDirectory }),
      ];
      const folders = Array.from({ length: 20 }, () => fresh('parallel'));
      await Promise.all(
        folders.map((directory, i) =>
          replicas[i % 4].checkout({
            repositoryUrl: url(),
            commitSha: i % 3 === 0 ? first : second,
            directory,
          }),
        ),
      );
      for (const [i, folder] of folders.entries()) {
        await expect(readFile(join(folder, 'main.tf'), 'utf8')).resolves.toBe(
          i % 3 === 0 ? '# one' : '# two',
        );
      }
      const caches = await readdir(join(workingDirectory, 'git'));
      expect(caches.filter(name => name !== 'home')).toEqual([
        expect.stringMatching(/^[0-9a-f]{64}\.git$/),
      ]);
    });

    it('checks out again what was lost since', async () => {
      const workingDirectory = fresh('work');
      const sources = createSources({ workingDirectory });
      for (const directory of [fresh('before'), fresh('again')]) {
        await sources.checkout({
          repositoryUrl: url(),
          commitSha: first,
          directory,
        });
        expect((await readdir(directory)).sort()).toEqual([
          'main.tf',
          'modules',
        ]);
        await rm(join(workingDirectory, 'git'), {
          recursive: true,
          force: true,
        });
      }
    });

    it('says that a commit is gone', async () => {
      await expect(
        createSources().checkout({
          repositoryUrl: url(),
          commitSha: '0123456789012345678901234567890123456789',
          directory: fresh('gone'),
        }),
      ).rejects.toMatchObject({
        code: expect.stringMatching(/^commit_not_found$/),
      });
    });
  });

  it('follows a branch that was moved, and still has what it was', async () => {
    const moving = await GitFixture.create(path('repositories', 'moving'));
    const before = await moving.commit({ 'main.tf': '# before' });
    const url = `http://${server.host}/moving/.git`;
    const branch = {
      repositoryUrl: url,
      refType: 'branch',
      ref: 'main',
    } as const;
    const sources = createSources();
    await expect(sources.resolve(branch)).resolves.toBe(before);
    const kept = { repositoryUrl: url, commitSha: before };
    await sources.checkout({ ...kept, directory: fresh('before') });

    await moving.git('commit', '--amend', '--quiet', '--message=rewritten');
    const after = await moving.commit({ 'main.tf': '# after' });
    await expect(sources.resolve(branch)).resolves.toBe(after);

    const directory = fresh('kept');
    await sources.checkout({ ...kept, directory });
    await expect(readFile(join(directory, 'main.tf'), 'utf8')).resolves.toBe(
      '# before',
    );
  });

  it('gets an old commit after a newer one, though it fetches one at a time', async () => {
    const sources = createSources();
    for (const commitSha of [second, first]) {
      const directory = fresh('order');
      await sources.checkout({
        repositoryUrl: remote(),
        commitSha,
        directory,
      });
      expect(existsSync(join(directory, 'main.tf'))).toBe(true);
    }
  });

  it('gets a commit that an old host does not hand out by itself', async () => {
    const history = await GitFixture.create(path('repositories', 'history'));
    const commits = [];
    for (const content of ['# one', '# two', '# three']) {
      commits.push(await history.commit({ 'main.tf': content }));
    }
    const old = await serveRepositories(path('repositories'), { old: true });
    const sources = createSources({ allowedHosts: [old.host] });
    for (const commitSha of commits.reverse()) {
      const directory = fresh('old');
      await sources.checkout({
        repositoryUrl: `http://${old.host}/history/.git`,
        commitSha,
        directory,
      });
      expect(existsSync(join(directory, 'main.tf'))).toBe(true);
    }
    await old.close();
  });

  it('does not reach the network for a commit that it has', async () => {
    const sources = createSources();
    const gone = await serveRepositories(path('repositories'));
    const url = `http://${gone.host}/network/.git`;
    const listed = createSources({ allowedHosts: [gone.host] });
    const checkout = { repositoryUrl: url, commitSha: first };
    await listed.checkout({ ...checkout, directory: fresh('cached') });
    await gone.close();
    await listed.checkout({ ...checkout, directory: fresh('cached') });
    await expect(sources.listRefs(url)).rejects.toMatchObject({
      code: 'host_not_allowed',
    });
    await expect(listed.listRefs(url)).rejects.toMatchObject({
      code: 'repository_unreachable',
      message: expect.stringContaining('refuses the connection'),
    });
  });

  it.each([
    ['http', () => `http://${server.host}/nothing/.git`],
    ['a local path', () => path('repositories', 'nothing')],
  ])('says that there is no repository, with %s', async (_, url) => {
    await expect(createSources().listRefs(url())).rejects.toMatchObject({
      name: 'InputError',
      code: 'repository_not_found',
      culprits: [{ kind: 'repository', name: url() }],
    });
  });

  it('ends a command that takes too long, with everything it started', async () => {
    const silent = createServer(() => {});
    const disconnected = new Promise(done => {
      silent.on('connection', socket => socket.on('close', done));
    });
    const host = await listen(silent);
    await expect(
      createSources({ allowedHosts: [host], timeoutMs: 300 }).listRefs(
        `http://${host}/slow`,
      ),
    ).rejects.toMatchObject({ code: 'repository_timeout' });
    await disconnected;
    await close(silent);
  });

  it('uses ssh with the configured command only', async () => {
    const ssh = path('ssh');
    await writeFile(
      ssh,
      `#!/bin/sh\necho "$@" >> '${ssh}.log'\nfor last; do :; done\nexec sh -c "$last"\n`,
      { mode: 0o700 },
    );
    const sources = createSources({
      allowedHosts: ['git.internal'],
      sshCommand: ssh,
    });
    const refs = await sources.listRefs(
      `ssh://git@git.internal:2222${local()}/.git`,
    );
    expect(refs.tags[0]).toEqual({ name: 'v1.10.0', commitSha: second });
    await expect(
      sources.resolve({
        repositoryUrl: `git@git.internal:${local()}/.git`,
        refType: 'branch',
        ref: 'main',
      }),
    ).resolves.toBe(second);
    await expect(readFile(`${ssh}.log`, 'utf8')).resolves.toMatch(
      /-p 2222 git@git\.internal git-upload-pack '/,
    );
  });

  it('takes nothing from the environment and settings of this process', async () => {
    const before = { ...process.env };
    const home = fresh('home');
    await mkdir(home);
    await writeFile(join(home, '.gitconfig'), '[broken');
    Object.assign(process.env, {
      HOME: home,
      XDG_CONFIG_HOME: home,
      GIT_DIR: '/nowhere',
      GIT_SSH_COMMAND: 'false',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `url.http://127.0.0.1:1/.insteadOf`,
      GIT_CONFIG_VALUE_0: `http://${server.host}/`,
    });
    try {
      await expect(createSources().listRefs(remote())).resolves.toMatchObject({
        defaultBranch: 'main',
      });
    } finally {
      for (const name of Object.keys(process.env)) {
        delete process.env[name];
      }
      Object.assign(process.env, before);
    }
  });

  it('does not tell what git says, but logs it', async () => {
    const broken = createServer((_, response) => {
      response.writeHead(500);
      response.end('internal secret');
    });
    const host = await listen(broken);
    const logger = mockServices.logger.mock();
    const sources = createSources({ allowedHosts: [host], logger });
    await expect(sources.listRefs(`http://${host}/x`)).rejects.toMatchObject({
      code: 'repository_unreachable',
      message: `The repository 'http://${host}/x' cannot be reached: the host has an internal error`,
    });
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(/^git ls-remote failed .*500/s),
    );
    await close(broken);
  });

  it('does not follow a redirect', async () => {
    const redirecting = createServer((_, response) => {
      response.writeHead(302, {
        Location: `http://${server.host}/network/.git/info/refs?service=git-upload-pack`,
      });
      response.end();
    });
    const host = await listen(redirecting);
    await expect(
      createSources({ allowedHosts: [host, server.host] }).listRefs(
        `http://${host}/network/.git`,
      ),
    ).rejects.toMatchObject({
      code: 'repository_unreachable',
      message: expect.stringContaining('redirects'),
    });
    await close(redirecting);
  });

  describe('local paths', () => {
    it('refuses a path outside of the roots, whether it exists or not', async () => {
      await GitFixture.create(path('private'));
      for (const url of [
        path('private'),
        path('missing'),
        path('repositories', '..', 'private'),
        '/etc',
      ]) {
        await expect(createSources().listRefs(url)).rejects.toMatchObject({
          code: 'path_outside_roots',
        });
      }
    });

    it('refuses a link that leads out of the roots', async () => {
      await GitFixture.create(path('secret'));
      await symlink(path('secret'), path('repositories', 'link'));
      await mkdir(path('repositories', 'inner'));
      await symlink(
        path('secret', '.git'),
        path('repositories', 'inner', '.git'),
      );
      for (const name of ['link', 'inner']) {
        await expect(
          createSources().listRefs(path('repositories', name)),
        ).rejects.toMatchObject({ code: 'path_outside_roots' });
      }
    });

    it('refuses a folder inside of a repository', async () => {
      await expect(
        createSources().listRefs(join(local(), 'modules')),
      ).rejects.toMatchObject({ code: 'repository_not_found' });
    });

    it('refuses every path where no root is configured', async () => {
      await expect(
        createSources({ localRoots: [] }).listRefs(local()),
      ).rejects.toMatchObject({ code: 'path_outside_roots' });
    });
  });

  describe('checkouts', () => {
    it('refuses a repository that is too large', async () => {
      const options = {
        repositoryUrl: local(),
        commitSha: first,
        directory: fresh('large'),
      };
      for (const checkoutLimits of [{ files: 1 }, { bytes: 4 }]) {
        await expect(
          createSources({ checkoutLimits }).checkout(options),
        ).rejects.toMatchObject({ code: 'checkout_too_large' });
      }
      expect(existsSync(options.directory)).toBe(false);
    });

    it('keeps links inside of the repository and refuses others', async () => {
      const links = await GitFixture.create(path('repositories', 'links'));
      await links.commit({ 'shared.tf': '# shared', 'module/main.tf': '' });
      await symlink('../shared.tf', join(links.directory, 'module/shared.tf'));
      const fine = await links.commit({});
      await symlink('/etc/passwd', join(links.directory, 'module/passwd.tf'));
      const evil = await links.commit({});

      const directory = fresh('links');
      const checkout = { repositoryUrl: links.directory, directory };
      await createSources().checkout({ ...checkout, commitSha: fine });
      await expect(
        readFile(join(directory, 'module/shared.tf'), 'utf8'),
      ).resolves.toBe('# shared');
      await expect(
        createSources().checkout({
          ...checkout,
          commitSha: evil,
          directory: fresh('evil'),
        }),
      ).rejects.toMatchObject({
        code: 'link_outside_repository',
        culprits: [{ kind: 'file', name: 'module/passwd.tf' }],
      });
    });

    it.each([
      ['small', 10],
      ['too large to be kept', 1_500_000],
    ])('writes a commit, %s, again as git wrote it', async (name, size) => {
      const all = await GitFixture.create(path('repositories', `all-${size}`));
      const inside = (file: string) => join(all.directory, file);
      await all.commit({
        '.gitattributes': '*.txt text eol=crlf',
        'deep/er/main.tf': '# main',
        'lines.txt': 'one\ntwo\n',
        'run.sh': '#!/bin/sh',
        'image.bin': '\u0000'.repeat(size),
      });
      await symlink('deep/er/main.tf', inside('link.tf'));
      await chmod(inside('run.sh'), 0o755);
      await all.git('add', '--all');
      const submodule = `160000,${first},sub`;
      await all.git('update-index', '--add', '--cacheinfo', submodule);
      await all.git('commit', '--quiet', '--message=all');
      const commitSha = await all.git('rev-parse', 'HEAD');

      const sources = createSources();
      const folders = [fresh(name), fresh(name), fresh(name)];
      for (const directory of folders) {
        await sources.checkout({
          repositoryUrl: all.directory,
          commitSha,
          directory,
        });
      }
      const [written, ...again] = await Promise.all(folders.map(listing));
      expect(written).toMatchObject({
        'lines.txt': ['100644', 'one\r\ntwo\r\n'],
        'link.tf': ['link', 'deep/er/main.tf'],
        'run.sh': ['100755', '#!/bin/sh'],
        sub: ['folder'],
      });
      expect(again).toEqual([written, written]);
    });

    it('refuses what is no complete commit id', async () => {
      await expect(
        createSources().checkout({
          repositoryUrl: local(),
          commitSha: '--output=x',
          directory: fresh('invalid'),
        }),
      ).rejects.toMatchObject({ code: 'invalid_commit' });
    });
  });

  it('reads its configuration', async () => {
    const config = mockServices.rootConfig({
      data: {
        infrakitchen: {
          git: {
            allowedHosts: [server.host],
            localRoots: [path('repositories')],
            timeout: { seconds: 10 },
            checkout: { maxFiles: 1 },
          },
        },
      },
    });
    const sources = GitSources.fromConfig(config, {
      workingDirectory: fresh('work'),
      logger: mockServices.logger.mock(),
    });
    await expect(sources.listRefs(local())).resolves.toMatchObject({
      defaultBranch: 'main',
    });
    await expect(
      sources.checkout({
        repositoryUrl: remote(),
        commitSha: first,
        directory: fresh('config'),
      }),
    ).rejects.toMatchObject({ code: 'checkout_too_large' });
  });
});
