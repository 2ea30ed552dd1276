import path from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import type {
  Resource,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { startPortal, type Portal } from '../__testUtils__/startPortal';
import { RunStore, type RunRecord } from '../runs';
import { addressOf, createCatalogue } from './__testUtils__/catalogue';
import { FaultWorld } from './__testUtils__/FaultWorld';
import { wholeLog } from './__testUtils__/logs';
import { finished, until, working } from './__testUtils__/until';

jest.setTimeout(180_000);

describe('a cloud or an engine that fails', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let faults: FaultWorld;
  let portal: Portal;
  let knex: Knex;
  let createNetwork: (name: string) => Promise<Resource>;

  beforeAll(async () => {
    faults = await FaultWorld.create();
  });
  afterAll(() => faults.stop());
  afterEach(async () => {
    await portal?.stop();
    await faults.reset();
  });

  it('an error of the provider: the run says what and where, and the next one works', async () => {
    await start();
    const net = await createNetwork('refused');
    await faults.cloud.suffer({
      type: 'fail',
      kind: 'network',
      operation: 'create',
      status: 507,
      message: 'No address space is left',
    });

    const failed = await run(net, 'provision');

    expect(failed.state).toBe('failed');
    expect(failed.error).toMatchObject({
      code: 'engine_failed',
      phase: 'apply',
      message: expect.stringContaining('No address space is left'),
      culprits: [{ name: addressOf('network') }],
      diagnostics: [
        expect.objectContaining({
          severity: 'error',
          address: addressOf('network'),
          detail: expect.stringContaining('No address space is left'),
        }),
      ],
    });
    expect(failed.progress).toContainEqual(
      expect.objectContaining({
        address: addressOf('network'),
        status: 'failed',
      }),
    );
    expect((await wholeLog(portal.client, failed.id)).join('\n')).toContain(
      'No address space is left',
    );
    expect(await resource(net)).toMatchObject({
      state: 'provision',
      status: 'error',
    });
    await faults.leftNothing(failed.id);

    await faults.cloud.suffer();
    expect((await run(net, 'provision')).state).toBe('succeeded');
    expect(await resource(net)).toMatchObject({
      state: 'provisioned',
      status: 'done',
    });
  });

  it('an error in a destroy: the resource stays destroyable', async () => {
    await start();
    const net = await createNetwork('stubborn');
    await run(net, 'provision');
    await faults.cloud.suffer({
      type: 'fail',
      kind: 'network',
      operation: 'delete',
      message: 'Something still uses the network',
    });

    const failed = await run(net, 'destroy');
    expect(failed).toMatchObject({
      state: 'failed',
      error: {
        code: 'engine_failed',
        message: expect.stringContaining('Something still uses the network'),
      },
    });
    expect(await resource(net)).toMatchObject({
      state: 'destroy',
      status: 'error',
    });

    await faults.cloud.suffer();
    expect((await run(net, 'destroy')).state).toBe('succeeded');
    expect(await faults.cloud.objects()).toEqual([]);
  });

  it('no engine is installed: the run names it and what to install, and nothing was begun', async () => {
    const binary = path.join(faults.world.directory, 'nothing', 'terraform');
    await start({ engine: { binary } });
    const net = await createNetwork('no-engine');

    const failed = await run(net, 'provision');

    expect(failed).toMatchObject({
      state: 'failed',
      error: {
        code: 'engine_missing',
        message: expect.stringContaining(binary),
        hint: expect.stringMatching(/Install Terraform .* or OpenTofu/),
        culprits: [{ kind: 'engine', name: binary }],
      },
    });
    expect(failed.transitions.map(step => step.to)).toEqual([
      'queued',
      'preparing',
      'failed',
    ]);
    expect(await resource(net)).toMatchObject({
      state: 'provision',
      status: 'error',
    });
    expect(await portal.client.getResourceState(net.id)).toMatchObject({
      objectCount: 0,
      versions: [],
    });
    await faults.leftNothing(failed.id);
  });

  it('the cloud throttles: the run takes longer and succeeds', async () => {
    await start();
    const net = await createNetwork('throttled');
    await faults.cloud.suffer({
      type: 'throttle',
      kind: 'network',
      retryAfterSeconds: 1,
      times: 2,
    });

    const ended = await run(net, 'provision');

    expect(ended.error).toBeUndefined();
    expect(ended.state).toBe('succeeded');
    await faults.cloud.struck();
    expect(await faults.cloud.named('throttled')).toHaveLength(1);
  });

  it('the cloud forgets an object: the next dry run and the next update make it again', async () => {
    await start();
    const net = await createNetwork('forgotten');
    await run(net, 'provision');
    const [before] = await faults.cloud.named('forgotten');
    await faults.cloud.suffer({
      type: 'forget',
      kind: 'network',
      operation: 'read',
      times: 1,
    });

    const dryRun = await run(net, 'dry-run');
    expect(dryRun).toMatchObject({
      state: 'succeeded',
      planSummary: { create: 1, update: 0, delete: 0, replace: 0 },
    });
    const plan = await portal.client.getRunPlan(dryRun.id);
    expect(plan.drift.map(change => change.address)).toContain(
      addressOf('network'),
    );

    await portal.client.updateResource(net.id, {
      values: { name: 'forgotten', enable_flow_logs: true },
    });
    expect(await run(net, 'update')).toMatchObject({
      state: 'succeeded',
      planSummary: { create: 1 },
    });
    const [after] = await faults.cloud.named('forgotten');
    expect(after.id).not.toBe(before.id);
    expect((await resource(net)).outputs).toContainEqual(
      expect.objectContaining({ name: 'network_id', value: after.id }),
    );
  });

  it('somebody changed an object in the cloud: a dry run shows the drift', async () => {
    await start();
    const net = await createNetwork('drifted');
    await run(net, 'provision');
    const [object] = await faults.cloud.named('drifted');
    await faults.cloud.tamper(object, { flow_logs: true });

    const dryRun = await run(net, 'dry-run');

    expect(dryRun.planSummary).toMatchObject({ update: 1, create: 0 });
    const plan = await portal.client.getRunPlan(dryRun.id);
    expect(plan.drift).toContainEqual(
      expect.objectContaining({
        address: addressOf('network'),
        action: 'update',
      }),
    );
  });

  it('a state that cannot be uploaded: it is rescued, and a new plan shows that all was done', async () => {
    await start();
    const net = await createNetwork('unsaved');
    await faults.cloud.suffer({
      type: 'slow',
      kind: 'network',
      operation: 'create',
      delayMs: 1_500,
    });
    const { run: started } = await portal.client.actOnResource(
      net.id,
      'provision',
    );
    await working(portal.client, started!.id, addressOf('network'));
    // Whatever the engine sends from now on is refused.
    await knex('run_tokens').delete();

    const ended = await finished(portal.client, started!.id);

    expect(ended.error).toBeUndefined();
    expect(ended.transitions.map(step => step.to).slice(-5)).toEqual([
      'applying',
      'unknown',
      'reconciling',
      'verifying',
      'succeeded',
    ]);
    expect(await faults.cloud.named('unsaved')).toHaveLength(1);
    const state = await portal.client.getResourceState(net.id);
    expect(state.objectCount).toBe(1);
    expect(state.lock).toBeUndefined();
    expect(await resource(net)).toMatchObject({ state: 'provisioned' });
  });

  it('a database that is away as an apply begins: nothing is taken for over that goes on', async () => {
    await start();
    const net = await createNetwork('begun');
    faults.engine.hold('before-apply');
    const { patch } = RunStore.prototype;
    let refused = 0;
    const patched = jest
      .spyOn(RunStore.prototype, 'patch')
      .mockImplementation(async function patchOrNot(
        this: RunStore,
        ...[db, found, change]: Parameters<RunStore['patch']>
      ) {
        const isApplying =
          change.process && (found as RunRecord).state === 'applying';
        if (isApplying && refused === 0) {
          refused += 1;
          throw new Error('The connection was lost');
        }
        await patch.call(this, db, found, change);
      });
    const { client } = portal;
    const { run: begun } = await client.actOnResource(net.id, 'provision');
    await faults.engine.reached('before-apply');
    await until('the database to be away', () => refused > 0);
    await until('the run to be moved on', async () => {
      const { state } = await client.getRun(begun!.id);
      return state !== 'applying' && state;
    });
    // As long as its engine is at work, nobody else may be.
    await expect(client.actOnResource(net.id, 'destroy')).rejects.toMatchObject(
      { name: 'ConflictError' },
    );
    expect((await client.getRun(begun!.id)).state).not.toBe('failed');
    faults.engine.release('before-apply');
    patched.mockRestore();
    const over = await finished(client, begun!.id);
    expect([over.state, over.error]).toEqual(['succeeded', undefined]);
    expect(await faults.cloud.named('begun')).toHaveLength(1);
  });

  async function start(settings: Record<string, object> = {}): Promise<void> {
    knex = await databases.init('SQLITE_3');
    portal = await startPortal({ world: faults.with(settings), knex });
    ({ createNetwork } = await createCatalogue(portal.client, faults.world));
  }

  async function run(
    { id }: Resource,
    action: 'provision' | 'update' | 'destroy' | 'dry-run',
  ): Promise<RunDetail> {
    const started = await portal.client.actOnResource(id, action);
    return finished(portal.client, started.run!.id);
  }

  function resource({ id }: Resource): Promise<Resource> {
    return portal.client.getResource(id);
  }
});
