import { TestDatabases } from '@backstage/backend-test-utils';
import type { InfrakitchenClient } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  startStateServer,
  type StateServer,
} from '../__testUtils__/stateServer';
import { deferred } from '../__testUtils__/until';
import { createCatalogue } from './__testUtils__/catalogue';
import { FaultWorld } from './__testUtils__/FaultWorld';
import { finished, until } from './__testUtils__/until';

// Whoever had the moves in hand is waited for a minute.
jest.setTimeout(300_000);

const points = ['before', 'middle', 'written', 'switched'] as const;
type Point = (typeof points)[number];

const never = () => new Promise<void>(() => {});

describe('kill -9 while states are moved', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
  let faults: FaultWorld;
  let server: StateServer;
  /** Where the move of a path is to stand still, until that is taken away. */
  const holds = new Map<string, Point>();
  const reached = new Set<string>();
  /** The one that keeps the worker busy until all others wait for it. */
  let busy:
    | { path: string; gate: ReturnType<typeof deferred<void>> }
    | undefined;

  beforeAll(async () => {
    const hold = (path: string) => {
      reached.add(path);
      return never();
    };
    server = await startStateServer({
      ...{ username: 'portal', password: 'moving-password' },
      async before({ method, path, body }) {
        const point = holds.get(path);
        if (method === 'LOCK' && path === busy?.path) {
          reached.add(path);
          await busy.gate.promise;
        } else if (method === 'POST' && point === 'before') {
          await hold(path);
        } else if (method === 'POST' && point === 'middle') {
          server.states.set(path, body.slice(0, body.length / 2));
          await hold(path);
        } else if (method === 'UNLOCK' && point === 'switched') {
          await hold(path);
        }
      },
      async after({ method, path }) {
        if (method === 'POST' && holds.get(path) === 'written') {
          await hold(path);
        }
      },
    });
    faults = await FaultWorld.create({
      integrations: { allowHosts: [server.host] },
    });
  });
  afterAll(async () => {
    await faults.stop();
    await server.stop();
  });
  afterEach(async () => {
    await faults.reset();
    holds.clear();
    reached.clear();
    server.states.clear();
    server.locks.clear();
  });

  it.each(databases.eachSupportedId())(
    'every one of them comes to its end with its state, on %s',
    async id => {
      const database = await faults.newDatabase(databases, id);
      const first = await faults.startBackend({ database });
      const { network, createNetwork } = await createCatalogue(
        first.client,
        faults.world,
      );
      const made = await Promise.all(
        points.map(async point => {
          const net = await createNetwork(`moved-${point}`);
          const run = await first.client.actOnResource(net.id, 'provision');
          expect((await finished(first.client, run.run!.id)).state).toBe(
            'succeeded',
          );
          const path = `/${network.template.key}-${net.id}`;
          const { lineage, serial } = await first.client.getResourceState(
            net.id,
          );
          holds.set(path, point);
          return { id: net.id, path, lineage, serial };
        }),
      );
      const storage = await first.client.createConnection('storage', {
        name: 'Server',
        provider: 'http',
        config: {
          address: server.url,
          username: 'portal',
          password: 'moving-password',
        },
      });
      const other = await createNetwork('busy');
      busy = {
        path: `/${network.template.key}-${other.id}`,
        gate: deferred(),
      };
      await first.client.moveResourceStorage(other.id, storage.id);
      await until('the worker to be busy', () => reached.has(busy!.path));
      for (const each of made) {
        await first.client.moveResourceStorage(each.id, storage.id);
      }
      busy.gate.resolve();
      await until('every move to stand still', () =>
        made.every(({ path }) => reached.has(path)),
      );
      const lockIds = made.map(({ path }) => lockIdOf(path));
      expect(lockIds).not.toContain(undefined);

      await first.kill();
      holds.clear();
      const { client, port } = await faults.startBackend({ database });
      expect(port).not.toBe(first.port);
      // Nothing may write to what is half moved.
      await expect(
        client.actOnResource(made[0].id, 'dry-run'),
      ).rejects.toMatchObject({ code: 'storage_moving' });

      for (const { id: resourceId, path, lineage, serial } of made) {
        const move = await ended(client, resourceId);
        expect(move.problem).toBeUndefined();
        expect(move).toMatchObject({ state: 'succeeded', lineage, serial });
        expect(JSON.parse(server.states.get(path)!)).toMatchObject({
          ...{ lineage, serial },
        });
        const resource = await client.getResource(resourceId);
        expect(resource.storage).toMatchObject({ id: storage.id });
        const state = await client.getResourceState(resourceId);
        expect(state).toMatchObject({ lineage, serial });
        expect(state.lock).toBeUndefined();
        const { items } = await client.listAudit({
          filter: [`entityId=${resourceId}`, 'action=resource.storage_moved'],
        });
        expect(items).toMatchObject([{ outcome: 'succeeded' }]);
      }
      expect(server.locks.size).toBe(0);
      // What was moved can be worked with, and knows its objects.
      for (const { id: resourceId } of made) {
        const run = await client.actOnResource(resourceId, 'destroy');
        const end = await finished(client, run.run!.id);
        expect(end.error).toBeUndefined();
        expect(end.state).toBe('succeeded');
      }
      expect(await faults.cloud.named('moved-middle')).toHaveLength(0);
    },
  );

  function lockIdOf(path: string): string | undefined {
    const lock = server.locks.get(path);
    return lock && JSON.parse(lock).ID;
  }

  async function ended(client: InfrakitchenClient, resourceId: string) {
    return until('the move to end', async () => {
      const [move] = (await client.listStorageMoves(resourceId)).items;
      return move.endedAt !== undefined && move;
    });
  }
});
