import { createGitWorld, type HostedFixture } from './__testUtils__/gitWorld';
import type { WorkspaceGit } from './types';

const author = { name: 'Developer', email: 'developer@example.com' };

describe.each([
  ['http', false],
  ['a local path', true],
])('publishing to a repository by %s', (_, local) => {
  let world: Awaited<ReturnType<typeof createGitWorld>>;
  let git: WorkspaceGit;

  beforeAll(async () => {
    world = await createGitWorld({ local });
    git = world.createGit();
  });

  afterAll(async () => world.stop());

  const publish = (
    { url }: HostedFixture,
    options: Partial<Parameters<WorkspaceGit['publish']>[0]> = {},
  ) =>
    git.publish({
      url,
      baseBranch: 'main',
      branch: 'update_orders',
      folder: 'database/orders',
      files: { 'main.tf': '# one\n', 'variables.tf': '# two\n' },
      author,
      message: 'Update orders\n\nRun: 1',
      ...options,
    });

  it('puts the folder on a branch on top of the base, by the author', async () => {
    const repository = await world.createRepository({
      'README.md': '# Infra\n',
      'database/orders/old.tf': '# old\n',
      'database/users/main.tf': '# users\n',
    });
    const main = await repository.git('rev-parse', 'main');
    const published = await publish(repository);
    expect(published).toEqual({
      commit: await repository.git('rev-parse', 'update_orders'),
      base: main,
      changed: true,
    });
    expect(
      await repository.git(
        'log',
        '-1',
        '--format=%an <%ae>|%cn|%P|%B',
        published.commit,
      ),
    ).toBe(
      `Developer <developer@example.com>|InfraKitchen|${main}|Update orders\n\nRun: 1`,
    );
    expect(
      (
        await repository.git('ls-tree', '-r', '--name-only', 'update_orders')
      ).split('\n'),
    ).toEqual([
      'README.md',
      'database/orders/main.tf',
      'database/orders/variables.tf',
      'database/users/main.tf',
    ]);
    expect(await repository.git('rev-parse', 'main')).toBe(main);
    await repository.git('fsck', '--strict');
  });

  it('does nothing the second time', async () => {
    const repository = await world.createRepository();
    const first = await publish(repository);
    const second = await publish(repository, { expectedHead: first.commit });
    expect(second).toEqual({ ...first, changed: false });
  });

  it('recognises what it pushed before it was stopped', async () => {
    const repository = await world.createRepository();
    const first = await publish(repository);
    await expect(publish(repository)).resolves.toEqual({
      ...first,
      changed: false,
    });
    await repository.push({ 'README.md': '# Moved\n' });
    const again = await publish(repository);
    expect(again.changed).toBe(true);
    expect(await repository.git('rev-parse', 'update_orders^')).toBe(
      await repository.git('rev-parse', 'main'),
    );
  });

  it('takes the folder away, and nothing else', async () => {
    const repository = await world.createRepository({
      'database/orders/main.tf': '# one\n',
      'network/x/main.tf': '# x\n',
    });
    const { commit } = await publish(repository, { files: undefined });
    expect(await repository.git('ls-tree', '-r', '--name-only', commit)).toBe(
      'network/x/main.tf',
    );
  });

  it('makes a commit to ask for approval with where the base has it all', async () => {
    const repository = await world.createRepository({
      'database/orders/main.tf': '# one\n',
    });
    const { commit, base, changed } = await publish(repository, {
      files: { 'main.tf': '# one\n' },
    });
    expect(changed).toBe(true);
    expect(await repository.git('rev-parse', `${commit}^`)).toBe(base);
    expect(await repository.git('diff', base, commit)).toBe('');
  });

  it('is built anew, as one commit, where the base has moved', async () => {
    const repository = await world.createRepository();
    const first = await publish(repository);
    const moved = await repository.push({ 'network/a/main.tf': '# a\n' });
    const second = await publish(repository, { expectedHead: first.commit });
    expect(second).toMatchObject({ base: moved, changed: true });
    expect(await repository.git('rev-list', `main..${second.commit}`)).toBe(
      second.commit,
    );
    expect(
      await repository.git('show', `${second.commit}:network/a/main.tf`),
    ).toBe('# a');
  });

  it('never overwrites what others pushed, and says who did', async () => {
    const repository = await world.createRepository();
    const { commit } = await publish(repository);
    const foreign = await repository.push(
      { 'database/orders/main.tf': '# by hand\n' },
      'update_orders',
    );
    await expect(
      publish(repository, { expectedHead: commit }),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'branch_moved',
      message: expect.stringMatching(
        new RegExp(
          `'update_orders'.*${foreign.slice(
            0,
            12,
          )} "change" by Test <test@example.com>, committed at 20`,
        ),
      ),
    });
    expect(await repository.git('rev-parse', 'update_orders')).toBe(foreign);
  });

  it('refuses a branch that it did not make', async () => {
    const repository = await world.createRepository();
    const theirs = await repository.push({ 'a.txt': 'a' }, 'update_orders');
    await expect(publish(repository)).rejects.toMatchObject({
      code: 'branch_exists',
      message: expect.stringContaining('by Test <test@example.com>'),
    });
    expect(await repository.git('rev-parse', 'update_orders')).toBe(theirs);
  });

  it('makes the branch again where somebody deleted it', async () => {
    const repository = await world.createRepository();
    const { commit } = await publish(repository);
    await repository.git('update-ref', '-d', 'refs/heads/update_orders');
    await expect(
      publish(repository, { expectedHead: commit }),
    ).resolves.toMatchObject({ changed: true });
  });

  it('begins an empty repository', async () => {
    const repository = await world.createRepository({});
    const { base, commit } = await publish(repository);
    expect(await repository.git('rev-parse', 'main')).toBe(base);
    expect(await repository.git('ls-tree', base)).toBe('');
    expect(await repository.git('rev-parse', `${commit}^`)).toBe(base);
    await expect(
      git.diff({ url: repository.url, base: 'main', head: 'update_orders' }),
    ).resolves.toMatchObject({ text: expect.stringContaining('+# one') });
  });

  it('begins an empty repository once, for two at a time', async () => {
    const repository = await world.createRepository({});
    const [one, two] = await Promise.all([
      publish(repository),
      publish(repository, { branch: 'update_b', folder: 'database/b' }),
    ]);
    expect(one.base).toBe(two.base);
  });

  it('says that the default branch has another name', async () => {
    const repository = await world.createRepository();
    await repository.git('branch', '-m', 'main', 'trunk');
    await expect(publish(repository)).rejects.toMatchObject({
      code: 'ref_not_found',
      message: expect.stringContaining("has no branch 'main'; it has 'trunk'"),
    });
    await expect(
      publish(repository, { baseBranch: 'trunk' }),
    ).resolves.toMatchObject({ changed: true });
  });

  it('does not take a file for a folder', async () => {
    const repository = await world.createRepository({ database: 'a file' });
    await expect(publish(repository)).rejects.toMatchObject({
      code: 'path_taken',
      culprits: expect.arrayContaining([{ kind: 'file', name: 'database' }]),
    });
  });

  it('takes ten at once to one repository, also from two portals', async () => {
    const repository = await world.createRepository();
    const portals = [git, world.createGit()];
    const published = await Promise.all(
      Array.from({ length: 10 }, (__, index) =>
        portals[index % 2].publish({
          url: repository.url,
          baseBranch: 'main',
          branch: `update_r${index}`,
          folder: `database/r${index}`,
          files: { 'main.tf': `# ${index}\n` },
          author,
          message: `Update ${index}`,
        }),
      ),
    );
    const heads = await git.heads(
      repository.url,
      published.map((__, index) => `update_r${index}`),
    );
    expect([...heads.values()].sort()).toEqual(
      published.map(({ commit }) => commit).sort(),
    );
    for (const [index, { commit }] of published.entries()) {
      expect(
        await repository.git('show', `${commit}:database/r${index}/main.tf`),
      ).toBe(`# ${index}`);
    }
    await repository.git('fsck', '--strict');
  });

  it('lets one of two win that push different things to one branch', async () => {
    const repository = await world.createRepository();
    const results = await Promise.allSettled(
      ['a', 'b'].map(name =>
        world.createGit().publish({
          url: repository.url,
          baseBranch: 'main',
          branch: 'update_orders',
          folder: 'database/orders',
          files: { 'main.tf': `# ${name}\n` },
          author,
          message: `By ${name}`,
        }),
      ),
    );
    const won = results.filter(({ status }) => status === 'fulfilled');
    expect(won).toHaveLength(1);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'branch_exists' },
    });
  });

  it('goes on while the base moves all the time', async () => {
    const repository = await world.createRepository();
    let moving = true;
    const mover = (async () => {
      while (moving) {
        const tree = await repository.git('rev-parse', 'main^{tree}');
        const commit = await repository.developer.git(
          `--git-dir=${repository.directory}`,
          'commit-tree',
          '-p',
          await repository.git('rev-parse', 'main'),
          '-m',
          `${Math.random()}`,
          tree,
        );
        await repository.git('update-ref', 'refs/heads/main', commit);
      }
    })();
    try {
      for (let index = 0; index < 5; index++) {
        await expect(
          publish(repository, {
            branch: `update_${index}`,
            folder: `database/r${index}`,
          }),
        ).resolves.toMatchObject({ changed: true });
      }
    } finally {
      moving = false;
      await mover;
    }
  });

  it.each([
    ['without a name', '', 'x@example.com', 'unknown <x@example.com>'],
    [
      'with lines',
      'a\nauthor Evil <e@e>',
      'a@b>\nx',
      'a author Evil e@e <a@bx>',
    ],
    ['of signs alone', '<>"\'.,', '', 'unknown <unknown@noreply.invalid>'],
    [
      'with signs of all kinds',
      'Zoë \u202e💥 \0 Ünï',
      'zoë@example.com',
      'Zoë 💥 Ünï <zoë@example.com>',
    ],
    [
      'with a long name',
      'x'.repeat(5_000),
      'a b@c',
      `${'x'.repeat(200)} <ab@c>`,
    ],
    ['with half a character', 'a\ud800', '\ud83d@x', 'a <@x>'],
  ])('writes an author %s', async (__, name, email, expected) => {
    const repository = await world.createRepository();
    const { commit } = await publish(repository, {
      author: { name, email },
      message: 'x\0y\r\n\u202e-p --amend $(touch /tmp/x)\ud800\n\n',
    });
    expect(
      await repository.git('log', '-1', '--format=%an <%ae>', commit),
    ).toBe(expected);
    expect(await repository.git('log', '-1', '--format=%B', commit)).toBe(
      'xy\n-p --amend $(touch /tmp/x)',
    );
    await repository.git('fsck', '--strict');
  });

  it.each([
    [{ branch: '--mirror' }, 'invalid_ref'],
    [{ branch: 'a..b' }, 'invalid_ref'],
    [{ branch: 'a:refs/heads/main' }, 'invalid_ref'],
    [{ branch: 'main' }, 'invalid_ref'],
    [{ baseBranch: '-x' }, 'invalid_ref'],
    [{ folder: '' }, 'invalid_folder'],
    [{ folder: '../x' }, 'invalid_folder'],
    [{ folder: 'a/../../x' }, 'invalid_folder'],
    [{ folder: '/etc' }, 'invalid_folder'],
    [{ folder: 'a//b' }, 'invalid_folder'],
    [{ folder: '.git/hooks' }, 'invalid_folder'],
    [{ folder: 'a\nD README.md' }, 'invalid_folder'],
    [{ files: { '../x': '' } }, 'invalid_file'],
    [{ files: { '.GIT/config': '' } }, 'invalid_file'],
    [{ files: { 'a\nb': '' } }, 'invalid_file'],
    [{ files: { a: '', 'a/b': '' } }, 'invalid_file'],
    [{ files: {} }, 'folder_too_large'],
    [{ expectedHead: '--all' }, 'invalid_commit'],
    [{ url: 'ext::sh -c id' }, 'invalid_repository_url'],
  ])('refuses %j', async (options, code) => {
    const repository = await world.createRepository();
    await expect(publish(repository, options)).rejects.toMatchObject({ code });
    expect(await repository.git('for-each-ref', '--format=%(refname)')).toBe(
      'refs/heads/main',
    );
  });

  it('writes contents and names of files byte by byte', async () => {
    const repository = await world.createRepository();
    const files = {
      'main.tf': 'done\nD README.md\n\0 \\ "${x}" ünï💥',
      'a "quoted" \\name; ünï.tf': '',
    };
    delete (files as Record<string, string>)['a "quoted" \\name; ünï.tf'];
    const { commit } = await publish(repository, { files });
    await expect(
      git.readFolder({
        url: repository.url,
        ref: 'update_orders',
        folder: 'database/orders',
      }),
    ).resolves.toEqual({ commit, files });
    expect(await repository.git('show', `${commit}:README.md`)).toBe('# Infra');
  });
});
