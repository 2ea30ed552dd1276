import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
import request from 'supertest';
import {
  addResource,
  addTemplate,
  addVersion,
  createServices,
  fresh,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';
import { startApi, type Api } from '../__testUtils__/startApi';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const readOnly = ['infrakitchen.resource.read', 'infrakitchen.template.read'];

describe.each(databases.eachSupportedId())('REST API, %s', database => {
  let services: Services;
  let api: Api;
  let region: Template;
  let network: Template;
  let version: TemplateVersion;
  let prod: Resource;
  let net: Resource;

  beforeAll(async () => {
    const knex = await databases.init(database);
    services = await createServices(knex);
    api = await startApi({
      knex,
      permitted: user => {
        const grants: Record<string, string[]> = {
          'user:default/reader': readOnly,
          'user:default/stranger': [],
        };
        return grants[user];
      },
    });
    region = await addTemplate(services, { abstract: true });
    network = await addTemplate(services, { parents: [region] });
    version = await addVersion(services, network, {
      variables: [variable('cidr', 'string', { default: null })],
    });
    prod = await addResource(services, region);
    net = await addResource(services, network, {
      version,
      parentIds: [prod.id],
    });
  });

  afterAll(() => api?.stop());

  const body = (more: object = {}) => ({
    templateId: network.id,
    versionId: version.id,
    name: fresh('net-'),
    parentIds: [prod.id],
    ...more,
  });

  it('creates, shows, changes and deletes a resource', async () => {
    const created = await api.post(
      '/resources',
      body({ values: { cidr: 'a' }, tags: [{ name: 't', value: 'v' }] }),
    );
    expect(created.status).toBe(201);
    const { id } = created.body;
    expect((await api.get(`/resources/${id}`)).body).toEqual(created.body);
    const patched = await api
      .patch(`/resources/${id}`, { values: { cidr: 'b' } })
      .set('If-Match', '"1"');
    expect(patched.body).toMatchObject({ revision: 2, values: { cidr: 'b' } });
    const stale = await api
      .patch(`/resources/${id}`, { values: {} })
      .set('If-Match', '"1"');
    expect(stale.status).toBe(409);
    expect(stale.body.error).toMatchObject({
      name: 'ConflictError',
      code: 'stale_revision',
    });
    const run = await api.post(`/resources/${id}/actions/provision`, {
      reason: 'now',
    });
    expect(run.status).toBe(202);
    const runId = run.body.run.id;
    expect((await api.get(`/runs/${runId}`)).body).toMatchObject({
      state: 'queued',
      reason: 'now',
    });
    expect((await api.get(`/resources/${id}/runs`)).body.items).toHaveLength(1);
    const blocked = await api.post(`/resources/${id}/actions/delete`);
    expect(blocked.status).toBe(409);
    expect(blocked.body.error).toMatchObject({
      code: 'run_active',
      culprits: [{ kind: 'run', id: runId }],
    });
    expect((await api.post(`/runs/${runId}/actions/cancel`)).status).toBe(202);
    const deleted = await api.post(`/resources/${id}/actions/delete`);
    expect(deleted.status).toBe(202);
    expect((await api.get(`/resources/${id}`)).status).toBe(404);
    const audit = await api.get(`/resources/${id}/audit?limit=200`);
    expect(audit.body.items[0].action).toBe('resource.deleted');
    const runs = await api.get(`/resources/${id}/runs`);
    expect(runs.body.items).toHaveLength(1);
    const revisions = await api.get(`/resources/${id}/revisions`);
    expect(revisions.body.items.length).toBeGreaterThan(0);
  });

  it('creates one resource for one idempotency key', async () => {
    const send = (name: string) =>
      api
        .post('/resources', body({ name }))
        .set('Idempotency-Key', 'a-key-of-a-test');
    const name = fresh('once-');
    const first = await send(name);
    const second = await send(name);
    expect(second.status).toBe(201);
    expect(second.body.id).toBe(first.body.id);
    const other = await send(fresh('twice-'));
    expect(other.status).toBe(409);
    expect(other.body.error.code).toBe('idempotency_key_reused');
  });

  it.each([
    () => `/resources/${net.id}`,
    () => `/resources/${net.id}/actions`,
    () => `/resources/${net.id}/tree`,
    () => `/resources/${net.id}/effective`,
    () => `/resources/${net.id}/change`,
    () => `/resources/${net.id}/runs`,
    () => `/resources/${net.id}/revisions`,
    () => `/resources/${net.id}/audit`,
    () => `/resources/${net.id}/state`,
    () => `/versions/${version.id}/schema`,
    () => `/versions/${version.id}/schema?parents=${prod.id}`,
    () => `/versions/${version.id}/schema?parents=${prod.id}&parents=${net.id}`,
    () => `/resources?filter=state=provisioned&filter=living=true&q=x&limit=1`,
    () => `/resources?filter=templateId%3D${network.id}`,
    () => '/runs?filter=state=queued',
    () => '/overview',
    () => `/templates/${network.id}`,
    () => '/templates/tree',
  ])('answers a reader, and nobody else: %s', async path => {
    const answer = await api.get(path(), 'reader');
    expect(answer.status).toBe(200);
    const denied = await api.get(path(), 'stranger');
    expect(denied.status).toBe(403);
    expect(denied.body.error).toMatchObject({
      name: 'NotAllowedError',
      code: 'not_allowed',
    });
    const nobody = await request(api.baseUrl)
      .get(path())
      .set('Authorization', mockCredentials.none.header());
    expect(nobody.status).toBe(401);
  });

  it('lets a reader change nothing, and records the attempts', async () => {
    const attempts = [
      api.post('/resources', body({ name: 'not-mine' }), 'reader'),
      api.patch(`/resources/${net.id}`, { description: 'x' }, 'reader'),
      api.post(`/resources/${net.id}/actions/provision`, {}, 'reader'),
      api.post(`/resources/${net.id}/actions/destroy`, {}, 'reader'),
      api.post(`/resources/${net.id}/actions/delete`, {}, 'reader'),
      api.post(`/resources/${net.id}/actions/discard-change`, {}, 'reader'),
      api.post('/templates', { key: 'x', name: 'X' }, 'reader'),
    ];
    for (const attempt of attempts) {
      const answer = await attempt;
      expect(answer.status).toBe(403);
      expect(answer.body.error.code).toBe('not_allowed');
    }
    const { body: audit } = await api.get(`/resources/${net.id}/audit`);
    expect(
      audit.items
        .filter((item: any) => item.actor === 'user:default/reader')
        .map((item: any) => `${item.action} ${item.outcome}`)
        .sort(),
    ).toEqual([
      'change.discarded refused',
      'resource.deleted refused',
      'resource.destroy refused',
      'resource.provision refused',
      'resource.updated refused',
    ]);
  });

  it.each([
    ['template_not_found', '/templates/ID'],
    ['template_not_found', '/templates/ID/tree'],
    ['version_not_found', '/versions/ID'],
    ['version_not_found', '/versions/ID/schema'],
    ['resource_not_found', '/resources/ID'],
    ['resource_not_found', '/resources/ID/actions'],
    ['resource_not_found', '/resources/ID/tree'],
    ['resource_not_found', '/resources/ID/effective'],
    ['resource_not_found', '/resources/ID/change'],
    ['resource_not_found', '/resources/ID/state'],
    ['resource_not_found', '/resources/ID/runs'],
    ['resource_not_found', '/resources/ID/revisions'],
    ['resource_not_found', '/resources/ID/audit'],
    ['run_not_found', '/runs/ID'],
    ['run_not_found', '/runs/ID/plan'],
    ['run_not_found', '/runs/ID/log'],
  ])('answers 404 with %s to %s', async (code, path) => {
    const id = randomUUID();
    const answer = await api.get(path.replace('ID', id));
    expect(answer.status).toBe(404);
    expect(answer.body.error).toMatchObject({ name: 'NotFoundError', code });
    expect(answer.body.error.culprits).toMatchObject([{ id }]);
  });

  it('shows no form below a parent that there is not', async () => {
    const id = randomUUID();
    const answer = await api.get(
      `/versions/${version.id}/schema?parents=${id}`,
    );
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({
      code: 'parent_not_found',
      culprits: [{ kind: 'resource', id }],
    });
  });

  it('tells what went wrong, and nothing of the database', async () => {
    const answer = await api.post('/resources', body({ name: net.name }));
    expect(answer.status).toBe(409);
    expect(answer.body.error).toEqual({
      name: 'ConflictError',
      code: 'name_taken',
      message: expect.stringContaining(net.name),
      culprits: [{ kind: 'resource', id: net.id, name: net.name }],
    });
  });

  it('says that there is no engine', async () => {
    const overview = await api.get('/overview');
    expect(overview.body).toMatchObject({
      templates: expect.any(Number),
      engine: {
        available: false,
        message: expect.stringContaining('No engine is installed'),
      },
    });
    const answer = await api.post('/modules/analyse', {
      repositoryUrl: 'https://git.example.com/x.git',
      refType: 'tag',
      ref: 'v1',
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });
});
