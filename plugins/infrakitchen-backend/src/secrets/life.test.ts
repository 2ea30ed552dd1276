import { TestDatabases } from '@backstage/backend-test-utils';
import type { Connection } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { hashOf } from '../connections/__testUtils__/EngineRecorder';
import { live, type Life } from '../connections/__testUtils__/life';
import type { LifeWorld } from '../connections/__testUtils__/LifeWorld';
import { readableIn } from '../connections/__testUtils__/stored';
import { startWorldFor } from '../connections/__testUtils__/startWorldFor';
import {
  startAwsSecrets,
  startGcpSecrets,
  startKeyValues,
  startVaultSecrets,
  valueOf,
  type SecretSide,
} from './__testUtils__/secretSides';

jest.setTimeout(240_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

/** How secrets are read, and what stands at the other end. */
const places: [title: string, start: () => Promise<SecretSide>][] = [
  ['key and value: nobody to ask', startKeyValues],
  [
    'AWS Secrets Manager: @aws-sdk/client-secrets-manager, against a stand-in that verifies signatures and who may read',
    startAwsSecrets,
  ],
  [
    'Google Secret Manager: google-auth-library, against a stand-in that verifies tokens and who may read',
    startGcpSecrets,
  ],
  [
    'Vault KV v2: plain HTTPS, against a stand-in that checks AppRoles and who may read',
    startVaultSecrets,
  ],
];

describe.each(databases.eachSupportedId())(
  'the life of a secret through API, worker and real engine, whose module tells the hash that it got, %s',
  database => {
    const sides = new Map<string, SecretSide>();
    let world: LifeWorld;
    let stop: (() => Promise<void>) | undefined;

    beforeAll(async () => {
      for (const [title, start] of places) {
        sides.set(title, await start());
      }
      ({ stop, world } = await startWorldFor(
        [...sides.values()].flatMap(({ vendor }) => vendor ?? []),
        { knex: await databases.init(database) },
      ));
    });

    afterAll(() => stop?.());

    /** The secret of somebody, read with the integration of a reader. */
    async function create(
      { config, keep, provider, vendor }: SecretSide,
      { owner, reader, name }: { owner: string; reader: string; name: string },
    ): Promise<Connection> {
      const { client } = world.portal;
      const integration =
        vendor &&
        (await client.createConnection('integration', {
          provider: vendor.provider,
          name: `${provider} ${name}`,
          config: vendor.config(reader),
        }));
      keep?.(owner, owner);
      return client.createConnection('secret', {
        ...{ provider, name: `${provider} ${name}`, config: config(owner) },
        ...(integration && { integrationId: integration.id }),
      });
    }

    const lifeOf = (side: SecretSide): Life => ({
      kind: 'secret',
      provider: side.provider,
      again: 'update',
      isTriedFirst: true,
      create: who => create(side, { owner: who, reader: who, name: who }),
      ...(side.told && {
        createWrong: async () => ({
          connection: await create(side, {
            ...{ owner: 'wrong', reader: 'stranger', name: 'wrong' },
          }),
          told: side.told!,
        }),
      }),
      attach: ({ id }) => ({ secretIds: [id] }),
      async rotate({ id, integration }, who) {
        const { client } = world.portal;
        if (side.vendor) {
          side.keep!('left', who);
          await client.rotateConnection(
            'integration',
            integration!.id,
            side.vendor.config(who),
          );
        } else {
          await client.rotateConnection('secret', id, side.config(who));
        }
      },
      given: who => ({ TF_VAR_db_password: valueOf(side.provider, who) }),
      // Its integration has no part in the environment.
      always: {},
      secretsOf: who => [
        valueOf(side.provider, who),
        ...(side.vendor?.secretsOf(who) ?? []),
      ],
      async after({ kind, resourceId }, who) {
        const { outputs } = await world.portal.client.getResource(resourceId);
        const value = hashOf(valueOf(side.provider, who));
        expect(outputs ?? []).toEqual(
          kind === 'destroy'
            ? []
            : [{ name: 'password', sensitive: false, value }],
        );
      },
    });

    it.each(places.map(([title]) => title))('%s', async title => {
      const life = lifeOf(sides.get(title)!);
      await expect(live(world, life)).resolves.toBeUndefined();
    });

    it.each(places.slice(1).map(([title]) => title))(
      'a payload that is not an object ends a test and a run: %s',
      async title => {
        const { client } = world.portal;
        const side = sides.get(title)!;
        const made = await create(side, {
          ...{ owner: 'odd', reader: 'odd', name: 'odd' },
        });
        const hidden = valueOf(side.provider, 'odd');
        const { id } = await world.createResource(`${side.provider}-odd`, {
          secretIds: [made.id],
        });
        for (const content of [hidden, [hidden], 12345, null]) {
          side.keep!('odd', 'odd', content);
          const report = await client.testConnection('secret', made.id);
          expect(report).toMatchObject({ ok: false });
          const run = await world.run(id, 'dry-run');
          expect(run).toMatchObject({
            state: 'failed',
            error: {
              code: 'secret_payload_invalid',
              culprits: [{ kind: 'secret', id: made.id, name: made.name }],
            },
          });
          expect(await world.recorder.read(run.id, 'plan')).toBeUndefined();
          expect(readableIn(JSON.stringify([report, run]), [hidden])).toEqual(
            [],
          );
        }
      },
    );
  },
);
