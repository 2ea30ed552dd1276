import {
  mockCredentials,
  mockServices,
  TestDatabases,
} from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  ServerPermissionClient,
} from '@backstage/plugin-permission-node';
import type {
  Resource,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  createResourceConditionalDecision,
  resourceConditions,
  resourcePermissionRules,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  addResource,
  addTemplate,
  addVersion,
  createServices,
  fresh,
  type Services,
} from '../__testUtils__/serviceFixture';
import { startApi, type Api } from '../__testUtils__/startApi';
import { AuthorizedRunService } from '../runs';
import { randomUUID } from 'node:crypto';
import { fakeAccess } from './__testUtils__/fakeAccess';
import { DefaultAccessService } from './AccessService';
import { readAccessSettings } from './accessSettings';
import { needs, type RecordNeed } from './needs';
import { recordNotFound } from './problems';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('access over HTTP, %s', database => {
  let services: Services;
  let api: Api;
  let account: Template;
  let network: Template;
  let version: TemplateVersion;
  let acme: Resource;
  let net: Resource;
  /** What the framework says of deleting. */
  let onDelete: PolicyDecision;

  beforeAll(async () => {
    const knex = await databases.init(database);
    services = await createServices(knex);
    const permissions = mockServices.permissions.mock({
      authorizeConditional: async (queries): Promise<PolicyDecision[]> =>
        queries.map(({ permission }) =>
          permission.name === 'infrakitchen.resource.delete'
            ? onDelete
            : { result: AuthorizeResult.ALLOW },
        ),
    });
    api = await startApi({
      knex,
      access: {
        everyone: 'none',
        grants: [{ principal: 'User:default/Root', role: 'admin' }],
      },
      principals: ['ann', 'bob', 'eve'].map(name => ({ kind: 'User', name })),
      permissions: permissions.factory,
    });
  });

  afterAll(() => api?.stop());

  beforeEach(async () => {
    onDelete = { result: AuthorizeResult.ALLOW };
    await services.knex('grants').delete();
    account = await addTemplate(services, { abstract: true });
    network = await addTemplate(services, { parents: [account] });
    version = await addVersion(services, network);
    acme = await addResource(services, account);
    net = await addResource(services, network, {
      version,
      parentIds: [acme.id],
      ownerRef: 'user:default/bob',
    });
    // Whoever the fixtures are made by.
    await services.knex('grants').delete();
  });

  const grant = (
    who: string,
    role: string,
    kind: string,
    id?: string,
    by = 'root',
  ) =>
    api.post(
      '/grants',
      { principalRef: `user:default/${who}`, role, scope: { kind, id } },
      by,
    );

  it('shows nothing to whom nothing was granted', async () => {
    const list = await api.get('/resources', 'eve');
    expect(list.body).toMatchObject({ items: [], totalItems: 0 });
    const overview = await api.get('/overview', 'eve');
    expect(overview.body).toMatchObject({ templates: 0, resources: [] });
    const hidden = await api.get(`/resources/${net.id}`, 'eve');
    const unknownId = '00000000-0000-4000-8000-000000000009';
    const unknown = await api.get(`/resources/${unknownId}`, 'eve');
    expect(hidden.status).toBe(404);
    expect(JSON.parse(hidden.text.replaceAll(net.id, unknownId)).error).toEqual(
      unknown.body.error,
    );
  });

  it('reaches down from a template, a project and a resource', async () => {
    const seen = async (who: string) =>
      (await api.get('/resources', who)).body.items
        .map(({ id }: Resource) => id)
        .sort();
    await grant('ann', 'read', 'template', account.id).expect(201);
    await grant('bob', 'read', 'template', network.id).expect(201);
    await grant('eve', 'write', 'resource', acme.id).expect(201);
    expect(await seen('ann')).toEqual(
      expect.arrayContaining([acme.id, net.id]),
    );
    expect(await seen('bob')).toEqual([net.id]);
    expect(await seen('eve')).toEqual([acme.id, net.id].sort());
    const child = await api.get(`/resources/${net.id}`, 'eve');
    expect(child.body).toMatchObject({ role: 'write', parents: [{}] });
    const cut = await api.get(`/resources/${net.id}/tree`, 'bob');
    expect(cut.body).toMatchObject({ nodes: [{ id: net.id }], edges: [] });
    expect((await api.get(`/resources/${net.id}`, 'bob')).body).toMatchObject({
      role: 'read',
      parents: [],
    });
  });

  it('says which role a change takes', async () => {
    await grant('eve', 'write', 'resource', net.id).expect(201);
    const refused = await api.post(
      `/resources/${net.id}/actions/delete`,
      {},
      'eve',
    );
    expect(refused.status).toBe(403);
    expect(refused.body.error).toMatchObject({
      code: 'role_missing',
      message: `This needs the role 'admin' on '${net.name}'`,
      culprits: [{ kind: 'resource', id: net.id, name: net.name }],
    });
    const { body } = await api.get(`/resources/${net.id}/actions`, 'eve');
    const of = (name: string) =>
      body.items.find(({ action }: any) => action === name);
    expect(of('delete')).toMatchObject({
      allowed: false,
      reasons: [{ code: 'role_missing' }],
    });
    expect(of('provision').reasons).not.toContainEqual(
      expect.objectContaining({ code: 'role_missing' }),
    );
    const [line] = await services
      .knex('audit')
      .where({ entity_id: net.id, outcome: 'refused' });
    expect(line).toMatchObject({ action: 'resource.deleted' });
  });

  it('knows who may create something, and who only looks', async () => {
    const may = async (who: string) => (await api.get('/access', who)).body;
    const nothing = { canCreateResources: false, canCreateTemplates: false };
    expect(await may('root')).toMatchObject({
      canCreateResources: true,
      canCreateTemplates: true,
    });
    await grant('ann', 'read', 'template', account.id).expect(201);
    await grant('bob', 'write', 'resource', acme.id).expect(201);
    await grant('eve', 'write', 'template', network.id).expect(201);
    expect(await may('ann')).toMatchObject(nothing);
    const something = { ...nothing, canCreateResources: true };
    expect(await may('bob')).toMatchObject(something);
    expect(await may('eve')).toMatchObject(something);
  });

  it('lets the creator go on, and nobody else', async () => {
    await grant('ann', 'write', 'template', network.id).expect(201);
    const input = () => ({
      templateId: network.id,
      versionId: version.id,
      name: fresh('made-'),
      parentIds: [acme.id],
    });
    // A parent that may not be seen is none.
    const blind = await api.post('/resources', input(), 'ann');
    expect(blind.body.error).toMatchObject({ code: 'parent_not_found' });
    await grant('ann', 'read', 'resource', acme.id).expect(201);
    const made = await api.post('/resources', input(), 'ann').expect(201);
    expect(made.body.role).toBe('write');
    expect(
      await services.knex('grants').where({ scope_id: made.body.id }),
    ).toMatchObject([{ principal_ref: 'user:default/ann', role: 'write' }]);
    await grant('bob', 'write', 'resource', acme.id).expect(201);
    const below = await api.post('/resources', input(), 'bob');
    expect(below.status).toBe(201);
    await grant('eve', 'read', 'template', account.id).expect(201);
    const reader = await api.post('/resources', input(), 'eve');
    expect(reader.body.error).toMatchObject({ code: 'role_missing' });
    await services
      .knex('grants')
      .where({ principal_ref: 'user:default/eve' })
      .delete();
    const stranger = await api.post('/resources', input(), 'eve');
    expect(stranger.body.error).toMatchObject({ code: 'template_not_found' });
  });

  it('takes the framework and the roles together', async () => {
    onDelete = createResourceConditionalDecision(
      { type: 'resource', resourceType: 'infrakitchen-resource' } as never,
      resourceConditions.isOwner({ claims: ['user:default/bob'] }),
    );
    const mine = await addResource(services, account, {
      ownerRef: 'user:default/bob',
    });
    const theirs = await addResource(services, account);
    await grant('bob', 'admin', 'template', account.id).expect(201);
    const remove = (id: string) =>
      api.post(`/resources/${id}/actions/delete`, {}, 'bob');
    const refused = await remove(theirs.id);
    expect(refused.status).toBe(403);
    expect(refused.body.error).toMatchObject({
      code: 'not_allowed',
      message: `This needs the permission 'infrakitchen.resource.delete' for '${theirs.name}'`,
    });
    await remove(mine.id).expect(202);
    // What was granted at it went with it.
    expect(
      await services.knex('grants').where({ scope_id: mine.id }),
    ).toHaveLength(0);
  });

  it('replaces a grant, and shows every one that reaches a resource', async () => {
    await grant('ann', 'read', 'resource', acme.id).expect(201);
    await grant('ann', 'admin', 'resource', acme.id).expect(201);
    await grant('bob', 'write', 'template', account.id).expect(201);
    const { body } = await api.get(`/resources/${net.id}/access`, 'ann');
    expect(
      body.items.map((each: any) => [
        each.principalRef,
        each.role,
        each.scope.name,
        typeof each.id,
      ]),
    ).toEqual([
      ['user:default/ann', 'admin', acme.name, 'string'],
      ['user:default/root', 'admin', undefined, 'undefined'],
      ['user:default/bob', 'write', account.name, 'string'],
    ]);
    // An admin of a part of it sees the grants of that part, and their own.
    const list = await api.get('/grants', 'ann');
    expect(list.body.items).toMatchObject([
      { principalRef: 'user:default/ann' },
    ]);
    const all = await api.get('/grants', 'root');
    expect(all.body.items.map((each: any) => each.principalRef).sort()).toEqual(
      ['user:default/ann', 'user:default/bob', 'user:default/root'],
    );
  });

  it('refuses grants of strangers, at nothing and to nobody', async () => {
    await grant('ann', 'admin', 'resource', acme.id).expect(201);
    await grant('bob', 'read', 'resource', net.id, 'ann').expect(201);
    const wide = await grant('bob', 'read', 'global', undefined, 'ann');
    expect(wide.body.error).toMatchObject({ code: 'role_missing' });
    const hidden = await grant('bob', 'read', 'resource', net.id, 'eve');
    expect(hidden.body.error).toMatchObject({ code: 'resource_not_found' });
    const nobody = await grant('nobody', 'read', 'resource', net.id);
    expect(nobody.status).toBe(400);
    expect(nobody.body.error).toMatchObject({
      code: 'principal_not_found',
      culprits: [{ kind: 'principal', name: 'user:default/nobody' }],
    });
    const nothing = await grant('ann', 'read', 'project', net.id);
    expect(nothing.body.error).toMatchObject({ code: 'project_not_found' });
    const vague = await grant('ann', 'read', 'project');
    expect(vague.body.error).toMatchObject({ code: 'invalid_scope' });
    const id = (
      await services.knex('grants').where({ scope_id: net.id }).first('id')
    ).id;
    const taken = await api.ask('delete', `/grants/${id}`, 'eve');
    expect(taken.body.error).toMatchObject({ code: 'grant_not_found' });
    await api.ask('delete', `/grants/${id}`, 'ann').expect(204);
    const audit = await services
      .knex('audit')
      .whereIn('action', ['grant.given', 'grant.taken'])
      .where({ entity_kind: 'grant', outcome: 'succeeded', entity_id: id });
    expect(audit.map(line => line.action).sort()).toEqual([
      'grant.given',
      'grant.taken',
    ]);
  });

  it('ends the stream of a run that may not be seen any more', async () => {
    const ann = { credentials: mockCredentials.user('user:default/ann') };
    const { id } = await services.runService.request(net.id, 'dry-run', ann);
    let granted = true;
    const runs = new AuthorizedRunService({
      inner: services.runService,
      history: services.history,
      uses: { assertMayRun: async () => undefined },
      recheckMs: 20,
      access: {
        ...fakeAccess('all'),
        requireOn: async (credentials, need, target) => {
          if (!granted) {
            throw recordNotFound(target);
          }
          return fakeAccess('all').requireOn(credentials, need, target);
        },
      },
    });
    const { signal } = new AbortController();
    const events = runs.follow({ id, after: 0 }, { ...ann, signal });
    expect((await events.next()).value).toMatchObject({ type: 'run' });
    granted = false;
    await expect(events.next()).resolves.toEqual({
      done: true,
      value: undefined,
    });
  });

  it('counts only the runs that may be seen', async () => {
    const { id } = await services.runService.request(net.id, 'dry-run', {
      credentials: mockCredentials.user('user:default/ann'),
    });
    expect((await api.get('/runs', 'eve')).body.items).toEqual([]);
    const hidden = await api.get(`/runs/${id}/log`, 'eve');
    expect(hidden.body.error).toMatchObject({
      code: 'run_not_found',
      message: `There is no run with the id '${id}'`,
    });
    await grant('eve', 'write', 'resource', acme.id).expect(201);
    expect((await api.get('/runs', 'eve')).body.items).toMatchObject([{ id }]);
    // Somebody else's run takes an admin to be cancelled.
    const cancel = () => api.post(`/runs/${id}/actions/cancel`, {}, 'eve');
    expect((await cancel()).body.error).toMatchObject({ code: 'role_missing' });
    await grant('eve', 'admin', 'resource', net.id).expect(201);
    expect((await cancel()).status).toBe(202);
  });
});

