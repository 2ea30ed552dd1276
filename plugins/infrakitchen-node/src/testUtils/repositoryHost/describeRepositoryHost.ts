import { tryAccess } from './access';
import { tryEvents } from './events';
import { tryFaults } from './faults';
import { tryMerging } from './merging';
import { tryPullRequests } from './pullRequests';
import { tryRepositories } from './repositories';
import { World, type RepositoryHostSubject } from './world';

/**
 * The contract of a `RepositoryHost` as a suite of tests, over real
 * repositories behind a {@link Forge}. Called at the top of a test file.
 *
 * @public
 */
export function describeRepositoryHost(subject: RepositoryHostSubject): void {
  describe(subject.title, () => {
    let current: World | undefined;
    const world = () => current!;

    beforeAll(async () => {
      current = await World.create(subject);
    });

    afterEach(() => {
      expect(world().forge.violations.splice(0)).toEqual([]);
      world().forge.mischief.length = 0;
      world().forge.webhooks.targets.length = 0;
    });

    afterAll(async () => {
      await current?.forge.stop();
    });

    const has = (ability: string) =>
      !(subject.lacks ?? []).some(lacking => lacking === ability);
    tryRepositories(world, has);
    tryPullRequests(world, has);
    tryMerging(world, has);
    tryAccess(world, has);
    tryFaults(world, has);
    tryEvents(world, has);
  });
}
