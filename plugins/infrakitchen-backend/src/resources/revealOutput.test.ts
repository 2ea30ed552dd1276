import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Resource } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  type Services,
} from '../__testUtils__/serviceFixture';
import { startApi, type Api } from '../__testUtils__/startApi';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const SECRET = 'a-secret-of-the-cloud';

describe.each(databases.eachSupportedId())('reveal, %s', database => {
  let knex: Knex;
  let services: Services;
  let api: Api;
  let resource: Resource;
  let bare: Resource;

  beforeAll(async () => {
    knex = await databases.init(database);
    services = await createServices(knex);
    api = await startApi({
      knex,
      permitted: user =>
        user === 'user:default/writer'
          ? ['infrakitchen.resource.read', 'infrakitchen.resource.update']
          : undefined,
    });
    const template = await addTemplate(services);
    const version = await addVersion(services, template);
    resource = await addResource(services, template, { version });
    bare = await addResource(services, template, { version });
    const run = await services.runService.request(
      resource.id,
      'provision',
      ann,
    );
    await services.worker.work(run.id, {
      outputs: { host: 'db.example.com' },
      sensitiveOutputs: { password: SECRET, empty: null },
    });
  });
  afterAll(() => api?.stop());

  const reveal = (id: string, name: string, user = 'bob') =>
    api.post(`/resources/${id}/outputs/${name}/reveal`, undefined, user);
  const linesOf = async (id: string) =>
    (
      await api.get(
        `/audit?filter=entityId=${id}&filter=action=output.revealed`,
      )
    ).body.items;

  it('shows the value to who may see it, and is never cached', async () => {
    const { status, body, headers } = await reveal(resource.id, 'password');
    expect([status, body]).toEqual([200, { name: 'password', value: SECRET }]);
    expect(headers['cache-control']).toBe('no-store');
    expect((await reveal(resource.id, 'empty')).body).toEqual({
      name: 'empty',
      value: null,
    });
    const lines = await linesOf(resource.id);
    expect(lines).toMatchObject([
      { detail: { output: 'empty' } },
      {
        actor: 'user:default/bob',
        outcome: 'succeeded',
        entityName: resource.name,
        detail: { output: 'password' },
      },
    ]);
    expect(JSON.stringify(await knex('audit'))).not.toContain(SECRET);
  });

  it.each([
    ['bob', () => resource.id, 'host', 400, 'output_not_sensitive'],
    ['bob', () => resource.id, 'nothing', 404, 'output_not_found'],
    ['bob', () => resource.id, 'constructor', 404, 'output_not_found'],
    ['bob', () => bare.id, 'password', 409, 'not_provisioned'],
    ['bob', () => randomUUID(), 'password', 404, 'resource_not_found'],
    ['writer', () => resource.id, 'password', 403, 'not_allowed'],
  ])(
    'refuses %s, and records the attempt: %s %s',
    async (user, idOf, name, status, code) => {
      const id = idOf();
      const refused = await reveal(id, name, user);
      expect([refused.status, refused.body.error.code]).toEqual([status, code]);
      expect(refused.text).not.toContain(SECRET);
      const [line] = await linesOf(id);
      expect(line).toMatchObject({
        actor: `user:default/${user}`,
        outcome: 'refused',
        detail: { output: name, code },
      });
    },
  );

  it('reveals nothing where it cannot be recorded', async () => {
    await knex.schema.renameTable('audit', 'audit_away');
    try {
      const { status, text } = await reveal(resource.id, 'password');
      expect(status).toBe(500);
      expect(text).not.toContain(SECRET);
    } finally {
      await knex.schema.renameTable('audit_away', 'audit');
    }
  });

  it('has nothing to reveal of what was destroyed', async () => {
    const run = await services.runService.request(resource.id, 'destroy', ann);
    await services.worker.work(run.id);
    expect((await reveal(resource.id, 'password')).body.error.code).toBe(
      'not_provisioned',
    );
  });
});
