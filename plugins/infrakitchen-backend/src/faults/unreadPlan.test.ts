import { TestDatabases } from '@backstage/backend-test-utils';
import type { RunDetail } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { BackendProcess } from './__testUtils__/backendProcess';
import { addressOf, createCatalogue } from './__testUtils__/catalogue';
import { FaultWorld } from './__testUtils__/FaultWorld';
import { ticking } from './__testUtils__/HeldEngine';
import { wholeLog } from './__testUtils__/logs';
import { finished, inState, until } from './__testUtils__/until';

jest.setTimeout(180_000);

// Where nobody has to approve a plan, it is read while it is applied.
describe('a plan that is applied before it is read', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
  let faults: FaultWorld;
  let database: object;
  let backend: BackendProcess;
  let runId: string;

  beforeAll(async () => {
    faults = await FaultWorld.create();
  });
  afterAll(() => faults.stop());
  afterEach(() => faults.reset());

  async function provision(
    id: Parameters<FaultWorld['newDatabase']>[1],
  ): Promise<void> {
    database = await faults.newDatabase(databases, id);
    backend = await faults.startBackend({ database });
    const { createNetwork } = await createCatalogue(
      backend.client,
      faults.world,
    );
    const net = await createNetwork('unread');
    const { run } = await backend.client.actOnResource(net.id, 'provision');
    runId = run!.id;
  }

  async function restart(): Promise<void> {
    await backend.kill();
    faults.engine.release('before-show');
    backend = await faults.startBackend({ database, port: backend.port });
  }

  async function expectPlan(run: RunDetail): Promise<void> {
    expect(run.planSummary).toMatchObject({ create: 1 });
    expect(await backend.client.getRunPlan(runId)).toMatchObject({
      digest: run.planDigest,
      changes: [{ address: addressOf('network'), action: 'create' }],
    });
  }

  it.each(databases.eachSupportedId())(
    'the backend dies meanwhile: the next one reads it and follows the engine, on %s',
    async id => {
      faults.engine.hold('before-show');
      faults.engine.hold('after-apply');
      faults.engine.precede('apply', ticking);
      await provision(id);
      await faults.engine.reached('before-show');
      await faults.engine.reached('after-apply');
      const early = await inState(backend.client, runId, 'applying');
      expect(early.planDigest).toBeUndefined();
      // What the engine says is told once it is known what is secret.
      expect((await wholeLog(backend.client, runId)).join()).not.toContain(
        'tick',
      );

      await restart();
      faults.engine.release('after-apply');

      const ended = await finished(backend.client, runId);
      expect(ended.error).toBeUndefined();
      expect(ended.state).toBe('succeeded');
      expect(faults.engine.count('apply')).toBe(1);
      await expectPlan(ended);
      const log = await wholeLog(backend.client, runId);
      expect(log).toContain('tick 1');
      expect(
        log.filter(line => line.startsWith('Apply complete')),
      ).toHaveLength(1);
      await faults.leftNothing(runId);
    },
  );

  it('the engine dies as well: it is read to compare it with what is left', async () => {
    faults.engine.hold('before-show');
    faults.engine.hold('after-apply');
    await provision('SQLITE_3');
    await faults.engine.reached('before-show');
    await faults.engine.reached('after-apply');

    await backend.kill();
    await faults.killEngine(runId);
    faults.engine.release('after-apply');
    await restart();

    const ended = await finished(backend.client, runId);
    expect(ended.transitions.map(step => step.to)).toEqual(
      expect.arrayContaining(['unknown', 'reconciling', 'verifying']),
    );
    expect(ended.state).toBe('succeeded');
    expect(faults.engine.count('apply')).toBe(1);
    await expectPlan(ended);
  });

  it('cannot be read: the run goes on, and what the engine says is withheld', async () => {
    faults.engine.precede('show', 'exit 1\n');
    faults.engine.precede('apply', ticking);
    await provision('SQLITE_3');

    const ended = await finished(backend.client, runId);
    expect(ended.error).toBeUndefined();
    expect(ended.state).toBe('succeeded');
    expect(ended.progress).toContainEqual(
      expect.objectContaining({
        address: addressOf('network'),
        status: 'complete',
      }),
    );
    const log = await wholeLog(backend.client, runId);
    expect(log.join('\n')).toContain('what the engine says is withheld');
    expect(log.filter(line => line.startsWith('tick'))).toEqual([]);
    await expect(backend.client.getRunPlan(runId)).rejects.toMatchObject({
      code: 'plan_not_found',
    });
  });

  it('cannot be read, and there is nothing else to do: the run failed', async () => {
    faults.engine.precede('show', 'echo broken >&2; exit 1\n');
    await provision('SQLITE_3');
    await finished(backend.client, runId);
    const { resourceId } = await backend.client.getRun(runId);
    const { run } = await backend.client.actOnResource(resourceId, 'dry-run');
    const ended = await finished(backend.client, run!.id);
    expect(ended).toMatchObject({
      state: 'failed',
      error: {
        code: 'plan_unreadable',
        message: expect.stringContaining('broken'),
      },
    });
    await until('the log to say so', async () =>
      (
        await wholeLog(backend.client, run!.id)
      ).some(line => line.includes('cannot read its plan')),
    );
  });
});
