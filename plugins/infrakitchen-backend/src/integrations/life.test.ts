import { TestDatabases } from '@backstage/backend-test-utils';
import { hashOf } from '../connections/__testUtils__/EngineRecorder';
import { live, type Life } from '../connections/__testUtils__/life';
import type { LifeWorld } from '../connections/__testUtils__/LifeWorld';
import { readableIn } from '../connections/__testUtils__/stored';
import { startWorldFor } from '../connections/__testUtils__/startWorldFor';
import type { VendorSide } from '../connections/__testUtils__/VendorSide';
import type { startAwsSide } from './__testUtils__/clouds';
import { vendors } from './__testUtils__/vendors';

jest.setTimeout(240_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())(
  'the life of an integration through API, worker and real engine, without the provider of the vendor in it, %s',
  database => {
    const sides = new Map<string, VendorSide>();
    let world: LifeWorld;
    let stop: (() => Promise<void>) | undefined;

    beforeAll(async () => {
      for (const [title, start] of vendors) {
        sides.set(title, await start());
      }
      ({ stop, world } = await startWorldFor([...sides.values()], {
        knex: await databases.init(database),
      }));
    });

    afterAll(() => stop?.());

    const create = ({ provider }: VendorSide, name: string, config: object) =>
      world.portal.client.createConnection('integration', {
        ...{ provider, name: `${provider} ${name}` },
        config: config as {},
      });

    const lifeOf = (side: VendorSide): Life => ({
      kind: 'integration',
      ...side,
      again: 'dry-run',
      create: who => create(side, who, side.config(who)),
      ...(side.wrong && {
        createWrong: async () => ({
          connection: await create(side, 'wrong', side.wrong!.config()),
          told: side.wrong!.told,
        }),
      }),
      attach: ({ id }) => ({ integrations: [{ id }] }),
      rotate: async ({ id }, who) => {
        await world.portal.client.rotateConnection(
          'integration',
          id,
          side.config(who),
        );
      },
    });

    it.each(vendors.map(([title]) => title))('%s', async title => {
      const life = lifeOf(sides.get(title)!);
      await expect(live(world, life)).resolves.toBeUndefined();
    });

    it('all of them on each of two resources that run at the same time', async () => {
      const all = [...sides.values()];
      const people = ['one', 'two'];
      const made = await Promise.all(
        people.map(async who => {
          const connections = await Promise.all(
            all.map(side => create(side, who, side.config(who))),
          );
          return world.createResource(who, {
            integrations: connections.map(({ id }) => ({ id })),
          });
        }),
      );
      const runs = await Promise.all(
        made.map(({ id }) => world.run(id, 'provision')),
      );
      for (const [index, run] of runs.entries()) {
        expect(run.error).toBeUndefined();
        for (const phase of ['plan', 'apply'] as const) {
          const own = all.flatMap(side =>
            Object.entries(side.given(people[index], run, phase)),
          );
          const given = await world.given(run.id, phase);
          for (const [name, value] of own) {
            expect([value].flat().map(hashOf)).toContain(given[name]);
          }
        }
      }
    });

    it('AWS: a role that was revoked ends a run before the engine starts, and the error names the integration', async () => {
      const side = sides.get(vendors[0][0]) as Awaited<
        ReturnType<typeof startAwsSide>
      >;
      const { id } = await create(side, 'revoked', side.config('revoked'));
      const resource = await world.createResource('revoked', {
        integrations: [{ id }],
      });
      side.standIn.sts.roles.length = 0;
      const run = await world.run(resource.id, 'dry-run');
      expect(run).toMatchObject({
        state: 'failed',
        error: {
          message: expect.stringMatching(/'aws revoked'.*AccessDenied/),
          culprits: [{ kind: 'integration', id, name: 'aws revoked' }],
        },
      });
      expect(await world.recorder.read(run.id, 'plan')).toBeUndefined();
    });

    it('a key that was removed from the ring, or is another one, ends a run before the engine starts; nothing is lost', async () => {
      const side = sides.get(vendors.at(-1)![0])!;
      const { id } = await create(side, 'locked', side.config('locked'));
      const resource = await world.createResource('locked', {
        integrations: [{ id }],
      });
      const row = () => world.knex('integrations').where({ id }).first();
      const before = await row();
      const known = { id: 'test', secret: 'k'.repeat(40) };
      const other = { id: 'other', secret: 'o'.repeat(40) };
      for (const [keys, code] of [
        [[other], 'encryption_key_missing'],
        [[{ ...other, id: 'test' }], 'decryption_failed'],
      ] as const) {
        await world.restartWith([...keys]);
        const refused = await world.run(resource.id, 'dry-run');
        expect(refused).toMatchObject({
          state: 'failed',
          error: { code, message: expect.stringMatching(/key/) },
        });
        expect(
          readableIn(JSON.stringify(refused), side.secretsOf('locked')),
        ).toEqual([]);
        expect(await world.recorder.read(refused.id, 'plan')).toBeUndefined();
        expect(await row()).toEqual(before);
      }

      await world.restartWith([]);
      await expect(world.run(resource.id, 'dry-run')).rejects.toMatchObject({
        code: 'encryption_not_configured',
        message: expect.stringContaining('infrakitchen.encryption.keys'),
      });
      expect(await row()).toEqual(before);

      await world.restartWith([other, known]);
      const run = await world.run(resource.id, 'dry-run');
      expect(run.error).toBeUndefined();
      expect((await world.given(run.id, 'plan')).CLOUD_TOKEN).toBe(
        hashOf(String(side.given('locked', run, 'plan').CLOUD_TOKEN)),
      );
    });
  },
);
