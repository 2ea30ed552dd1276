import type { HostedRepository } from '../../git';
import { trial, type Has, type WorldRef } from './trial';
import { codeOf } from './world';

export function tryRepositories(world: WorldRef, has: Has): void {
  describe('repositories', () => {
    trial(has('api'), 'are listed by pages, each of them once', async () => {
      const made: string[] = [];
      for (let count = 0; count < 5; count++) {
        const { real } = await world().repository();
        made.push(real.fullName);
      }
      const listed: HostedRepository[] = [];
      let cursor: string | undefined;
      do {
        const page = await world()
          .host()
          .listRepositories({ limit: 2, cursor });
        expect(page.items.length).toBeLessThanOrEqual(2);
        listed.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      const names = listed.map(({ fullName }) => fullName);
      expect(new Set(names).size).toBe(names.length);
      expect(names).toEqual(expect.arrayContaining(made));
    });

    trial(has('api'), 'are found by a part of their names', async () => {
      await world().forge.addRepository('acme', 'needle-in-hay');
      const { items } = await world()
        .host()
        .listRepositories({ limit: 10, query: 'NEEDLE' });
      expect(items.map(({ name }) => name)).toEqual(['needle-in-hay']);
    });

    trial(
      has('api'),
      'are not listed from a cursor that is made up',
      async () => {
        await expect(
          codeOf(world().host().listRepositories({ limit: 2, cursor: '../x' })),
        ).resolves.toBe('cursor_invalid');
      },
    );

    it('are the same by URL and by id', async () => {
      const { hosted, real } = await world().repository();
      expect(hosted).toMatchObject({
        fullName: real.fullName,
        name: real.name,
        defaultBranch: 'main',
        archived: false,
      });
      expect(hosted.id).not.toBe('');
      expect(new URL(hosted.cloneUrl).username).toBe('');
      const url = world().subject.urlOf(world().forge, real);
      for (const by of [
        { id: hosted.id },
        { url: `${url}.git` },
        { url: hosted.cloneUrl },
      ]) {
        await expect(world().host().repository(by)).resolves.toEqual(hosted);
      }
    });

    trial(
      has('renames'),
      'are found by id under a new name, though another one has the old',
      async () => {
        const { hosted, real } = await world().repository();
        const before = real.name;
        real.rename(`${before}-renamed`);
        await world().forge.addRepository('acme', before);
        const found = await world().host().repository({ id: hosted.id });
        expect(found).toMatchObject({
          id: hosted.id,
          name: `${before}-renamed`,
        });
        await expect(
          world().host().branch(found, 'main'),
        ).resolves.toMatchObject({ commit: await real.git.head('main') });
      },
    );

    it('are told to be gone', async () => {
      const { hosted, real } = await world().repository();
      real.delete();
      for (const work of [
        () => world().host().repository({ id: hosted.id }),
        () =>
          world()
            .host()
            .repository({ url: world().subject.urlOf(world().forge, real) }),
        () => world().host().branch(hosted, 'main'),
      ]) {
        await expect(codeOf(work())).resolves.toBe('remote_not_found');
      }
    });

    it('are not asked for elsewhere', async () => {
      const url = 'https://elsewhere.example.com/acme/infra';
      await expect(codeOf(world().host().repository({ url }))).resolves.toBe(
        'other_host',
      );
    });

    trial(has('archives'), 'are told to be archived', async () => {
      const { hosted, real } = await world().repository();
      await world().change(real, 'late', 'late.tf');
      real.archive();
      await expect(
        world().host().repository({ id: hosted.id }),
      ).resolves.toMatchObject({ archived: true });
      await expect(codeOf(world().open(hosted, 'late'))).resolves.toMatch(
        /^remote_(denied|refused|not_found)$/,
      );
    });
  });

  describe('branches', () => {
    it('have the head that git has, also with slashes in their names', async () => {
      const { hosted, real } = await world().repository();
      const name = 'infrakitchen/team/net.work-1';
      const commit = await world().change(real, name, 'a.tf');
      await expect(world().host().branch(hosted, name)).resolves.toMatchObject({
        name,
        commit,
      });
    });

    it('are nothing where there is none, also with the beginning of a name', async () => {
      const { hosted, real } = await world().repository();
      await world().change(real, 'infrakitchen/network-2', 'a.tf');
      for (const name of ['infrakitchen/network', 'nothing', 'ma']) {
        await expect(
          world().host().branch(hosted, name),
        ).resolves.toBeUndefined();
      }
    });

    it('are nothing in a repository that nobody pushed to', async () => {
      const { hosted } = await world().repository({});
      await expect(
        world().host().branch(hosted, 'main'),
      ).resolves.toBeUndefined();
    });

    trial(
      has('rules'),
      'are told to be protected, with what is asked',
      async () => {
        const { hosted, real } = await world().repository();
        const plain = await world().host().branch(hosted, 'main');
        expect(plain?.protection).toBeUndefined();
        await real.protect('main', { reviews: 2, checks: ['validate'] });
        const found = await world().host().branch(hosted, 'main');
        expect(found?.protection).toMatchObject({ reviews: 2 });
      },
    );

    it('are found as the default after it got another name', async () => {
      const { hosted, real } = await world().repository();
      await real.renameDefaultBranch('trunk');
      await expect(
        world().host().repository({ id: hosted.id }),
      ).resolves.toMatchObject({ defaultBranch: 'trunk' });
      await expect(
        world().host().branch(hosted, 'main'),
      ).resolves.toBeUndefined();
    });
  });
}
