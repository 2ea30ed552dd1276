import { randomUUID } from 'node:crypto';
import {
  actionOptions,
  persistentCheckpoints,
  runAction,
} from '../__testUtils__/actionRunner';
import { FakeInfrakitchen } from '../__testUtils__/FakeInfrakitchen';
import { createCreateResourceAction } from './createResource';

describe('infrakitchen:resource:create', () => {
  let fake: FakeInfrakitchen;
  let networkId: string;
  let regionId: string;

  beforeEach(async () => {
    fake = await FakeInfrakitchen.start();
    const region = fake.addTemplate({ key: 'region', abstract: true });
    networkId = fake.addTemplate({ key: 'network' }).id;
    const version = { templateId: networkId };
    fake.addVersion({ ...version, ref: 'v2.0.0', lifecycle: 'preview' });
    fake.addVersion({ ...version, ref: 'v1.2.0', enabled: false });
    fake.addVersion({ ...version, ref: 'v1.1.0' });
    fake.addVersion({ ...version, ref: 'v1.0.0', lifecycle: 'deprecated' });
    const resource = { templateId: region.id, name: 'eu' };
    fake.addResource({ ...resource, state: 'destroyed' });
    regionId = fake.addResource({ ...resource, state: 'provisioned' }).id;
  });

  afterEach(() => fake.stop());

  const versionId = (ref: string) =>
    fake.versions.find(version => version.ref === ref)!.id;

  it('turns keys and names into ids and records the resource', async () => {
    const { output } = await runAction(
      createCreateResourceAction(actionOptions(fake)),
      {
        template: 'network',
        name: 'core',
        parents: [{ template: 'region', name: 'eu' }],
        values: { cidr: '10.0.0.0/16' },
        tags: { team: 'core' },
        configs: [{ name: 'zone', value: 'a', inheritedByChildren: false }],
      },
    );
    const [request] = fake.seen('POST', /^\/resources$/);
    expect(request.caller).toBe('user');
    expect(request.body).toEqual({
      templateId: networkId,
      versionId: versionId('v1.1.0'),
      name: 'core',
      parentIds: [regionId],
      values: { cidr: '10.0.0.0/16' },
      tags: [{ name: 'team', value: 'core', inheritedByChildren: true }],
      configs: [{ name: 'zone', value: 'a', inheritedByChildren: false }],
    });
    expect(output).toEqual({
      resourceId: fake.resources.at(-1)!.id,
      name: 'core',
      slug: 'core',
      state: 'provision',
      status: 'ready',
    });
  });

  it('takes parents and secrets as the fields of the forms give them', async () => {
    const action = createCreateResourceAction(actionOptions(fake));
    const input = {
      template: 'network',
      name: 'Core Net',
      parents: ['region/eu'],
      values: { cidr: '10.0.0.0/16' },
    };
    const { output } = await runAction(action, {
      ...input,
      sensitiveValues: '{"password":"hush","limits":[1]}',
    });
    expect(output.slug).toBe('core_net');
    const [request] = fake.seen('POST', /^\/resources$/);
    expect(request.body).toMatchObject({
      parentIds: [regionId],
      values: { cidr: '10.0.0.0/16', password: 'hush', limits: [1] },
    });

    for (const broken of ['"hush"', '["hush"]', 'hush']) {
      const failed = await runAction(action, {
        ...input,
        sensitiveValues: broken,
      }).catch(error => error);
      expect(failed.message).toMatch(/^'sensitiveValues' is not an object/);
      expect(failed.message).not.toContain('hush');
    }
  });

  it('puts the resource into a project by its key or id', async () => {
    const project = { id: '5f0c6a30-9a3f-4a53-8a0e-0f3a5d1f2b11', key: 'shop' };
    fake.projects.push(project);
    const action = createCreateResourceAction(actionOptions(fake));
    const input = { template: 'network', name: 'core' };
    await runAction(action, { ...input, project: 'shop' });
    await runAction(action, { ...input, name: 'b', project: project.id });
    expect(
      fake.seen('POST', /^\/resources$/).map(({ body }) => body.projectId),
    ).toEqual([project.id, project.id]);
    await expect(
      runAction(action, { ...input, project: 'bank' }),
    ).rejects.toThrow("There is no project with the key 'bank'");
  });

  it('connects the resource by names, ids and aliases', async () => {
    const add = (path: string, ...names: string[]) =>
      names.map(name => {
        const record = { id: randomUUID(), name };
        fake.named[path].push(record);
        return record.id;
      });
    const [main, backup] = add('integrations', 'main', 'backup');
    const [key] = add('secrets', 'database key');
    const [bucket] = add('storages', 'company bucket');
    const [repository] = add('workspaces', 'acme/infra');
    add('workspaces', 'acme/twice', 'acme/twice');
    const action = createCreateResourceAction(actionOptions(fake));
    const input = { template: 'network', name: 'core' };
    await runAction(action, {
      ...input,
      integrations: ['main', 'backup as b'],
      secrets: ['database key'],
      storage: 'company bucket',
      workspace: 'acme/infra',
    });
    await runAction(action, {
      ...input,
      name: 'b',
      integrations: [{ name: main, alias: 'c' }],
      workspace: repository,
    });
    // What is not said is left to the server.
    await runAction(action, { ...input, name: 'c' });
    const [first, second, third] = fake
      .seen('POST', /^\/resources$/)
      .map(({ body }) => body);
    expect(first).toMatchObject({
      integrations: [{ id: main }, { id: backup, alias: 'b' }],
      secretIds: [key],
      storageId: bucket,
      workspaceId: repository,
    });
    expect(second.integrations).toEqual([{ id: main, alias: 'c' }]);
    expect(second.workspaceId).toBe(repository);
    expect(third).toEqual({
      templateId: networkId,
      versionId: versionId('v1.1.0'),
      name: 'c',
      parentIds: [],
      values: {},
    });
    // One request for both names, as the one who runs the task.
    const [asked] = fake.seen('GET', /^\/integrations$/);
    expect(asked.query.filter).toEqual(['name=main', 'name=backup']);
    expect(asked.caller).toBe('user');
    await expect(
      runAction(action, { ...input, secrets: ['gone'] }),
    ).rejects.toThrow("There is no secret called 'gone'");
    await expect(
      runAction(action, { ...input, workspace: 'acme/twice' }),
    ).rejects.toThrow("2 workspaces are called 'acme/twice'");
  });

  it('tells in a dry-run what it could not be connected by', async () => {
    fake.named.storages.push({ id: randomUUID(), name: 'old bucket' });
    fake.connectionErrors = [
      { code: 'storage_disabled', message: "The storage 'old bucket' is off" },
    ];
    const { log } = await runAction(
      createCreateResourceAction(actionOptions(fake)),
      { template: 'network', name: 'core', storage: 'old bucket' },
      { isDryRun: true },
    );
    expect(log.entries).toContainEqual({
      level: 'warn',
      message: "The storage 'old bucket' is off",
    });
    expect(fake.seen('POST', /^\/resources$/)).toEqual([]);
  });

  it('tells in a dry-run what comes from parents and project', async () => {
    const project = { id: '5f0c6a30-9a3f-4a53-8a0e-0f3a5d1f2b11', key: 'shop' };
    fake.projects.push(project);
    const given = { type: 'string', sensitive: false, isSet: true };
    fake.variables = [
      {
        ...given,
        name: 'zone',
        provenance: {
          source: 'project',
          project: { id: project.id, name: 'Shop' },
        },
      },
      {
        ...given,
        name: 'region',
        provenance: {
          source: 'config',
          resource: { id: regionId, name: 'eu' },
        },
      },
      { ...given, name: 'mode', provenance: { source: 'module_default' } },
    ];
    const { log } = await runAction(
      createCreateResourceAction(actionOptions(fake)),
      { template: 'network', name: 'core', project: 'shop' },
      { isDryRun: true },
    );
    expect(log.text).toContain("'zone' comes from 'Shop'");
    expect(log.text).toContain("'region' comes from 'eu'");
    expect(log.text).not.toContain("'mode'");
    const [{ query }] = fake.seen('GET', /schema$/);
    expect(query.project).toBe(project.id);
  });

  it('takes the version that is asked for', async () => {
    const action = createCreateResourceAction(actionOptions(fake));
    const input = { template: 'network', name: 'core' };
    await runAction(action, { ...input, version: 'v2.0.0' });
    await runAction(action, { ...input, version: versionId('v1.0.0') });
    expect(
      fake.seen('POST', /^\/resources$/).map(({ body }) => body.versionId),
    ).toEqual([versionId('v2.0.0'), versionId('v1.0.0')]);
    await expect(
      runAction(action, { ...input, version: 'v9' }),
    ).rejects.toThrow("The template 'network' has no version 'v9'");
  });

  it('creates once, however often the step is repeated', async () => {
    const action = createCreateResourceAction(actionOptions(fake));
    const input = { template: 'network', name: 'core' };
    const checkpoint = persistentCheckpoints();
    const first = await runAction(action, input, { checkpoint });
    const second = await runAction(action, input, { checkpoint });
    expect(second.output.resourceId).toBe(first.output.resourceId);
    expect(fake.seen('POST', /^\/resources$/)).toHaveLength(1);
    // The checkpoint was lost: the server still knows the key.
    const third = await runAction(action, input);
    expect(third.output.resourceId).toBe(first.output.resourceId);
    const keys = fake
      .seen('POST', /^\/resources$/)
      .map(request => request.header('idempotency-key'));
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]!.length).toBeLessThanOrEqual(128);
  });

  it('says what is not there', async () => {
    const action = createCreateResourceAction(actionOptions(fake));
    await expect(
      runAction(action, { template: 'nothing', name: 'core' }),
    ).rejects.toThrow("There is no template with the key 'nothing'");
    await expect(
      runAction(action, {
        template: 'network',
        name: 'core',
        parents: [{ template: 'region', name: 'us' }],
      }),
    ).rejects.toThrow("There is no resource 'us' of the template 'region'");
    await expect(
      runAction(action, { template: 'network', name: 'core', parents: ['eu'] }),
    ).rejects.toThrow("'eu' is not the id of a resource");
  });

  it('passes on why the server refuses', async () => {
    fake.refuse = ({ method }) =>
      method === 'POST'
        ? {
            status: 409,
            error: {
              name: 'ConflictError',
              message: "The name 'core' is taken",
              code: 'name_taken',
              hint: 'Choose another one',
              culprits: [{ kind: 'resource', name: 'core' }],
            },
          }
        : undefined;
    await expect(
      runAction(createCreateResourceAction(actionOptions(fake)), {
        template: 'network',
        name: 'core',
      }),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'name_taken',
      message: "The name 'core' is taken (name_taken). Choose another one",
      culprits: [{ kind: 'resource', name: 'core' }],
    });
  });

  it('changes nothing in a dry-run', async () => {
    const { output, log } = await runAction(
      createCreateResourceAction(actionOptions(fake)),
      { template: 'network', name: 'core', parents: [regionId] },
      { isDryRun: true },
    );
    expect(fake.requests.every(({ method }) => method === 'GET')).toBe(true);
    expect(log.text).toContain("Would create 'core'");
    expect(output.resourceId).toMatch(/^0{8}-/);
  });

  it('says in a dry-run that the name is taken', async () => {
    const { log } = await runAction(
      createCreateResourceAction(actionOptions(fake)),
      { template: 'region', name: 'eu' },
      { isDryRun: true },
    );
    expect(log.entries).toContainEqual({
      level: 'warn',
      message: expect.stringContaining("Could not create 'eu' now"),
    });
    expect(log.text).not.toContain('Would create');
  });
});
