import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  RunState,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { inTransaction } from '../database';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  type Services,
} from '../__testUtils__/serviceFixture';
import { LeaseLostError, type RunRecord } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('RunStore, %s', database => {
  let services: Services;
  let template: Template;
  let version: TemplateVersion;
  let resource: Resource;
  let runId: string;

  const actor = { kind: 'worker' as const, ref: 'w' };

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    template = await addTemplate(services);
    version = await addVersion(services, template);
  });

  beforeEach(async () => {
    resource = await addResource(services, template, { version });
    ({ id: runId } = await services.runService.request(
      resource.id,
      'provision',
      ann,
    ));
  });

  const read = async () => (await services.store.get(runId))!;
  const claim = (run: RunRecord, options = {}) =>
    inTransaction(services.knex, tx =>
      services.store.claim(tx, run, { workerId: 'w', ...options }),
    );
  const move = (run: RunRecord, to: RunState, patch = {}) =>
    inTransaction(services.knex, tx =>
      services.store.transition(tx, run, { to, actor, patch }),
    );
  const lockFence = async () =>
    (
      await services
        .knex('resource_locks')
        .where({ run_id: runId })
        .first('fence')
    )?.fence;

  describe('claim', () => {
    it('raises the fence of run and lock', async () => {
      const claimed = (await claim(await read()))!;
      expect(claimed).toMatchObject({
        workerId: 'w',
        fence: 1,
        state: 'queued',
      });
      expect(claimed.leaseUntil).toBeGreaterThan(0);
      expect(await lockFence()).toBe(1);
    });

    it('goes to one of many workers', async () => {
      const run = await read();
      const claims = await Promise.all(
        ['a', 'b', 'c', 'd'].map(workerId => claim(run, { workerId })),
      );
      const won = claims.filter(Boolean);
      expect(won).toHaveLength(1);
      expect(await read()).toMatchObject({
        fence: 1,
        workerId: won[0]!.workerId,
      });
    });

    it('waits for the lease of another, unless it takes over', async () => {
      await claim(await read());
      const run = await read();
      expect(await claim(run, { workerId: 'x' })).toBeUndefined();
      expect(await claim(run, { workerId: 'x', takeOver: true })).toMatchObject(
        { workerId: 'x', fence: 2 },
      );
      await services.store.release(await read());
      expect(await claim(await read(), { workerId: 'y' })).toMatchObject({
        workerId: 'y',
        fence: 3,
      });
      expect(await lockFence()).toBe(3);
    });

    it('gets nothing of a run that moved on', async () => {
      const run = await read();
      const claimed = (await claim(run))!;
      await move(claimed, 'preparing');
      await services.store.release(claimed);
      expect(await claim(run)).toBeUndefined();
    });

    it('sees what the last holder wrote since the run was read', async () => {
      const claimed = (await claim(await read()))!;
      const seen = await read();
      await services.logs.append(claimed, [], { logSeq: 7, spoolOffset: 70 });
      expect(await claim(seen, { takeOver: true })).toMatchObject({
        logSeq: 7,
        spoolOffset: 70,
      });
    });
  });

  describe('lease', () => {
    it('is prolonged, and tells of a wish to stop', async () => {
      const claimed = (await claim(await read()))!;
      await services.store.release(claimed);
      expect(await services.store.beat(claimed)).toEqual({
        cancelRequested: false,
      });
      expect(await claim(await read())).toBeUndefined();
      await services.store.requestCancel(services.knex, runId);
      expect(await services.store.beat(claimed)).toEqual({
        cancelRequested: true,
      });
    });

    it('is lost to who took over', async () => {
      const first = (await claim(await read()))!;
      await claim(await read(), { takeOver: true });
      const { store, knex } = services;
      await expect(store.beat(first)).rejects.toBeInstanceOf(LeaseLostError);
      await expect(
        store.patch(knex, first, { logSeq: 1 }),
      ).rejects.toBeInstanceOf(LeaseLostError);
      await expect(move(first, 'preparing')).rejects.toBeInstanceOf(
        LeaseLostError,
      );
      // Letting go of what one does not have changes nothing.
      await store.release(first);
      expect((await read()).leaseUntil).toBeGreaterThan(0);
    });
  });

  describe('transition', () => {
    it('is refused to a stale fence, with all that goes with it', async () => {
      const stale = await read();
      await claim(stale);
      await expect(move(stale, 'preparing')).rejects.toBeInstanceOf(
        LeaseLostError,
      );
      expect(await read()).toMatchObject({ state: 'queued' });
      expect(await services.store.transitions(runId)).toHaveLength(1);
    });

    it('happens once of two at the same time', async () => {
      const claimed = (await claim(await read()))!;
      const results = await Promise.allSettled([
        move(claimed, 'preparing'),
        move(claimed, 'cancelled'),
      ]);
      expect(results.map(({ status }) => status).sort()).toEqual([
        'fulfilled',
        'rejected',
      ]);
      expect(await services.store.transitions(runId)).toHaveLength(2);
    });

    it('cannot skip a state', async () => {
      const claimed = (await claim(await read()))!;
      await expect(move(claimed, 'applying')).rejects.toThrow(
        'cannot go from queued to applying',
      );
    });

    it('changes columns with the state', async () => {
      const claimed = (await claim(await read()))!;
      const moved = await move(claimed, 'preparing', {
        startedAt: 5,
        plan: { digest: 'd' },
        cancelRequested: true,
      });
      expect(moved).toMatchObject({ state: 'preparing', startedAt: 5 });
      expect(moved).not.toHaveProperty('plan');
      expect(await read()).toMatchObject({
        state: 'preparing',
        startedAt: 5,
        cancelRequested: true,
      });
      expect(await services.store.payload(runId, 'plan')).toEqual({
        digest: 'd',
      });
    });

    it('takes lock and tokens away at the end', async () => {
      const token = await services.tokens.issue({
        runId,
        resourceId: resource.id,
        lifetimeMs: 60_000,
      });
      const claimed = (await claim(await read()))!;
      const failed = await move(claimed, 'failed');
      expect(failed.finishedAt).toEqual(expect.any(Number));
      expect(await lockFence()).toBeUndefined();
      expect(await services.tokens.verify(resource.id, token)).toBeUndefined();
      const run = await read();
      expect(run).toMatchObject({ finishedAt: failed.finishedAt });
      expect(run.leaseUntil).toBeUndefined();
      await expect(move(run, 'queued')).rejects.toThrow('cannot go');
    });

    it('tells who, and writes audit and message with it', async () => {
      const claimed = (await claim(await read()))!;
      await move(claimed, 'failed', {});
      expect(await services.store.transitions(runId)).toMatchObject([
        { to: 'queued', actorKind: 'user' },
        { from: 'queued', to: 'failed', actorKind: 'worker', actor: 'w' },
      ]);
      const { items } = await services.resourceService.audit(resource.id, {
        limit: 1,
      });
      expect(items).toMatchObject([
        { action: 'run.failed', outcome: 'failed', actorKind: 'worker' },
      ]);
      const message = await services
        .knex('outbox')
        .where({ key: `run.changed:${runId}:2` })
        .first();
      expect(JSON.parse(message.payload)).toMatchObject({ state: 'failed' });
    });
  });

  it('keeps payloads of any kind', async () => {
    const { store, knex } = services;
    const run = await read();
    const planFile = Buffer.from([0, 255, 10]);
    await store.patch(knex, run, {
      planFile,
      inputs: 'sealed',
      progress: [{ address: 'a', action: 'create', status: 'started' }],
    });
    expect(await store.payload(runId, 'planFile')).toEqual(planFile);
    expect(await store.payload(runId, 'inputs')).toBe('sealed');
    expect(await store.progress(runId)).toMatchObject([{ address: 'a' }]);
    expect(await store.payload(runId, 'plan')).toBeUndefined();
    expect(await read()).not.toHaveProperty('planFile');
  });

  it('finds runs that lost their worker', async () => {
    const { store } = services;
    const claimed = (await claim(await read(), { workerId: 'mine' }))!;
    const moved = await move(claimed, 'preparing');
    const find = async (options: object) =>
      (await store.inStates(['preparing'], { limit: 1_000, ...options })).map(
        ({ id }) => id,
      );
    expect(await find({})).toContain(runId);
    expect(await find({ workerId: 'mine' })).toEqual([runId]);
    expect(await find({ leaseExpired: true })).not.toContain(runId);
    await store.release(moved);
    expect(await find({ leaseExpired: true })).toContain(runId);
  });
});
