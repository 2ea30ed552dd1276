import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { BackendProcess } from './__testUtils__/backendProcess';
import { startBalancer, type Balancer } from './__testUtils__/balancer';
import { addressOf, createCatalogue } from './__testUtils__/catalogue';
import { FaultWorld } from './__testUtils__/FaultWorld';
import { wholeLog } from './__testUtils__/logs';
import { killBelow, processesBelow } from './__testUtils__/processes';
import { finished, inState, until, working } from './__testUtils__/until';

// A lease has to run out first.
jest.setTimeout(240_000);

describe('kill -9 of one of two replicas, which never comes back', () => {
  const databases = TestDatabases.create({ ids: ['POSTGRES_15'] });
  let faults: FaultWorld;
  let balancer: Balancer;

  beforeAll(async () => {
    faults = await FaultWorld.create();
    balancer = await startBalancer();
  });
  afterAll(async () => {
    await balancer.stop();
    await faults.stop();
  });
  afterEach(() => faults.reset());

  it.each(databases.eachSupportedId())(
    'the other one finds its engines: follows the apply to its end, on %s',
    async id => {
      const database = await faults.newDatabase(databases, id);
      const world = faults.with({
        runs: { concurrency: 1 },
        state: { url: `http://localhost:${balancer.port}/api/infrakitchen` },
      });
      const replicas = [
        await faults.startBackend({ world, database }),
        await faults.startBackend({ world, database }),
      ];
      balancer.forwardTo(replicas[0].port);
      const { createNetwork } = await createCatalogue(
        replicas[0].client,
        faults.world,
      );
      faults.engine.hold('after-apply');
      const net = await createNetwork('inherited');
      const { run } = await replicas[0].client.actOnResource(
        net.id,
        'provision',
      );
      await faults.engine.reached('after-apply');
      const holder = [0, 1].find(worker =>
        existsSync(faults.runDirectory(run!.id, worker)),
      )!;
      const [lost, survivor] = byHolder(replicas, holder);
      balancer.forwardTo(survivor.port);

      await lost.kill();
      const { client } = survivor;
      await until('the survivor to take over', async () =>
        (
          await wholeLog(client, run!.id)
        ).some(line => line.includes('the engine went on meanwhile')),
      );
      await inState(client, run!.id, 'applying');
      faults.engine.release('after-apply');

      const ended = await finished(client, run!.id);
      expect(ended.error).toBeUndefined();
      expect(ended.state).toBe('succeeded');
      expect(ended.transitions.map(step => step.to)).not.toContain('unknown');
      expect(await faults.cloud.named('inherited')).toHaveLength(1);
      expect(faults.engine.count('apply')).toBe(1);
      await faults.leftNothing(run!.id, holder);
    },
  );

  it('on another machine: nobody takes the lock from an engine that may go on', async () => {
    const database = await faults.newDatabase(databases, 'POSTGRES_15');
    const world = faults.with({
      runs: { concurrency: 1 },
      state: { url: `http://localhost:${balancer.port}/api/infrakitchen` },
    });
    const lost = await faults.startBackend({ world, database });
    balancer.forwardTo(lost.port);
    const { createNetwork } = await createCatalogue(lost.client, faults.world);
    await faults.cloud.suffer({
      type: 'slow',
      kind: 'network',
      operation: 'create',
      delayMs: 600_000,
    });
    const net = await createNetwork('elsewhere');
    const { run } = await lost.client.actOnResource(net.id, 'provision');
    await working(lost.client, run!.id, addressOf('network'));

    await lost.kill();
    // The folder of a machine that cannot be reached is not there.
    const away = path.join(faults.world.directory, 'another-machine');
    await rename(path.join(faults.workingDirectory, 'worker-0'), away);
    const { client, port } = await faults.startBackend({ world, database });
    balancer.forwardTo(port);

    expect(await finished(client, run!.id)).toMatchObject({
      state: 'needs_attention',
      error: { code: 'engine_elsewhere' },
    });
    expect((await client.getResourceState(net.id)).lock).toMatchObject({
      runId: run!.id,
    });
    expect(processesBelow(away)).not.toEqual([]);

    // A person has seen to it that the engine is gone.
    killBelow(away);
    await faults.cloud.suffer();
    await Promise.all(
      (await faults.cloud.named('elsewhere')).map(faults.cloud.remove),
    );
    await client.actOnRun(run!.id, 'resolve', {
      outcome: 'failed',
      reason: 'The machine was switched off, and nothing had been created',
    });
    expect((await client.getResourceState(net.id)).lock).toBeUndefined();
    const again = await client.actOnResource(net.id, 'provision');
    expect((await finished(client, again.run!.id)).state).toBe('succeeded');
  });

  function byHolder(
    replicas: BackendProcess[],
    holder: number,
  ): BackendProcess[] {
    return holder === 0 ? replicas : [...replicas].reverse();
  }
});
