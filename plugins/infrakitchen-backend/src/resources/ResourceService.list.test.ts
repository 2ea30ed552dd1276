import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  Template,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  type Services,
} from '../__testUtils__/serviceFixture';
import type { ListResourcesOptions } from './ResourceService';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('list, %s', database => {
  let services: Services;
  let region: Template;
  let network: Template;
  let versionId: string;
  const known = new Map<string, Resource>();
  const idOf = (name: string) => known.get(name)!.id;

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    region = await addTemplate(services, { abstract: true });
    network = await addTemplate(services, { parents: [region] });
    const version = await addVersion(services, network);
    versionId = version.id;
    for (const name of ['eu', 'us']) {
      known.set(name, await addResource(services, region, { name }));
    }
    const networks: [string, string, string][] = [
      ['net-100', 'eu', 'group:default/a'],
      ['net_100', 'us', 'group:default/a'],
      ['NET.big', 'eu', 'user:default/ann'],
      ['other', 'us', 'user:default/ann'],
    ];
    for (const [index, [name, parent, ownerRef]] of networks.entries()) {
      const resource = await addResource(services, network, {
        version,
        // The slug of the second is that of the first, so it needs another name.
        name: index === 1 ? 'net 100 b' : name,
        parentIds: [idOf(parent)],
        ownerRef,
      });
      await services
        .knex('resources')
        .where({ id: resource.id })
        .update({ name, created_at: 1_000 + index, updated_at: 9_000 - index });
      known.set(name, resource);
    }
    await services
      .knex('resources')
      .where({ id: idOf('other') })
      .update({ state: 'destroyed', status: 'done', stale_inputs: true });
  });

  const list = (query: Partial<ListResourcesOptions> = {}) =>
    services.resourceService.list({ limit: 50, ...query });

  const names = async (query: Partial<ListResourcesOptions> = {}) => {
    const page = await list(query);
    expect(page.totalItems).toBe(page.items.length);
    return page.items.map(item => item.name).sort();
  };

  const all = ['NET.big', 'eu', 'net-100', 'net_100', 'other', 'us'];

  it('lists everything without a filter', async () => {
    expect(await names()).toEqual(all);
  });

  it.each<[string, () => string[], string[]]>([
    ['templateId', () => [`templateId=${region.id}`], ['eu', 'us']],
    ['name, all of it', () => ['name=net_100'], ['net_100']],
    ['name, none of it', () => ['name=net'], []],
    [
      'templateId in capitals',
      () => [`templateId=${region.id.toUpperCase()}`],
      ['eu', 'us'],
    ],
    [
      'versionId',
      () => [`versionId=${versionId}`],
      ['NET.big', 'net-100', 'net_100', 'other'],
    ],
    ['state', () => ['state=destroyed'], ['other']],
    [
      'one of two states',
      () => ['state=destroyed', 'state=provisioned'],
      ['eu', 'other', 'us'],
    ],
    ['status', () => ['status=ready'], ['NET.big', 'net-100', 'net_100']],
    ['parentId', () => [`parentId=${idOf('eu')}`], ['NET.big', 'net-100']],
    [
      'one of two parents',
      () => [`parentId=${idOf('eu')}`, `parentId=${idOf('us')}`],
      ['NET.big', 'net-100', 'net_100', 'other'],
    ],
    ['ownerRef', () => ['ownerRef=group:default/a'], ['net-100', 'net_100']],
    ['staleInputs', () => ['staleInputs=true'], ['other']],
    ['living', () => ['living=true'], all.filter(name => name !== 'other')],
    ['not living', () => ['living=false'], ['other']],
    ['living or not', () => ['living=false', 'living=true'], all],
    [
      'several fields, all of which must fit',
      () => [`parentId=${idOf('us')}`, 'living=true'],
      ['net_100'],
    ],
    ['a state that nothing has', () => ['state=destroy'], []],
    ['an id that nothing has', () => [`parentId=${randomUUID()}`], []],
  ])('filters by %s', async (_, filter, expected) => {
    expect(await names({ filter: filter() })).toEqual(expected);
  });

  describe('of what something in the catalog has', () => {
    let projectId: string;

    beforeAll(async () => {
      const project = await services.projectService.create(
        { key: 'shop', name: 'Shop', owners: ['group:default/b'] },
        ann,
      );
      projectId = project.id;
      await services
        .knex('resources')
        .whereIn('id', [idOf('net_100'), idOf('us')])
        .update({ project_id: projectId });
      await services
        .knex('resources')
        .where({ id: idOf('us') })
        .update({ owner_ref: null });
    });

    afterAll(async () => {
      await services
        .knex('resources')
        .where({ project_id: projectId })
        .update({ project_id: null });
    });

    it.each<[string, () => string[], string[]]>([
      ['one resource', () => [`resource:${idOf('eu')}`], ['eu']],
      ['a project', () => ['project:shop'], ['net_100', 'us']],
      [
        'an owner, not what others own in its project',
        () => ['owner:group:default/b'],
        ['us'],
      ],
      [
        'an owner however it is written',
        () => ['owner:Group:Default/A'],
        ['net-100', 'net_100'],
      ],
      [
        'any of it',
        () => ['project:shop', `resource:${idOf('eu')}`, 'owner:group:b'],
        ['eu', 'net_100', 'us'],
      ],
      ['a project that is not there', () => ["project:' or 1=1"], []],
    ])('finds %s', async (_, related, expected) => {
      const filter = related().map(value => `relatedTo=${value}`);
      expect(await names({ filter })).toEqual(expected);
    });

    it('fits together with other fields', async () => {
      const filter = ['relatedTo=project:shop', 'state=provisioned'];
      expect(await names({ filter })).toEqual(['us']);
    });

    it('counts instead of listing', async () => {
      const { resourceService } = services;
      expect(
        await resourceService.summary(
          { filter: ['relatedTo=project:shop'] },
          ann,
        ),
      ).toEqual({
        total: 2,
        staleInputs: 0,
        drifted: 0,
        counts: expect.arrayContaining([
          { state: 'provisioned', status: 'done', count: 1 },
          { state: 'provision', status: 'ready', count: 1 },
        ]),
      });
      await services
        .knex('resources')
        .where({ id: idOf('us') })
        .update({ stale_inputs: true, drifted: true });
      const summary = await resourceService.summary({}, ann);
      expect(summary).toMatchObject({ total: 6, staleInputs: 2, drifted: 1 });
      // Stale or not, it is one number for a state and a status.
      expect(summary.counts.map(({ state }) => state).sort()).toEqual([
        'destroyed',
        'provision',
        'provisioned',
      ]);
      await services
        .knex('resources')
        .where({ id: idOf('us') })
        .update({ stale_inputs: false, drifted: false });
      expect(
        await resourceService.summary({ filter: ['state=destroy'] }, ann),
      ).toEqual({ total: 0, staleInputs: 0, drifted: 0, counts: [] });
    });
  });

  it.each([
    ['unknown_filter', 'slug=net'],
    ['invalid_filter', 'relatedTo=resource:x'],
    ['invalid_filter', 'relatedTo=everybody'],
    ['invalid_principal', 'relatedTo=owner:component:shop'],
    ['unknown_filter', 'living'],
    ['invalid_filter', 'templateId=x'],
    ['invalid_filter', "parentId=' or 1=1 --"],
    ['invalid_filter', 'staleInputs=maybe'],
    ['invalid_filter', 'living=1'],
    ['invalid_filter', 'state=nowhere'],
    ['invalid_filter', 'status=__proto__'],
  ])('refuses with %s: %s', async (code, filter) => {
    await expect(list({ filter: [filter] })).rejects.toMatchObject({
      name: 'InputError',
      code,
    });
  });

  it.each([
    ['net', ['NET.big', 'net-100', 'net_100']],
    ['NET', ['NET.big', 'net-100', 'net_100']],
    ['_100', ['net_100']],
    ['%', []],
    ['\\', []],
    ["'", []],
    ['big', ['NET.big']],
    ['', all],
  ])('finds %j', async (q, expected) => {
    expect(await names({ q })).toEqual(expected);
  });

  it.each([
    ['createdAt', ['net-100', 'net_100', 'NET.big', 'other']],
    ['-createdAt', ['other', 'NET.big', 'net_100', 'net-100']],
    ['updatedAt', ['other', 'NET.big', 'net_100', 'net-100']],
    ['-updatedAt', ['net-100', 'net_100', 'NET.big', 'other']],
  ])('orders by %s, also from page to page', async (orderBy, expected) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({
        filter: [`templateId=${network.id}`],
        orderBy,
        limit: 3,
        cursor,
      });
      expect(page.totalItems).toBe(4);
      seen.push(...page.items.map(item => item.name));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(expected);
  });

  it('orders by name unless told otherwise', async () => {
    const byName = await list({ filter: [`templateId=${region.id}`] });
    expect(byName.items.map(item => item.name)).toEqual(['eu', 'us']);
    const back = await list({
      filter: [`templateId=${region.id}`],
      orderBy: '-name',
    });
    expect(back.items.map(item => item.name)).toEqual(['us', 'eu']);
  });

  it('shows the run that is active', async () => {
    const { id } = await services.runService.request(
      idOf('net-100'),
      'provision',
      ann,
    );
    const { items } = await list({ q: 'net-100' });
    expect(items).toMatchObject([
      {
        activeRun: { id, kind: 'provision', state: 'queued' },
        status: 'queued',
      },
    ]);
    await services.runService.cancel(id, ann);
  });

  it('asks a fixed number of questions for any number of resources', async () => {
    const count = async (limit: number) => {
      let queries = 0;
      const counted = () => {
        queries += 1;
      };
      services.knex.on('query', counted);
      await list({ limit });
      services.knex.removeListener('query', counted);
      return queries;
    };
    const one = await count(1);
    expect(one).toBeGreaterThan(1);
    expect(await count(6)).toBe(one);
  });
});
