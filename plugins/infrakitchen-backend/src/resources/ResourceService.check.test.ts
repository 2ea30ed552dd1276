import { TestDatabases } from '@backstage/backend-test-utils';
import type {
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
  createServices,
  fresh,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const stored = [
  'resources',
  'resource_parents',
  'resource_entries',
  'resource_unique_values',
  'revisions',
  'audit',
  'outbox',
  'grants',
  'subscriptions',
];

describe.each(databases.eachSupportedId())('checks, on %s', database => {
  let services: Services;
  let above: Template;
  let template: Template;
  let version: TemplateVersion;
  let parentId: string;

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    above = await addTemplate(services, { abstract: true });
    template = await addTemplate(services, { parents: [above] });
    version = await addVersion(services, template, {
      variables: [
        variable('size', 'number'),
        variable('code', 'string', { default: 'a' }),
        variable('token', 'string', { default: 'hush', sensitive: true }),
      ],
      rules: { code: { unique: true } },
    });
    parentId = (await addResource(services, above)).id;
  });

  const proposal = (over: Partial<ResourceInput> = {}): ResourceInput => ({
    templateId: template.id,
    versionId: version.id,
    name: fresh('proposed-'),
    parentIds: [parentId],
    values: { size: 1, code: fresh('c') },
    deletionProtection: false,
    ...over,
  });

  const counts = async () =>
    Promise.all(
      stored.map(async table => {
        const [row] = await services.knex(table).count({ count: '*' });
        return [table, Number(row.count)];
      }),
    );

  it('tell what would hold, mask it, and store nothing', async () => {
    const before = await counts();
    const input = proposal();
    const check = await services.resourceService.check(input, ann);
    expect(check).toMatchObject({ valid: true, problems: [] });
    expect(
      check.effective?.variables.find(({ name }) => name === 'size'),
    ).toMatchObject({ value: 1, provenance: { source: 'resource' } });
    expect(JSON.stringify(check)).not.toContain('hush');
    expect(await counts()).toEqual(before);
    // Nothing of it is in the way of the real one.
    await services.resourceService.create(input, ann);
  });

  it.each<[string, (taken: ResourceInput) => Partial<ResourceInput>, object]>([
    ['a name', ({ name }) => ({ name }), { field: 'name', code: 'name_taken' }],
    [
      'a unique value',
      ({ values }) => ({ values }),
      { field: 'values.code', code: 'not_unique' },
    ],
    [
      'no parent',
      () => ({ parentIds: [] }),
      { field: 'parentIds', code: 'parent_missing' },
    ],
    [
      'an unknown parent',
      () => ({ parentIds: [randomUUID()] }),
      { field: 'parentIds' },
    ],
    [
      'no value',
      () => ({ values: {} }),
      { field: 'values.size', code: 'missing_value' },
    ],
    [
      'a value of another type',
      () => ({ values: { size: 'big' } }),
      { field: 'values.size', code: 'wrong_type' },
    ],
    ['no version', () => ({ versionId: undefined }), { field: 'versionId' }],
  ])('refuse %s as the creation does', async (_, change, problem) => {
    const taken = proposal();
    await services.resourceService.create(taken, ann);
    const input = proposal(change(taken));
    const before = await counts();
    const check = await services.resourceService.check(input, ann);
    expect(check).toMatchObject({ valid: false, problems: [problem] });
    expect(await counts()).toEqual(before);
    await expect(
      services.resourceService.create(input, ann),
    ).rejects.toMatchObject({ code: check.problems[0].code });
  });

  it('throw what may not be known', async () => {
    await expect(
      services.resourceService.check(
        proposal({ templateId: randomUUID() }),
        ann,
      ),
    ).rejects.toMatchObject({ code: 'template_not_found' });
  });
});
