import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import { createModuleRepository } from '@internal/demo-cloud';
import {
  createWorld,
  startPortal,
  type Portal,
  type World,
} from './__testUtils__/startPortal';
import { until } from './__testUtils__/until';
import { adminOf } from './faults/__testUtils__/cloud';

jest.setTimeout(120_000);

/** A module that takes no tags: only the provider can give it any. */
const bare = `
terraform {
  required_providers {
    democloud = { source = "infrakitchen/democloud" }
  }
}
variable "name" { type = string }
resource "democloud_bucket" "this" {
  name   = var.name
  region = "eu-north-1"
}
`;

describe('tags, with the real engine', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
  let world: World;
  let portal: Portal;
  let bareRepository: string;

  beforeAll(async () => {
    world = await createWorld();
    const source = path.join(world.directory, 'source');
    const folder = path.join(source, 'v1.0.0', 'bucket');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'main.tf'), bare);
    bareRepository = path.join(world.directory, 'bare');
    await createModuleRepository({ directory: bareRepository, source });
  });
  afterAll(() => world?.stop());
  afterEach(() => portal?.stop());

  const bucketTags = async (name: string) => {
    const [bucket] = await adminOf(world).named(name);
    return bucket.attributes.tags;
  };

  it.each(databases.eachSupportedId())(
    'of an account arrive on the buckets below it, on %s',
    async databaseId => {
      const knex = await databases.init(databaseId);
      portal = await startPortal({ world, knex });
      const { client, finished } = portal;
      const suffix = databaseId.toLowerCase().replace('_', '-');
      const account = await client.createTemplate({
        key: 'account',
        name: 'Account',
        abstract: true,
      });
      const acme = await client.createResource({
        templateId: account.id,
        name: 'acme',
        tags: [{ name: 'cost-center', value: '1000' }],
      });
      const run = async (id: string, action: 'provision' | 'update') => {
        const started = await client.actOnResource(id, action);
        const ended = await finished(started.run!.id);
        expect([ended.state, ended.error]).toEqual(['succeeded', undefined]);
      };
      const provision = async (
        key: string,
        repositoryUrl: string,
        values: Record<string, string>,
      ) => {
        const { template, version } = await client.importTemplate({
          template: { key, name: key, parentIds: [account.id] },
          version: {
            repositoryUrl,
            path: 'bucket',
            refType: 'tag',
            ref: 'v1.0.0',
          },
        });
        const name = `${key}-${suffix}`;
        const bucket = await client.createResource({
          templateId: template.id,
          versionId: version.id,
          name,
          parentIds: [acme.id],
          values: { ...values, name },
        });
        await run(bucket.id, 'provision');
        return bucket;
      };
      const tagged = await provision('tagged', world.repository, {
        environment: 'dev',
        region: 'eu-north-1',
      });
      const plain = await provision('plain', bareRepository, {});
      expect(await bucketTags(tagged.name)).toEqual({
        'cost-center': '1000',
        environment: 'dev',
      });
      expect(await bucketTags(plain.name)).toEqual({ 'cost-center': '1000' });

      await client.updateResource(acme.id, {
        tags: [{ name: 'cost-center', value: '2000' }],
      });
      for (const { id } of [tagged, plain]) {
        await until(async () => (await client.getResource(id)).staleInputs);
        await run(id, 'update');
      }
      expect(await bucketTags(tagged.name)).toEqual({
        'cost-center': '2000',
        environment: 'dev',
      });
      expect(await bucketTags(plain.name)).toEqual({ 'cost-center': '2000' });
    },
  );
});
