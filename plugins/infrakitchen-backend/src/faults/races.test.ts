import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  InfrakitchenClient,
  Resource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { startPortal, type Portal } from '../__testUtils__/startPortal';
import {
  createCatalogue,
  importModule,
  type Imported,
} from './__testUtils__/catalogue';
import { FaultWorld } from './__testUtils__/FaultWorld';
import { finished } from './__testUtils__/until';

jest.setTimeout(180_000);

const ROUNDS = 5;

describe.each(
  TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] }).eachSupportedId(),
)('requests at the same time, on %s', id => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
  let faults: FaultWorld;
  let portals: Portal[];
  let clients: InfrakitchenClient[];
  let network: Imported;
  let cluster: Imported;
  let region: Resource;
  let createNetwork: (name: string) => Promise<Resource>;

  beforeAll(async () => {
    faults = await FaultWorld.create();
    const knex = await databases.init(id);
    const options = { world: faults.world, knex };
    portals = [await startPortal(options)];
    // SQLite is for one process; on PostgreSQL the requests meet two replicas.
    if (id === 'POSTGRES_15') {
      portals.push(await startPortal(options));
    }
    clients = [0, 1].map(index => portals[index % portals.length].client);
    ({ network, region, createNetwork } = await createCatalogue(
      clients[0],
      faults.world,
    ));
    cluster = await importModule(clients[0], faults.world, {
      key: 'cluster',
      parentIds: [network.template.id],
      variableRules: {
        network_id: {
          reference: { templateId: network.template.id, output: 'network_id' },
        },
      },
    });
  });
  afterAll(async () => {
    await Promise.all(portals.map(portal => portal.stop()));
    await faults.stop();
  });

  it('two creations of a name: one is there, the other one hears who has it', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const name = `same-${round}`;
      const { won, lost } = await race(client => createSame(client, name));
      expect(won).toMatchObject([{ name }]);
      expect(lost).toMatchObject([{ code: 'name_taken', statusCode: 409 }]);
      const found = await clients[0].listResources({ q: name });
      expect(found.items).toHaveLength(1);
    }
  });

  it('two provisions: one run, and the other one hears of it', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const net = await createNetwork(`twice-${round}`);
      const { won, lost } = await race(client =>
        client.actOnResource(net.id, 'provision'),
      );
      expect(won).toHaveLength(1);
      expect(lost).toMatchObject([{ code: 'run_active', statusCode: 409 }]);
      const runs = await clients[0].listResourceRuns(net.id);
      expect(runs.items).toHaveLength(1);
      await ended(won[0].run!.id);
      expect(await faults.cloud.named(net.name)).toHaveLength(1);
    }
  });

  it('two retries of a run: one new run', async () => {
    await faults.cloud.suffer({
      type: 'fail',
      kind: 'network',
      operation: 'create',
    });
    const net = await createNetwork('retried');
    const { run } = await clients[0].actOnResource(net.id, 'provision');
    expect(await ended(run!.id)).toMatch(/^failed/);
    await faults.cloud.suffer();

    const { won, lost } = await race(client =>
      client.actOnRun(run!.id, 'retry'),
    );

    expect(won).toHaveLength(1);
    expect(lost).toMatchObject([
      { code: expect.stringMatching(/^(retried_already|run_active)$/) },
    ]);
    expect(await ended(won[0].run!.id)).toBe('succeeded');
  });

  it('two edits of one revision: the later one hears that it is stale', async () => {
    const net = await createNetwork('edited');
    for (let round = 0; round < ROUNDS; round++) {
      const { revision } = await clients[0].getResource(net.id);
      const { won, lost } = await race((client, index) =>
        client.updateResource(
          net.id,
          { description: `By ${index} in round ${round}` },
          { revision },
        ),
      );
      expect(won).toHaveLength(1);
      expect(lost).toMatchObject([{ code: 'stale_revision' }]);
      expect(await clients[0].getResource(net.id)).toMatchObject({
        revision: revision + 1,
        description: won[0].description,
      });
    }
  });

  it('an action on a revision that was edited meanwhile: it is refused', async () => {
    const net = await createNetwork('acted-on');
    await clients[0].updateResource(net.id, { description: 'Newer' });
    await expect(
      clients[1].actOnResource(net.id, 'provision', {
        revision: net.revision,
      }),
    ).rejects.toMatchObject({ code: 'stale_revision' });
  });

  it('a destroy and the creation of a child: never both', async () => {
    const outcomes: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const net = await createNetwork(`parent-${round}`);
      const { run } = await clients[0].actOnResource(net.id, 'provision');
      expect(await ended(run!.id)).toBe('succeeded');

      const { won, lost } = await race<unknown>((client, index) =>
        // Either one has the head start in turn.
        index === round % 2
          ? client.actOnResource(net.id, 'destroy')
          : createBelow(client, net, `child-${round}`),
      );

      expect(won).toHaveLength(1);
      const [refusal] = lost as { code: string }[];
      expect(['has_living_children', 'parent_not_provisioned']).toContain(
        refusal.code,
      );
      outcomes.push(refusal.code);
      const { items } = await clients[0].listResources({ q: `child-${round}` });
      expect(items).toHaveLength(
        refusal.code === 'has_living_children' ? 1 : 0,
      );
      const [latest] = (await clients[0].listResourceRuns(net.id)).items;
      await ended(latest.id);
      expect((await clients[0].getResource(net.id)).state).toBe(
        items.length === 1 ? 'provisioned' : 'destroyed',
      );
    }
    expect(outcomes).toHaveLength(ROUNDS);
  });

  it('a provision of a child and the destroy of its parent: never both', async () => {
    for (let round = 0; round < 2; round++) {
      const net = await createNetwork(`above-${round}`);
      const provision = await clients[0].actOnResource(net.id, 'provision');
      expect(await ended(provision.run!.id)).toBe('succeeded');
      const child = await createBelow(clients[0], net, `below-${round}`);

      const { won, lost } = await race(async (client, index) =>
        index === round % 2
          ? client.actOnResource(net.id, 'destroy')
          : client.actOnResource(child.id, 'provision'),
      );

      expect(won).toHaveLength(1);
      expect(lost).toMatchObject([{ code: 'has_living_children' }]);
      expect(await ended(won[0].run!.id)).toBe('succeeded');
    }
  });

  function createSame(client: InfrakitchenClient, name: string) {
    return create(client, network, region, name);
  }

  function createBelow(
    client: InfrakitchenClient,
    parent: Resource,
    name: string,
  ) {
    return create(client, cluster, parent, name);
  }

  /** Lets both clients do the same at once. */
  async function race<T>(
    act: (client: InfrakitchenClient, index: number) => Promise<T>,
  ): Promise<{ won: T[]; lost: unknown[] }> {
    const results = await Promise.allSettled(clients.map(act));
    return {
      won: results.flatMap(result =>
        result.status === 'fulfilled' ? [result.value] : [],
      ),
      lost: results.flatMap(result =>
        result.status === 'rejected' ? [result.reason] : [],
      ),
    };
  }

  async function ended(runId: string): Promise<string> {
    const { state, error } = await finished(clients[0], runId);
    return error ? `${state}: ${error.message}` : state;
  }
});

function create(
  client: InfrakitchenClient,
  { template, version }: Imported,
  parent: Resource,
  name: string,
): Promise<Resource> {
  return client.createResource({
    templateId: template.id,
    versionId: version.id,
    name,
    parentIds: [parent.id],
    values: { name },
  });
}
