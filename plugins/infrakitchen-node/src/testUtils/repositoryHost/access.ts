import { trial, type Has, type WorldRef } from './trial';
import { codeOf } from './world';

export function tryAccess(world: WorldRef, has: Has): void {
  describe('credentials', () => {
    trial(has('api'), 'that may only read change nothing', async () => {
      const { hosted, real, opened, head } = await world().opened();
      await world().change(real, 'more', 'more.tf');
      const reader = world().host({ as: 'reader' });
      const { number } = opened;
      const main = await real.git.head('main');
      for (const work of [
        () =>
          reader.openPullRequest(hosted, {
            ...{ title: 'More', body: '', sourceBranch: 'more' },
            targetBranch: 'main',
          }),
        () => reader.updatePullRequest(hosted, number, { title: 'x' }),
        () => reader.comment(hosted, number, { key: 'k', body: 'x' }),
        () => reader.closePullRequest(hosted, number),
        () =>
          reader.mergePullRequest(hosted, number, {
            ...{ headCommit: head, message: 'x' },
          }),
      ]) {
        await expect(codeOf(work())).resolves.toBe('remote_denied');
      }
      await expect(
        world().host({ as: 'reader' }).pullRequest(hosted, number),
      ).resolves.toMatchObject({ state: 'open', title: opened.title });
      await expect(real.git.head('main')).resolves.toBe(main);
    });

    trial(has('api'), 'that nobody knows read nothing', async () => {
      const { hosted, opened } = await world().opened();
      const nobody = world().host({ as: 'nobody' });
      for (const work of [
        () => nobody.listRepositories({ limit: 1 }),
        () => nobody.repository({ id: hosted.id }),
        () => nobody.branch(hosted, 'main'),
        () => nobody.pullRequest(hosted, opened.number),
      ]) {
        await expect(codeOf(work())).resolves.toBe('remote_denied');
      }
    });
  });
}
