import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  ResourcePatch,
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

describe.each(databases.eachSupportedId())('rules of an edit, %s', database => {
  let services: Services;
  let region: Template;
  let template: Template;
  let version: TemplateVersion;
  let parent: Resource;
  let resource: Resource;

  const variables = [
    variable('cidr'),
    variable('size', 'number', { default: 1 }),
    variable('zone', 'string', { default: 'a' }),
  ];
  const rules = {
    zone: { options: ['a', 'b'] },
  };

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    region = await addTemplate(services, { abstract: true });
    template = await addTemplate(services, {
      parents: [region],
      conventions: { requiredTags: ['team'] },
    });
    version = await addVersion(services, template, { variables, rules });
    parent = await addResource(services, region, {
      tags: [{ name: 'team', value: 'x', inheritedByChildren: true }],
    });
  });

  beforeEach(async () => {
    resource = await addResource(services, template, {
      version,
      parentIds: [parent.id],
      values: { cidr: fresh('10.0.'), size: 2 },
    });
  });

  const update = (patch: ResourcePatch) =>
    services.resourceService.update(resource.id, patch, bob);

  const run = async (action: 'provision') => {
    const { id } = await services.runService.request(resource.id, action, ann);
    await services.worker.work(id);
  };

  const audit = async () =>
    (
      await services.resourceService.audit(resource.id, { limit: 50 })
    ).items.map(item => `${item.action} ${item.outcome}`);

  type Case = [string, () => Promise<ResourcePatch>];
  const values = (more: object) => async () => ({
    values: { ...resource.values, ...more } as Resource['values'],
  });

  const cases: Case[] = [
    ['wrong_type', values({ size: 'big' })],
    ['not_an_option', values({ zone: 'c' })],
    ['unknown_variable', values({ sice: 1 })],
    ['missing_value', async () => ({ values: { size: 1 } })],
    ['version_not_found', async () => ({ versionId: randomUUID() })],
    [
      'version_unusable',
      async () => ({
        versionId: (await addVersion(services, template, { enabled: false }))
          .id,
      }),
    ],
    [
      'version_archived',
      async () => ({
        versionId: (
          await addVersion(services, template, { lifecycle: 'archived' })
        ).id,
      }),
    ],
    [
      'version_of_other_template',
      async () => {
        const other = await addTemplate(services);
        return { versionId: (await addVersion(services, other)).id };
      },
    ],
    [
      'duplicate_config',
      async () => ({
        configs: ['1', '2'].map(value => ({
          name: 'c',
          value,
          inheritedByChildren: true,
        })),
      }),
    ],
  ];

  describe.each(['provision', 'provisioned'] as const)(
    'every rule holds in %s',
    state => {
      it.each(cases)('%s', async (code, patch) => {
        await (state === 'provisioned' && run('provision'));
        await expect(update(await patch())).rejects.toMatchObject({ code });
        expect((await audit())[0]).toBe('resource.updated refused');
        const after = await services.resourceService.get(resource.id);
        expect(after).toMatchObject({
          values: resource.values,
          hasPendingChange: false,
        });
      });
    },
  );

  it('holds required tags that came from a parent', async () => {
    const lonely = await addResource(services, template, {
      version,
      parentIds: [(await addResource(services, region)).id],
      values: { cidr: fresh('10.2.') },
      tags: [{ name: 'team', value: 'own', inheritedByChildren: true }],
    });
    await expect(
      services.resourceService.update(lonely.id, { tags: [] }, bob),
    ).rejects.toMatchObject({ code: 'missing_tag' });
  });

  it('edits with a version that was disabled since', async () => {
    const { knex } = services;
    const own = await addVersion(services, template, { variables });
    await update({ versionId: own.id });
    await knex('template_versions')
      .where({ id: own.id })
      .update({ enabled: false });
    const edited = await update({ values: { ...resource.values, size: 9 } });
    expect(edited.values.size).toBe(9);
  });
});
