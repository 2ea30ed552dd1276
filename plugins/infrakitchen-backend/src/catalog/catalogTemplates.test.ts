import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import {
  eventsServiceRef,
  type EventParams,
} from '@backstage/plugin-events-node';
import type {
  CatalogTemplate,
  CatalogTemplateChangePage,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import {
  addTemplate,
  addVersion,
  createServices,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';
import { startApi, type Api } from '../__testUtils__/startApi';
import { until } from '../__testUtils__/until';
import { CatalogTemplateStore } from '.';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('templates, %s', database => {
  let knex: Knex;
  let services: Services;
  let api: Api;
  const published: EventParams[] = [];

  beforeAll(async () => {
    knex = await databases.init(database);
    services = await createServices(knex);
    api = await startApi({
      knex,
      principals: [{ kind: 'Group', name: 'owners' }],
      features: [
        createServiceFactory({
          service: eventsServiceRef,
          deps: {},
          factory: () => ({
            publish: async params => {
              if (params.topic === 'infrakitchen.template') {
                published.push(params);
              }
            },
            subscribe: async () => {},
          }),
        }),
      ],
    });
  });

  afterAll(() => api?.stop());

  const ask = (path: string) =>
    api.asService('get', path).set(
      'Authorization',
      mockCredentials.service.header({
        onBehalfOf: mockCredentials.service('plugin:catalog'),
        targetPluginId: 'infrakitchen',
      }),
    );

  async function listed(key: string): Promise<CatalogTemplate | undefined> {
    const { body } = await ask('/catalog/templates').expect(200);
    return body.items.find((item: CatalogTemplate) => item.key === key);
  }

  const head = async (): Promise<string> =>
    (await ask('/catalog/template-changes').expect(200)).body.position;

  /** What changed after a position, once anything did. */
  async function changed(
    after: string,
    count = 1,
  ): Promise<CatalogTemplateChangePage['items']> {
    let page: CatalogTemplateChangePage | undefined;
    await until(async () => {
      const answer = await ask(`/catalog/template-changes?after=${after}`);
      page = answer.body;
      return page!.items.length >= count;
    });
    return page!.items;
  }

  const edit = async (path: string, body: object) => {
    const { body: seen } = await api.get(path).expect(200);
    await api
      .ask('patch', path)
      .set('If-Match', `"${seen.revision}"`)
      .send(body)
      .expect(200);
  };

  const act = async (path: string, action: string) => {
    const { body: seen } = await api.get(path).expect(200);
    await api
      .ask('post', `${path}/actions/${action}`)
      .set('If-Match', `"${seen.revision}"`)
      .send({})
      .expect(200);
  };

  it('are told with their newest active version, parents and owner', async () => {
    const region = await addTemplate(services, { abstract: true });
    const network = await addTemplate(services, {
      parents: [region],
      conventions: { requiredTags: ['team'], requiredConfigs: [] },
    });
    expect(await listed(network.key)).toBeUndefined();

    await addVersion(services, network);
    const newest = await addVersion(services, network);
    await addVersion(services, network, { lifecycle: 'preview' });
    await addVersion(services, network, { enabled: false });
    await addVersion(services, network, { analysed: false });
    await knex('template_versions')
      .where({ id: newest.id })
      .update({ created_at: Date.now() + 1000 });
    for (const principal_ref of ['user:default/zoe', 'group:default/net']) {
      await knex('grants').insert({
        id: principal_ref.startsWith('g') ? network.id : region.id,
        principal_ref,
        role: 'admin',
        scope_kind: 'template',
        scope_id: network.id,
        created_by: 'user:default/ann',
        created_at: 1,
      });
    }
    expect(await listed(network.key)).toEqual({
      id: network.id,
      key: network.key,
      name: network.name,
      labels: network.labels,
      ownerRef: 'group:default/net',
      parents: [{ key: region.key, name: region.name }],
      version: { id: newest.id, ref: newest.ref },
      requiredTags: ['team'],
      requiredConfigs: [],
    });
    // Only structure, nothing to be filled in.
    expect(await listed(region.key)).toBeUndefined();
  });

  it('change with their version, and go when they are switched off', async () => {
    const above = await addTemplate(services, { abstract: true });
    const template = await addTemplate(services, { parents: [above] });
    const first = await addVersion(services, template);
    const second = await addVersion(services, template, {
      lifecycle: 'preview',
    });
    // Both may be of the same millisecond.
    await services
      .knex('template_versions')
      .where({ id: first.id })
      .update({ created_at: 1 });
    const { key } = template;
    const path = `/templates/${template.id}`;

    published.length = 0;
    let before = await head();
    await edit(`/versions/${second.id}`, { lifecycle: 'active' });
    expect(await changed(before)).toEqual([
      {
        key,
        template: expect.objectContaining({
          version: { id: second.id, ref: second.ref },
        }),
      },
    ]);
    await until(() => published.length > 0);
    expect(published).toEqual([
      { topic: 'infrakitchen.template', eventPayload: { cause: second.id } },
    ]);

    before = await head();
    await edit(`/templates/${above.id}`, { name: 'Renamed above' });
    expect(await changed(before)).toEqual([
      {
        key,
        template: expect.objectContaining({
          parents: [{ key: above.key, name: 'Renamed above' }],
        }),
      },
    ]);

    before = await head();
    await edit(path, { publishSelfService: false });
    expect(await changed(before)).toEqual([{ key }]);
    before = await head();
    await edit(path, { publishSelfService: true });
    expect(await changed(before)).toEqual([
      { key, template: expect.objectContaining({ key }) },
    ]);

    before = await head();
    await act(path, 'disable');
    expect(await changed(before)).toEqual([{ key }]);
    before = await head();
    await act(path, 'enable');
    expect(await changed(before)).toHaveLength(1);

    before = await head();
    await act(`/versions/${second.id}`, 'disable');
    expect((await changed(before))[0].template?.version.id).toBe(first.id);
    before = await head();
    await edit(`/versions/${first.id}`, { lifecycle: 'archived' });
    expect(await changed(before)).toEqual([{ key }]);
  });

  it('change with who administers them, and not with what is not shown', async () => {
    const template = await addTemplate(services);
    await addVersion(services, template);
    await edit(`/templates/${template.id}`, { description: 'Known' });
    await until(
      async () => (await listed(template.key))?.description === 'Known',
    );
    let before = await head();
    await api
      .post('/grants', {
        principalRef: 'group:default/owners',
        role: 'admin',
        scope: { kind: 'template', id: template.id },
      })
      .expect(201);
    expect((await changed(before))[0].template?.ownerRef).toBe(
      'group:default/owners',
    );

    before = await head();
    await edit(`/templates/${template.id}`, { documentation: 'Not shown' });
    await edit(`/templates/${template.id}`, { description: 'Shown' });
    const items = await changed(before);
    expect(items).toHaveLength(1);
    expect(items[0].template?.description).toBe('Shown');
  });

  it('take as many queries for many as for one', async () => {
    for (let i = 0; i < 10; i++) {
      await addVersion(services, await addTemplate(services));
    }
    const store = new CatalogTemplateStore(knex);
    let queries = 0;
    const counted = ({ sql }: { sql: string }) => {
      // What is going on beside this test.
      queries += /outbox/.test(sql) ? 0 : 1;
    };
    knex.on('query', counted);
    const { items } = await store.list({ limit: 500 });
    knex.removeListener('query', counted);
    expect(items.length).toBeGreaterThanOrEqual(10);
    expect(queries).toBeLessThanOrEqual(4);
  });

  it('have their values checked before anything is stored', async () => {
    const region = await addTemplate(services, { abstract: true });
    const network = await addTemplate(services, {
      parents: [region],
      conventions: {
        namePattern: 'net-{cidr}',
        requiredTags: ['team'],
        requiredConfigs: [],
      },
    });
    const version = await addVersion(services, network, {
      variables: [
        variable('cidr'),
        variable('size', 'number', { default: 1 }),
        variable('secret', 'string', { sensitive: true }),
      ],
    });
    const { body: eu } = await api
      .post('/resources', {
        templateId: region.id,
        name: 'EU values',
        tags: [{ name: 'team', value: 'a', inheritedByChildren: true }],
      })
      .expect(201);
    const check = async (proposal: object) => {
      const { body } = await api
        .post(`/versions/${version.id}/values`, proposal)
        .expect(200);
      return body.errors.map(
        ({ code, variable: name }: { code: string; variable?: string }) =>
          name ? `${code} ${name}` : code,
      );
    };
    const resources = await knex('resources').count({ count: '*' }).first();
    expect(await check({})).toEqual([
      'missing_value cidr',
      'missing_value secret',
      'missing_tag',
    ]);
    const values = { cidr: 'a', secret: 's' };
    expect(
      await check({
        parentIds: [eu.id],
        name: 'wrong',
        values: { ...values, size: 'many', other: 1 },
      }),
    ).toEqual([
      'unknown_variable other',
      'wrong_type size',
      expect.stringContaining('name'),
    ]);
    expect(await check({ parentIds: [eu.id], name: 'net-a', values })).toEqual(
      [],
    );
    expect(await knex('resources').count({ count: '*' }).first()).toEqual(
      resources,
    );
    await api
      .post(`/versions/${version.id}/values`, { parentIds: [network.id] })
      .expect(400);
    await api
      .post(`/versions/${version.id}/values`, { owner: 'x' })
      .expect(400);
  });
});
