import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
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

describe.each(databases.eachSupportedId())('hostile requests, %s', database => {
  let services: Services;
  let api: Api;
  let template: Template;
  let version: TemplateVersion;
  let resource: Resource;

  beforeAll(async () => {
    const knex = await databases.init(database);
    services = await createServices(knex);
    api = await startApi({ knex });
    template = await addTemplate(services);
    version = await addVersion(services, template, {
      variables: [variable('any', 'any', { default: null })],
    });
    resource = await addResource(services, template, { version });
  });

  afterAll(() => api?.stop());

  const body = (more: object = {}) => ({
    templateId: template.id,
    versionId: version.id,
    name: fresh('net-'),
    ...more,
  });
  const raw = (path: string, text: string, type = 'application/json') =>
    api.ask('post', path).set('Content-Type', type).send(text);

  const long = (length: number) => 'x'.repeat(length);
  const entries = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ name: `t${i}`, value: 'v' }));

  it.each<[string, object, RegExp]>([
    ['no name', { name: undefined }, /name/],
    ['an empty name', { name: '' }, /name/],
    ['a long name', { name: long(101) }, /name.*100|100.*name/],
    ['a path as a name', { name: '../../etc/passwd' }, /name/],
    ['a name with a line break', { name: 'a\nb' }, /name/],
    ['a name that is no text', { name: { toString: 'x' } }, /name/],
    ['a name with a blank at its end', { name: 'a ' }, /name/],
    ['a template that is no id', { templateId: 'x' }, /templateId/],
    ['a template that is an object', { templateId: {} }, /templateId/],
    ['parents that are no ids', { parentIds: ['1'] }, /parentIds/],
    [
      'the same parent twice',
      { parentIds: [1, 1].map(() => '00000000-0000-4000-8000-000000000001') },
      /parentIds.*duplicate/,
    ],
    [
      'too many parents',
      { parentIds: Array.from({ length: 51 }, () => randomUUID()) },
      /parentIds/,
    ],
    [
      'a field that it does not have',
      { state: 'provisioned' },
      /additional properties/,
    ],
    ['values that are a list', { values: [] }, /values/],
    ['values that are null', { values: null }, /values/],
    ['a tag without a name', { tags: [{ value: 'x' }] }, /tags/],
    [
      'a tag with a strange name',
      { tags: [{ name: 'a b', value: 'x' }] },
      /tags/,
    ],
    ['a tag that is no text', { tags: [{ name: 'a', value: 1 }] }, /tags/],
    ['a long tag', { tags: [{ name: 'a', value: long(2_001) }] }, /tags/],
    ['many tags', { tags: entries(101) }, /tags/],
    ['many labels', { labels: entries(51).map(e => e.name) }, /labels/],
    ['a label twice', { labels: ['a', 'a'] }, /labels/],
    ['a long description', { description: long(2_001) }, /description/],
    [
      'a flag that is a text',
      { deletionProtection: 'yes' },
      /deletionProtection/,
    ],
  ])('refuses %s, and says what is wrong', async (_, more, message) => {
    const answer = await api.post('/resources', body(more));
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({
      name: 'InputError',
      code: 'invalid_request',
      message: expect.stringMatching(message),
      hint: expect.stringContaining('openapi.json'),
    });
    const [name] = Object.keys(more);
    expect(answer.body.error.culprits[0]).toMatchObject({
      kind: 'field',
      name: expect.stringMatching(new RegExp(`^${name}`)),
    });
  });

  it.each<[string, object, string]>([
    ['a field', { desciption: 'x' }, 'desciption'],
    ['a field of a tag', { tags: [{ name: 'a', value: 'b', x: 1 }] }, 'x'],
  ])('names %s that there is not', async (_, more, name) => {
    const answer = await api.post('/resources', body(more));
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({
      message: expect.stringContaining(`'${name}'`),
      culprits: [{ kind: 'field', name }],
    });
  });

  it.each<[string, string]>([
    ['get', '/nothing'],
    ['delete', '/resources'],
    ['patch', '/overview'],
  ])('has no %s %s', async (method, path) => {
    const answer = await api.ask(method as 'get', path);
    expect(answer.status).toBe(404);
    expect(answer.body.error).toMatchObject({
      code: 'route_not_found',
      message: expect.stringContaining(path),
    });
  });

  it('leaves the routes of the platform alone', async () => {
    const answer = await api.get('/.well-known/backstage/permissions/metadata');
    expect(answer.status).toBe(200);
  });

  it.each([
    ['broken JSON', '{"name":', 'application/json'],
    ['a list', '[]', 'application/json'],
    ['a text', '"x"', 'application/json'],
    ['XML', '<name/>', 'application/xml'],
    ['a form', 'name=x', 'application/x-www-form-urlencoded'],
    ['nothing', '', 'application/json'],
  ])('refuses %s', async (_, text, type) => {
    const answer = await raw('/resources', text, type);
    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toBe('invalid_request');
  });

  it('refuses what is far too large', async () => {
    const answer = await api.post(
      '/resources',
      body({ values: { any: long(3 * 1024 * 1024) } }),
    );
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain('too large');
  });

  it('takes long documentation', async () => {
    const answer = await api.post('/templates', {
      key: fresh('long'),
      name: fresh('Long'),
      abstract: true,
      documentation: 'ü'.repeat(100_000),
    });
    expect(answer.status).toBe(201);
  });

  it.each([
    '/resources/x',
    '/resources/1',
    '/resources/%00',
    "/resources/' or 1=1 --",
    '/runs/..%2f..%2fetc',
    '/versions/x/schema',
    `/versions/${randomUUID()}/schema?parents=x`,
    '/resources?limit=0',
    '/resources?limit=201',
    '/resources?limit=99999999999999999999',
    '/resources?limit=ten',
    '/resources?limit=1.5',
    '/resources?limit=-1',
    '/resources?limit=1&limit=2',
    '/resources?orderBy=state',
    '/resources?orderBy=__proto__',
    '/resources?unknown=1',
    '/resources?filter=__proto__=x',
    '/resources?filter=templateId=x',
    '/resources?filter=state=provisionned',
    '/resources?filter=status=',
    '/resources?filter=parentId=%25',
    '/resources?cursor=x',
    `/resources?cursor=${Buffer.from('{"order":"asc:name"}').toString(
      'base64url',
    )}`,
    `/resources?q=${long(201)}`,
    '/resources?q=%00',
    '/resources?filter=ownerRef=%00',
    `/templates?${'filter=state=x&'.repeat(51)}`,
    `/resources?${'filter=state=destroyed&'.repeat(101)}`,
    '/resources?filter=relatedTo=resource:x',
    '/resources?filter=relatedTo=group:default/team',
    '/resources?filter=relatedTo=owner:team',
    '/resources?filter=relatedTo=%00',
    '/resources/summary?filter=relatedTo=nobody',
    '/approvals?filter=nothing=1',
    '/resources?filter[a]=b',
    '/runs?filter=resourceId=x',
    '/runs?orderBy=name',
    `/runs/${randomUUID()}/log?after=-1`,
    `/runs/${randomUUID()}/log?limit=5001`,
    `/runs/${randomUUID()}/log?after=99999999999999999999`,
    '/state/%zz',
    '/resources/%zz',
  ])('answers 400 to GET %s', async path => {
    const answer = await api.get(path);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message.length).toBeGreaterThan(5);
    expect(answer.body.error.message).not.toMatch(/select|sqlite|syntax/i);
    expect(answer.body.error.code).toMatch(/^[a-z_]+$/);
  });

  it.each(['"x"', 'W/"1"', '*', '-1', '"1", "2"', '1e3'])(
    'answers 400 to If-Match %s',
    async header => {
      const answer = await api
        .patch(`/resources/${resource.id}`, { description: 'x' })
        .set('If-Match', header);
      expect(answer.status).toBe(400);
    },
  );

  it.each(['short', long(129)])('answers 400 to the key %s', async key => {
    const answer = await api
      .post('/resources', body())
      .set('Idempotency-Key', key);
    expect(answer.status).toBe(400);
  });

  it.each([
    'destroyed',
    '__proto__',
    'constructor',
    'delete;',
    'cascade-provision',
  ])('has no action %s', async action => {
    const answer = await api.post(
      `/resources/${resource.id}/actions/${encodeURIComponent(action)}`,
    );
    expect(answer.status).toBe(400);
    const run = await api.post(
      `/runs/${randomUUID()}/actions/${encodeURIComponent(action)}`,
    );
    expect(run.status).toBe(400);
  });

  describe('names that every object has', () => {
    const values =
      '{"__proto__":{"admin":true},"constructor":{"prototype":{}}}';

    it('are no variables', async () => {
      const text = JSON.stringify(body()).replace(/}$/, `,"values":${values}}`);
      const answer = await raw('/resources', text);
      expect(answer.status).toBe(400);
      expect(answer.body.error).toMatchObject({ code: 'unknown_variable' });
      expect(({} as { admin?: boolean }).admin).toBeUndefined();
    });

    it('are harmless inside a value', async () => {
      const text = JSON.stringify(body()).replace(
        /}$/,
        `,"values":{"any":${values}}}`,
      );
      const created = await raw('/resources', text);
      expect(created.status).toBe(201);
      expect(({} as { admin?: boolean }).admin).toBeUndefined();
      const stored = await services.resources.get(created.body.id);
      expect(JSON.stringify(stored!.ownValues.any)).toBe(values);
    });

    it('may be variables of a module', async () => {
      const own = await addVersion(services, template, {
        variables: [
          variable('constructor'),
          variable('toString', 'string', { default: null }),
        ],
        rules: { constructor: { unique: true } as never },
      });
      const missing = await api.post('/resources', body({ versionId: own.id }));
      expect(missing.body.error).toMatchObject({
        code: 'missing_value',
        culprits: [{ kind: 'variable', name: 'constructor' }],
      });
      const created = await api.post(
        '/resources',
        body({ versionId: own.id, values: { constructor: 'c' } }),
      );
      expect(created.body.values).toEqual({ constructor: 'c' });
    });
  });

  it('refuses NUL wherever it stands, which PostgreSQL cannot store', async () => {
    const nul = 'a\u0000b';
    for (const more of [
      { description: nul },
      { tags: [{ name: 't', value: nul }] },
      { values: { any: [{ deep: nul }] } },
      { values: { any: { [nul]: 1 } } },
    ]) {
      const answer = await api.post('/resources', body(more));
      expect(answer.status).toBe(400);
      expect(answer.body.error.code).toBe('invalid_request');
    }
    const run = await api.post(`/resources/${resource.id}/actions/dry-run`, {
      reason: nul,
    });
    expect(run.status).toBe(400);
  });

  it('takes text of any kind in values', async () => {
    const any = ['😀', '\ud800', '</script>', '${file("/etc/passwd")}', "';--"];
    const created = await api.post('/resources', body({ values: { any } }));
    expect(created.status).toBe(201);
    const shown = await api.get(`/resources/${created.body.id}`);
    expect(shown.body.values.any).toEqual(any);
  });

  it('refuses values that nest without end', async () => {
    const nested = (depth: number) =>
      JSON.stringify(body()).replace(
        /}$/,
        `,"values":{"any":${'['.repeat(depth) + ']'.repeat(depth)}}}`,
      );
    expect((await raw('/resources', nested(90))).status).toBe(201);
    for (const depth of [110, 200, 5_000, 100_000]) {
      expect((await raw('/resources', nested(depth))).status).toBe(400);
    }
  });
});
