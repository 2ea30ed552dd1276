import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  ResourceInput,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  bob,
  createServices,
  fresh,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('create, %s', database => {
  let services: Services;
  let region: Template;
  let network: Template;
  let version: TemplateVersion;
  let prod: Resource;

  const variables = [
    variable('cidr'),
    variable('size', 'number', { default: 1 }),
    variable('password', 'string', { sensitive: true, default: null }),
    variable('zone', 'string', { default: 'a' }),
  ];
  const rules = { cidr: { unique: true }, zone: { options: ['a', 'b'] } };

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    region = await addTemplate(services, { abstract: true });
    network = await addTemplate(services, { parents: [region] });
    version = await addVersion(services, network, { variables, rules });
    prod = await addResource(services, region);
  });

  const input = (overrides: Partial<ResourceInput> = {}): ResourceInput => ({
    templateId: network.id,
    versionId: version.id,
    name: fresh('net-'),
    parentIds: [prod.id],
    values: { cidr: fresh('10.0.') },
    deletionProtection: false,
    ...overrides,
  });

  const create = (given: ResourceInput, idempotencyKey?: string) =>
    services.resourceService.create(given, { ...ann, idempotencyKey });

  it('records a resource, its history and its message', async () => {
    const name = fresh('net-');
    const created = await create(
      input({
        name,
        description: 'Subnets',
        labels: ['blue'],
        tags: [{ name: 'team', value: 'x' } as never],
        configs: [{ name: 'env', value: 'prod', inheritedByChildren: false }],
        values: { cidr: '10.9.0.0/16', password: 'hunter2-hunter2' },
        deletionProtection: true,
      }),
    );
    expect(created).toMatchObject({
      ...{ name, description: 'Subnets', labels: ['blue'] },
      state: 'provision',
      status: 'ready',
      ownerRef: 'user:default/ann',
      parents: [{ id: prod.id, templateName: region.name }],
      tags: [{ name: 'team', value: 'x', inheritedByChildren: true }],
      configs: [{ name: 'env', value: 'prod', inheritedByChildren: false }],
      values: { cidr: '10.9.0.0/16' },
      sensitiveVariables: ['password'],
      version: { ref: version.ref },
      deletionProtection: true,
      hasPendingChange: false,
      revision: 1,
    });
    const { history, knex } = services;
    const { id } = created;
    const fields = { entityKind: ['resource'], entityId: [id] };
    expect(
      (await history.listAudit({ fields }, { limit: 10 })).items,
    ).toMatchObject([
      {
        action: 'resource.created',
        outcome: 'succeeded',
        actor: 'user:default/ann',
        entityName: name,
      },
    ]);
    expect(
      (await history.listRevisions('resource', id, { limit: 10 })).items,
    ).toMatchObject([
      { revision: 1, snapshot: { sensitiveVariables: ['password'] } },
    ]);
    expect(
      await knex('outbox').where({ key: `resource.changed:${created.id}:1` }),
    ).toHaveLength(1);
    for (const table of ['resources', 'audit', 'revisions', 'outbox']) {
      expect(JSON.stringify(await knex(table))).not.toContain('hunter2');
    }
  });

  it('builds what is abstract at once', async () => {
    expect(prod).toMatchObject({
      abstract: true,
      state: 'provisioned',
      status: 'done',
      versionId: undefined,
    });
  });

  type Case = [string, () => Promise<Partial<ResourceInput>>, object];
  const resourceOf = async (template: Template) =>
    addResource(services, template, {
      version: await addVersion(services, template),
    });

  const cases: Case[] = [
    [
      'template_not_found',
      async () => ({ templateId: randomUUID() }),
      { name: 'NotFoundError' },
    ],
    [
      'template_disabled',
      async () => ({
        templateId: (await addTemplate(services, { enabled: false })).id,
      }),
      { culprits: [{ kind: 'template' }] },
    ],
    [
      'template_abstract',
      async () => ({ templateId: region.id, parentIds: [] }),
      { culprits: [{ kind: 'template' }] },
    ],
    ['version_missing', async () => ({ versionId: undefined }), {}],
    ['version_not_found', async () => ({ versionId: randomUUID() }), {}],
    [
      'version_of_other_template',
      async () => {
        const other = await addTemplate(services);
        return { versionId: (await addVersion(services, other)).id };
      },
      { culprits: [{ kind: 'version' }] },
    ],
    [
      'version_unusable',
      async () => ({
        versionId: (await addVersion(services, network, { enabled: false })).id,
      }),
      { message: expect.stringContaining('disabled') },
    ],
    [
      'version_unusable',
      async () => ({
        versionId: (await addVersion(services, network, { analysed: false }))
          .id,
      }),
      { message: expect.stringContaining('not analysed') },
    ],
    [
      'version_archived',
      async () => ({
        versionId: (
          await addVersion(services, network, { lifecycle: 'archived' })
        ).id,
      }),
      {},
    ],
    [
      'parent_missing',
      async () => ({ parentIds: [] }),
      { culprits: [{ kind: 'template' }] },
    ],
    ['parent_not_found', async () => ({ parentIds: [randomUUID()] }), {}],
    [
      'parent_twice',
      async () => ({
        parentIds: [prod.id, (await addResource(services, region)).id],
      }),
      { culprits: [{ kind: 'resource' }, { kind: 'resource' }] },
    ],
    [
      'parent_of_wrong_template',
      async () => {
        const other = await addTemplate(services, { abstract: true });
        const stranger = await addResource(services, other);
        return { parentIds: [prod.id, stranger.id] };
      },
      { culprits: [{ kind: 'resource' }] },
    ],
    [
      'parent_not_provisioned',
      async () => {
        const base = await addTemplate(services);
        const template = await addTemplate(services, { parents: [base] });
        return {
          templateId: template.id,
          versionId: (await addVersion(services, template)).id,
          parentIds: [(await resourceOf(base)).id],
          values: {},
        };
      },
      { message: expect.stringContaining('provision it first') },
    ],
    ['unknown_variable', async () => ({ values: { cidr: 'x', sice: 1 } }), {}],
    [
      'missing_value',
      async () => ({ values: {} }),
      { culprits: [{ kind: 'variable', name: 'cidr' }] },
    ],
    ['wrong_type', async () => ({ values: { cidr: 'y', size: 'big' } }), {}],
    ['not_an_option', async () => ({ values: { cidr: 'z', zone: 'c' } }), {}],
    [
      'duplicate_tag',
      async () => ({
        tags: ['1', '2'].map(value => ({
          name: 'team',
          value,
          inheritedByChildren: true,
        })),
      }),
      {},
    ],
  ];

  it.each(cases)(
    'refuses with %s, and records it',
    async (code, given, more) => {
      const wanted = input(await given());
      await expect(create(wanted)).rejects.toMatchObject({ code, ...more });
      const { knex } = services;
      expect(await knex('resources').where({ name: wanted.name })).toEqual([]);
      const audit = await knex('audit').where({ entity_name: wanted.name });
      expect(audit).toMatchObject([
        { action: 'resource.created', outcome: 'refused' },
      ]);
      expect(JSON.parse(audit[0].detail)).toMatchObject({ code });
    },
  );

  it.each([
    ['missing_tag', { requiredTags: ['team'] }],
    ['missing_config', { requiredConfigs: ['env'] }],
    ['name_convention', { namePattern: '{cidr}-net' }],
  ])('follows the conventions: %s', async (code, conventions) => {
    const template = await addTemplate(services, { conventions });
    const own = await addVersion(services, template, { variables });
    await expect(
      create(
        input({
          templateId: template.id,
          versionId: own.id,
          parentIds: [],
          values: { cidr: 'x' },
        }),
      ),
    ).rejects.toMatchObject({ code });
    const entry = (name: string) => [
      { name, value: 'v', inheritedByChildren: true },
    ];
    const created = await create(
      input({
        templateId: template.id,
        versionId: own.id,
        parentIds: [],
        name: 'x-net',
        values: { cidr: 'x' },
        tags: entry('team'),
        configs: entry('env'),
      }),
    );
    expect(created.name).toBe('x-net');
  });

  it('takes a parent that is named twice once', async () => {
    const created = await create(input({ parentIds: [prod.id, prod.id] }));
    expect(created.parents).toHaveLength(1);
  });

  it('owns for the caller unless another owner is named', async () => {
    const owned = await services.resourceService.create(
      input({ ownerRef: 'group:default/team' }),
      bob,
    );
    expect(owned).toMatchObject({
      ownerRef: 'group:default/team',
      createdBy: 'user:default/bob',
    });
  });

  it('writes the owner as identities are written, and takes nothing else', async () => {
    const owned = await create(input({ ownerRef: 'Group:Team' }));
    expect(owned.ownerRef).toBe('group:default/team');
    expect((await create(input({ ownerRef: '' }))).ownerRef).toBeUndefined();
    for (const ownerRef of ['team', 'component:default/shop', 'user:']) {
      await expect(create(input({ ownerRef }))).rejects.toMatchObject({
        name: 'InputError',
        code: 'invalid_principal',
        culprits: [{ kind: 'field', name: 'ownerRef' }],
      });
    }
    await expect(
      services.resourceService.update(owned.id, { ownerRef: 'me' }, ann),
    ).rejects.toMatchObject({ code: 'invalid_principal' });
    expect(
      await services.resourceService.update(
        owned.id,
        { ownerRef: 'USER:Ann' },
        ann,
      ),
    ).toMatchObject({ ownerRef: 'user:default/ann' });
  });
});
