import { TestDatabases } from '@backstage/backend-test-utils';
import { createCatalogue } from './__testUtils__/catalogue';
import { FaultWorld } from './__testUtils__/FaultWorld';
import { processesBelow } from './__testUtils__/processes';
import { finished, inState } from './__testUtils__/until';

jest.setTimeout(180_000);

describe('kill -9 of the backend before an apply', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
  let faults: FaultWorld;

  beforeAll(async () => {
    faults = await FaultWorld.create();
  });
  afterAll(() => faults.stop());
  afterEach(() => faults.reset());

  it.each(databases.eachSupportedId())(
    'while it plans: the run is repeated and ends, on %s',
    async databaseId => {
      const database = await faults.newDatabase(databases, databaseId);
      const first = await faults.startBackend({ database });
      const { createNetwork } = await createCatalogue(
        first.client,
        faults.world,
      );
      const net = await createNetwork('planned');
      faults.engine.hold('before-plan');
      const { run } = await first.client.actOnResource(net.id, 'provision');
      await faults.engine.reached('before-plan');
      await inState(first.client, run!.id, 'planning');

      await first.kill();
      const abandoned = processesBelow(faults.workingDirectory);
      expect(abandoned.length).toBeGreaterThan(0);
      faults.engine.release('before-plan');
      const { client } = await faults.startBackend({
        database,
        port: first.port,
      });

      const ended = await finished(client, run!.id);
      expect(ended.error).toBeUndefined();
      expect(ended.state).toBe('succeeded');
      expect(ended.transitions).toContainEqual(
        expect.objectContaining({
          from: 'planning',
          to: 'queued',
          actorKind: 'sweeper',
        }),
      );
      expect(await faults.cloud.named('planned')).toHaveLength(1);
      expect(faults.engine.count('apply')).toBe(1);
      expect(await client.getResource(net.id)).toMatchObject({
        state: 'provisioned',
        status: 'done',
      });
      await faults.leftNothing(run!.id);
    },
  );

  it('while the plan reads the cloud: its engine is ended and asked again', async () => {
    const database = await faults.newDatabase(databases, 'SQLITE_3');
    const first = await faults.startBackend({ database });
    const { createNetwork } = await createCatalogue(first.client, faults.world);
    const net = await createNetwork('read');
    const provision = await first.client.actOnResource(net.id, 'provision');
    await finished(first.client, provision.run!.id);
    await faults.cloud.suffer({
      type: 'slow',
      kind: 'network',
      operation: 'read',
      delayMs: 120_000,
      times: 1,
    });
    await first.client.updateResource(net.id, {
      values: { name: 'read', enable_flow_logs: true },
    });
    const { run } = await first.client.actOnResource(net.id, 'update');
    await faults.cloud.struck();
    await inState(first.client, run!.id, 'planning');

    await first.kill();
    const { client } = await faults.startBackend({
      database,
      port: first.port,
    });

    expect(await finished(client, run!.id)).toMatchObject({
      state: 'succeeded',
      planSummary: { update: 1, create: 0, replace: 0 },
    });
    const [object] = await faults.cloud.named('read');
    expect(object.attributes.flow_logs).toBe(true);
    await faults.leftNothing(run!.id);
  });

  it('three times over: the run fails and says so, and nothing is left', async () => {
    const database = await faults.newDatabase(databases, 'SQLITE_3');
    let backend = await faults.startBackend({ database });
    const { createNetwork } = await createCatalogue(
      backend.client,
      faults.world,
    );
    const net = await createNetwork('given-up');
    faults.engine.hold('before-init');
    const { run } = await backend.client.actOnResource(net.id, 'provision');
    for (let loss = 1; loss <= 3; loss++) {
      await faults.engine.started('init', loss);
      await backend.kill();
      backend = await faults.startBackend({ database, port: backend.port });
    }

    const ended = await finished(backend.client, run!.id);
    expect(ended).toMatchObject({
      state: 'failed',
      error: { code: 'worker_lost' },
    });
    expect(await backend.client.getResource(net.id)).toMatchObject({
      state: 'provision',
      status: 'error',
    });
    await faults.leftNothing(run!.id);
    faults.engine.release('before-init');
    const again = await backend.client.actOnResource(net.id, 'provision');
    expect(await finished(backend.client, again.run!.id)).toMatchObject({
      state: 'succeeded',
    });
  });
});
