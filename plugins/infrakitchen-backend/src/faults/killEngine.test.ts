import path from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Resource } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { createModuleRepository } from '@internal/demo-cloud';
import type { BackendProcess } from './__testUtils__/backendProcess';
import {
  addressOf,
  createCatalogue,
  importModule,
} from './__testUtils__/catalogue';
import { FaultWorld } from './__testUtils__/FaultWorld';
import { wholeLog } from './__testUtils__/logs';
import { finished, inState, until, working } from './__testUtils__/until';

jest.setTimeout(180_000);

describe('kill -9 of the engine, its supervisor and its provider during an apply', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
  let faults: FaultWorld;
  let database: object;
  let backend: BackendProcess;
  let net: Resource;
  let catalogue: Awaited<ReturnType<typeof createCatalogue>>;

  beforeAll(async () => {
    faults = await FaultWorld.create();
  });
  afterAll(() => faults.stop());
  afterEach(() => faults.reset());

  const deaths = databases
    .eachSupportedId()
    .map(([id]) => ({ id, also: 'and of the backend', backendDies: true }))
    .concat({ id: 'SQLITE_3', also: 'alone', backendDies: false });

  describe.each(deaths)('$also, on $id', ({ id, backendDies }) => {
    beforeEach(async () => {
      database = await faults.newDatabase(databases, id);
      backend = await faults.startBackend({ database });
      catalogue = await createCatalogue(backend.client, faults.world);
      net = await catalogue.createNetwork('core');
    });

    async function disaster(runId: string): Promise<void> {
      if (backendDies) {
        await backend.kill();
      }
      await faults.killEngine(runId);
      if (backendDies) {
        backend = await faults.startBackend({ database, port: backend.port });
      }
    }

    it('before anything was created: the run failed before it began, and a retry works', async () => {
      faults.engine.hold('before-apply');
      const runId = await act(net, 'provision');
      await faults.engine.reached('before-apply');
      await inState(backend.client, runId, 'applying');

      await disaster(runId);
      faults.engine.release('before-apply');

      expect(await finished(backend.client, runId)).toMatchObject({
        state: 'failed',
        error: { code: 'apply_not_started', phase: 'reconcile' },
      });
      expect(await faults.cloud.objects()).toEqual([]);
      expect(await backend.client.getResource(net.id)).toMatchObject({
        state: 'provision',
        status: 'error',
      });
      expect(faults.engine.count('apply')).toBe(1);
      await faults.leftNothing(runId);

      const retry = await backend.client.actOnRun(runId, 'retry');
      expect(await finished(backend.client, retry.run!.id)).toMatchObject({
        state: 'succeeded',
        retryOf: runId,
      });
      expect(await faults.cloud.named('core')).toHaveLength(1);
    });

    it('in the middle of a create: a person is asked about the object, and decides', async () => {
      await slow('create', 3_000);
      const runId = await act(net, 'provision');
      await working(backend.client, runId, addressOf('network'));

      await disaster(runId);

      const asking = await finished(backend.client, runId);
      expect(asking).toMatchObject({
        state: 'needs_attention',
        error: {
          code: 'objects_outside_state',
          culprits: [{ name: addressOf('network') }],
        },
      });
      expect(asking.transitions.map(step => step.to)).toEqual(
        expect.arrayContaining(['applying', 'unknown', 'reconciling']),
      );
      expect(await backend.client.getResource(net.id)).toMatchObject({
        status: 'unknown',
      });
      await expect(act(net, 'provision')).rejects.toMatchObject({
        code: 'run_active',
      });

      const [orphan] = await inCloud('core', 1);
      await faults.cloud.suffer();
      await faults.cloud.remove(orphan);
      await backend.client.actOnRun(runId, 'resolve', {
        outcome: 'failed',
        reason: 'Found the network in the cloud and deleted it',
      });
      expect(await backend.client.getRun(runId)).toMatchObject({
        state: 'failed',
      });
      expect(faults.engine.count('apply')).toBe(1);
      await faults.leftNothing(runId);
      const again = await finished(backend.client, await act(net, 'provision'));
      expect(again.state).toBe('succeeded');
      expect(await faults.cloud.named('core')).toHaveLength(1);
    });

    it('after everything was applied but before its end was told: the run succeeded', async () => {
      faults.engine.hold('after-apply');
      const runId = await act(net, 'provision');
      await faults.engine.reached('after-apply');

      await disaster(runId);

      const ended = await finished(backend.client, runId);
      expect(ended.error).toBeUndefined();
      expect(ended.state).toBe('succeeded');
      expect(ended.transitions.map(step => step.to)).toEqual(
        expect.arrayContaining(['unknown', 'reconciling', 'verifying']),
      );
      const [object] = await faults.cloud.named('core');
      const resource = await backend.client.getResource(net.id);
      expect(resource).toMatchObject({ state: 'provisioned', status: 'done' });
      expect(resource.outputs).toContainEqual(
        expect.objectContaining({ name: 'network_id', value: object.id }),
      );
      expect(faults.engine.count('apply')).toBe(1);
      await wholeLog(backend.client, runId);
      await faults.leftNothing(runId);
    });
  });

  it('between two objects whose state was not saved yet: both are named', async () => {
    await start();
    const pairs = await createModuleRepository({
      directory: path.join(faults.world.directory, 'pairs'),
      source: path.join(__dirname, '__testUtils__', 'modules'),
    });
    const { template, version } = await importModule(
      backend.client,
      { ...faults.world, repository: pairs.directory },
      { key: 'pair', parentIds: [catalogue.region.templateId] },
    );
    const pair = await backend.client.createResource({
      templateId: template.id,
      versionId: version.id,
      name: 'twin',
      parentIds: [catalogue.region.id],
      values: { name: 'twin' },
    });
    await faults.cloud.suffer({
      type: 'slow',
      kind: 'bucket',
      operation: 'create',
      delayMs: 2_000,
    });
    const runId = await act(pair, 'provision');
    const second = 'module.this.democloud_bucket.second';
    await working(backend.client, runId, second);

    await faults.killEngine(runId);

    const asking = await finished(backend.client, runId);
    expect(asking).toMatchObject({ state: 'needs_attention' });
    expect(asking.error!.culprits!.map(({ name }) => name).sort()).toEqual([
      second,
      'module.this.democloud_network.first',
    ]);
    await inCloud('twin', 2);
  });

  it('in the middle of an update: a retry does what is left', async () => {
    await start();
    await finished(backend.client, await act(net, 'provision'));
    await slow('update', 600_000);
    await backend.client.updateResource(net.id, {
      values: { name: 'core', enable_flow_logs: true },
    });
    const runId = await act(net, 'update');
    await working(backend.client, runId, addressOf('network'));

    await faults.killEngine(runId);

    const failed = await finished(backend.client, runId);
    expect(failed).toMatchObject({
      state: 'failed',
      error: {
        code: 'apply_partial',
        message: expect.stringContaining(addressOf('network')),
      },
    });
    expect(await backend.client.getResource(net.id)).toMatchObject({
      state: 'provisioned',
      status: 'error',
      hasPendingChange: true,
    });
    await faults.cloud.suffer();
    const retry = await backend.client.actOnRun(runId, 'retry');
    expect(await finished(backend.client, retry.run!.id)).toMatchObject({
      state: 'succeeded',
    });
    const [object] = await faults.cloud.named('core');
    expect(object.attributes.flow_logs).toBe(true);
  });

  it('between the halves of a replacement: the new object is asked about', async () => {
    await start();
    await finished(backend.client, await act(net, 'provision'));
    await slow('create', 2_000);
    await backend.client.updateResource(net.id, {
      values: { name: 'core', cidr: '10.9.0.0/16' },
    });
    const runId = await act(net, 'update');
    await until('the new object to be begun', async () => {
      const { progress } = await backend.client.getRun(runId);
      return progress.some(
        ({ action, status }) => action === 'create' && status === 'started',
      );
    });

    await faults.killEngine(runId);

    expect(await finished(backend.client, runId)).toMatchObject({
      state: 'needs_attention',
      error: {
        code: 'objects_outside_state',
        culprits: [{ name: addressOf('network') }],
      },
    });
    const [orphan] = await inCloud('core', 1);
    expect(orphan.attributes.cidr).toBe('10.9.0.0/16');
  });

  it('of the supervisor alone: the engine is waited for, and the evidence decides', async () => {
    await start();
    await slow('create', 3_000);
    const runId = await act(net, 'provision');
    await working(backend.client, runId, addressOf('network'));

    faults.killSupervisor(runId);

    expect(await finished(backend.client, runId)).toMatchObject({
      state: 'succeeded',
    });
    expect(await faults.cloud.named('core')).toHaveLength(1);
    expect(faults.engine.count('apply')).toBe(1);
    await faults.leftNothing(runId);
  });

  async function start(): Promise<void> {
    database = await faults.newDatabase(databases, 'SQLITE_3');
    backend = await faults.startBackend({ database });
    catalogue = await createCatalogue(backend.client, faults.world);
    net = await catalogue.createNetwork('core');
  }

  /** The cloud goes on with what a dead engine has asked for. */
  function inCloud(name: string, count: number) {
    return until(`${count} object(s) named ${name}`, async () => {
      const found = await faults.cloud.named(name);
      return found.length === count && found;
    });
  }

  function slow(operation: 'create' | 'update', delayMs: number) {
    return faults.cloud.suffer({
      type: 'slow',
      kind: 'network',
      operation,
      delayMs,
    });
  }

  async function act(
    { id }: Resource,
    action: 'provision' | 'update',
  ): Promise<string> {
    const { run } = await backend.client.actOnResource(id, action);
    return run!.id;
  }
});