describe.each(databases.eachSupportedId())('admins, %s', database => {
  it('are never all taken away, not even at once', async () => {
    const knex = await databases.init(database);
    const services = await createServices(knex);
    const api = await startApi({ knex, access: { everyone: 'none' } });
    try {
      const ids = ['ann', 'bob'].map(() => randomUUID());
      for (const [index, name] of ['ann', 'bob'].entries()) {
        await services.grants.give(knex, {
          id: ids[index],
          principalRef: `user:default/${name}`,
          role: 'admin',
          scope: { kind: 'global' },
          createdBy: 'user:default/ann',
          createdAt: index,
        });
      }
      const answers = await Promise.all([
        api.ask('delete', `/grants/${ids[1]}`, 'ann'),
        api.ask('delete', `/grants/${ids[0]}`, 'bob'),
      ]);
      expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
      const left = await knex('grants').where({ scope_kind: 'global' });
      expect(left).toHaveLength(1);
      const last = left[0].principal_ref.split('/')[1];
      const alone = await api.ask('delete', `/grants/${left[0].id}`, last);
      expect(alone.status).toBe(409);
      expect(alone.body.error).toMatchObject({ code: 'last_admin' });
    } finally {
      await api.stop();
    }
  });
});

describe.each(databases.eachSupportedId())('services, %s', database => {
  it('do what their restrictions name, and nothing by themselves', async () => {
    const knex = await databases.init(database);
    const services = await createServices(knex);
    const template = await addTemplate(services, { abstract: true });
    const resource = await addResource(services, template);
    const access = new DefaultAccessService({
      knex,
      httpAuth: mockServices.httpAuth(),
      userInfo: mockServices.userInfo(),
      // The platform's own, without the framework.
      permissions: ServerPermissionClient.fromConfig(
        mockServices.rootConfig({ data: { permission: { enabled: false } } }),
        { discovery: mockServices.discovery(), auth: mockServices.auth() },
      ),
      permissionsRegistry: undefined as never,
      settings: { grants: [] },
    });
    const target = { kind: 'resource' as const, id: resource.id };
    const ask = (need: RecordNeed, permissionNames?: string[]) =>
      access.requireOn(
        mockCredentials.service(
          'external:pipeline',
          permissionNames && { permissionNames },
        ),
        need,
        target,
      );
    await expect(ask(needs.resourceRead)).rejects.toMatchObject({
      code: 'service_unrestricted',
    });
    const update = 'infrakitchen.resource.update';
    await expect(ask(needs.resourceUpdate, [update])).resolves.toBeDefined();
    await expect(ask(needs.resourceDelete, [update])).rejects.toMatchObject({
      code: 'not_allowed',
    });
    await expect(
      ask(needs.resourceApprove, ['infrakitchen.resource.approve']),
    ).rejects.toMatchObject({ code: 'not_allowed' });
  });
});

