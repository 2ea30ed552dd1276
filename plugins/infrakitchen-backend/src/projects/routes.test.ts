import type { JsonObject } from '@backstage/types';
import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  Template,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  createServices,
  fresh,
  type Services,
} from '../__testUtils__/serviceFixture';
import { startApi, type Api } from '../__testUtils__/startApi';
import { until } from '../__testUtils__/until';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const unknown = '00000000-0000-4000-8000-000000000001';

describe.each(databases.eachSupportedId())('projects over HTTP, %s', id => {
  let services: Services;
  let api: Api;
  let region: Template;

  beforeAll(async () => {
    const knex = await databases.init(id);
    services = await createServices(knex);
    api = await startApi({
      knex,
      permitted: user => {
        const grants: Record<string, string[]> = {
          'user:default/reader': ['infrakitchen.project.read'],
          'user:default/stranger': [],
        };
        return grants[user];
      },
    });
    region = await addTemplate(services, { abstract: true });
  });

  afterAll(() => api?.stop());

  const body = (more: object = {}) => {
    const key = fresh('project-');
    return { key, name: key.toUpperCase(), ...more };
  };
  const create = async (more: object = {}) =>
    (await api.post('/projects', body(more)).expect(201)).body;

  it('creates, shows, lists, changes, switches and deletes', async () => {
    const project = await create({
      owners: ['group:default/shop'],
      tags: [{ name: 'team', value: 'shop' }],
      fields: { Sponsor: 'Ann' },
    });
    expect(project).toMatchObject({
      owners: ['group:default/shop'],
      tags: [{ name: 'team', value: 'shop', inheritedByChildren: true }],
      configs: [],
      labels: [],
      fields: { Sponsor: 'Ann' },
      metadataFree: false,
      enabled: true,
      revision: 1,
    });
    const path = `/projects/${project.id}`;
    expect((await api.get(path).expect(200)).body).toEqual(project);
    const list = await api
      .get(`/projects?filter=owner=group:default/shop&q=${project.name}`)
      .expect(200);
    expect(list.body).toEqual({ items: [project], totalItems: 1 });

    const patched = await api
      .patch(path, { fields: {}, metadataFree: true })
      .set('If-Match', '"1"')
      .expect(200);
    expect(patched.body).toMatchObject({ fields: {}, revision: 2 });
    const stale = await api
      .patch(path, { description: 'x' })
      .set('If-Match', '"1"')
      .expect(409);
    expect(stale.body.error.code).toBe('stale_revision');

    const off = await api.post(`${path}/actions/disable`).expect(200);
    expect(off.body.enabled).toBe(false);
    await api.post(`${path}/actions/enable`).expect(200);
    await api.ask('delete', path).expect(204);
    const gone = await api.get(path).expect(404);
    expect(gone.body.error).toMatchObject({
      code: 'project_not_found',
      culprits: [{ kind: 'project', id: project.id }],
    });
  });

  it.each<[string, object]>([
    ['a key with a capital', { key: 'Shop' }],
    ['no name', { name: '' }],
    ['an owner that is no user or group', { owners: ['component:default/a'] }],
    ['an owner twice', { owners: ['user:default/a', 'user:default/a'] }],
    ['a tag without a value', { tags: [{ name: 'a' }] }],
    ['a field that is no text', { fields: { a: 1 } }],
    ['a field without a name', { fields: { '': 'a' } }],
    ['what there is not', { enabled: false }],
    ['a zero byte', { description: 'a\0b' }],
  ])('refuses %s', async (_what, more) => {
    const { status } = await api.post('/projects', body(more));
    expect(status).toBe(400);
  });

  it('refuses what the caller may not do', async () => {
    const project = await create();
    const path = `/projects/${project.id}`;
    await api.get('/projects', 'stranger').expect(403);
    await api.get(path, 'stranger').expect(403);
    await api.get(path, 'reader').expect(200);
    await api.post('/projects', body(), 'reader').expect(403);
    await api.patch(path, { description: 'x' }, 'reader').expect(403);
    await api.post(`${path}/actions/disable`, {}, 'reader').expect(403);
    await api.ask('delete', path, 'reader').expect(403);
    const { items } = await services.history.listAudit(
      { fields: { entityKind: ['project'], entityId: [project.id] } },
      { limit: 10 },
    );
    expect(items.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'project.deleted refused',
      'project.disabled refused',
      'project.updated refused',
      'project.created succeeded',
    ]);
  });

  it('keeps what is in it: 409 that names the resources', async () => {
    const project = await create();
    const prod = await addResource(services, region, {
      projectId: project.id,
    });
    const { body: answer } = await api
      .ask('delete', `/projects/${project.id}`)
      .expect(409);
    expect(answer.error).toMatchObject({
      code: 'has_resources',
      message: expect.stringContaining(prod.name),
      culprits: [{ kind: 'resource', id: prod.id, name: prod.name }],
    });
  });

  it('resources are put in, moved, filtered and taken out', async () => {
    const [from, to] = [await create(), await create()];
    const created: Resource = (
      await api
        .post('/resources', {
          templateId: region.id,
          name: fresh('prod-'),
          parentIds: [],
          projectId: from.id,
        })
        .expect(201)
    ).body;
    expect(created.project).toEqual({ id: from.id, name: from.name });
    const path = `/resources/${created.id}`;
    const moved = await api.patch(path, { projectId: to.id }).expect(200);
    expect(moved.body.project).toEqual({ id: to.id, name: to.name });
    const listed = await api
      .get(`/resources?filter=projectId=${to.id}`)
      .expect(200);
    expect(listed.body.items).toMatchObject([{ id: created.id }]);
    const out = await api.patch(path, { projectId: null }).expect(200);
    expect(out.body).not.toHaveProperty('project');
    const wrong = await api.patch(path, { projectId: unknown }).expect(400);
    expect(wrong.body.error.code).toBe('project_not_found');
  });

  it('a developer without a role in projects stays out of them', async () => {
    const project = await create();
    const prod = await addResource(services, region);
    const inside = await addResource(services, region, {
      projectId: project.id,
    });
    const grant = (scope: object, role = 'admin') => ({
      principal: 'user:default/developer',
      role,
      scope,
    });
    const tryAll = async (grants: object[]) => {
      const other = await startApi({
        knex: services.knex,
        access: { everyone: 'read', grants } as JsonObject,
      });
      const put = (projectId: string | null, resource: Resource) =>
        other.patch(`/resources/${resource.id}`, { projectId }, 'developer');
      try {
        return [
          await put(project.id, prod),
          await put(null, prod),
          await put(null, inside),
          await other.post(
            '/resources',
            {
              templateId: region.id,
              name: fresh('prod-'),
              projectId: project.id,
            },
            'developer',
          ),
        ].map(({ status }) => status);
      } finally {
        await other.stop();
      }
    };
    const atTemplate = grant({ kind: 'template', id: region.id });
    expect(await tryAll([atTemplate])).toEqual([403, 200, 403, 403]);
    const inProject = grant({ kind: 'project', id: project.id }, 'write');
    expect(await tryAll([atTemplate, inProject])).toEqual([200, 200, 200, 201]);
  });

  it('the plugin marks what a project gives other values', async () => {
    const refreshed = jest.spyOn(
      Object.getPrototypeOf(services.stale),
      'refreshProject',
    );
    const project = await create();
    await api
      .patch(`/projects/${project.id}`, {
        configs: [{ name: 'region', value: 'eu' }],
      })
      .expect(200);
    await until(() => refreshed.mock.calls.length > 0);
    expect(refreshed).toHaveBeenCalledWith(project.id);
    refreshed.mockRestore();
  });
});
