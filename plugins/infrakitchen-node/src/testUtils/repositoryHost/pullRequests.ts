import { trial, type Has, type WorldRef } from './trial';
import { codeOf } from './world';

const HOSTILE = `"quotes" 'and' \`ticks\` $(id) <script>&amp; {{x}} 🎉 ${'x'.repeat(
  40,
)}`;

export function tryPullRequests(world: WorldRef, has: Has): void {
  describe('pull requests', () => {
    it('are opened with what was asked', async () => {
      const { hosted, opened, head } = await world().opened();
      const expected = {
        title: 'Provision network',
        body: 'The plan adds 3 objects.',
        state: 'open',
        sourceBranch: 'infrakitchen/network',
        targetBranch: 'main',
        headCommit: head,
      };
      expect(opened).toMatchObject(expected);
      expect(opened.number).toMatch(/^[0-9]+$/);
      expect(opened.mergeCommit).toBeUndefined();
      const found = await world().settled(hosted, opened.number);
      expect(found).toMatchObject({
        ...expected,
        number: opened.number,
        mergeability: 'mergeable',
        blockers: [],
      });
      expect(URL.canParse(found.webUrl) || !has('people')).toBe(true);
      expect(Boolean(found.author?.id) || !has('people')).toBe(true);
    });

    it('keep texts of every kind', async () => {
      const { hosted, real } = await world().repository();
      await world().change(real, 'b', 'b.tf');
      const body = `${HOSTILE}\n\n| a | b |\n|---|---|\n| 1 | ${HOSTILE} |\n`;
      const { number } = await world()
        .host()
        .openPullRequest(hosted, {
          ...{ title: HOSTILE, body, sourceBranch: 'b', targetBranch: 'main' },
        });
      const found = await world().host().pullRequest(hosted, number);
      expect(found.title).toBe(HOSTILE);
      expect(found.body.trim()).toBe(body.trim());
    });

    it('are found by their branch, newest first and of every state', async () => {
      const { hosted, real, opened } = await world().opened();
      await world().host().closePullRequest(hosted, opened.number);
      const second = await world().open(hosted, opened.sourceBranch);
      await world().change(real, 'infrakitchen/network-2', 'other.tf');
      await world().open(hosted, 'infrakitchen/network-2');
      const found = await world()
        .host()
        .pullRequestsFrom(hosted, opened.sourceBranch);
      expect(found.map(({ number, state }) => [number, state])).toEqual([
        [second.number, 'open'],
        [opened.number, 'closed'],
      ]);
      await expect(
        world().host().pullRequestsFrom(hosted, 'nothing'),
      ).resolves.toEqual([]);
    });

    it('are opened once for two branches, also by two at once', async () => {
      const { hosted, real, opened } = await world().opened();
      await expect(
        codeOf(world().open(hosted, opened.sourceBranch)),
      ).resolves.toBe('pull_request_exists');
      await world().change(real, 'both', 'both.tf');
      await Promise.allSettled([1, 2].map(() => world().open(hosted, 'both')));
      await expect(
        world().host().pullRequestsFrom(hosted, 'both'),
      ).resolves.toHaveLength(1);
      await expect(
        world().host().pullRequestsFrom(hosted, opened.sourceBranch),
      ).resolves.toHaveLength(1);
    });

    it('are refused where there is nothing to merge, or no branch', async () => {
      const { hosted, real } = await world().repository();
      const main = (await real.git.head('main'))!;
      await real.git.git(['branch', 'same', main]);
      for (const branch of has('refusesEmpty')
        ? ['same', 'nothing']
        : ['nothing']) {
        await expect(codeOf(world().open(hosted, branch))).resolves.toMatch(
          /^remote_(refused|not_found)$/,
        );
      }
    });

    it('are changed', async () => {
      const { hosted, opened } = await world().opened();
      const first = await world()
        .host()
        .updatePullRequest(hosted, opened.number, { body: 'Another plan' });
      expect(first).toMatchObject({
        title: opened.title,
        body: 'Another plan',
      });
      await world()
        .host()
        .updatePullRequest(hosted, opened.number, { title: 'Another title' });
      await expect(
        world().host().pullRequest(hosted, opened.number),
      ).resolves.toMatchObject({
        title: 'Another title',
        body: 'Another plan',
      });
    });

    it('follow their branch', async () => {
      const { hosted, real, opened } = await world().opened();
      const head = await world().change(real, opened.sourceBranch, 'c.tf');
      await expect(
        world().host().pullRequest(hosted, opened.number),
      ).resolves.toMatchObject({ headCommit: head, state: 'open' });
    });

    it('that are not there are told to be gone', async () => {
      const { hosted } = await world().opened();
      for (const number of ['99', '0', 'x', '1/../../x']) {
        await expect(
          codeOf(world().host().pullRequest(hosted, number)),
        ).resolves.toBe('remote_not_found');
      }
    });

    it('are closed, and that again is fine', async () => {
      const { hosted, real, opened } = await world().opened();
      for (let time = 0; time < 2; time++) {
        await expect(
          world().host().closePullRequest(hosted, opened.number),
        ).resolves.toMatchObject({ state: 'closed', number: opened.number });
      }
      const { mergeCommit, endedBy } = await world()
        .host()
        .pullRequest(hosted, opened.number);
      expect(mergeCommit).toBeUndefined();
      expect(Boolean(endedBy?.id) || !has('people')).toBe(true);
      await expect(real.git.file('main', 'network/main.tf')).resolves.toBe(
        undefined,
      );
    });

    trial(
      has('people') && has('reopens'),
      'are open again after somebody reopens them',
      async () => {
        const { hosted, real, opened } = await world().opened();
        await world().host().closePullRequest(hosted, opened.number);
        real.pullRequest(opened.number).reopen(world().user('reviewer'));
        const found = await world().settled(hosted, opened.number);
        expect(found).toMatchObject({
          state: 'open',
          mergeability: 'mergeable',
        });
        expect(found.endedBy).toBeUndefined();
      },
    );
  });

  describe('comments', () => {
    trial(has('people'), 'are left once for each key', async () => {
      const { hosted, real, opened } = await world().opened();
      const { comments } = real.pullRequest(opened.number);
      const leave = (key: string, body: string) =>
        world().host().comment(hosted, opened.number, { key, body });
      await leave('run:1', 'Planned');
      await leave('run:1', 'Applied');
      await leave('run:12', 'Another run');
      await leave('run:1', 'Applied');
      expect(comments.map(({ body }) => body.split('\n')[0])).toEqual([
        'Applied',
        'Another run',
      ]);
    });

    trial(
      has('people'),
      'are not put into what somebody else wrote',
      async () => {
        const { hosted, real, opened } = await world().opened();
        const pullRequest = real.pullRequest(opened.number);
        const leave = (body: string) =>
          world().host().comment(hosted, opened.number, { key: 'k', body });
        await leave('Planned');
        const [{ body }] = pullRequest.comments;
        const copied = `I quote\n\n${body}`;
        pullRequest.comments.unshift({
          ...{ id: world().forge.nextId(), body: copied },
          author: world().user('reviewer'),
        });
        await leave('Applied');
        expect(pullRequest.comments.map(at => at.body.split('\n')[0])).toEqual([
          'I quote',
          'Applied',
        ]);
      },
    );
  });
}
