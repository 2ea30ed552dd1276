import { TestDatabases } from '@backstage/backend-test-utils';
import {
  createWorld,
  startPortal,
  type Portal,
  type World,
} from './__testUtils__/startPortal';

jest.setTimeout(120_000);

describe('the main job, with the real engine', () => {
  const databases = TestDatabases.create({
    ids: ['SQLITE_3', 'POSTGRES_15'],
  });
  let world: World;
  let portal: Portal;

  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.stop());

  afterEach(() => portal?.stop());

  it.each(databases.eachSupportedId())(
    'imports, creates, plans, provisions, feeds a child, updates, destroys and deletes, on %s',
    async databaseId => {
      portal = await startPortal({
        world,
        knex: await databases.init(databaseId),
      });
      const { client, finished } = portal;

      const region = await client.createTemplate({
        key: 'region',
        name: 'Region',
        abstract: true,
      });
      const network = await client.importTemplate({
        template: { key: 'network', name: 'Network', parentIds: [region.id] },
        version: {
          repositoryUrl: world.repository,
          path: 'network',
          refType: 'tag',
          ref: 'v1.0.0',
        },
      });
      expect(network.version.commitSha).toMatch(/^[0-9a-f]{40}$/);
      const cluster = await client.importTemplate({
        template: {
          key: 'cluster',
          name: 'Cluster',
          parentIds: [network.template.id],
        },
        version: {
          repositoryUrl: world.repository,
          path: 'cluster',
          refType: 'tag',
          ref: 'v1.0.0',
          variableRules: {
            network_id: {
              reference: {
                templateId: network.template.id,
                output: 'network_id',
              },
            },
          },
        },
      });

      const prod = await client.createResource({
        templateId: region.id,
        name: 'eu-prod',
        configs: [
          { name: 'region', value: 'eu-north-1' },
          { name: 'environment', value: 'prod' },
        ],
        tags: [{ name: 'team', value: 'platform' }],
      });
      expect(prod).toMatchObject({ state: 'provisioned', status: 'done' });

      const net = await client.createResource({
        templateId: network.template.id,
        versionId: network.version.id,
        name: `core-${databaseId.toLowerCase()}`,
        parentIds: [prod.id],
        values: { name: 'core', cidr: '10.1.0.0/16' },
      });
      const dryRun = await client.actOnResource(net.id, 'dry-run');
      const planned = await finished(dryRun.run!.id);
      expect(planned.error).toBeUndefined();
      expect(planned).toMatchObject({
        state: 'succeeded',
        planSummary: { create: 1 },
      });
      expect((await client.getResource(net.id)).state).toBe('provision');

      const provision = await client.actOnResource(net.id, 'provision');
      const provisioned = await finished(provision.run!.id);
      expect(provisioned.error).toBeUndefined();
      expect(provisioned.state).toBe('succeeded');
      const built = await client.getResource(net.id);
      expect(built).toMatchObject({ state: 'provisioned', status: 'done' });
      const networkId = built.outputs.find(o => o.name === 'network_id')!.value;
      expect(networkId).toEqual(expect.any(String));

      const child = await client.createResource({
        templateId: cluster.template.id,
        versionId: cluster.version.id,
        name: `apps-${databaseId.toLowerCase()}`,
        parentIds: [net.id],
        values: { name: 'apps' },
      });
      const effective = await client.getEffectiveValues(child.id);
      expect(effective.errors).toEqual([]);
      expect(effective.variables.find(v => v.name === 'region')).toMatchObject({
        value: 'eu-north-1',
        provenance: { source: 'config', resource: { name: 'eu-prod' } },
      });
      expect(
        effective.variables.find(v => v.name === 'network_id'),
      ).toMatchObject({
        value: networkId,
        provenance: { source: 'reference', resource: { name: net.name } },
      });
      const childRun = await client.actOnResource(child.id, 'provision');
      expect((await finished(childRun.run!.id)).state).toBe('succeeded');

      const edited = await client.updateResource(net.id, {
        values: { name: 'core', cidr: '10.1.0.0/16', enable_flow_logs: true },
      });
      expect(edited.hasPendingChange).toBe(true);
      const change = await client.getResourceChange(net.id);
      expect(change!.fields).toMatchObject([
        { field: 'values.enable_flow_logs', after: true },
      ]);
      const update = await client.actOnResource(net.id, 'update');
      const updated = await finished(update.run!.id);
      expect(updated).toMatchObject({
        state: 'succeeded',
        planSummary: { update: 1, create: 0, replace: 0 },
      });
      expect((await client.getResource(net.id)).hasPendingChange).toBe(false);

      await expect(
        client.actOnResource(net.id, 'destroy'),
      ).rejects.toMatchObject({
        code: 'has_living_children',
        culprits: [{ id: child.id }],
      });
      for (const id of [child.id, net.id]) {
        const destroy = await client.actOnResource(id, 'destroy');
        expect((await finished(destroy.run!.id)).state).toBe('succeeded');
        expect((await client.getResource(id)).state).toBe('destroyed');
      }
      for (const id of [child.id, net.id, prod.id]) {
        await client.actOnResource(id, 'delete');
        await expect(client.getResource(id)).rejects.toMatchObject({
          code: 'resource_not_found',
        });
      }
      const log = await client.getRunLog(provision.run!.id);
      expect(log.ended).toBe(true);
      expect(log.lines.map(line => line.message).join('\n')).toContain(
        'democloud_network.this',
      );
    },
  );
});
