import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Resource } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  bob,
  createServices,
  fresh,
  type Services,
} from '../__testUtils__/serviceFixture';
import {
  startStateServer,
  type StateRequest,
  type StateServer,
} from '../__testUtils__/stateServer';
import {
  NotificationSender,
  NotificationStore,
  StorageMoveNotifier,
} from '../notifications';
import { deferred, until } from '../__testUtils__/until';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('moves of states, %s', database => {
  let knex: Knex;
  let services: Services;
  let server: StateServer;
  /** Nobody listens there. */
  let away: string;
  let before: (request: StateRequest) => Promise<void>;

  beforeAll(async () => {
    server = await startStateServer({
      ...{ username: 'portal', password: 'password' },
      before: request => before(request),
    });
    const gone = await startStateServer({ username: 'u', password: 'p' });
    away = gone.url;
    await gone.stop();
    knex = await databases.init(database);
    services = await createServices(knex, {
      allowHosts: [server.host, gone.host],
      grants: ['ann', 'bob'].map(name => ({
        principalRef: `user:default/${name}`,
        role: 'admin',
        scope: { kind: 'global' },
      })),
    });
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    before = async () => {};
  });

  async function storage(address = server.url): Promise<string> {
    const id = randomUUID();
    const { vault, providers } = services.connections;
    const config = { address, username: 'portal', password: 'password' };
    await services.connections.stores.storage.insert(knex, {
      ...{ id, kind: 'storage' as const, provider: 'http', name: fresh('s') },
      ...vault.seal(
        { kind: 'storage', id },
        providers.storage.require('http'),
        config,
      ),
      labels: [],
      enabled: true,
      version: 1,
      rotatedAt: 1,
      revision: 1,
      createdBy: 'user:default/ann',
      createdAt: 1,
      updatedAt: 1,
    });
    return id;
  }

  const state = (lineage: string, serial: number) =>
    JSON.stringify({ version: 4, lineage, serial, outputs: {}, resources: [] });

  /** A resource whose managed state has a serial of 3. */
  async function withState(): Promise<{
    resource: Resource;
    lineage: string;
    path: string;
  }> {
    const template = await addTemplate(services);
    const version = await addVersion(services, template);
    const resource = await addResource(services, template, { version });
    const lineage = randomUUID();
    await services.states.write({
      resourceId: resource.id,
      data: Buffer.from(state(lineage, 3)),
    });
    return { resource, lineage, path: `/${template.key}-${resource.id}` };
  }

  const request = (resourceId: string, storageId?: string) =>
    services.storageMoveService.request(resourceId, storageId, ann);
  const newest = async (resourceId: string) => {
    const page = await services.storageMoveService.list(
      resourceId,
      { limit: 1 },
      ann,
    );
    return page.items[0];
  };
  const storageOf = async (id: string) =>
    (await services.resources.get(id))!.storageId;
  const lines = async (resourceId: string, action: string) =>
    knex('audit').where({ entity_id: resourceId, action }).pluck('outcome');
  const writes = (path: string) =>
    server.requests.filter(each => each === `POST ${path}`).length;
  /** As time does that passes. */
  const leaseOver = (id: string) =>
    knex('storage_moves').where({ id }).update({ lease_until: 0 });

  it('answers at once, and leaves the work to a worker', async () => {
    const { resource, lineage, path } = await withState();
    const to = await storage();
    const seen = server.requests.length;
    const asked = await request(resource.id, to);
    expect(asked).toMatchObject({
      state: 'queued',
      to: { id: to },
      requestedBy: 'user:default/ann',
    });
    expect(asked.from).toBeUndefined();
    expect(server.requests).toHaveLength(seen);
    expect(await storageOf(resource.id)).toBeUndefined();

    await services.storageMover.advance(asked.id);
    expect(await newest(resource.id)).toMatchObject({
      ...{ id: asked.id, state: 'succeeded', lineage, serial: 3 },
      endedAt: expect.any(String),
    });
    expect(await storageOf(resource.id)).toBe(to);
    expect(server.states.get(path)).toBe(state(lineage, 3));
    expect(server.locks.size).toBe(0);
    expect(await services.states.lockInfo(resource.id)).toBeUndefined();
    expect(await services.states.head(resource.id)).toEqual({
      ...{ lineage, serial: 3 },
    });
    expect(await lines(resource.id, 'resource.storage_move_requested')).toEqual(
      ['succeeded'],
    );
    expect(await lines(resource.id, 'resource.storage_moved')).toEqual([
      'succeeded',
    ]);
    const { revision } = await services.resourceService.get(resource.id);
    expect(revision).toBe(resource.revision + 1);
  });

  it('tells whoever asked for it how it ended, once', async () => {
    const send = jest.fn();
    const notifier = new StorageMoveNotifier({
      ...services,
      store: new NotificationStore(knex),
      sender: new NotificationSender({
        service: { send },
        logger: services.logger,
      }),
      settings: { basePath: '/infrakitchen' },
    });
    const { resource, path } = await withState();
    const lost = await request(resource.id, await storage());
    await notifier.changed(lost.id);
    expect(send).not.toHaveBeenCalled();
    server.states.set(path, state(randomUUID(), 9));
    await services.storageMover.advance(lost.id);
    await notifier.changed(lost.id);
    await notifier.changed(lost.id);
    server.states.delete(path);
    const won = await request(resource.id, lost.to!.id);
    await services.storageMover.advance(won.id);
    await notifier.changed(won.id);
    expect(
      send.mock.calls.map(([{ recipients, payload }]) => [
        recipients.entityRef,
        payload.title,
        payload.link,
      ]),
    ).toEqual(
      ['could not be moved', 'was moved'].map(how => [
        ['user:default/ann'],
        `The state of '${resource.name}' ${how} to the storage '${
          lost.to!.name
        }'`,
        `/infrakitchen/resources/${resource.id}/state`,
      ]),
    );
  });

  it('is refused while a run holds the resource, and refuses runs meanwhile', async () => {
    const { resource } = await withState();
    const to = await storage();
    const { id: runId } = await services.runService.request(
      resource.id,
      'provision',
      bob,
    );
    await expect(request(resource.id, to)).rejects.toMatchObject({
      code: 'run_active',
      culprits: [{ kind: 'run', id: runId }],
    });
    expect(await lines(resource.id, 'resource.storage_move_requested')).toEqual(
      ['refused'],
    );
    await services.runService.cancel(runId, bob);

    const move = await request(resource.id, to);
    for (const action of ['provision', 'dry-run'] as const) {
      await expect(
        services.runService.request(resource.id, action, bob),
      ).rejects.toMatchObject({
        code: 'storage_moving',
        message: expect.stringContaining(move.to!.name),
      });
    }
    await expect(
      services.resourceService.delete(resource.id, bob),
    ).rejects.toMatchObject({ code: 'storage_moving' });
    const actions = await services.resourceService.actions(resource.id);
    expect(
      actions.find(({ action }) => action === 'provision')!.reasons,
    ).toMatchObject([{ code: 'storage_moving' }]);

    await services.storageMover.advance(move.id);
    await services.runService.request(resource.id, 'provision', bob);
  });

  it('is one of two that are asked for at once', async () => {
    const targets = await Promise.all([storage(), storage()]);
    for (let round = 0; round < 5; round++) {
      const { resource } = await withState();
      const asked = await Promise.allSettled(
        targets.map(to => request(resource.id, to)),
      );
      const moves = asked.flatMap(each =>
        each.status === 'fulfilled' ? [each.value] : [],
      );
      expect(moves).toHaveLength(1);
      expect(
        asked.find(each => each.status === 'rejected')!.reason,
      ).toMatchObject({ name: 'ConflictError', code: 'storage_moving' });
      const again = await request(resource.id, moves[0].to!.id);
      expect(again.id).toBe(moves[0].id);
    }
  });

  it('is one of a move and a run that are asked for at once', async () => {
    const to = await storage();
    for (let round = 0; round < 5; round++) {
      const { resource } = await withState();
      const [moved, ran] = await Promise.allSettled([
        request(resource.id, to),
        services.runService.request(resource.id, 'provision', bob),
      ]);
      expect([moved.status, ran.status].sort()).toEqual([
        'fulfilled',
        'rejected',
      ]);
      const lost = [moved, ran].find(each => each.status === 'rejected')!;
      expect(['run_active', 'storage_moving']).toContain(
        (lost as PromiseRejectedResult).reason.code,
      );
    }
  });

  it('is carried out by one of two movers', async () => {
    for (let round = 0; round < 5; round++) {
      const { resource, path } = await withState();
      const move = await request(resource.id, await storage());
      await Promise.all([
        services.storageMover.advance(move.id),
        services.storageMover.advance(move.id),
      ]);
      await until(
        async () => (await newest(resource.id)).endedAt !== undefined,
      );
      expect(writes(path)).toBe(1);
      expect((await newest(resource.id)).state).toBe('succeeded');
      expect(await lines(resource.id, 'resource.storage_moved')).toEqual([
        'succeeded',
      ]);
    }
  });

  it('is left alone by a mover that lost it, however late that wakes up', async () => {
    const { resource, path, lineage } = await withState();
    const move = await request(resource.id, await storage());
    const gate = deferred();
    let held = false;
    before = async ({ method }) => {
      if (method === 'GET' && !held) {
        held = true;
        await gate.promise;
      }
    };
    const late = services.storageMover.advance(move.id);
    await until(() => held);
    await leaseOver(move.id);
    await services.storageMover.advance(move.id);
    expect((await newest(resource.id)).state).toBe('succeeded');
    // A run has gone on since.
    server.states.set(path, state(lineage, 4));
    gate.resolve();
    await late;
    expect(server.states.get(path)).toBe(state(lineage, 4));
    expect(await newest(resource.id)).toMatchObject({ state: 'succeeded' });
    expect(await lines(resource.id, 'resource.storage_moved')).toEqual([
      'succeeded',
    ]);
  });

  it('replaces what is left of its own writing, and nothing of others', async () => {
    const { resource, path, lineage } = await withState();
    const to = await storage();
    server.states.set(path, '{"version": 4, "lin');
    const refused = await request(resource.id, to);
    await services.storageMover.advance(refused.id);
    expect(await newest(resource.id)).toMatchObject({
      state: 'failed',
      problem: { code: 'state_unreadable' },
    });
    expect(server.states.get(path)).toBe('{"version": 4, "lin');

    const move = await request(resource.id, to);
    await knex('storage_moves')
      .where({ id: move.id })
      .update({ state: 'copying', lineage, serial: 3, fence: 1 });
    await services.storageMover.advance(move.id);
    expect((await newest(resource.id)).state).toBe('succeeded');
    expect(server.states.get(path)).toBe(state(lineage, 3));
  });

  it('leaves everything where it is when the other storage has another state', async () => {
    const { resource, path, lineage } = await withState();
    const other = state(randomUUID(), 1);
    server.states.set(path, other);
    const move = await request(resource.id, await storage());
    await services.storageMover.advance(move.id);
    expect(await newest(resource.id)).toMatchObject({
      state: 'failed',
      problem: { code: 'storage_occupied' },
    });
    expect(await storageOf(resource.id)).toBeUndefined();
    expect(server.states.get(path)).toBe(other);
    expect(await services.states.head(resource.id)).toMatchObject({ lineage });
    expect(server.locks.size).toBe(0);
    expect(await services.states.lockInfo(resource.id)).toBeUndefined();
    expect(await lines(resource.id, 'resource.storage_moved')).toEqual([
      'failed',
    ]);
    await services.runService.request(resource.id, 'provision', bob);
  });

  it('tries a storage that is away again, and gives up in the end', async () => {
    const { resource } = await withState();
    const move = await request(resource.id, await storage(away));
    await services.storageMover.advance(move.id);
    expect(await newest(resource.id)).toMatchObject({
      state: 'copying',
      problem: { message: expect.any(String) },
    });
    for (let attempt = 2; attempt <= 6; attempt++) {
      expect((await newest(resource.id)).endedAt).toBeUndefined();
      await services.storageMover.advance(move.id);
    }
    expect((await newest(resource.id)).state).toBe('failed');
    expect(await storageOf(resource.id)).toBeUndefined();
    expect(await services.states.lockInfo(resource.id)).toBeUndefined();
  });
});
