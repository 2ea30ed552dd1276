import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type {
  HostedRepository,
  RepositoryHost,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { Knex } from 'knex';
import { join } from 'node:path';
import { migrateSchema } from '../../../database';
import { createGitWorld, type HostedFixture } from '../__testUtils__/gitWorld';
import { PlainGitHost } from './PlainGitHost';
import { PlainPullRequestStore } from './PlainPullRequestStore';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const folder = 'database/orders';

describe.each(databases.eachSupportedId())(
  'plain git as a host, %s',
  database => {
    let world: Awaited<ReturnType<typeof createGitWorld>>;
    let knex: Knex;
    let host: PlainGitHost;

    const createHost = (
      options: { baseUrl?: string; localRoots?: string[] } = {},
    ) =>
      new PlainGitHost({
        store: new PlainPullRequestStore(knex),
        ...world.createParts(),
        localRoots: [],
        pageOf: ({ number }) => `http://portal.test/pull-requests/${number}`,
        logger: mockServices.logger.mock(),
        ...options,
      });

    const open = (hosted: HostedRepository, by: RepositoryHost = host) =>
      by.openPullRequest(hosted, {
        title: 'Provision orders',
        body: 'The **plan**',
        sourceBranch: 'change',
        targetBranch: 'main',
      });

    const merge = (
      hosted: HostedRepository,
      number: string,
      headCommit: string,
      by = host,
    ) =>
      by.mergePullRequest(hosted, number, { headCommit, message: 'Merge it' });

    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => undefined,
        error => error.code,
      );

    it('knows a repository by its address, with and without its ending', async () => {
      const real = await world.createRepository();
      const hosted = await host.repository({ url: real.url });
      expect(hosted).toEqual({
        id: real.url.replace(/\.git$/, ''),
        name: expect.stringMatching(/^repository-[^/]*[^t]$/),
        fullName: expect.any(String),
        cloneUrl: real.url,
        defaultBranch: 'main',
        archived: false,
      });
      for (const by of [{ id: hosted.id }, { url: hosted.id }]) {
        await expect(host.repository(by)).resolves.toEqual(hosted);
      }
      await expect(
        codeOf(host.repository({ url: `${real.url}/nothing` })),
      ).resolves.toBe('remote_not_found');
      const below = createHost({ baseUrl: `http://${world.server.host}/acme` });
      await expect(codeOf(below.repository({ url: real.url }))).resolves.toBe(
        'other_host',
      );
      await expect(
        codeOf(host.repository({ url: '/etc/passwd' })),
      ).resolves.toBe('other_host');
    });

    async function opened(): Promise<{
      real: HostedFixture;
      hosted: HostedRepository;
      number: string;
      head: string;
    }> {
      const real = await world.createRepository();
      const hosted = await host.repository({ url: real.url });
      const head = await real.push(
        { [`${folder}/main.tf`]: '# one\n' },
        'change',
      );
      const { number } = await open(hosted);
      return { real, hosted, number, head };
    }

    beforeAll(async () => {
      world = await createGitWorld();
      knex = await databases.init(database);
      await migrateSchema(knex);
      host = createHost();
    });

    afterAll(async () => world.stop());

    it('lists local repositories by pages, and reaches them without credentials', async () => {
      const made = await Promise.all(
        [0, 1, 2].map(() => world.createRepository()),
      );
      await world.createRepository({});
      const local = createHost({ localRoots: [world.root] });
      const names: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await local.listRepositories({ limit: 2, cursor });
        names.push(...page.items.map(({ cloneUrl }) => cloneUrl));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(new Set(names).size).toBe(names.length);
      expect(names).toEqual(
        expect.arrayContaining(made.map(({ directory }) => directory)),
      );
      await expect(
        local.listRepositories({
          limit: 5,
          query: made[0].directory.slice(-20),
        }),
      ).resolves.toMatchObject({ items: [{ cloneUrl: made[0].directory }] });
      await expect(
        codeOf(local.listRepositories({ limit: 2, cursor: '../x' })),
      ).resolves.toBe('cursor_invalid');
      const hosted = await local.repository({ url: made[0].directory });
      const head = await made[0].push({ 'a.tf': 'a' }, 'change');
      const { number } = await open(hosted, local);
      await merge(hosted, number, head, local);
      expect(await made[0].git('show', 'main:a.tf')).toBe('a');
    });

    it('opens one for the same branches, with numbers of the repository', async () => {
      const { hosted, real, number, head } = await opened();
      expect(number).toBe('1');
      await expect(host.pullRequest(hosted, '1')).resolves.toEqual({
        number: '1',
        title: 'Provision orders',
        body: 'The **plan**',
        state: 'open',
        sourceBranch: 'change',
        targetBranch: 'main',
        headCommit: head,
        webUrl: 'http://portal.test/pull-requests/1',
        mergeability: 'mergeable',
        blockers: [],
        checks: [],
      });
      await expect(codeOf(open(hosted))).resolves.toBe('pull_request_exists');
      await host.closePullRequest(hosted, '1');
      const results = await Promise.allSettled(
        Array.from({ length: 5 }, () => open(hosted)),
      );
      expect(
        results.filter(({ status }) => status === 'fulfilled'),
      ).toMatchObject([{ value: { number: '2' } }]);
      await expect(
        host.pullRequestsFrom(hosted, 'change'),
      ).resolves.toMatchObject([
        { number: '2', state: 'open' },
        { number: '1', state: 'closed' },
      ]);
      await Promise.all(
        [0, 1, 2].map(async index => {
          await real.git('branch', `other-${index}`, 'change');
          return host.openPullRequest(hosted, {
            ...{ title: 'Other', body: '', targetBranch: 'main' },
            sourceBranch: `other-${index}`,
          });
        }),
      );
      await expect(host.pullRequest(hosted, '5')).resolves.toMatchObject({
        title: 'Other',
      });
      for (const nothing of ['6', '0', '-1', '1e3', '']) {
        await expect(codeOf(host.pullRequest(hosted, nothing))).resolves.toBe(
          'remote_not_found',
        );
      }
    });

    it('opens nothing for what is not there, or there already', async () => {
      const { hosted, real } = await opened();
      const request = { title: 'x', body: '', targetBranch: 'main' };
      await expect(
        codeOf(
          host.openPullRequest(hosted, { ...request, sourceBranch: 'none' }),
        ),
      ).resolves.toBe('remote_not_found');
      await real.git('branch', 'same', 'main');
      await expect(
        codeOf(
          host.openPullRequest(hosted, { ...request, sourceBranch: 'same' }),
        ),
      ).resolves.toBe('remote_refused');
    });

    it('merges the commit that was approved, and no other', async () => {
      const { hosted, real, number, head } = await opened();
      await expect(codeOf(merge(hosted, number, 'a'.repeat(40)))).resolves.toBe(
        'pull_request_moved',
      );
      const merged = await merge(hosted, number, head);
      expect(merged).toMatchObject({ state: 'merged', headCommit: head });
      expect(merged.mergeCommit).toBe(await real.git('rev-parse', 'main'));
      expect(await real.git('log', '-1', '--format=%B', 'main')).toBe(
        'Merge it',
      );
      await expect(merge(hosted, number, head)).resolves.toEqual(merged);
      await expect(host.closePullRequest(hosted, number)).resolves.toEqual(
        merged,
      );
    });

    it('shows what was pushed to the branch since', async () => {
      const { hosted, real, number, head } = await opened();
      const next = await real.push({ 'more.tf': 'x' }, 'change');
      await expect(host.pullRequest(hosted, number)).resolves.toMatchObject({
        headCommit: next,
        state: 'open',
      });
      await expect(codeOf(merge(hosted, number, head))).resolves.toBe(
        'pull_request_moved',
      );
      await expect(merge(hosted, number, next)).resolves.toMatchObject({
        state: 'merged',
      });
    });

    it('tells a conflict, and does not merge it', async () => {
      const { hosted, real, number, head } = await opened();
      await real.push({ [`${folder}/main.tf`]: '# two\n' });
      await expect(host.pullRequest(hosted, number)).resolves.toMatchObject({
        mergeability: 'conflict',
        blockers: ["It conflicts with 'main'"],
      });
      await expect(codeOf(merge(hosted, number, head))).resolves.toBe(
        'pull_request_blocked',
      );
      await expect(host.pullRequest(hosted, number)).resolves.toMatchObject({
        state: 'open',
      });
    });

    it.each(['merge', 'squash'])(
      'finds out that somebody merged it by git alone: %s',
      async how => {
        const { hosted, real, number, head } = await opened();
        await real.push({ 'README.md': '# Moved\n' });
        await real.developer.git('fetch', '-q', 'origin');
        if (how === 'merge') {
          await real.developer.git('merge', '-q', '--no-ff', 'origin/change');
        } else {
          await real.developer.git('merge', '-q', '--squash', 'origin/change');
          await real.developer.git('commit', '-q', '-m', 'squashed');
        }
        await real.developer.git('push', '-q', 'origin', 'HEAD:main');
        await real.git('update-ref', '-d', 'refs/heads/change');
        await expect(host.pullRequest(hosted, number)).resolves.toMatchObject({
          state: 'merged',
          headCommit: head,
        });
      },
    );

    it('is closed with its branch', async () => {
      const { hosted, real, number } = await opened();
      await real.git('update-ref', '-d', 'refs/heads/change');
      await expect(host.pullRequest(hosted, number)).resolves.toMatchObject({
        state: 'closed',
      });
    });

    it('closes without merging, and stays so', async () => {
      const { hosted, real, number, head } = await opened();
      const main = await real.git('rev-parse', 'main');
      for (let time = 0; time < 2; time++) {
        await expect(
          host.closePullRequest(hosted, number),
        ).resolves.toMatchObject({ state: 'closed' });
      }
      await expect(codeOf(merge(hosted, number, head))).resolves.toBe(
        'pull_request_blocked',
      );
      expect(await real.git('rev-parse', 'main')).toBe(main);
    });

    it('either merges or closes where both happen at once', async () => {
      for (let round = 0; round < 4; round++) {
        const { hosted, real, number, head } = await opened();
        const main = await real.git('rev-parse', 'main');
        const other = createHost();
        const [merged, closed] = await Promise.allSettled([
          merge(hosted, number, head),
          other.closePullRequest(hosted, number),
          merge(hosted, number, head, other),
        ]);
        const { state } = await host.pullRequest(hosted, number);
        const moved = (await real.git('rev-parse', 'main')) !== main;
        expect(state).toBe(moved ? 'merged' : 'closed');
        const told = closed.status === 'fulfilled' && closed.value.state;
        expect([false, state]).toContain(told);
        expect(merged.status === 'fulfilled' && !moved).toBe(false);
        const commits = await real.git('rev-list', '--count', `${main}..main`);
        // The change and one merge, or nothing.
        expect(commits).toBe(moved ? '2' : '0');
      }
    });

    it('goes on with a merge that was stopped half-way', async () => {
      const { hosted, number, head } = await opened();
      await knex('plain_pull_requests')
        .where({ repository_id: hosted.id })
        .update({ state: 'merging', merging_at: Date.now() - 1_000 });
      await expect(codeOf(merge(hosted, number, head))).resolves.toBe(
        'pull_request_blocked',
      );
      await expect(codeOf(host.closePullRequest(hosted, number))).resolves.toBe(
        'pull_request_blocked',
      );
      await knex('plain_pull_requests')
        .where({ repository_id: hosted.id })
        .update({ merging_at: Date.now() - 600_000 });
      await expect(merge(hosted, number, head)).resolves.toMatchObject({
        state: 'merged',
      });
    });

    it('keeps comments, one for each key', async () => {
      const { hosted, number } = await opened();
      const leave = (key: string, body: string) =>
        host.comment(hosted, number, { key, body });
      await leave('run:1', 'Planned');
      await leave('run:2', 'Another run');
      await Promise.all([leave('run:1', 'Applied'), leave('run:1', 'Applied')]);
      const of = { repositoryId: hosted.id, number: Number(number) };
      const store = new PlainPullRequestStore(knex);
      const first = await store.comments(of, { limit: 1 });
      const { nextCursor: cursor } = first;
      const second = await store.comments(of, { limit: 1, cursor });
      expect([...first.rows, ...second.rows]).toMatchObject([
        { key: 'run:1', body: 'Applied' },
        { key: 'run:2', body: 'Another run' },
      ]);
      expect(second.nextCursor).toBeUndefined();
      await expect(
        store.comments({ ...of, number: 99 }, { limit: 1 }),
      ).resolves.toEqual({ rows: [] });
      await host.updatePullRequest(hosted, number, { body: 'Changed' });
      await expect(
        host.updatePullRequest(hosted, number, { title: 'New' }),
      ).resolves.toMatchObject({ title: 'New', body: 'Changed' });
    });

    it('is unavailable where the server is', async () => {
      const url = `http://127.0.0.1:1/${join('acme', 'infra')}`;
      await expect(codeOf(host.repository({ url }))).resolves.toBe(
        'host_not_allowed',
      );
      const { hosted, real } = await opened();
      await real.git('symbolic-ref', 'HEAD', 'refs/heads/none');
      await expect(host.repository({ id: hosted.id })).resolves.toMatchObject({
        defaultBranch: undefined,
      });
    });
  },
);
