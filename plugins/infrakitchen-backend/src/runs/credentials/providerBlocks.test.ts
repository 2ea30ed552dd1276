import path from 'node:path';
import { createBackendModule } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import {
  infrakitchenIntegrationsExtensionPoint,
  type IntegrationProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { startDemoCloud, type DemoCloud } from '@internal/demo-cloud';
import {
  createWorld,
  startPortal,
  type Portal,
  type World,
} from '../../__testUtils__/startPortal';
import { GitFixture } from '../../sources/__testUtils__/gitFixtures';

jest.setTimeout(120_000);

/** Takes the address of the demo cloud for a secret, in a block of its own. */
const demoCloud: IntegrationProvider = {
  key: 'democloud',
  title: 'Demo cloud',
  category: 'cloud',
  supportsAlias: true,
  schema: {
    type: 'object',
    properties: {
      endpoint: { type: 'string', maxLength: 200, writeOnly: true },
    },
    required: ['endpoint'],
    additionalProperties: false,
  },
  environmentNames: () => [],
  test: async () => ({ checks: [] }),
  credentials: async ({ config, alias }) => ({
    environment: {},
    files: [{ name: 'endpoint.txt', content: String(config.endpoint) }],
    providerBlocks: [
      {
        source: 'infrakitchen/democloud',
        localName: 'democloud',
        alias,
        arguments: {},
        secretArguments: { endpoint: String(config.endpoint) },
      },
    ],
    secrets: [String(config.endpoint)],
  }),
};

const mainTf = `
terraform {
  required_providers {
    democloud = {
      source                = "infrakitchen/democloud"
      version               = "~> 1.0"
      configuration_aliases = [democloud.west]
    }
  }
}
variable "name" { type = string }
resource "democloud_bucket" "east" {
  name   = "\${var.name}-east"
  region = "eu-north-1"
}
resource "democloud_bucket" "west" {
  provider = democloud.west
  name     = "\${var.name}-west"
  region   = "eu-north-1"
}
`;

describe('provider blocks of integrations, with the real engine', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let world: World;
  let west: DemoCloud;
  let portal: Portal;

  beforeAll(async () => {
    west = await startDemoCloud();
    world = await createWorld();
    delete (world.config as any).infrakitchen.engine.env.DEMO_CLOUD_ENDPOINT;
    portal = await startPortal({
      world,
      knex: await databases.init('SQLITE_3'),
      features: [
        createBackendModule({
          pluginId: 'infrakitchen',
          moduleId: 'test-clouds',
          register(reg) {
            reg.registerInit({
              deps: { integrations: infrakitchenIntegrationsExtensionPoint },
              init: async ({ integrations }) =>
                integrations.addProvider(demoCloud),
            });
          },
        }),
      ],
    });
  });

  afterAll(async () => {
    await portal?.stop();
    await world?.stop();
    await west?.stop();
  });

  /** Names of the objects in a cloud, with their tags. */
  const objectsIn = async (cloud: DemoCloud) => {
    const response = await fetch(`${cloud.url}/admin/objects`);
    const { items } = (await response.json()) as {
      items: { attributes: { name: string; tags: object } }[];
    };
    return items.map(({ attributes: { name, tags } }) => ({ name, tags }));
  };

  it('reach two clouds by alias, and carry the default tags', async () => {
    const { client } = portal;
    const repository = await GitFixture.create(
      path.join(world.directory, 'two-clouds'),
    );
    await repository.commit({ 'main.tf': mainTf });
    await repository.git('tag', 'v1.0.0');
    const { template, version } = await client.importTemplate({
      template: { key: 'buckets', name: 'Buckets' },
      version: {
        repositoryUrl: repository.directory,
        path: '',
        refType: 'tag',
        ref: 'v1.0.0',
      },
    });
    const attach = async (name: string, endpoint: string) =>
      client.createConnection('integration', {
        provider: 'democloud',
        name,
        config: { endpoint },
      });
    const [first, second] = [
      await attach('East', world.cloud.url),
      await attach('West', west.url),
    ];
    const create = (name: string, alias: string) =>
      client.createResource({
        templateId: template.id,
        versionId: version.id,
        name,
        values: { name },
        tags: [{ name: 'team', value: 'platform' }],
        integrations: [{ id: first.id }, { id: second.id, alias }],
      });
    const run = async (id: string, action: 'provision' | 'destroy') => {
      const started = await client.actOnResource(id, action);
      return portal.finished(started.run!.id);
    };

    const wrong = await create('wrong', 'south');
    expect((await run(wrong.id, 'provision')).error).toMatchObject({
      code: 'alias_unknown',
      message: expect.stringContaining('It has: west'),
    });

    const made = await create('both', 'west');
    const provisioned = await run(made.id, 'provision');
    expect(provisioned.error).toBeUndefined();
    const tags = { team: 'platform' };
    expect(await objectsIn(world.cloud)).toEqual([{ name: 'both-east', tags }]);
    expect(await objectsIn(west)).toEqual([{ name: 'both-west', tags }]);
    const destroyed = await run(made.id, 'destroy');
    expect(destroyed.error).toBeUndefined();
    expect(await objectsIn(west)).toEqual([]);
    const seen = JSON.stringify([
      await client.getRunPlan(provisioned.id),
      await client.getRunLog(provisioned.id),
    ]);
    expect(seen).toContain('both-west');
    expect(seen).not.toContain(west.url);

    await expect(
      client.createResource({
        templateId: template.id,
        versionId: version.id,
        name: 'clash',
        values: { name: 'clash' },
        integrations: [{ id: first.id }, { id: second.id }],
      }),
    ).rejects.toMatchObject({ code: 'integration_conflict' });
  });
});
