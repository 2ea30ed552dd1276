import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Connection } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { JsonObject } from '@backstage/types';
import { live, type Life } from '../connections/__testUtils__/life';
import type { LifeWorld } from '../connections/__testUtils__/LifeWorld';
import { startWorldFor } from '../connections/__testUtils__/startWorldFor';
import {
  startAzureBlobs,
  startGcs,
  startHttpServer,
  startS3,
  type StorageSide,
} from './__testUtils__/storageSides';

jest.setTimeout(240_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

/** What the portal and the engine keep states with, and at which server. */
const places: [
  title: string,
  start: (directory: string) => Promise<StorageSide>,
][] = [
  [
    'HTTP server: fetch and the engine’s http backend, at a server with passwords and locks',
    startHttpServer,
  ],
  [
    'S3: @aws-sdk/client-s3 and the engine’s s3 backend, at a stand-in that verifies signature version 4',
    startS3,
  ],
  [
    'Google Cloud Storage: google-auth-library and the engine’s gcs backend, at a stand-in that verifies tokens',
    startGcs,
  ],
  [
    'Azure Blob Storage: @azure/storage-blob and the engine’s azurerm backend, at Azurite, with tokens of a stand-in for Entra ID',
    startAzureBlobs,
  ],
];

describe.each(databases.eachSupportedId())(
  'the life of a storage through API, worker and real engine, %s',
  database => {
    const sides = new Map<string, StorageSide>();
    let directory: string;
    let world: LifeWorld;
    let stop: (() => Promise<void>) | undefined;

    beforeAll(async () => {
      directory = await mkdtemp(path.join(tmpdir(), 'infrakitchen-life-'));
      for (const [title, start] of places) {
        sides.set(title, await start(directory));
      }
      const all = [...sides.values()];
      ({ stop, world } = await startWorldFor(
        all.map(side => ({
          ...(side.vendor ?? { features: [] }),
          hosts: [...side.hosts, ...(side.vendor?.hosts ?? [])],
          stop: side.stop,
        })),
        {
          knex: await databases.init(database),
          engineEnv: Object.assign({}, ...all.map(side => side.engineEnv)),
        },
      ));
    });

    afterAll(async () => {
      await stop?.();
      await rm(directory, { recursive: true, force: true });
    });

    async function create(
      { provider, vendor }: StorageSide,
      options: { name: string; own: JsonObject; integration?: JsonObject },
    ): Promise<Connection> {
      const { client } = world.portal;
      const name = `${provider} ${options.name}`;
      const integration =
        vendor &&
        (await client.createConnection('integration', {
          ...{ name, provider: vendor.provider },
          config: options.integration!,
        }));
      return client.createConnection('storage', {
        ...{ name, provider, config: options.own },
        ...(integration && { integrationId: integration.id }),
      });
    }

    const lifeOf = (side: StorageSide): Life => ({
      kind: 'storage',
      ...side,
      again: 'dry-run',
      create: who =>
        create(side, {
          name: who,
          own: side.config(who),
          integration: side.vendor?.config(who),
        }),
      createWrong: async () => ({
        connection: await create(side, {
          name: 'wrong',
          own: side.wrong?.config() ?? side.config('known'),
          integration: side.vendor?.wrong!.config(),
        }),
        told: (side.wrong ?? side.vendor!.wrong)!.told,
      }),
      attach: ({ id }) => ({ storageId: id }),
      async rotate({ id, integration }, who) {
        const { client } = world.portal;
        const { vendor } = side;
        await (vendor
          ? client.rotateConnection(
              'integration',
              integration!.id,
              vendor.config(who),
            )
          : client.rotateConnection('storage', id, side.config(who)));
      },
      async after({ resourceId }) {
        const state = await side.read(`telling-${resourceId}`);
        const { lineage, serial } = await world.portal.client.getResourceState(
          resourceId,
        );
        expect(JSON.parse(state!)).toMatchObject({ lineage, serial });
        expect(side.locks()).toEqual([]);
      },
    });

    it.each(places.map(([title]) => title))('%s', async title => {
      const life = lifeOf(sides.get(title)!);
      await expect(live(world, life)).resolves.toBeUndefined();
    });

    it('managed: nothing to create, test or disable; each run has a password of its own, at the same time too', async () => {
      const made = await Promise.all(
        ['one', 'two'].map(name => world.createResource(`managed-${name}`)),
      );
      const runs = await Promise.all(
        made.map(({ id }) => world.run(id, 'provision')),
      );
      const later = await world.run(made[0].id, 'dry-run');
      const destroyed = await world.run(made[0].id, 'destroy');
      const passwords: string[] = [];
      for (const { id, error } of [...runs, later, destroyed]) {
        expect(error).toBeUndefined();
        const { TF_HTTP_PASSWORD, ...rest } = await world.given(id, 'plan');
        passwords.push(TF_HTTP_PASSWORD);
        expect(Object.keys(rest)).toEqual(['TF_HTTP_USERNAME']);
      }
      expect(new Set(passwords).size).toBe(4);
      for (const { items } of await Promise.all(
        made.map(({ id }) => world.portal.client.listStateObjects(id)),
      )) {
        expect(items.length).toBeLessThanOrEqual(1);
      }
    });
  },
);
