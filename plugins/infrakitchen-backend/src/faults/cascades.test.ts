import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  CascadeDetail,
  CascadeInput,
  InfrakitchenClient,
  Resource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addressOf,
  createCatalogue,
  importModule,
} from './__testUtils__/catalogue';
import { FaultWorld } from './__testUtils__/FaultWorld';
import { finished, until, working } from './__testUtils__/until';

jest.setTimeout(240_000);

describe('a cascade', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
  let faults: FaultWorld;

  beforeAll(async () => {
    faults = await FaultWorld.create();
  });
  afterAll(() => faults.stop());
  afterEach(() => faults.reset());

  /** A region with a network that has a cluster and a second network, all built. */
  const build = async (client: InfrakitchenClient, name: string) => {
    const { region, network, createNetwork } = await createCatalogue(
      client,
      faults.world,
    );
    const cluster = await importModule(client, faults.world, {
      key: 'cluster',
      parentIds: [network.template.id],
      variableRules: {
        network_id: {
          reference: {
            templateId: network.template.id,
            output: 'network_id',
          },
        },
      },
    });
    const provision = async (resource: Resource) => {
      const { run } = await client.actOnResource(resource.id, 'provision');
      expect((await finished(client, run!.id)).state).toBe('succeeded');
      return resource;
    };
    const net = await provision(await createNetwork(name));
    const app = await provision(
      await client.createResource({
        templateId: cluster.template.id,
        versionId: cluster.version.id,
        name: `${name}-app`,
        parentIds: [net.id],
        values: { name: `${name}-app` },
      }),
    );
    return { region, net, app, provision, createNetwork };
  };

  const inState = (
    client: InfrakitchenClient,
    id: string,
    ...states: string[]
  ): Promise<CascadeDetail> =>
    until(`the cascade to be ${states.join(' or ')}`, async () => {
      const cascade = await client.getCascade(id);
      return states.includes(cascade.state) && cascade;
    });

  const confirmed = async (
    client: InfrakitchenClient,
    input: CascadeInput,
  ): Promise<CascadeDetail> => {
    const { id } = await client.createCascade(input);
    const preview = await inState(client, id, 'previewed', 'failed');
    expect(preview.error).toBeUndefined();
    await client.actOnCascade(id, 'confirm', { digest: preview.digest });
    return preview;
  };

  const itemOf = async (
    client: InfrakitchenClient,
    id: string,
    resource: Resource,
  ) => {
    const { items } = await client.listCascadeItems(id);
    return items.find(item => item.resource.id === resource.id)!;
  };

  it.each(databases.eachSupportedId())(
    'whose backend is killed in the middle goes on after the restart, and destroys exactly what it showed, on %s',
    async databaseId => {
      const database = await faults.newDatabase(databases, databaseId);
      const first = await faults.startBackend({ database });
      const { region, net, app, ...more } = await build(first.client, 'killed');
      const spare = await more.provision(
        await more.createNetwork('killed-spare'),
      );
      await faults.cloud.suffer({
        type: 'slow',
        kind: 'cluster',
        operation: 'delete',
        delayMs: 6_000,
      });
      const { id, summary } = await confirmed(first.client, {
        kind: 'destroy',
        rootId: region.id,
      });
      expect(summary).toMatchObject({ delete: 3, create: 0, update: 0 });
      const { runId } = await until('the cluster to be destroyed', async () => {
        const item = await itemOf(first.client, id, app);
        return item.runId ? item : undefined;
      });
      await working(first.client, runId!, addressOf('cluster'));

      await first.kill();
      const { client } = await faults.startBackend({
        database,
        port: first.port,
      });

      const ended = await inState(client, id, 'succeeded', 'failed');
      expect(ended).toMatchObject({
        state: 'succeeded',
        counts: { succeeded: 4 },
      });
      expect(await faults.cloud.objects()).toEqual([]);
      for (const resource of [region, net, spare, app]) {
        expect(await client.getResource(resource.id)).toMatchObject({
          state: 'destroyed',
        });
      }
      const { items } = await client.listCascadeItems(id);
      for (const { needsRun, planChanged } of items) {
        expect(needsRun ? planChanged : false).toBe(false);
      }
      const runs = await client.listRuns({ filter: [`cascadeId=${id}`] });
      const destroying = runs.items.filter(({ kind }) => kind === 'destroy');
      expect(destroying).toHaveLength(3);

      await buildAgain(client, region);
    },
  );

  /** What was destroyed comes back from the root down, with new outputs. */
  async function buildAgain(client: InfrakitchenClient, region: Resource) {
    const { id, laterPlans, summary } = await confirmed(client, {
      kind: 'recreate',
      rootId: region.id,
    });
    // The cluster takes the id of a network that is not there yet.
    expect(laterPlans).toBe(1);
    expect(summary).toMatchObject({ create: 2, delete: 0 });
    const ended = await inState(client, id, 'succeeded', 'failed');
    expect(ended.state).toBe('succeeded');
    expect(await faults.cloud.objects()).toHaveLength(3);
  }

  it('whose middle node fails stops there, and is finished by resuming it', async () => {
    const database = await faults.newDatabase(databases, 'SQLITE_3');
    const { client } = await faults.startBackend({ database });
    const { region, net, app } = await build(client, 'failing');
    await faults.cloud.suffer({
      type: 'fail',
      kind: 'network',
      operation: 'delete',
      times: 1,
      status: 409,
      message: 'The network is still in use',
    });
    const { id } = await confirmed(client, {
      kind: 'destroy',
      rootId: region.id,
      maxParallel: 1,
    });

    const failed = await inState(client, id, 'succeeded', 'failed');
    expect(failed).toMatchObject({
      state: 'failed',
      error: { code: 'items_failed' },
      counts: { succeeded: 1, failed: 1, previewed: 1 },
    });
    const { items } = await client.listCascadeItems(id, {
      filter: ['state=failed'],
    });
    expect(items).toHaveLength(1);
    expect(items[0].error).toMatchObject({
      code: 'engine_failed',
      message: expect.stringContaining('still in use'),
    });
    expect(await client.getResource(app.id)).toMatchObject({
      state: 'destroyed',
    });
    expect(await client.getResource(region.id)).toMatchObject({
      state: 'provisioned',
    });

    await client.actOnCascade(id, 'resume');
    const ended = await inState(client, id, 'succeeded', 'failed');
    expect(ended.state).toBe('succeeded');
    expect(await faults.cloud.objects()).toEqual([]);
    const retried = await itemOf(client, id, net);
    const again = await itemOf(client, id, {
      id: items[0].resource.id,
    } as Resource);
    expect((await client.getRun(again.runId!)).retryOf).toBe(items[0].runId);
    expect(retried.state).toBe('succeeded');
  });
});
