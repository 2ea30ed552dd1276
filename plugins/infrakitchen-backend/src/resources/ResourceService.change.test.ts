import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  ResourcePatch,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  as,
  bob,
  createServices,
  fresh,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const eve = as('eve');

describe.each(databases.eachSupportedId())('pending change, %s', database => {
  let services: Services;
  let template: Template;
  let version: TemplateVersion;
  let resource: Resource;

  const variables = [
    variable('cidr'),
    variable('name'),
    variable('size', 'number', { default: 1 }),
    variable('region', 'string', { default: 'eu' }),
  ];
  const rules = { cidr: { unique: true }, name: { frozen: true } };

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    template = await addTemplate(services);
    version = await addVersion(services, template, { variables, rules });
  });

  const get = () => services.resourceService.get(resource.id);
  const change = () => services.resourceService.change(resource.id);
  const update = (patch: ResourcePatch, caller = bob, revision?: number) =>
    services.resourceService.update(resource.id, patch, {
      ...caller,
      revision,
    });
  const run = async (action: 'provision' | 'update' | 'destroy') => {
    const { id } = await services.runService.request(resource.id, action, ann);
    return services.worker.work(id);
  };
  const actions = async () =>
    (
      await services.resourceService.audit(resource.id, { limit: 50 })
    ).items.map(item => item.action);
  const values = (more: object) =>
    ({ ...resource.values, ...more } as Resource['values']);

  beforeEach(async () => {
    resource = await addResource(services, template, {
      version,
      values: { cidr: fresh('10.0.'), name: 'n', size: 2 },
      tags: [{ name: 'team', value: 'x', inheritedByChildren: true }],
    });
    await run('provision');
    resource = await get();
  });

  it('leaves the resource as it is until it is applied', async () => {
    const edited = await update({
      values: values({ size: 3 }),
      tags: [],
      description: 'at once',
    });
    expect(edited).toMatchObject({
      values: resource.values,
      tags: resource.tags,
      description: 'at once',
      hasPendingChange: true,
    });
    expect(await change()).toMatchObject({
      resourceId: resource.id,
      createdBy: 'user:default/bob',
      fields: [
        { field: 'values.size', before: 2, after: 3, sensitive: false },
        { field: 'tags.team', before: 'x' },
      ],
    });
    expect(await actions()).toEqual(
      expect.arrayContaining(['change.proposed', 'resource.updated']),
    );
    const run1 = await run('update');
    expect(run1.state).toBe('succeeded');
    expect(await get()).toMatchObject({
      values: { size: 3 },
      tags: [],
      hasPendingChange: false,
      status: 'done',
    });
    expect(await change()).toBeUndefined();
  });

  it('shows in the effective values, with its provenance', async () => {
    await update({
      values: values({ size: 3 }),
      configs: [{ name: 'region', value: 'us', inheritedByChildren: true }],
    });
    const { variables: found, configs } =
      await services.resourceService.effective(resource.id);
    const of = (name: string) => found.find(item => item.name === name);
    expect(of('size')).toMatchObject({
      value: 3,
      provenance: { source: 'change' },
    });
    expect(of('name')).toMatchObject({
      value: 'n',
      provenance: { source: 'resource' },
    });
    expect(of('region')).toMatchObject({
      value: 'us',
      provenance: { source: 'config' },
      overridden: [{ value: 'eu', provenance: { source: 'module_default' } }],
    });
    expect(configs).toMatchObject([{ name: 'region', value: 'us', own: true }]);
  });

  it('merges two authors, each with what is theirs', async () => {
    await update({ values: values({ size: 3 }) }, bob);
    await update({ tags: [] }, eve);
    expect(await change()).toMatchObject({
      createdBy: 'user:default/bob',
      fields: [
        { field: 'values.size', author: 'user:default/bob' },
        { field: 'tags.team', author: 'user:default/eve' },
      ],
    });
    await update({ values: values({ size: 4 }) }, eve);
    expect(await change()).toMatchObject({
      createdBy: 'user:default/bob',
      fields: [
        { field: 'values.size', after: 4, author: 'user:default/eve' },
        { field: 'tags.team', author: 'user:default/eve' },
      ],
    });
    // What nobody touches keeps its author.
    await update({ values: values({ size: 4, region: 'us' }) }, bob);
    expect((await change())!.fields.map(f => [f.field, f.author])).toEqual([
      ['values.region', 'user:default/bob'],
      ['values.size', 'user:default/eve'],
      ['tags.team', 'user:default/eve'],
    ]);
  });

  it('loses nothing of two edits of different fields at once', async () => {
    const seen = (await get()).revision;
    await Promise.all([
      update({ values: values({ size: 3 }) }, bob, seen),
      update({ values: values({ region: 'us' }) }, eve, seen),
    ]);
    const proposed = await change();
    expect(proposed!.revision).toBe(seen + 2);
    expect(proposed!.fields).toMatchObject([
      { field: 'values.region', after: 'us', author: 'user:default/eve' },
      { field: 'values.size', after: 3, author: 'user:default/bob' },
    ]);
  });

  it('refuses the later of two edits of one field, and names who was first', async () => {
    const seen = (await get()).revision;
    const results = await Promise.allSettled([
      update({ values: values({ size: 3 }) }, bob, seen),
      update({ values: values({ size: 4 }) }, eve, seen),
    ]);
    const [lost] = results.filter(({ status }) => status === 'rejected');
    const isBobs = results[0].status === 'fulfilled';
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([
      lost,
    ]);
    expect((lost as PromiseRejectedResult).reason).toMatchObject({
      code: 'stale_revision',
      message: expect.stringContaining(
        `'values.size' by user:default/${isBobs ? 'bob' : 'eve'}`,
      ),
      culprits: [
        { kind: 'resource', id: resource.id },
        { kind: 'field', name: 'values.size' },
      ],
    });
    expect((await change())!.fields).toMatchObject([{ after: isBobs ? 3 : 4 }]);
  });

  it('is part of the revisions', async () => {
    await update({ values: values({ size: 3 }) });
    await update({ description: 'beside it' });
    const { items } = await services.resourceService.revisions(resource.id, {
      limit: 2,
    });
    const pendingChange = [
      { field: 'values.size', before: 2, after: 3, sensitive: false },
    ];
    expect(items.map(item => item.snapshot)).toMatchObject([
      { description: 'beside it', pendingChange },
      { values: { size: 2 }, pendingChange },
    ]);
    await services.resourceService.discardChange(resource.id, ann);
    const [newest] = (
      await services.resourceService.revisions(resource.id, { limit: 1 })
    ).items;
    expect(newest.snapshot).not.toHaveProperty('pendingChange');
  });

  it('disappears when it is edited back', async () => {
    await update({ values: values({ size: 3 }), tags: [] });
    await update({ values: resource.values, tags: resource.tags });
    expect(await change()).toBeUndefined();
    expect((await get()).hasPendingChange).toBe(false);
    expect((await actions())[0]).toBe('change.discarded');
  });

  it('does not come from an edit that changes nothing', async () => {
    const edited = await update({
      versionId: version.id,
      values: resource.values,
      tags: resource.tags,
      configs: [],
    });
    expect(edited).toMatchObject({
      hasPendingChange: false,
      revision: resource.revision,
    });
    await update({ values: values({ size: 3 }) });
    const before = await actions();
    await update({ values: values({ size: 3 }) }, eve);
    expect(await actions()).toEqual(before);
    expect((await change())!.fields[0].author).toBe('user:default/bob');
  });

  it('refuses what is frozen, on every path', async () => {
    await expect(
      update({ values: values({ name: 'other' }) }),
    ).rejects.toMatchObject({
      code: 'frozen_variable',
      culprits: [{ kind: 'variable', name: 'name' }],
    });
    const free = await addVersion(services, template, { variables });
    await update({ versionId: free.id, values: values({ name: 'other' }) });
    // A version without the rule lets it change; going back does not.
    await expect(update({ versionId: version.id })).rejects.toMatchObject({
      code: 'frozen_variable',
    });
  });

  it('holds its unique values until it is discarded', async () => {
    const wanted = fresh('10.5.');
    const other = () =>
      addResource(services, template, {
        version,
        values: { cidr: wanted, name: 'o' },
      });
    await update({ values: values({ cidr: wanted }) });
    await expect(other()).rejects.toMatchObject({
      code: 'not_unique',
      culprits: [{ name: 'cidr' }, { id: resource.id }],
    });
    await services.resourceService.discardChange(resource.id, ann);
    await expect(other()).resolves.toBeDefined();
  });

  it('frees its unique values when it is edited back', async () => {
    const wanted = fresh('10.6.');
    await update({ values: values({ cidr: wanted }) });
    await update({ values: resource.values });
    const taken = await addResource(services, template, {
      version,
      values: { cidr: wanted, name: 'o' },
    });
    expect(taken.values.cidr).toBe(wanted);
  });

  it('holds the old unique value until it is applied', async () => {
    const { cidr } = resource.values;
    const other = () =>
      addResource(services, template, {
        version,
        values: { cidr: cidr!, name: 'o' },
      });
    await update({ values: values({ cidr: fresh('10.7.') }) });
    await expect(other()).rejects.toMatchObject({ code: 'not_unique' });
    await run('update');
    await expect(other()).resolves.toBeDefined();
  });

  it('is dropped, and told of', async () => {
    await expect(
      services.resourceService.discardChange(resource.id, ann),
    ).rejects.toMatchObject({ code: 'nothing_pending' });
    await update({ values: values({ size: 3 }) });
    const { id } = await services.runService.request(
      resource.id,
      'update',
      ann,
    );
    await expect(
      services.resourceService.discardChange(resource.id, ann),
    ).rejects.toMatchObject({ code: 'run_active', culprits: [{ id }] });
    await services.runService.cancel(id, ann);
    await services.resourceService.discardChange(resource.id, ann);
    expect(await change()).toBeUndefined();
    expect((await actions())[0]).toBe('change.discarded');
  });

  it('stands in the way of a destroy', async () => {
    await update({ values: values({ size: 3 }) });
    await expect(run('destroy')).rejects.toMatchObject({
      code: 'pending_change',
    });
  });
});
