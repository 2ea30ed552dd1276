import { TestDatabases } from '@backstage/backend-test-utils';
import type { InfrakitchenClient } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { addressOf, createCatalogue } from './__testUtils__/catalogue';
import { FaultWorld } from './__testUtils__/FaultWorld';
import { ticking } from './__testUtils__/HeldEngine';
import { wholeLog } from './__testUtils__/logs';
import { processesBelow } from './__testUtils__/processes';
import { finished, until, working } from './__testUtils__/until';

jest.setTimeout(180_000);

describe('kill -9 of the backend while the engine applies', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
  let faults: FaultWorld;

  beforeAll(async () => {
    faults = await FaultWorld.create();
  });
  afterAll(() => faults.stop());
  afterEach(() => faults.reset());

  it.each(databases.eachSupportedId())(
    'the engine goes on and the restarted backend follows it to its end, on %s',
    async databaseId => {
      const database = await faults.newDatabase(databases, databaseId);
      const first = await faults.startBackend({ database });
      const { createNetwork } = await createCatalogue(
        first.client,
        faults.world,
      );
      const net = await createNetwork('followed');
      await slowCreate(8_000);
      faults.engine.precede('apply', ticking);
      const { run } = await first.client.actOnResource(net.id, 'provision');
      await working(first.client, run!.id, addressOf('network'));

      await first.kill();
      const before = enginesOf(faults);
      expect(before).toHaveLength(1);
      const { client } = await faults.startBackend({
        database,
        port: first.port,
      });
      // It is the same process, neither ended nor started again.
      expect(enginesOf(faults)).toEqual(before);

      await expectSuccess(client, run!.id, { name: 'followed', id: net.id });
      expectEveryTickOnce(await wholeLog(client, run!.id));
    },
  );

  it.each(databases.eachSupportedId())(
    'the state server is away when the engine wants to save, and nothing is lost, on %s',
    async databaseId => {
      const database = await faults.newDatabase(databases, databaseId);
      const first = await faults.startBackend({ database });
      const { createNetwork } = await createCatalogue(
        first.client,
        faults.world,
      );
      const net = await createNetwork('saved-late');
      await slowCreate(1_500);
      faults.engine.precede('apply', ticking);
      const { run } = await first.client.actOnResource(net.id, 'provision');
      await working(first.client, run!.id, addressOf('network'));

      await first.kill();
      await until('the object to be created', async () => {
        const found = await faults.cloud.named('saved-late');
        return found.length > 0;
      });
      // Long enough for the engine to have knocked in vain several times.
      await new Promise(resolve => setTimeout(resolve, 6_000));
      expect(enginesOf(faults)).toHaveLength(1);
      const { client } = await faults.startBackend({
        database,
        port: first.port,
      });

      await expectSuccess(client, run!.id, { name: 'saved-late', id: net.id });
      expectEveryTickOnce(await wholeLog(client, run!.id));
      const state = await client.listStateObjects(net.id);
      expect(state.items.map(object => object.address)).toEqual([
        addressOf('network'),
      ]);
      const { lock } = await client.getResourceState(net.id);
      expect(lock).toBeUndefined();
    },
  );

  it('while it destroys: the object is gone once, and so is the resource', async () => {
    const database = await faults.newDatabase(databases, 'SQLITE_3');
    const first = await faults.startBackend({ database });
    const { createNetwork } = await createCatalogue(first.client, faults.world);
    const net = await createNetwork('destroyed');
    const provision = await first.client.actOnResource(net.id, 'provision');
    await finished(first.client, provision.run!.id);
    await faults.cloud.suffer({
      type: 'slow',
      kind: 'network',
      operation: 'delete',
      delayMs: 6_000,
    });
    const { run } = await first.client.actOnResource(net.id, 'destroy');
    await working(first.client, run!.id, addressOf('network'));

    await first.kill();
    const { client } = await faults.startBackend({
      database,
      port: first.port,
    });

    expect((await finished(client, run!.id)).state).toBe('succeeded');
    expect(await faults.cloud.named('destroyed')).toEqual([]);
    expect(await client.getResource(net.id)).toMatchObject({
      state: 'destroyed',
      outputs: [],
    });
    expect(faults.engine.count('apply')).toBe(2);
    await faults.leftNothing(run!.id);
  });

  it('and a cancel afterwards: it reaches the engine that the dead backend had started', async () => {
    const database = await faults.newDatabase(databases, 'SQLITE_3');
    const first = await faults.startBackend({ database });
    const { createNetwork } = await createCatalogue(first.client, faults.world);
    const net = await createNetwork('stopped');
    await slowCreate(600_000);
    const { run } = await first.client.actOnResource(net.id, 'provision');
    await working(first.client, run!.id, addressOf('network'));

    await first.kill();
    const { client } = await faults.startBackend({
      database,
      port: first.port,
    });
    await client.actOnRun(run!.id, 'cancel');

    expect(await finished(client, run!.id)).toMatchObject({
      state: 'failed',
      error: { code: 'cancelled_while_applying' },
    });
    expect(await faults.cloud.objects()).toEqual([]);
    await faults.leftNothing(run!.id);
  });

  it('a planned shutdown instead: the engine goes on and is followed as well', async () => {
    const database = await faults.newDatabase(databases, 'SQLITE_3');
    const first = await faults.startBackend({ database });
    const { createNetwork } = await createCatalogue(first.client, faults.world);
    const net = await createNetwork('handed-over');
    await slowCreate(8_000);
    faults.engine.precede('apply', ticking);
    const { run } = await first.client.actOnResource(net.id, 'provision');
    await working(first.client, run!.id, addressOf('network'));

    await first.stop();
    const before = enginesOf(faults);
    expect(before).toHaveLength(1);
    const { client } = await faults.startBackend({
      database,
      port: first.port,
    });

    await expectSuccess(client, run!.id, { name: 'handed-over', id: net.id });
    expectEveryTickOnce(await wholeLog(client, run!.id));
  });

  function slowCreate(delayMs: number) {
    return faults.cloud.suffer({
      type: 'slow',
      kind: 'network',
      operation: 'create',
      delayMs,
    });
  }

  async function expectSuccess(
    client: InfrakitchenClient,
    runId: string,
    network: { name: string; id: string },
  ): Promise<void> {
    const ended = await finished(client, runId);
    expect(ended.error).toBeUndefined();
    expect(ended.state).toBe('succeeded');
    // A starting backend answers 404 before its routes are there; an engine
    // that meets that leaves its state in a file, and evidence settles the run.
    const detour = ['unknown', 'reconciling'];
    expect(
      ended.transitions
        .map(step => step.to)
        .filter(state => !detour.includes(state)),
    ).toEqual([
      'queued',
      'preparing',
      'planning',
      'planned',
      'apply_queued',
      'applying',
      'verifying',
      'succeeded',
    ]);
    const objects = await faults.cloud.named(network.name);
    expect(objects).toHaveLength(1);
    expect(faults.engine.count('apply')).toBe(1);
    const resource = await client.getResource(network.id);
    expect(resource).toMatchObject({ state: 'provisioned', status: 'done' });
    expect(resource.outputs).toContainEqual({
      name: 'network_id',
      value: objects[0].id,
      sensitive: false,
    });
    expect(ended.progress).toContainEqual(
      expect.objectContaining({
        address: addressOf('network'),
        status: 'complete',
      }),
    );
    await faults.leftNothing(runId);
  }
});

function enginesOf(faults: FaultWorld): number[] {
  return processesBelow(faults.workingDirectory)
    .filter(({ command }) => /^\S*terraform apply /.test(command))
    .map(({ pid }) => pid);
}

/** What the engine printed reached the log once, whole and in its order. */
function expectEveryTickOnce(messages: string[]): void {
  const ticks = messages.filter(message => message.startsWith('tick '));
  expect(ticks.length).toBeGreaterThan(10);
  expect(ticks).toEqual(ticks.map((_, index) => `tick ${index + 1}`));
  const ends = messages.filter(message => message.startsWith('Apply complete'));
  expect(ends).toHaveLength(1);
}
