import { HEADER, network } from '../testUtils/configurations';
import { ENGINES, Root } from '../testUtils/Root';
import { Sandbox } from '../testUtils/Sandbox';

jest.setTimeout(120_000);

describe.each(ENGINES)('the provider, run by %s', engine => {
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

  it('creates, leaves alone, updates, replaces and destroys', async () => {
    const root = await initialised(network());
    expect(await root.plan(engine)).toEqual({
      'democloud_network.main': 'create',
    });
    await root.succeed(engine, 'apply', '-input=false', 'plan');
    const [created] = await sandbox.objects('network');
    expect(created.attributes).toMatchObject({
      cidr: '10.0.0.0/16',
      flow_logs: false,
      gateway: '10.0.0.1',
    });
    expect(await root.plan(engine)).toEqual({
      'democloud_network.main': 'no-op',
    });

    await root.write({
      'main.tf': network(`
        flow_logs = true
        subnets   = [{ name = "a", cidr = "10.0.1.0/24", public = null }]
      `),
    });
    expect(await root.plan(engine)).toEqual({
      'democloud_network.main': 'update',
    });
    await root.succeed(engine, 'apply', '-input=false', 'plan');
    const [updated] = await sandbox.objects('network');
    expect(updated.id).toBe(created.id);
    expect(updated.attributes).toMatchObject({
      flow_logs: true,
      subnet_ids: { a: `${created.id}-a` },
    });

    await root.write({
      'main.tf': network().replace('10.0.0.0/16', '10.1.0.0/16'),
    });
    expect(await root.plan(engine)).toEqual({
      'democloud_network.main': 'delete+create',
    });
    const { resource_changes: changes } = await root.show(engine, 'plan');
    expect(changes[0].change.replace_paths).toEqual([['cidr']]);
    await root.succeed(engine, 'apply', '-input=false', 'plan');
    const [replaced] = await sandbox.objects('network');
    expect(replaced.id).not.toBe(created.id);
    expect(replaced.attributes.flow_logs).toBe(false);

    await root.succeed(engine, 'destroy', '-input=false', '-auto-approve');
    expect(await sandbox.objects()).toEqual([]);
  });

  it('sees what was changed or removed behind its back', async () => {
    const root = await initialised(network('tags = { stage = "dev" }'));
    await root.apply(engine);
    const [object] = await sandbox.objects('network');

    await sandbox.tamper(object, { flow_logs: true, tags: { stage: 'x' } });
    expect(await root.plan(engine)).toEqual({
      'democloud_network.main': 'update',
    });
    const { resource_drift: drift } = await root.show(engine, 'plan');
    expect(drift[0].change.after).toMatchObject({
      flow_logs: true,
      tags: { stage: 'x' },
    });
    await root.succeed(engine, 'apply', '-input=false', 'plan');
    const [repaired] = await sandbox.objects('network');
    expect(repaired.attributes).toMatchObject({
      flow_logs: false,
      tags: { stage: 'dev' },
    });

    await sandbox.setFaults([{ type: 'forget', kind: 'network', times: 1 }]);
    expect(await root.plan(engine)).toEqual({
      'democloud_network.main': 'create',
    });
  });

  it('imports an object', async () => {
    const { body } = await sandbox.request('POST', '/v1/networks', {
      name: 'main',
      region: 'eu-north-1',
      cidr: '10.0.0.0/16',
      tags: { stage: 'dev' },
    });
    const root = await initialised(network('tags = { stage = "dev" }'));
    await root.succeed(
      engine,
      'import',
      '-input=false',
      'democloud_network.main',
      body.id,
    );
    expect(await root.plan(engine)).toEqual({
      'democloud_network.main': 'no-op',
    });

    const missing = await root.run(
      engine,
      'import',
      '-input=false',
      'democloud_network.main',
      'net-none',
    );
    expect(missing.exitCode).not.toBe(0);
  });

  it('adds the default tags, lets the own tags win and takes them away', async () => {
    const provider = (tags: string) =>
      `${network('tags = { stage = "dev", team = "web" }')}
      provider "democloud" {
        default_tags = ${tags}
      }`;
    const root = await initialised(provider('{ owner = "a", team = "core" }'));
    await root.apply(engine);
    const [object] = await sandbox.objects('network');
    expect(object.attributes.tags).toEqual({
      owner: 'a',
      stage: 'dev',
      team: 'web',
    });
    expect(await root.plan(engine)).toEqual({
      'democloud_network.main': 'no-op',
    });

    await root.write({ 'main.tf': provider('{}') });
    await root.apply(engine);
    const [changed] = await sandbox.objects('network');
    expect(changed.attributes.tags).toEqual({ stage: 'dev', team: 'web' });
  });

  it('keeps secrets marked as such', async () => {
    const database = (attributes = '') => `${network()}
      resource "democloud_database" "main" {
        name       = "main"
        network_id = democloud_network.main.id
        engine     = "postgres"
        ${attributes}
      }
      output "password" {
        value     = democloud_database.main.password
        sensitive = true
      }`;
    const root = await initialised(database());
    const log = await root.apply(engine);
    const { values } = await root.show(engine);
    const generated = values.outputs.password.value;
    expect(generated).toHaveLength(24);
    expect(log).not.toContain(generated);
    const resource = values.root_module.resources.find(
      ({ type }: any) => type === 'democloud_database',
    );
    expect(resource.sensitive_values).toMatchObject({ password: true });

    await root.write({
      'main.tf': database('admin_password = "a-password-of-mine"'),
    });
    await root.apply(engine);
    expect((await root.show(engine)).values.outputs.password.value).toBe(
      'a-password-of-mine',
    );
    expect(await root.plan(engine)).toMatchObject({
      'democloud_database.main': 'no-op',
    });
  });

  it('lists regions', async () => {
    const root = await initialised(`${HEADER}
      data "democloud_regions" "european" {
        continent = "europe"
      }
      output "names" {
        value = data.democloud_regions.european.names
      }`);
    await root.apply(engine);
    expect((await root.show(engine)).values.outputs.names.value).toEqual([
      'eu-north-1',
      'eu-west-1',
      'eu-central-1',
    ]);
  });
});
