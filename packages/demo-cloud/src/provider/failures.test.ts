import { setTimeout as sleep } from 'node:timers/promises';
import { network } from '../testUtils/configurations';
import { processesNaming } from '../testUtils/processes';
import { diagnosticsIn, ENGINES, Root } from '../testUtils/Root';
import { Sandbox } from '../testUtils/Sandbox';

jest.setTimeout(120_000);

describe.each(ENGINES)('the provider in trouble, run by %s', engine => {
  let sandbox: Sandbox;
  let count = 0;

  beforeAll(async () => {
    sandbox = await Sandbox.create();
  });

  afterEach(async () => {
    await sandbox.reset();
  });

  afterAll(async () => {
    await sandbox.remove();
  });

  async function initialised(main: string): Promise<Root> {
    const root = await sandbox.root(`root-${++count}`, { 'main.tf': main });
    await root.succeed(engine, 'init', '-input=false');
    return root;
  }

  it('tells where a value is wrong', async () => {
    const root = await initialised(
      network(
        'subnets = [{ name = "a", cidr = "10.9.0.0/24", public = false }]',
      ),
    );
    const { exitCode, stdout } = await root.run(engine, 'validate', '-json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).diagnostics).toEqual([
      expect.objectContaining({
        severity: 'error',
        summary: 'Invalid value for subnets',
        detail:
          'subnets.0.cidr must lie within 10.0.0.0/16, but is "10.9.0.0/24".',
        range: expect.objectContaining({ filename: 'main.tf' }),
      }),
    ]);
  });

  it('repeats what the cloud throttles', async () => {
    await sandbox.setFaults([
      { type: 'throttle', operation: 'create', retryAfterSeconds: 0, times: 3 },
    ]);
    const root = await initialised(network());
    await root.apply(engine);
    expect(await sandbox.objects()).toHaveLength(1);
    const { body } = await sandbox.request('GET', '/admin/faults');
    expect(body.faults).toEqual([]);
  });

  it('passes on why the cloud refuses', async () => {
    const root = await initialised(network());
    await sandbox.setFaults([
      { type: 'fail', status: 507, message: 'Quota exceeded', times: 1 },
    ]);
    const { exitCode, stdout } = await root.run(
      engine,
      'apply',
      '-input=false',
      '-auto-approve',
      '-json',
    );
    expect(exitCode).toBe(1);
    expect(diagnosticsIn(stdout)).toEqual([
      expect.objectContaining({
        severity: 'error',
        summary: 'Cannot create network "main"',
        detail: 'Quota exceeded',
        address: 'democloud_network.main',
      }),
    ]);
    await root.apply(engine);
    expect(await sandbox.objects()).toHaveLength(1);
  });

  it('refuses to delete a network with clusters and keeps it in the state', async () => {
    const root = await initialised(network());
    await root.apply(engine);
    const [{ id }] = await sandbox.objects('network');
    await sandbox.request('POST', '/v1/clusters', {
      name: 'foreign',
      region: 'eu-north-1',
      network_id: id,
    });
    const { exitCode, stdout } = await root.run(
      engine,
      'destroy',
      '-input=false',
      '-auto-approve',
      '-json',
    );
    expect(exitCode).toBe(1);
    expect(diagnosticsIn(stdout)[0].detail).toBe(
      `The network "main" (${id}) is still used by clusters foreign; delete them first`,
    );
    expect((await root.show(engine)).values.root_module.resources).toHaveLength(
      1,
    );
  });

  it('says so when there is no cloud', async () => {
    const root = await initialised(`${network()}
      provider "democloud" {
        endpoint = "http://127.0.0.1:1"
      }`);
    const { exitCode, stdout } = await root.run(
      engine,
      'apply',
      '-input=false',
      '-auto-approve',
      '-json',
    );
    expect(exitCode).toBe(1);
    expect(diagnosticsIn(stdout)[0].detail).toContain(
      'The demo cloud at http://127.0.0.1:1 does not answer',
    );
  });

  it('stops a slow apply in good order', async () => {
    const root = await initialised(`${network()}
      resource "democloud_bucket" "quick" {
        name   = "quick"
        region = "eu-north-1"
      }`);
    await sandbox.setFaults([
      { type: 'slow', kind: 'network', operation: 'create', delayMs: 600_000 },
    ]);
    const apply = root.start(engine, [
      'apply',
      '-input=false',
      '-auto-approve',
      '-json',
    ]);
    await apply.until(
      stdout =>
        stdout.includes('"apply_complete"') &&
        stdout.includes('democloud_network.main: Creating'),
    );
    // As a terminal does: the engine and its plugins alike.
    process.kill(-apply.process.pid!, 'SIGINT');
    const { exitCode, stdout } = await apply.result;
    expect(exitCode).toBe(1);
    expect(diagnosticsIn(stdout)).toContainEqual(
      expect.objectContaining({ summary: 'Cannot create network "main"' }),
    );
    expect((await sandbox.objects()).map(({ kind }) => kind)).toEqual([
      'bucket',
    ]);

    await sandbox.setFaults([]);
    expect(await root.plan(engine)).toEqual({
      'democloud_bucket.quick': 'no-op',
      'democloud_network.main': 'create',
    });
  });

  it('leaves no process behind, even when the engine is killed', async () => {
    expect(processesNaming(sandbox.base)).toEqual([]);
    const root = await initialised(network());
    await sandbox.setFaults([{ type: 'slow', delayMs: 600_000 }]);
    const apply = root.start(engine, ['apply', '-auto-approve', '-json']);
    await apply.until(stdout => stdout.includes('"apply_start"'));
    apply.process.kill('SIGKILL');
    await apply.result;
    while (processesNaming(sandbox.base).length > 0) {
      await sleep(50);
    }
  });
});
