import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Template } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
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
import { startApi, type Api } from '../__testUtils__/startApi';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
// Who comes first differs from time to time.
const rounds = [1, 2, 3, 4, 5, 6];

describe.each(databases.eachSupportedId())('attachments, %s', database => {
  let knex: Knex;
  let services: Services;

  beforeAll(async () => {
    knex = await databases.init(database);
    services = await createServices(knex, {
      grants: ['ann', 'bob'].map(name => ({
        principalRef: `user:default/${name}`,
        role: 'admin',
        scope: { kind: 'global' },
      })),
    });
  });

  async function connection(
    kind: 'integration' | 'secret' | 'storage',
    over: object = {},
  ): Promise<{ id: string; name: string }> {
    const row = {
      id: randomUUID(),
      provider: kind === 'storage' ? 'http' : 'custom',
      name: fresh(kind),
      labels: '[]',
      enabled: true,
      config: JSON.stringify({ variables: { [fresh('V')]: '********' } }),
      version: 1,
      rotated_at: 1,
      revision: 1,
      created_by: 'user:default/ann',
      created_at: 1,
      updated_at: 1,
      ...over,
    };
    await knex(`${kind}s`).insert(row);
    return { id: row.id, name: row.name };
  }

  /** Gives a role to the developer. */
  const grant = (kind: string, scope: string, role: string) =>
    knex('grants')
      .insert({
        id: randomUUID(),
        principal_ref: 'user:default/dev',
        role,
        scope_kind: kind,
        scope_id: scope,
        created_by: 'user:default/ann',
        created_at: 1,
      })
      .onConflict(['principal_ref', 'scope_kind', 'scope_id'])
      .merge();

  const resource = async (more: object = {}, of?: Template) => {
    const template = of ?? (await addTemplate(services));
    const version = await addVersion(services, template, {
      variables: [variable('size', 'number', { default: null })],
    });
    return addResource(services, template, { version, ...more });
  };

  const provisioned = async (more: object = {}) => {
    const made = await resource(more);
    const run = await services.runService.request(made.id, 'provision', ann);
    await services.worker.work(run.id);
    return made;
  };

  it('become a change of what is provisioned, by name, and hold once it is applied', async () => {
    const [first, second] = [
      await connection('integration'),
      await connection('integration'),
    ];
    const secret = await connection('secret');
    const made = await provisioned({ integrations: [{ id: first.id }] });
    const edited = await services.resourceService.update(
      made.id,
      { integrations: [{ id: second.id }], secretIds: [secret.id] },
      bob,
    );
    expect(edited.integrations).toMatchObject([{ id: first.id }]);
    expect(edited.change!.fields).toEqual([
      {
        field: 'integrations',
        sensitive: false,
        before: [first],
        after: [second],
        author: 'user:default/bob',
      },
      {
        field: 'secretIds',
        sensitive: false,
        before: [],
        after: [secret],
        author: 'user:default/bob',
      },
    ]);
    const run = await services.runService.request(made.id, 'update', ann);
    await services.worker.work(run.id);
    const after = await services.resourceService.get(made.id, ann);
    expect(after).toMatchObject({
      integrations: [{ id: second.id }],
      secrets: [{ id: secret.id }],
      hasPendingChange: false,
    });
    const { items } = await services.history.listRevisions(
      'resource',
      made.id,
      {
        limit: 1,
      },
    );
    expect(items[0].snapshot).toMatchObject({
      integrations: [second],
      secrets: [secret],
    });
  });

  it('of two who edit at once are merged, or refused where both mean the same list', async () => {
    const [one, two] = [
      await connection('integration'),
      await connection('integration'),
    ];
    const secret = await connection('secret');
    const made = await provisioned();
    const { revision } = await services.resourceService.get(made.id, ann);
    const edit = (patch: object, by: typeof ann) =>
      services.resourceService.update(made.id, patch, { ...by, revision });
    await edit({ integrations: [{ id: one.id }] }, ann);
    const merged = await edit({ secretIds: [secret.id] }, bob);
    expect(merged.change!.fields.map(({ field }) => field)).toEqual([
      'integrations',
      'secretIds',
    ]);
    await expect(
      edit({ integrations: [{ id: two.id }] }, bob),
    ).rejects.toMatchObject({ code: 'stale_revision' });
  });

  it.each([
    ['unknown', () => ({ id: randomUUID() }), 'integration_not_found'],
    [
      'disabled',
      () => connection('integration', { enabled: false }),
      'integration_disabled',
    ],
  ])('that are %s are refused', async (_what, target, code) => {
    const { id } = await target();
    await expect(resource({ integrations: [{ id }] })).rejects.toMatchObject({
      code,
    });
  });

  it('may be left where they were disabled since', async () => {
    const { id } = await connection('integration');
    const secret = await connection('secret');
    const made = await resource({ integrations: [{ id }] });
    await knex('integrations').where({ id }).update({ enabled: false });
    const edited = await services.resourceService.update(
      made.id,
      { integrations: [{ id }], secretIds: [secret.id] },
      ann,
    );
    expect(edited.secrets).toMatchObject([{ id: secret.id }]);
  });

  it('are of the providers that the template allows, and of none where it is abstract', async () => {
    const { id } = await connection('integration');
    const choosy = await addTemplate(services, {
      conventions: { allowedIntegrations: ['aws'] },
    });
    await expect(
      resource({ integrations: [{ id }] }, choosy),
    ).rejects.toMatchObject({ code: 'integration_not_allowed' });
    const abstract = await addTemplate(services, { abstract: true });
    await expect(
      addResource(services, abstract, { integrations: [{ id }] }),
    ).rejects.toMatchObject({ code: 'template_abstract' });
  });

  describe('where a template allows one resource for each', () => {
    const limited = () =>
      addTemplate(services, {
        conventions: { oneResourcePerIntegration: ['custom'] },
      });

    it.each(rounds)('one of two at once is created (%s)', async () => {
      const { id } = await connection('integration');
      const template = await limited();
      const answers = await Promise.allSettled(
        ['a', 'b'].map(() =>
          resource({ integrations: [{ id }], name: fresh('twin') }, template),
        ),
      );
      const refused = answers.filter(({ status }) => status === 'rejected');
      expect(refused).toHaveLength(1);
      expect((refused[0] as PromiseRejectedResult).reason).toMatchObject({
        code: 'integration_occupied',
        culprits: [{ kind: 'resource' }, { kind: 'integration', id }],
      });
    });

    it('a rule that comes later holds for what is there already', async () => {
      const { id } = await connection('integration');
      const template = await addTemplate(services);
      const attach = () =>
        resource({ integrations: [{ id }], name: fresh('later') }, template);
      await attach();
      const second = await attach();
      const api = await startedApi();
      const ruled = await api.patch(`/templates/${template.id}`, {
        conventions: {
          requiredTags: [],
          requiredConfigs: [],
          oneResourcePerIntegration: ['custom'],
        },
      });
      expect(ruled.status).toBe(200);
      await expect(attach()).rejects.toMatchObject({
        code: 'integration_occupied',
      });
      await services.resourceService.update(
        second.id,
        { integrations: [] },
        ann,
      );
      await expect(attach()).rejects.toMatchObject({
        code: 'integration_occupied',
      });
    });

    it('another one comes once the first is destroyed', async () => {
      const { id } = await connection('integration');
      const template = await limited();
      const first = await resource({ integrations: [{ id }] }, template);
      const run = await services.runService.request(first.id, 'provision', ann);
      await services.worker.work(run.id);
      const second = () =>
        resource({ integrations: [{ id }], name: fresh('next') }, template);
      await expect(second()).rejects.toMatchObject({
        code: 'integration_occupied',
      });
      const end = await services.runService.request(first.id, 'destroy', ann);
      await services.worker.work(end.id);
      await expect(second()).resolves.toMatchObject({ state: 'provision' });
      await expect(
        services.runService.request(first.id, 'recreate', ann),
      ).rejects.toMatchObject({ code: 'integration_occupied' });
    });
  });

  it.each(rounds)(
    'deleted and attached at once: one of them happens (%s)',
    async () => {
      const { id } = await connection('integration');
      const api = await startedApi();
      const template = await addTemplate(services);
      const [created, deleted] = await Promise.allSettled([
        resource({ integrations: [{ id }] }, template),
        api.ask('delete', `/integrations/${id}`).then(({ status }) => status),
      ]);
      const isThere = await knex('integrations').where({ id }).first('id');
      const used = await knex('resource_integrations').where({
        integration_id: id,
      });
      expect(created.status === 'fulfilled').toBe(isThere !== undefined);
      expect(used).toHaveLength(isThere ? 1 : 0);
      expect(deleted).toMatchObject({ value: isThere ? 409 : 204 });
    },
  );

  it('take the right to use them, when attached and when a run starts', async () => {
    const api = await startedApi();
    const template = await addTemplate(services);
    const version = await addVersion(services, template);
    const { id } = await connection('integration');
    const secret = await connection('secret');
    await grant('template', template.id, 'write');
    const create = (more: object) =>
      api.post(
        '/resources',
        {
          templateId: template.id,
          versionId: version.id,
          name: fresh('dev'),
          ...more,
        },
        'dev',
      );
    const unseen = await create({ integrations: [{ id }] });
    expect(unseen.body.error.code).toBe('integration_not_found');
    await grant('integration', id, 'read');
    const refused = await create({ integrations: [{ id }] });
    expect(refused.body.error).toMatchObject({ code: 'role_missing' });
    await grant('integration', id, 'write');
    const made = await create({ integrations: [{ id }] });
    expect(made.status).toBe(201);
    const edit = (body: object) =>
      api.patch(`/resources/${made.body.id}`, body, 'dev');
    expect((await edit({ secretIds: [secret.id] })).body.error.code).toBe(
      'secret_not_found',
    );
    // What is attached already may stay.
    await grant('integration', id, 'read');
    expect((await edit({ integrations: [{ id }] })).status).toBe(200);
    const run = await api.post(
      `/resources/${made.body.id}/actions/provision`,
      {},
      'dev',
    );
    expect(run.body.error).toMatchObject({ code: 'role_missing' });
    await grant('integration', id, 'write');
    const allowed = await api.post(
      `/resources/${made.body.id}/actions/provision`,
      {},
      'dev',
    );
    expect(allowed.status).toBe(202);
  });

  it('are checked before there is a resource, by whoever may use them', async () => {
    const api = await startedApi();
    const template = await addTemplate(services, {
      conventions: {
        requiredTags: [],
        requiredConfigs: [],
        allowedIntegrations: ['custom'],
      },
    });
    await grant('template', template.id, 'read');
    const check = async (proposal: object) => {
      const { status, body } = await api.post(
        `/templates/${template.id}/connections`,
        proposal,
        'dev',
      );
      return status === 200
        ? body.errors.map(({ code }: { code: string }) => code)
        : `${status} ${body.error.code}`;
    };
    const [mine, other, off] = [
      await connection('integration'),
      await connection('integration', { provider: 'github', config: '{}' }),
      await connection('storage', { enabled: false }),
    ];
    expect(await check({})).toEqual([]);
    expect(await check({ integrations: [{ id: mine.id }] })).toBe(
      '404 integration_not_found',
    );
    await grant('integration', mine.id, 'read');
    expect(await check({ integrations: [{ id: mine.id }] })).toBe(
      '403 role_missing',
    );
    await grant('integration', mine.id, 'write');
    expect(await check({ integrations: [{ id: mine.id }] })).toEqual([]);
    await grant('integration', other.id, 'write');
    await grant('storage', off.id, 'write');
    // All that is wrong at once, as a form shows it.
    expect(
      await check({ integrations: [{ id: other.id }], storageId: off.id }),
    ).toEqual(['integration_not_allowed', 'storage_disabled']);
    expect(
      await check({ integrations: [{ id: mine.id }, { id: mine.id }] }),
    ).toEqual(['integration_twice']);
    expect(await check({ integrations: [{ id: 'x' }] })).toMatch(/^400/);
    const unseen = await api.post(
      `/templates/${randomUUID()}/connections`,
      {},
      'dev',
    );
    expect(unseen.body.error.code).toBe('template_not_found');
  });

  it('are listed by their whole names, and without those that may only be seen', async () => {
    const api = await startedApi();
    const [used, seen, hidden] = [
      await connection('secret'),
      await connection('secret'),
      await connection('secret'),
    ];
    await grant('secret', used.id, 'write');
    await grant('secret', seen.id, 'read');
    const list = async (more: string) => {
      const names = [used, seen, hidden].map(
        ({ name }) => `filter=${encodeURIComponent(`name=${name}`)}`,
      );
      const path = `/secrets?${[...names, more].join('&')}`;
      const { body } = await api.get(path, 'dev');
      return [body.totalItems, body.items?.map(({ id }: { id: string }) => id)];
    };
    expect(await list('limit=10')).toEqual([
      2,
      expect.arrayContaining([used.id, seen.id]),
    ]);
    expect(await list('filter=usable%3Dtrue')).toEqual([1, [used.id]]);
    const part = used.name.slice(0, -1);
    expect(
      (await api.get(`/secrets?filter=name%3D${encodeURIComponent(part)}x`))
        .body.items,
    ).toEqual([]);
    expect(
      (await api.get('/secrets?filter=usable%3Dno', 'dev')).body.error.code,
    ).toBe('invalid_filter');
  });

  let started: Api | undefined;
  async function startedApi(): Promise<Api> {
    started ??= await startApi({
      knex,
      access: {
        everyone: 'none',
        grants: [{ principal: 'user:default/ann', role: 'admin' }],
      },
    });
    return started;
  }
  afterAll(() => started?.stop());
});
