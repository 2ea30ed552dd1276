import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createGitWorld } from './__testUtils__/gitWorld';

describe('large repositories', () => {
  let world: Awaited<ReturnType<typeof createGitWorld>>;

  beforeAll(async () => {
    world = await createGitWorld();
  });

  afterAll(async () => world.stop());

  /** Writes a commit with many files at once, as blobs of their own. */
  async function fill(directory: string, files: Iterable<[string, Buffer]>) {
    const git = spawn(
      'git',
      [`--git-dir=${directory}`, 'fast-import', '--quiet'],
      {
        stdio: ['pipe', 'inherit', 'inherit'],
      },
    );
    git.stdin.write(
      'commit refs/heads/main\ncommitter T <t@example.com> 1700000000 +0000\ndata 5\nfirst\n',
    );
    for (const [path, content] of files) {
      git.stdin.write(`M 100644 inline ${path}\ndata ${content.length}\n`);
      git.stdin.write(content);
      git.stdin.write('\n');
    }
    git.stdin.end();
    const [code] = await once(git, 'close');
    expect(code).toBe(0);
  }

  const publish = (
    git: ReturnType<typeof world.createGit>,
    url: string,
    folder: string,
  ) =>
    git.publish({
      url,
      baseBranch: 'main',
      branch: `update_${folder.replace('/', '_')}`,
      folder,
      files: { 'main.tf': '# new\n' },
      author: { name: 'Developer', email: 'developer@example.com' },
      message: 'Update',
    });

  const bytesOf = async (work: () => Promise<unknown>) => {
    const from = world.server.answers.length;
    await work();
    return world.server.answers
      .slice(from)
      .reduce((sum, { bytes }) => sum + bytes, 0);
  };

  it('stay partial: nothing of large files is fetched', async () => {
    const repository = await world.createRepository({});
    const large = 20_000_000;
    await fill(repository.directory, [
      ['large.bin', randomBytes(large)],
      ['database/orders/large.bin', randomBytes(large)],
      ['database/orders/main.tf', Buffer.from('# old\n')],
    ]);
    const git = world.createGit();
    const published = await bytesOf(() =>
      publish(git, repository.url, 'database/users'),
    );
    expect(published).toBeLessThan(20_000);
    const compared = await bytesOf(async () => {
      const { text } = await git.diff({
        url: repository.url,
        base: 'main',
        head: 'update_database_users',
      });
      expect(text).toContain('+# new');
    });
    expect(compared).toBeLessThan(20_000);
    const merged = await bytesOf(async () => {
      const heads = await git.heads(repository.url, ['update_database_users']);
      await git.merge({
        url: repository.url,
        baseBranch: 'main',
        branch: 'update_database_users',
        headCommit: heads.get('update_database_users')!,
        author: { name: 'Developer', email: 'developer@example.com' },
        message: 'Merge',
      });
    });
    expect(merged).toBeLessThan(20_000);
  });

  it('have 5,000 folders, of which a change needs few', async () => {
    const repository = await world.createRepository({});
    await fill(
      repository.directory,
      (function* folders(): Generator<[string, Buffer]> {
        for (let index = 0; index < 5_000; index++) {
          for (const name of ['main.tf', 'backend.tf', 'README.md']) {
            yield [
              `template${index % 20}/r${index}/${name}`,
              Buffer.from(`# ${name} of ${index} ${'.'.repeat(200)}\n`),
            ];
          }
        }
      })(),
    );
    const git = world.createGit();
    const first = await bytesOf(() =>
      publish(git, repository.url, 'template1/r1'),
    );
    // Names and ids of the folders, but none of their 3 MB of files.
    expect(first).toBeLessThan(1_500_000);
    // What moved is all that is fetched then.
    await repository.push({ 'template2/new/main.tf': '# new\n' });
    const second = await bytesOf(() =>
      publish(git, repository.url, 'template2/r2'),
    );
    expect(second).toBeLessThan(20_000);
    expect(
      await repository.git(
        'diff',
        '--name-status',
        'main',
        'update_template2_r2',
      ),
    ).toBe(
      [
        'D\ttemplate2/r2/README.md',
        'D\ttemplate2/r2/backend.tf',
        'M\ttemplate2/r2/main.tf',
      ].join('\n'),
    );
  });

  it('do not make the clone grow without end', async () => {
    const repository = await world.createRepository();
    const git = world.createGit({ maxPacks: 3 });
    for (let index = 0; index < 6; index++) {
      const tree = await repository.git('rev-parse', 'main^{tree}');
      const commit = await repository.developer.git(
        `--git-dir=${repository.directory}`,
        'commit-tree',
        '-p',
        'main',
        '-m',
        `${index}`,
        tree,
      );
      await repository.git('update-ref', 'refs/heads/main', commit);
      await git.readFolder({ url: repository.url, ref: 'main', folder: 'x' });
    }
    const clones = (await readdir(world.path)).filter(name =>
      name.startsWith('clones-'),
    );
    const counts = await Promise.all(
      clones.map(async name => {
        const [folder] = await readdir(join(world.path, name));
        const generations = (
          await readdir(join(world.path, name, folder))
        ).filter(entry => entry.endsWith('.git'));
        return generations.length;
      }),
    );
    expect(counts).toContain(2);
    await expect(publish(git, repository.url, 'a/b')).resolves.toMatchObject({
      changed: true,
    });
  });
});