it('applies rules to single records as the framework does', () => {
  const authorize = createConditionAuthorizer(
    Object.values(resourcePermissionRules) as never,
  );
  const decision = createResourceConditionalDecision(
    { type: 'resource', resourceType: 'infrakitchen-resource' } as never,
    {
      allOf: [
        resourceConditions.hasLabel({ label: 'prod' }),
        resourceConditions.hasRole({ role: 'write', claims: ['group:a/b'] }),
      ],
    },
  );
  const record = (role: string) => ({
    id: 'x',
    owners: [],
    labels: ['prod'],
    templates: [],
    grants: [{ principalRef: 'group:a/b', role, scope: { kind: 'global' } }],
  });
  expect(authorize(decision, record('admin'))).toBe(true);
  expect(authorize(decision, record('read'))).toBe(false);
});

it.each([
  [
    { everyone: 'all' },
    "everyone must be one of read, write, admin, not 'all'",
  ],
  [
    { grants: [{ principal: 'component:default/x', role: 'read' }] },
    "grants[0].principal is no user or group: 'component:default/x'",
  ],
  [
    {
      grants: [
        {
          principal: 'user:default/x',
          role: 'read',
          scope: { kind: 'project' },
        },
      ],
    },
    'grants[0].scope needs either an id or a key',
  ],
])('refuses the configuration %j', (access, message) => {
  expect(() =>
    readAccessSettings(
      mockServices.rootConfig({ data: { infrakitchen: { access } } } as never),
    ),
  ).toThrow(`infrakitchen.access.${message}`);
});
