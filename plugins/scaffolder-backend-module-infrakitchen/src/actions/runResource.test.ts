import {
  actionOptions,
  persistentCheckpoints,
  runAction,
  TaskLog,
} from '../__testUtils__/actionRunner';
import { FakeInfrakitchen } from '../__testUtils__/FakeInfrakitchen';
import {
  createDestroyResourceAction,
  createDryRunResourceAction,
  createProvisionResourceAction,
} from './runResource';
import { createDeleteResourceAction } from './deleteResource';
import { createUpdateResourceAction } from './updateResource';
import { createWaitForRunAction } from './waitForRun';

const starts = /\/actions\/(provision|update|destroy|dry-run)$/;

describe('actions with a run', () => {
  let fake: FakeInfrakitchen;

  beforeEach(async () => {
    fake = await FakeInfrakitchen.start();
    fake.outcome = { state: 'succeeded', lines: ['Creating', '!Careful'] };
  });

  afterEach(() => fake.stop());

  it('builds, writes the log, and gives what came out', async () => {
    const resource = fake.addResource({});
    const { output, log } = await runAction(
      createProvisionResourceAction(actionOptions(fake)),
      { resourceId: resource.id, reason: 'For the shop' },
    );
    expect(output).toEqual({
      resourceId: resource.id,
      runId: fake.runs.all[0].id,
      runState: 'succeeded',
      state: 'provisioned',
      status: 'done',
      outputs: { network_id: 'net-1' },
      planSummary: expect.objectContaining({ create: 1 }),
    });
    expect(log.entries).toEqual(
      expect.arrayContaining([
        { level: 'info', message: '[apply] Creating' },
        { level: 'error', message: '[apply] !Careful' },
        { level: 'info', message: 'Plan: 1 to create' },
      ]),
    );
    expect(fake.runs.all[0].reason).toBe(
      'For the shop (scaffolder task mock-task-id, step mock-step-id)',
    );
    expect(fake.requests.every(({ caller }) => caller === 'user')).toBe(true);
  });

  it('finds the living resource by template and name', async () => {
    const { id: templateId } = fake.addTemplate({ key: 'network' });
    fake.addResource({ templateId, name: 'core', state: 'destroyed' });
    const living = fake.addResource({ templateId, name: 'core' });
    fake.addResource({ templateId, name: 'core-2' });
    const { output } = await runAction(
      createDryRunResourceAction(actionOptions(fake)),
      { template: 'network', name: 'core' },
    );
    expect(output.resourceId).toBe(living.id);
    await expect(
      runAction(createDryRunResourceAction(actionOptions(fake)), {
        name: 'core',
      }),
    ).rejects.toThrow('Say which resource');
  });

  it('finds a resource among hundreds of longer names', async () => {
    const template = fake.addTemplate({ key: 'network' });
    for (let i = 0; i < 450; i++) {
      fake.addResource({ templateId: template.id, name: `net-${i}` });
    }
    const old = { templateId: template.id, name: 'net' };
    fake.addResource({ ...old, state: 'destroyed' });
    const resource = fake.addResource(old);
    const { output } = await runAction(
      createProvisionResourceAction(actionOptions(fake)),
      { template: 'network', name: 'net' },
    );
    expect(output.resourceId).toBe(resource.id);
  });

  it('fails with all that is known about a failure', async () => {
    const resource = fake.addResource({});
    fake.outcome = {
      state: 'failed',
      error: {
        code: 'apply_failed',
        message: 'The cloud is full',
        phase: 'apply',
        hint: 'Ask for more room',
        diagnostics: [
          { severity: 'error', summary: 'Quota', detail: 'No network left' },
        ],
      },
    };
    const failure = await runAction(
      createProvisionResourceAction(actionOptions(fake)),
      { resourceId: resource.id },
    ).catch(error => error);
    const [run] = fake.runs.all;
    expect(failure).toMatchObject({
      code: 'apply_failed',
      hint: 'Ask for more room',
      message: [
        "The provision of 'core' failed in the phase 'apply': The cloud is full (apply_failed). Ask for more room",
        'Quota: No network left',
        `Run: ${run.id}`,
      ].join('\n'),
    });
  });

  it.each(['cancelled', 'rejected', 'discarded', 'needs_attention'] as const)(
    'fails when the run is %s',
    async state => {
      const resource = fake.addResource({});
      fake.outcome = { state };
      await expect(
        runAction(createProvisionResourceAction(actionOptions(fake)), {
          resourceId: resource.id,
        }),
      ).rejects.toMatchObject({ code: `run_${state}` });
    },
  );

  it('takes up the run that an earlier attempt has started', async () => {
    const resource = fake.addResource({});
    const action = createProvisionResourceAction(actionOptions(fake));
    const checkpoint = persistentCheckpoints();
    const input = { resourceId: resource.id };
    const first = await runAction(action, input, { checkpoint });
    const again = await runAction(action, input, { checkpoint });
    expect(again.output.runId).toBe(first.output.runId);
    // The checkpoint was lost right after the start: the run tells whose it is.
    const lost = await runAction(action, input);
    expect(lost.output.runId).toBe(first.output.runId);
    expect(fake.seen('POST', starts)).toHaveLength(1);
  });

  it('starts anew when the earlier run has failed', async () => {
    const resource = fake.addResource({});
    const action = createProvisionResourceAction(actionOptions(fake));
    const checkpoint = persistentCheckpoints();
    const input = { resourceId: resource.id };
    fake.outcome = { state: 'failed' };
    await expect(runAction(action, input, { checkpoint })).rejects.toThrow();
    fake.outcome = { state: 'succeeded' };
    const { output } = await runAction(action, input, { checkpoint });
    expect(output.runState).toBe('succeeded');
    expect(fake.seen('POST', starts)).toHaveLength(2);
  });

  it('only starts the run when it should not wait', async () => {
    const resource = fake.addResource({});
    fake.outcome = undefined;
    const { output } = await runAction(
      createDestroyResourceAction(actionOptions(fake)),
      { resourceId: resource.id, wait: false },
    );
    expect(output.runId).toBe(fake.runs.all[0].id);
    expect(fake.runs.all[0].state).toBe('queued');
  });

  it.each([
    [false, 'goes on without it'],
    [true, 'is being cancelled'],
  ])(
    'stops waiting with the task (cancelOnAbort: %s)',
    async (cancelOnAbort, said) => {
      const run = fake.runs.add({ state: 'applying' });
      const abort = new AbortController();
      const log = new TaskLog();
      const waiting = runAction(
        createWaitForRunAction(actionOptions(fake)),
        { runId: run.id, cancelOnAbort },
        { signal: abort.signal, log },
      );
      setTimeout(() => abort.abort(), 100);
      await expect(waiting).rejects.toThrow('was cancelled');
      expect(log.text).toContain(said);
      expect(fake.seen('POST', /\/actions\/cancel$/)).toHaveLength(
        cancelOnAbort ? 1 : 0,
      );
    },
  );

  it.each([
    [false, 'goes on without it'],
    [true, 'is being cancelled'],
  ])(
    'knows the run that it starts while the task is cancelled (cancelOnAbort: %s)',
    async (cancelOnAbort, said) => {
      const resource = fake.addResource({});
      fake.outcome = undefined;
      const abort = new AbortController();
      const log = new TaskLog();
      fake.refuse = request => {
        if (request.method === 'POST' && starts.test(request.path)) {
          abort.abort();
        }
        return undefined;
      };
      await expect(
        runAction(
          createProvisionResourceAction(actionOptions(fake)),
          { resourceId: resource.id, cancelOnAbort },
          { signal: abort.signal, log },
        ),
      ).rejects.toThrow(/^Waiting for run .* was cancelled$/);
      expect(log.text).toContain(said);
      expect(fake.seen('POST', /\/actions\/cancel$/)).toHaveLength(
        cancelOnAbort ? 1 : 0,
      );
    },
  );

  it('starts no run for a task that was cancelled, and says so', async () => {
    const resource = fake.addResource({});
    await expect(
      runAction(
        createProvisionResourceAction(actionOptions(fake)),
        { resourceId: resource.id },
        { signal: AbortSignal.abort() },
      ),
    ).rejects.toThrow('The task was cancelled');
    expect(fake.seen('POST', starts)).toHaveLength(0);
  });

  it('stops waiting after the timeout', async () => {
    const run = fake.runs.add({ state: 'applying' });
    await expect(
      runAction(createWaitForRunAction(actionOptions(fake)), {
        runId: run.id,
        timeout: { seconds: 0.1 },
      }),
    ).rejects.toThrow('did not end within the timeout');
  });

  it('merges values, keeps others, and applies the change', async () => {
    const resource = fake.addResource({
      state: 'provisioned',
      status: 'done',
      values: { size: 1, tier: 'basic', note: 'x' },
      sensitiveVariables: ['password'],
      revision: 7,
    });
    const { output } = await runAction(
      createUpdateResourceAction(actionOptions(fake)),
      {
        resourceId: resource.id,
        values: { size: 2 },
        unsetValues: ['note', 'password'],
      },
    );
    const [patch] = fake.seen('PATCH', /./);
    expect(patch.body).toEqual({
      values: { size: 2, tier: 'basic' },
      unsetSensitive: ['password'],
    });
    expect(patch.header('if-match')).toBe('"7"');
    expect(output).toMatchObject({ runState: 'succeeded', status: 'done' });
  });

  it('needs no run to edit what is not built', async () => {
    const resource = fake.addResource({});
    const { output } = await runAction(
      createUpdateResourceAction(actionOptions(fake)),
      { resourceId: resource.id, values: { size: 2 } },
    );
    expect(output).not.toHaveProperty('runId');
    expect(fake.seen('POST', starts)).toHaveLength(0);
  });

  it('moves below parents that are named', async () => {
    const template = fake.addTemplate({ key: 'region' });
    const region = fake.addResource({ templateId: template.id, name: 'eu' });
    const resource = fake.addResource({});
    await runAction(createUpdateResourceAction(actionOptions(fake)), {
      resourceId: resource.id,
      parents: [{ template: 'region', name: 'eu' }],
    });
    const [patch] = fake.seen('PATCH', /./);
    expect(patch.body).toEqual({ parentIds: [region.id] });
  });

  it('deletes a record once', async () => {
    const resource = fake.addResource({ state: 'destroyed' });
    const action = createDeleteResourceAction(actionOptions(fake));
    const checkpoint = persistentCheckpoints();
    const input = { resourceId: resource.id };
    await runAction(action, input, { checkpoint });
    const { output } = await runAction(action, input, { checkpoint });
    expect(output.resourceId).toBe(resource.id);
    expect(fake.seen('POST', /\/actions\/delete$/)).toHaveLength(1);
  });

  it('changes nothing in a dry-run', async () => {
    const { id: resourceId } = fake.addResource({});
    const options = actionOptions(fake);
    const log = new TaskLog();
    const dry = { isDryRun: true, log };
    await runAction(
      createProvisionResourceAction(options),
      { resourceId },
      dry,
    );
    await runAction(createDestroyResourceAction(options), { resourceId }, dry);
    await runAction(createUpdateResourceAction(options), { resourceId }, dry);
    await runAction(createDeleteResourceAction(options), { resourceId }, dry);
    await runAction(
      createWaitForRunAction(options),
      { runId: 'of a step before' },
      dry,
    );
    expect(fake.requests.every(({ method }) => method === 'GET')).toBe(true);
    expect(log.text).toContain("Would provision 'core'");
    expect(log.text).toContain("Could not destroy 'core' now: It is not built");
  });
});
