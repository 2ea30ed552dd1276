import {
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import type {
  Resource,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { startPortal, type Portal } from '../__testUtils__/startPortal';
import { addressOf, createCatalogue } from './__testUtils__/catalogue';
import { FaultWorld } from './__testUtils__/FaultWorld';
import { finished, inState, working } from './__testUtils__/until';

jest.setTimeout(180_000);

/** Longer than any test takes. */
const FOREVER_MS = 600_000;

describe('a run that is stopped', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
  let faults: FaultWorld;
  let portal: Portal;
  let createNetwork: (name: string) => Promise<Resource>;

  beforeAll(async () => {
    faults = await FaultWorld.create();
  });
  afterAll(() => faults.stop());
  afterEach(async () => {
    await portal?.stop();
    await faults.reset();
  });

  describe.each(databases.eachSupportedId())('by a person, on %s', id => {
    beforeEach(() => start({ concurrency: 1 }, id));

    it('while it is queued: it never begins', async () => {
      const [first, second] = [
        await createNetwork('first'),
        await createNetwork('second'),
      ];
      faults.engine.hold('before-plan');
      const held = await act(first, 'provision');
      await faults.engine.reached('before-plan');
      const waiting = await act(second, 'provision');
      expect(await portal.client.getRun(waiting)).toMatchObject({
        state: 'queued',
        queuePosition: 1,
      });

      await portal.client.actOnRun(waiting, 'cancel');

      const cancelled = await portal.client.getRun(waiting);
      expect(cancelled.state).toBe('cancelled');
      expect(cancelled.startedAt).toBeUndefined();
      expect(await portal.client.getResource(second.id)).toMatchObject({
        state: 'provision',
        status: 'ready',
      });
      faults.engine.release('before-plan');
      expect((await ended(held)).state).toBe('succeeded');
      await expectGoesOn(second);
      expect(faults.engine.count('plan')).toBe(2);
    });

    it('while it plans: the engine ends and nothing was changed', async () => {
      const net = await createNetwork('planning');
      faults.engine.hold('before-plan');
      const runId = await act(net, 'provision');
      await faults.engine.reached('before-plan');

      await portal.client.actOnRun(runId, 'cancel');

      expect(await ended(runId)).toMatchObject({ state: 'cancelled' });
      expect(await portal.client.getResource(net.id)).toMatchObject({
        state: 'provision',
        status: 'ready',
      });
      expect(await faults.cloud.objects()).toEqual([]);
      expect(faults.engine.count('apply')).toBe(0);
      await faults.leftNothing(runId);
      faults.engine.release('before-plan');
      await expectGoesOn(net);
    });

    it('while it applies: the engine drops what it has not begun and saves its state', async () => {
      const net = await createNetwork('applying');
      await slowCreate();
      const runId = await act(net, 'provision');
      await working(portal.client, runId, addressOf('network'));

      await portal.client.actOnRun(runId, 'cancel');

      expect(await ended(runId)).toMatchObject({
        state: 'failed',
        cancelRequested: true,
        error: { code: 'cancelled_while_applying' },
      });
      expect(await portal.client.getResource(net.id)).toMatchObject({
        state: 'provision',
        status: 'error',
      });
      expect(await faults.cloud.objects()).toEqual([]);
      await faults.leftNothing(runId);
      await faults.cloud.suffer();
      await expectGoesOn(net);
    });
  });

  it('while it applies, by force, as the engine is deaf: evidence tells what it did', async () => {
    await start({ limits: { cancelGrace: { seconds: 1 } } });
    const net = await createNetwork('deaf');
    faults.engine.hold('before-apply', { deaf: true });
    const runId = await act(net, 'provision');
    await faults.engine.reached('before-apply');
    await inState(portal.client, runId, 'applying');

    await portal.client.actOnRun(runId, 'cancel');

    const run = await ended(runId);
    expect(run.transitions.map(step => step.to)).toContain('reconciling');
    expect(run).toMatchObject({
      state: 'failed',
      error: { code: 'apply_not_started' },
    });
    await faults.leftNothing(runId);
    faults.engine.release('before-apply');
    await expectGoesOn(net);
  });

  it.each(['init', 'plan'] as const)(
    'by the time limit of %s: it timed out and nothing was changed',
    async command => {
      await start({
        limits: { [command]: { seconds: 2 }, cancelGrace: { seconds: 5 } },
      });
      const net = await createNetwork('limited');
      faults.engine.hold(`before-${command}`);
      const runId = await act(net, 'provision');

      expect(await ended(runId)).toMatchObject({
        state: 'failed',
        error: { code: 'timed_out', phase: command },
      });
      expect(await portal.client.getResource(net.id)).toMatchObject({
        state: 'provision',
        status: 'error',
      });
      await faults.leftNothing(runId);
    },
  );

  it('by the time limit of apply: it timed out, and the resource can go on', async () => {
    await start({
      limits: { apply: { seconds: 3 }, cancelGrace: { seconds: 20 } },
    });
    const net = await createNetwork('limited');
    await slowCreate();
    const runId = await act(net, 'provision');

    const run = await ended(runId);
    expect(run).toMatchObject({
      state: 'failed',
      error: { code: 'timed_out', phase: 'apply' },
    });
    expect(run.error!.hint).toContain('infrakitchen.runs.limits');
    expect(await faults.cloud.objects()).toEqual([]);
    await faults.leftNothing(runId);
    await faults.cloud.suffer();
    await expectGoesOn(net);
  });

  async function start(runs: object, id: TestDatabaseId = 'SQLITE_3') {
    portal = await startPortal({
      world: faults.with({ runs }),
      knex: await databases.init(id),
    });
    ({ createNetwork } = await createCatalogue(portal.client, faults.world));
  }

  async function act(
    { id }: Resource,
    action: 'provision' | 'update',
  ): Promise<string> {
    return (await portal.client.actOnResource(id, action)).run!.id;
  }

  function ended(runId: string): Promise<RunDetail> {
    return finished(portal.client, runId);
  }

  /** The resource is not stuck: the next run does what this one did not. */
  async function expectGoesOn(net: Resource): Promise<void> {
    const run = await ended(await act(net, 'provision'));
    expect(run.error).toBeUndefined();
    expect(run.state).toBe('succeeded');
    expect(await faults.cloud.named(net.name)).toHaveLength(1);
  }

  function slowCreate() {
    return faults.cloud.suffer({
      type: 'slow',
      kind: 'network',
      operation: 'create',
      delayMs: FOREVER_MS,
    });
  }
});
