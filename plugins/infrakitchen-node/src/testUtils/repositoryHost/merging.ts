import { trial, type Has, type WorldRef } from './trial';
import { codeOf } from './world';

const MESSAGE = 'Provision network\n\nRun: 42';

export function tryMerging(world: WorldRef, has: Has): void {
  const merge = (
    hosted: Parameters<ReturnType<WorldRef>['open']>[0],
    number: string,
    headCommit: string,
  ) =>
    world()
      .host()
      .mergePullRequest(hosted, number, { headCommit, message: MESSAGE });

  describe('merging', () => {
    it('brings the branch in, and doing it again is fine', async () => {
      const { hosted, real, opened, head } = await world().opened();
      const merged = await merge(hosted, opened.number, head);
      expect(merged).toMatchObject({ state: 'merged', headCommit: head });
      expect(merged.mergeCommit).toBe(await real.git.head('main'));
      await expect(real.git.file('main', 'network/main.tf')).resolves.toBe(
        '# infrakitchen/network\n',
      );
      await expect(
        real.git.git(['log', '-1', '--format=%B', 'main']),
      ).resolves.toContain('Run: 42');
      await expect(merge(hosted, opened.number, head)).resolves.toMatchObject({
        state: 'merged',
        mergeCommit: merged.mergeCommit,
      });
      await expect(
        world().host().closePullRequest(hosted, opened.number),
      ).resolves.toMatchObject({ state: 'merged' });
    });

    for (const method of ['squash', 'rebase'] as const) {
      trial(
        has(method),
        `is a ${method} where the repository takes nothing else`,
        async () => {
          const { hosted, real, opened } = await world().opened();
          real.mergeMethods = [method];
          const head = await world().change(real, opened.sourceBranch, 'b.tf');
          await world().change(real, 'main', 'elsewhere.tf');
          const merged = await merge(hosted, opened.number, head);
          const main = await real.git.head('main');
          expect(merged).toMatchObject({
            state: 'merged',
            headCommit: head,
            mergeCommit: main,
          });
          await expect(real.git.file('main', 'b.tf')).resolves.toBeDefined();
          await expect(real.git.contains(main!, head)).resolves.toBe(false);
        },
      );
    }

    it('is refused where the head is another commit', async () => {
      const { hosted, real, opened, head } = await world().opened();
      await world().change(real, opened.sourceBranch, 'b.tf');
      const main = await real.git.head('main');
      await expect(codeOf(merge(hosted, opened.number, head))).resolves.toBe(
        'pull_request_moved',
      );
      await expect(real.git.head('main')).resolves.toBe(main);
    });

    it('is refused where there is a conflict, which is told before', async () => {
      const { hosted, real, opened, head } = await world().opened();
      await world().change(real, 'main', 'network/main.tf', '# other\n');
      const found = await world().settled(hosted, opened.number);
      expect(found.mergeability).toBe('conflict');
      expect(found.blockers.join()).toContain("conflicts with 'main'");
      await expect(codeOf(merge(hosted, opened.number, head))).resolves.toBe(
        'pull_request_blocked',
      );
    });

    it('is refused after it was closed', async () => {
      const { hosted, opened, head } = await world().opened();
      await world().host().closePullRequest(hosted, opened.number);
      await expect(codeOf(merge(hosted, opened.number, head))).resolves.toBe(
        'pull_request_blocked',
      );
    });

    it('happens once where two ask at once', async () => {
      const { hosted, real, opened, head } = await world().opened();
      const ended = await Promise.allSettled(
        [1, 2].map(() => merge(hosted, opened.number, head)),
      );
      expect(ended.some(({ status }) => status === 'fulfilled')).toBe(true);
      const found = await world().host().pullRequest(hosted, opened.number);
      expect(found.state).toBe('merged');
      const commits = await real.git.git(['log', '--oneline', 'main']);
      expect(commits.split('\n')).toHaveLength(3);
    });

    trial(has('people'), 'by a person is seen, with who it was', async () => {
      const { hosted, real, opened, head } = await world().opened();
      await real.pullRequest(opened.number).merge(world().user('reviewer'));
      const found = await world().host().pullRequest(hosted, opened.number);
      expect(found).toMatchObject({
        state: 'merged',
        headCommit: head,
        mergeCommit: await real.git.head('main'),
      });
      expect(found.endedBy?.id).toBeTruthy();
      expect(found.endedBy?.id).not.toBe(found.author?.id);
    });
  });

  if (!has('rules')) {
    return;
  }
  describe('rules of a branch', () => {
    it('hold a merge back until the checks have passed', async () => {
      const { hosted, real, opened, head } = await world().opened();
      await real.protect('main', { checks: ['validate'] });
      real.setCheck(head, 'validate', 'failed');
      real.setCheck(head, 'status/scan', 'passed');
      const found = await world().settled(hosted, opened.number);
      expect(found.mergeability).toBe('blocked');
      expect(found.blockers.join()).toContain("'validate' has not passed");
      expect(found.checks.map(({ name, state }) => [name, state])).toEqual(
        expect.arrayContaining([
          ['validate', 'failed'],
          ['status/scan', 'passed'],
        ]),
      );
      await expect(codeOf(merge(hosted, opened.number, head))).resolves.toBe(
        'pull_request_blocked',
      );
      real.setCheck(head, 'validate', 'passed');
      await expect(merge(hosted, opened.number, head)).resolves.toMatchObject({
        state: 'merged',
      });
    });

    it('hold a merge back until somebody has approved', async () => {
      const { hosted, real, opened, head } = await world().opened();
      await real.protect('main', { reviews: 1 });
      const found = await world().settled(hosted, opened.number);
      expect(found.mergeability).toBe('blocked');
      expect(found.blockers.join()).toContain('one more approving review');
      await expect(codeOf(merge(hosted, opened.number, head))).resolves.toBe(
        'pull_request_blocked',
      );
      real.pullRequest(opened.number).approve(world().user('reviewer'));
      await expect(
        world().settled(hosted, opened.number),
      ).resolves.toMatchObject({ mergeability: 'mergeable', blockers: [] });
      await expect(merge(hosted, opened.number, head)).resolves.toMatchObject({
        state: 'merged',
      });
    });

    it('do not hold it back by a check that nobody asks for', async () => {
      const { hosted, real, opened, head } = await world().opened();
      real.setCheck(head, 'optional', 'failed');
      const found = await world().settled(hosted, opened.number);
      expect(found.mergeability).toBe('mergeable');
      expect(found.checks).toEqual([
        expect.objectContaining({ name: 'optional', state: 'failed' }),
      ]);
    });
  });
}
