import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import {
  eventsServiceRef,
  type EventParams,
} from '@backstage/plugin-events-node';
import type {
  CatalogChangePage,
  CatalogResource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { FeedGate, needs } from '../access';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';
import { startApi, type Api } from '../__testUtils__/startApi';
import { until } from '../__testUtils__/until';
import { CatalogEntryStore, CatalogFeedStore } from '.';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const asPlugin = (plugin: string) =>
  mockCredentials.service.header({
    onBehalfOf: mockCredentials.service(`plugin:${plugin}`),
    targetPluginId: 'infrakitchen',
  });

describe.each(databases.eachSupportedId())('catalog feed, %s', database => {
  let knex: Knex;
  let services: Services;
  let api: Api;
  const published: EventParams[] = [];

  beforeAll(async () => {
    knex = await databases.init(database);
    services = await createServices(knex);
    api = await startApi({
      knex,
      features: [
        createServiceFactory({
          service: eventsServiceRef,
          deps: {},
          factory: () => ({
            publish: async params => {
              if (params.topic === 'infrakitchen.resource') {
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

  const ask = (path: string, plugin = 'catalog') =>
    api.asService('get', path).set('Authorization', asPlugin(plugin));

  async function changes(after: string): Promise<CatalogChangePage> {
    const { body } = await ask(`/catalog/changes?after=${after}`).expect(200);
    return body;
  }

  const head = async (): Promise<string> =>
    (await ask('/catalog/changes').expect(200)).body.position;

  /** The changes after a position, once there are as many as expected. */
  async function changed(
    after: string,
    count = 1,
  ): Promise<CatalogChangePage['items']> {
    let page: CatalogChangePage | undefined;
    await until(async () => {
      page = await changes(after);
      return page.items.length >= count;
    });
    return page!.items;
  }

  async function listed(id: string): Promise<CatalogResource | undefined> {
    const { body } = await ask('/catalog/resources').expect(200);
    return body.items.find((item: CatalogResource) => item.id === id);
  }

  const edit = async (path: string, body: object) => {
    const { body: seen } = await api.get(path).expect(200);
    await api
      .ask('patch', path)
      .set('If-Match', `"${seen.revision}"`)
      .send(body)
      .expect(200);
  };

  it('tells what the catalog shows, and neither values nor outputs', async () => {
    const region = await addTemplate(services, { abstract: true });
    const network = await addTemplate(services, { parents: [region] });
    const cluster = await addTemplate(services, { parents: [network] });
    const outputs = [{ name: 'id', sensitive: false }];
    const first = await addVersion(services, network, {
      outputs,
      variables: [variable('cidr')],
    });
    const version = await addVersion(services, cluster, {
      variables: [variable('region', 'string', { default: 'eu' })],
      lifecycle: 'preview',
    });
    const eu = await addResource(services, region);
    const core = await addResource(services, network, {
      version: first,
      parentIds: [eu.id],
      values: { cidr: 'value-that-is-nobodys-business' },
      labels: ['tier-1'],
      ownerRef: 'group:default/network',
    });
    await knex('resources').where({ id: core.id }).update({
      state: 'provisioned',
      status: 'done',
      outputs: '[{"name":"id","value":"output-of-nobody"}]',
    });
    const app = await addResource(services, cluster, {
      version,
      parentIds: [core.id],
    });

    const reference = { templateId: region.id, output: 'id' };
    await knex('template_versions')
      .where({ id: version.id })
      .update({ variable_rules: JSON.stringify({ region: { reference } }) });

    expect(await listed(app.id)).toEqual({
      id: app.id,
      templateKey: cluster.key,
      templateName: cluster.name,
      name: app.name,
      slug: app.name.replace(/-/g, '_'),
      labels: [],
      ownerRef: 'user:default/ann',
      abstract: false,
      state: 'provision',
      versionLifecycle: 'preview',
      dependsOn: expect.arrayContaining([
        { templateKey: network.key, slug: core.name.replace(/-/g, '_') },
        { templateKey: region.key, slug: eu.name.replace(/-/g, '_') },
      ]),
    });
    expect(await listed(core.id)).toMatchObject({
      ownerRef: 'group:default/network',
      labels: ['tier-1'],
      state: 'provisioned',
    });
    expect((await listed(app.id))!.dependsOn).toHaveLength(2);
    const { text } = await ask('/catalog/resources').expect(200);
    expect(text).not.toMatch(/nobody/);
  });

  it('takes a group that owns the project for the owner', async () => {
    const project = await services.projectService.create(
      {
        key: 'owned',
        name: 'Owned',
        owners: ['user:default/ann', 'group:default/zebras'],
      },
      ann,
    );
    const template = await addTemplate(services, { abstract: true });
    const resource = await addResource(services, template, {
      projectId: project.id,
    });
    await knex('resources')
      .where({ id: resource.id })
      .update({ owner_ref: null });
    expect(await listed(resource.id)).toMatchObject({
      ownerRef: 'group:default/zebras',
      projectKey: 'owned',
    });
    const before = await head();
    await edit(`/projects/${project.id}`, { owners: ['user:default/ann'] });
    expect(await changed(before)).toEqual([
      expect.objectContaining({
        resource: expect.objectContaining({ ownerRef: 'user:default/ann' }),
      }),
    ]);
  });

  it('tells an edit once, by an event without more than the id', async () => {
    const template = await addTemplate(services, { abstract: true });
    const { body: resource } = await api
      .post('/resources', { templateId: template.id, name: 'Edited' })
      .expect(201);
    const name = { templateKey: template.key, slug: 'edited' };
    await until(async () =>
      (
        await changes(await beginning())
      ).items.some(({ slug }) => slug === 'edited'),
    );
    published.length = 0;
    const before = await head();

    await edit(`/resources/${resource.id}`, { description: 'Seen' });
    expect(await changed(before)).toEqual([
      {
        ...name,
        resource: expect.objectContaining({ description: 'Seen' }),
      },
    ]);
    await until(() => published.length > 0);
    expect(published).toEqual([
      {
        topic: 'infrakitchen.resource',
        eventPayload: { resourceId: resource.id },
      },
    ]);
    const next = (await changes(before)).position;
    expect((await changes(next)).items).toEqual([]);
  });

  it('takes what does not show for no change', async () => {
    const template = await addTemplate(services, { abstract: true });
    const resource = await addResource(services, template);
    const feed = new CatalogFeedStore(knex);
    const entries = new CatalogEntryStore({ knex, feed });
    expect(await entries.touch([resource.id])).toBe(true);
    expect(await entries.touch([resource.id])).toBe(false);
    await knex('resources')
      .where({ id: resource.id })
      .update({ status: 'error', own_values: '{"a":1}' });
    const before = await entries.head();
    expect(await entries.touch([resource.id])).toBe(false);
    expect(await entries.head()).toBe(before);
  });

  it('tells of a template that is renamed, left out and published again', async () => {
    const above = await addTemplate(services, { abstract: true });
    const below = await addTemplate(services, {
      abstract: true,
      parents: [above],
    });
    const parent = await addResource(services, above);
    const child = await addResource(services, below, {
      parentIds: [parent.id],
    });
    const slug = (name: string) => name.replace(/-/g, '_');
    const names = {
      parent: { templateKey: above.key, slug: slug(parent.name) },
      child: { templateKey: below.key, slug: slug(child.name) },
    };

    let before = await head();
    await edit(`/templates/${above.id}`, { name: 'Renamed' });
    expect(await changed(before)).toEqual(
      expect.arrayContaining([
        {
          ...names.parent,
          resource: expect.objectContaining({ templateName: 'Renamed' }),
        },
      ]),
    );

    before = await head();
    await edit(`/templates/${above.id}`, { publishToCatalog: false });
    const left = await changed(before, 2);
    expect(left).toEqual(
      expect.arrayContaining([
        names.parent,
        {
          ...names.child,
          resource: expect.objectContaining({ dependsOn: [] }),
        },
      ]),
    );
    expect(await listed(parent.id)).toBeUndefined();

    before = await head();
    await edit(`/templates/${above.id}`, { publishToCatalog: true });
    expect(await changed(before, 2)).toEqual(
      expect.arrayContaining([
        {
          ...names.child,
          resource: expect.objectContaining({ dependsOn: [names.parent] }),
        },
      ]),
    );
  });

  it('tells what is gone, and who took its name', async () => {
    const template = await addTemplate(services, { abstract: true });
    const { body: first } = await api
      .post('/resources', { templateId: template.id, name: 'Same' })
      .expect(201);
    const name = { templateKey: template.key, slug: 'same' };
    await until(async () =>
      (
        await changes(await beginning())
      ).items.some(item => item.templateKey === template.key),
    );
    let before = await head();
    await knex('resources')
      .where({ id: first.id })
      .update({ state: 'destroyed' });
    await api.post(`/resources/${first.id}/actions/delete`).expect(202);
    expect(await changed(before)).toEqual([name]);

    before = await head();
    const { body: second } = await api
      .post('/resources', { templateId: template.id, name: 'same' })
      .expect(201);
    expect(await changed(before)).toEqual([
      { ...name, resource: expect.objectContaining({ id: second.id }) },
    ]);
    // A late message about the one before does not take the new one away.
    const feed = new CatalogFeedStore(knex);
    const entries = new CatalogEntryStore({ knex, feed });
    expect(await entries.touch([first.id])).toBe(false);
    expect((await changes(before)).items[0].resource?.id).toBe(second.id);
  });

  it('passes over nothing while others write', async () => {
    const template = await addTemplate(services, { abstract: true });
    const feed = new CatalogFeedStore(knex);
    const entries = new CatalogEntryStore({ knex, feed });
    const resources = await Promise.all(
      Array.from({ length: 40 }, () => addResource(services, template)),
    );
    let position = await entries.head();
    const seen = new Set<string>();
    let writing = true;
    const reading = (async () => {
      for (let last = false; !last; ) {
        last = !writing;
        const page = await entries.changes({ after: position, limit: 7 });
        page.names.forEach(({ slug }) => seen.add(slug));
        last &&= !page.hasMore;
        ({ position } = page);
      }
    })();
    await Promise.all(resources.map(({ id }) => entries.touch([id])));
    writing = false;
    await reading;
    expect(seen.size).toBe(40);
  });

  it('takes as many queries for a full batch as for a small one', async () => {
    const above = await addTemplate(services, { abstract: true });
    const below = await addTemplate(services, {
      abstract: true,
      parents: [above],
    });
    const parent = await addResource(services, above);
    for (let i = 0; i < 30; i++) {
      await addResource(services, below, { parentIds: [parent.id] });
    }
    const feed = new CatalogFeedStore(knex);
    const count = async (limit: number) => {
      let queries = 0;
      const counted = ({ sql }: { sql: string }) => {
        // What is going on beside this test.
        queries += /outbox/.test(sql) ? 0 : 1;
      };
      knex.on('query', counted);
      const { items } = await feed.list({ limit });
      knex.removeListener('query', counted);
      return { queries, items: items.length };
    };
    const small = await count(1);
    const large = await count(30);
    expect(large.items).toBe(30);
    expect(large.queries).toBeLessThanOrEqual(small.queries + 2);
    expect(large.queries).toBeLessThanOrEqual(6);
  });

  it('pages through everything, and refuses what is no position', async () => {
    const all: string[] = [];
    let cursor = '';
    do {
      const { body } = await ask(`/catalog/resources?limit=3${cursor}`);
      all.push(...body.items.map(({ id }: CatalogResource) => id));
      cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : '';
    } while (cursor);
    const { body } = await ask('/catalog/resources');
    expect(all).toEqual(body.items.map(({ id }: CatalogResource) => id));
    for (const query of ['changes?after=x', 'changes?after=WzEsMiwzXQ']) {
      const refused = await ask(`/catalog/${query}`).expect(400);
      expect(refused.body.error.code).toBe('invalid_cursor');
    }
    await ask('/catalog/changes?since=yesterday').expect(400);
    await ask('/catalog/resources?limit=501').expect(400);
  });

  it('is for the catalog and the search, and for nobody else', async () => {
    for (const path of ['/catalog/resources', '/search/resources']) {
      await ask(path).expect(200);
      await ask(path, 'search').expect(200);
      const other = await ask(path, 'scaffolder').expect(403);
      expect(other.body.error.code).toBe('service_unrestricted');
      const person = await api.get(path).expect(403);
      expect(person.body.error.code).toBe('not_allowed');
    }
  });

  /** A position before everything. */
  async function beginning(): Promise<string> {
    return Buffer.from(JSON.stringify([0, '', ''])).toString('base64url');
  }
});

it('asks other services for the permission to read', async () => {
  const allowed = new Set<string | undefined>();
  const gate = new FeedGate({
    access: {
      scopeOf: async (_: unknown, kind?: string) => allowed.add(kind),
    } as never,
    settings: { feedReaders: ['external:portal'], searchByPolicy: false },
  });
  const read = (subject: string, permissionNames?: string[]) =>
    gate.assertMayRead(
      mockCredentials.service(subject, permissionNames && { permissionNames }),
      needs.templateRead,
    );
  await expect(read('plugin:catalog')).rejects.toMatchObject({
    code: 'service_unrestricted',
  });
  await read('external:portal');
  expect(allowed.size).toBe(0);
  await read('external:other', ['infrakitchen.template.read']);
  expect([...allowed]).toEqual(['template']);
});
