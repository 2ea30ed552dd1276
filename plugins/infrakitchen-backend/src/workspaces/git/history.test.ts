import { writeFile, mkdir, chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { createGitWorld, type HostedFixture } from './__testUtils__/gitWorld';
import type { WorkspaceGit } from './types';

const author = { name: 'Developer', email: 'developer@example.com' };
const folder = 'database/orders';

describe.each([
  ['http', false],
  ['a local path', true],
])('what becomes of a branch in a repository by %s', (_, local) => {
  let world: Awaited<ReturnType<typeof createGitWorld>>;
  let git: WorkspaceGit;

  beforeAll(async () => {
    world = await createGitWorld({ local });
    git = world.createGit();
  });

  afterAll(async () => world.stop());

  async function published(
    files: Record<string, string> | undefined = undefined,
  ) {
    const repository = await world.createRepository({
      'README.md': '# Infra\n',
      ...files,
    });
    const { commit, base } = await git.publish({
      url: repository.url,
      baseBranch: 'main',
      branch: 'update_orders',
      folder,
      files: { 'main.tf': '# one\n' },
      author,
      message: 'Update orders',
    });
    return { repository, commit, base };
  }

  /** Somebody merges the branch as hosts do. */
  async function mergeBy(
    { developer }: HostedFixture,
    how: 'merge' | 'squash' | 'rebase' | 'fast-forward',
  ) {
    await developer.git('fetch', '-q', 'origin');
    await developer.git('checkout', '-q', '-B', 'main', 'origin/main');
    const branch = 'origin/update_orders';
    if (how === 'squash') {
      await developer.git('merge', '-q', '--squash', branch);
      await developer.git('commit', '-q', '-m', 'Squashed');
    } else if (how === 'rebase') {
      await developer.git('cherry-pick', branch);
    } else {
      await developer.git(
        'merge',
        '-q',
        how === 'merge' ? '--no-ff' : '--ff-only',
        branch,
      );
    }
    await developer.git('push', '-q', 'origin', 'main');
  }

  /** The same by the folder, and by all that the commit changed. */
  async function contains(
    { url }: HostedFixture,
    commit: string,
    portal = git,
  ): Promise<boolean> {
    const options = { url, branch: 'main', commit };
    const [byFolder, byFiles] = await Promise.all([
      portal.contains({ ...options, folder }),
      portal.contains(options),
    ]);
    expect(byFiles).toBe(byFolder);
    return byFolder;
  }

  it('is not merged before it is', async () => {
    const { repository, commit } = await published();
    await expect(contains(repository, commit)).resolves.toBe(false);
    await repository.push({ 'README.md': '# Moved\n' });
    await expect(contains(repository, commit)).resolves.toBe(false);
  });

  it.each(['merge', 'squash', 'rebase'] as const)(
    'is found where it was merged by %s, on a base that had moved and moves on',
    async how => {
      const { repository, commit } = await published();
      await repository.push({ 'README.md': '# Moved\n' });
      await mergeBy(repository, how);
      await expect(contains(repository, commit)).resolves.toBe(true);
      await repository.push({ [`${folder}/main.tf`]: '# by hand\n' });
      await repository.push({ 'README.md': '# Moved again\n' });
      await repository.git('update-ref', '-d', 'refs/heads/update_orders');
      await expect(contains(repository, commit)).resolves.toBe(true);
    },
  );

  it('is found where the branch was moved forward to it', async () => {
    const { repository, commit } = await published();
    await mergeBy(repository, 'fast-forward');
    await repository.push({ [`${folder}/main.tf`]: '# by hand\n' });
    await expect(contains(repository, commit)).resolves.toBe(true);
    // By a portal that has never seen it.
    await expect(contains(repository, commit, world.createGit())).resolves.toBe(
      true,
    );
  });

  it('tells a removal that was merged from a folder that never was', async () => {
    const { repository } = await published();
    const before = await repository.push({ [`${folder}/main.tf`]: '# one\n' });
    const { commit } = await git.publish({
      url: repository.url,
      baseBranch: 'main',
      branch: 'delete_orders',
      folder,
      author,
      message: 'Remove orders',
    });
    expect(await repository.git('rev-parse', `${commit}^`)).toBe(before);
    await expect(contains(repository, commit)).resolves.toBe(false);
    await repository.developer.git('rm', '-rq', folder);
    await repository.push({ 'README.md': '# Gone\n' });
    await expect(contains(repository, commit)).resolves.toBe(true);
    await repository.push({ [`${folder}/main.tf`]: '# back\n' });
    await expect(contains(repository, commit)).resolves.toBe(true);
  });

  it('shows what is different since the branch left the base', async () => {
    const { repository, commit } = await published({
      [`${folder}/main.tf`]: '# zero\n',
    });
    await repository.push({ 'README.md': '# Moved\n', 'other.txt': 'x' });
    for (const head of ['update_orders', commit]) {
      await expect(
        git.diff({ url: repository.url, base: 'main', head }),
      ).resolves.toEqual({
        text: expect.stringMatching(
          /^diff --git a\/database\/orders\/main\.tf [^]*\n-# zero\n\+# one\n$/,
        ),
        truncated: false,
      });
    }
    await expect(
      git.diff({
        url: repository.url,
        base: 'main',
        head: 'update_orders',
        folder: 'database/other',
      }),
    ).resolves.toEqual({ text: '', truncated: false });
  });

  it('cuts a diff at a megabyte, at the end of a line', async () => {
    const { repository } = await published();
    await repository.push(
      {
        'large.txt': 'a line of text with ünï\n'.repeat(30_000),
        'x.bin': '\0',
      },
      'large',
    );
    await repository.push({ 'more.txt': 'y\n'.repeat(300_000) }, 'large');
    const { text, truncated } = await git.diff({
      url: repository.url,
      base: 'main',
      head: 'large',
    });
    expect(truncated).toBe(true);
    expect(text.length).toBeLessThanOrEqual(1_000_000);
    expect(text).toMatch(/\n$/);
  });

  it('reads a folder with whatever is in it', async () => {
    const { repository } = await published();
    await repository.developer.git('checkout', '-q', '-B', 'hand', 'main');
    await mkdir(join(repository.developer.directory, folder, 'sub'), {
      recursive: true,
    });
    const tool = join(repository.developer.directory, folder, 'sub', 'tool');
    await writeFile(tool, '#!/bin/sh\n');
    await chmod(tool, 0o755);
    const head = await repository.push(
      { [`${folder}/main.tf`]: 'ünï\n' },
      'hand',
    );
    const options = { url: repository.url, folder };
    const expected = {
      commit: head,
      files: { 'main.tf': 'ünï\n', 'sub/tool': '#!/bin/sh\n' },
    };
    for (const ref of ['hand', head]) {
      await expect(git.readFolder({ ...options, ref })).resolves.toEqual(
        expected,
      );
    }
    await expect(
      git.readFolder({ ...options, ref: 'main' }),
    ).resolves.toBeUndefined();
    await expect(
      git.readFolder({ ...options, ref: 'nowhere' }),
    ).resolves.toBeUndefined();
    await expect(
      git.readFolder({ ...options, ref: 'a'.repeat(40) }),
    ).rejects.toMatchObject({ code: 'commit_not_found' });
  });

  const merge = ({ url }: HostedFixture, headCommit: string) =>
    git.merge({
      url,
      baseBranch: 'main',
      branch: 'update_orders',
      headCommit,
      author,
      message: 'Merge orders',
    });

  it.each([false, true])('merges, base moved: %s', async moved => {
    const { repository, commit, base } = await published();
    const parent = moved
      ? await repository.push({ 'README.md': '# Moved\n' })
      : base;
    const merged = await merge(repository, commit);
    expect(await repository.git('rev-parse', 'main')).toBe(merged.commit);
    expect(
      await repository.git('log', '-1', '--format=%P|%an|%B', 'main'),
    ).toBe(`${parent} ${commit}|Developer|Merge orders`);
    expect(await repository.git('show', `main:${folder}/main.tf`)).toBe(
      '# one',
    );
    expect(await repository.git('show', 'main:README.md')).toBe(
      moved ? '# Moved' : '# Infra',
    );
    // A second time is the same merge.
    await expect(merge(repository, commit)).resolves.toEqual(merged);
    await repository.git('fsck', '--strict');
  });

  it('merges a file that both sides changed in different places', async () => {
    const lines = (first: string, last: string) =>
      [first, ...Array.from({ length: 20 }, (__, i) => `${i}`), last, ''].join(
        '\n',
      );
    const { repository } = await published();
    await repository.push({ 'x.txt': lines('a', 'z') });
    await repository.developer.git('branch', '-q', '-f', 'side', 'main');
    await repository.developer.git('push', '-q', 'origin', 'side');
    const headCommit = await repository.push(
      { 'x.txt': lines('b', 'z') },
      'side',
    );
    await repository.push({ 'x.txt': lines('a', 'y') });
    await world.createGit().merge({
      url: repository.url,
      baseBranch: 'main',
      branch: 'side',
      ...{ headCommit, author, message: 'Merge' },
    });
    expect(await repository.git('show', 'main:x.txt')).toBe(
      lines('b', 'y').trim(),
    );
  });

  it('says what conflicts, and merges nothing', async () => {
    const { repository, commit } = await published();
    const theirs = await repository.push({ [`${folder}/main.tf`]: '# two\n' });
    await expect(
      git.conflicts({
        url: repository.url,
        base: 'main',
        head: 'update_orders',
      }),
    ).resolves.toEqual([`${folder}/main.tf`]);
    await expect(merge(repository, commit)).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'merge_conflict',
      message: expect.stringContaining(`'${folder}/main.tf'`),
    });
    expect(await repository.git('rev-parse', 'main')).toBe(theirs);
  });

  it('merges nothing but what was approved', async () => {
    const { repository, commit } = await published();
    await repository.push(
      { [`${folder}/main.tf`]: '# evil\n' },
      'update_orders',
    );
    await expect(merge(repository, commit)).rejects.toMatchObject({
      code: 'branch_moved',
      message: expect.stringContaining('by Test <test@example.com>'),
    });
    await repository.git('update-ref', '-d', 'refs/heads/update_orders');
    await expect(merge(repository, commit)).rejects.toMatchObject({
      code: 'branch_moved',
      message: expect.stringContaining('is gone'),
    });
  });

  it('merges several at once', async () => {
    const repository = await world.createRepository();
    const branches = await Promise.all(
      [0, 1, 2, 3].map(async index => {
        const branch = `update_r${index}`;
        const { commit } = await git.publish({
          url: repository.url,
          baseBranch: 'main',
          folder: `database/r${index}`,
          files: { 'main.tf': `# ${index}\n` },
          ...{ branch, author, message: branch },
        });
        return { branch, headCommit: commit };
      }),
    );
    await Promise.all(
      branches.map(({ branch, headCommit }) =>
        git.merge({
          url: repository.url,
          baseBranch: 'main',
          ...{ branch, headCommit, author, message: branch },
        }),
      ),
    );
    expect(
      await repository.git('ls-tree', '-r', '--name-only', 'main', 'database/'),
    ).toBe([0, 1, 2, 3].map(i => `database/r${i}/main.tf`).join('\n'));
  });

  it('deletes a branch that is where it left it, and no other', async () => {
    const { repository, commit } = await published();
    const options = { url: repository.url, branch: 'update_orders' };
    await repository.push({ 'a.txt': 'a' }, 'update_orders');
    await expect(
      git.deleteBranch({ ...options, expectedHead: commit }),
    ).rejects.toMatchObject({ code: 'branch_moved' });
    const head = await repository.git('rev-parse', 'update_orders');
    await git.deleteBranch({ ...options, expectedHead: head });
    await git.deleteBranch({ ...options, expectedHead: head });
    await expect(
      git.heads(repository.url, ['update_orders', 'main']),
    ).resolves.toEqual(
      new Map([['main', await repository.git('rev-parse', 'main')]]),
    );
  });
});
