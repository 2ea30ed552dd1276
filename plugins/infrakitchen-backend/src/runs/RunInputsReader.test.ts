import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Entry,
  Resource,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  fresh,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';
import type { RunAction } from './RunRequester';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const configs = (record: Record<string, string>): Entry[] =>
  Object.entries(record).map(([name, value]) => ({
    name,
    value,
    inheritedByChildren: true,
  }));

describe.each(databases.eachSupportedId())('RunInputsReader, %s', database => {
  let services: Services;
  let network: Template;
  let version: TemplateVersion;
  let region: Resource;
  let resource: Resource;

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    const abstract = await addTemplate(services, { abstract: true });
    network = await addTemplate(services, { parents: [abstract] });
    version = await addVersion(services, network, {
      variables: [
        variable('region'),
        variable('cidr', 'string', { default: null }),
        variable('zone', 'string', { default: 'a' }),
        variable('password', 'string', { sensitive: true, default: null }),
      ],
      rules: { cidr: { unique: true }, zone: { frozen: true } },
    });
    region = await addResource(services, abstract);
  });

  const configure = (record: Record<string, string>) =>
    services.resourceService.update(
      region.id,
      { configs: configs(record) },
      ann,
    );

  beforeEach(async () => {
    await configure({ region: 'eu' });
    resource = await addResource(services, network, {
      version,
      parentIds: [region.id],
      values: { cidr: fresh('10.0.'), password: 'hunter2' },
    });
  });

  const request = async (action: RunAction) =>
    (await services.runService.request(resource.id, action, ann)).id;
  const run = async (action: RunAction) =>
    services.worker.work(await request(action));
  const read = async (action: RunAction) =>
    services.reader.read(await services.worker.claim(await request(action)));

  it('resolves values when the run is prepared, not when it was asked for', async () => {
    const id = await request('provision');
    await configure({ region: 'us' });
    const prepared = await services.reader.read(
      await services.worker.claim(id),
    );
    expect(prepared).toMatchObject({
      inputs: {
        commitSha: version.commitSha,
        values: { region: 'us', password: 'hunter2' },
        sensitive: ['password'],
        tags: {},
      },
      version: { id: version.id },
    });
    // What the module decides itself is not handed to it.
    expect(prepared.inputs.values).not.toHaveProperty('zone');
    expect(prepared.masked.find(v => v.name === 'region')).toMatchObject({
      value: 'us',
      provenance: { source: 'config', resource: { id: region.id } },
    });
    expect(JSON.stringify(prepared.masked)).not.toContain('hunter2');
  });

  it('leaves a secret that is null to the default of the module', async () => {
    await services.resourceService.update(
      resource.id,
      { values: { ...resource.values, password: null } },
      ann,
    );
    const { inputs } = await read('dry-run');
    expect(inputs.values).not.toHaveProperty('password');
  });

  it('has a digest that tells inputs apart', async () => {
    const first = await read('dry-run');
    const same = await read('dry-run');
    expect(same.digest).toBe(first.digest);
    await configure({ region: 'us' });
    expect((await read('dry-run')).digest).not.toBe(first.digest);
  });

  it('asks the rules again, at the time of the run', async () => {
    const id = await request('provision');
    const claimed = await services.worker.claim(id);
    const spoil = async (table: string, rowId: string, patch: object) => {
      const row = await services.knex(table).where({ id: rowId }).first();
      await services.knex(table).where({ id: rowId }).update(patch);
      const error = await services.reader.read(claimed).then(
        () => undefined,
        ({ code }) => code,
      );
      await services.knex(table).where({ id: rowId }).update(row);
      return error;
    };
    expect([
      await spoil('templates', network.id, { enabled: false }),
      await spoil('template_versions', version.id, { enabled: false }),
      await spoil('resources', region.id, { state: 'destroyed' }),
      await spoil('template_versions', version.id, {
        variable_rules: JSON.stringify({ region: { options: ['us'] } }),
      }),
      await spoil('templates', network.id, {
        conventions: JSON.stringify({
          requiredTags: ['team'],
          requiredConfigs: [],
        }),
      }),
    ]).toEqual([
      'template_disabled',
      'version_unusable',
      'parent_not_provisioned',
      'not_an_option',
      'missing_tag',
    ]);
    await expect(services.reader.read(claimed)).resolves.toBeDefined();
  });

  it('sees that a config above made a unique value of two the same', async () => {
    const cidr = fresh('10.9.');
    await configure({ region: 'eu', cidr });
    const add = () =>
      addResource(services, network, { version, parentIds: [region.id] });
    const holder = await add();
    await expect(add()).rejects.toMatchObject({ code: 'not_unique' });
    await configure({ region: 'eu' });
    resource = await add();
    await configure({ region: 'eu', cidr });
    await expect(read('dry-run')).rejects.toMatchObject({
      code: 'not_unique',
      culprits: [{ name: 'cidr' }, { id: holder.id }],
    });
    await services.resourceService.delete(holder.id, ann);
    await expect(read('dry-run')).resolves.toBeDefined();
  });

  it('holds what is frozen to what was applied, wherever it comes from', async () => {
    await configure({ region: 'eu', zone: 'a1' });
    await run('provision');
    await configure({ region: 'us', zone: 'a1' });
    await services.stale.refresh(region.id);
    await expect(read('dry-run')).resolves.toBeDefined();
    await configure({ region: 'us', zone: 'b1' });
    await expect(read('dry-run')).rejects.toMatchObject({
      code: 'frozen_variable',
      culprits: [{ kind: 'variable', name: 'zone' }],
    });
  });

  it('destroys with the inputs, commit and masks that were applied', async () => {
    await run('provision');
    await configure({ region: 'us' });
    await services
      .knex('template_versions')
      .where({ id: version.id })
      .update({ commit_sha: 'd'.repeat(40) });
    const prepared = await read('destroy');
    expect(prepared.inputs).toMatchObject({
      commitSha: version.commitSha,
      values: { region: 'eu', password: 'hunter2' },
      sensitive: ['password'],
    });
    expect(prepared.version).toMatchObject({
      commitSha: version.commitSha,
      analysis: undefined,
    });
    expect(JSON.stringify(prepared.masked)).not.toContain('hunter2');
    await services
      .knex('template_versions')
      .where({ id: version.id })
      .update({ commit_sha: version.commitSha });
  });

  it('keeps the providers of the last run, for as long as the commit is the same', async () => {
    await run('provision');
    await services
      .knex('resources')
      .where({ id: resource.id })
      .update({ lock_file: 'provider "a" {}' });
    expect((await read('dry-run')).lockFile).toBe('provider "a" {}');
    const atCommit = (commit: string | undefined) =>
      services
        .knex('template_versions')
        .where({ id: version.id })
        .update({ commit_sha: commit });
    await atCommit('e'.repeat(40));
    // That commit may ask for other providers.
    expect((await read('dry-run')).lockFile).toBeUndefined();
    expect((await read('destroy')).lockFile).toBe('provider "a" {}');
    await atCommit(version.commitSha);
  });

  it('keeps inputs sealed to their row', async () => {
    const { inputs } = await read('dry-run');
    const { reader, keys } = services;
    const sealed = reader.seal('run-1', { ...inputs, masks: ['plan-secret'] });
    expect(sealed).not.toContain('hunter2');
    expect(reader.unseal('run-1', sealed)).toEqual({
      ...inputs,
      masks: ['plan-secret'],
    });
    expect(() => reader.unseal('run-2', sealed)).toThrow();
    const applied = keys.decryptJson<object>(
      reader.sealApplied(resource.id, { ...inputs, masks: ['plan-secret'] }),
      { table: 'resources', column: 'applied_inputs', id: resource.id },
    );
    // Masks belong to one run; what they hide may be used elsewhere.
    expect(applied).toEqual(inputs);
  });

  it('does not read for a resource that is gone', async () => {
    const id = await request('dry-run');
    const claimed = await services.worker.claim(id);
    await services.resourceService.delete(resource.id, ann);
    await expect(services.reader.read(claimed)).rejects.toMatchObject({
      code: 'resource_not_found',
    });
  });
});
