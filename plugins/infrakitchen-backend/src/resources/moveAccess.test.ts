import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  Role,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  createServices,
  type Services,
} from '../__testUtils__/serviceFixture';
import { startApi, type Api } from '../__testUtils__/startApi';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('who may move, %s', database => {
  let services: Services;
  let api: Api;
  let eu: Resource;
  let us: Resource;
  let zone: Resource;

  beforeAll(async () => {
    const knex = await databases.init(database);
    services = await createServices(knex);
    api = await startApi({
      knex,
      access: {
        everyone: 'none',
        grants: [{ principal: 'User:default/Root', role: 'admin' }],
      },
    });
  });
  afterAll(() => api?.stop());

  beforeEach(async () => {
    await services.knex('grants').delete();
    const region = await addTemplate(services, { abstract: true });
    const below = await addTemplate(services, {
      abstract: true,
      parents: [region],
    });
    eu = await addResource(services, region);
    us = await addResource(services, region);
    zone = await addResource(services, below, { parentIds: [eu.id] });
    // Who creates something may write there; here only what is said counts.
    await services.knex('grants').delete();
  });

  const grant = (user: string, role: Role, { id }: Resource) =>
    services.knex('grants').insert({
      id: randomUUID(),
      principal_ref: `user:default/${user}`,
      role,
      scope_kind: 'resource',
      scope_id: id,
      created_by: 'user:default/root',
      created_at: 0,
    });
  const move = async (user: string) => {
    const { status, body } = await api.patch(
      `/resources/${zone.id}`,
      { parentIds: [us.id] },
      user,
    );
    return [status, body.error?.code];
  };

  it('an admin of the resource who may create at the new parent', async () => {
    await grant('ann', 'write', zone);
    await grant('ann', 'write', us);
    expect(await move('ann')).toEqual([403, 'role_missing']);
    await services.knex('grants').update({ role: 'admin' });
    expect(await move('ann')).toEqual([200, undefined]);
  });

  it('nobody to a parent where they may only read, or that they do not see', async () => {
    await grant('ann', 'admin', zone);
    expect(await move('ann')).toEqual([400, 'parent_not_found']);
    await grant('ann', 'read', us);
    expect(await move('ann')).toEqual([403, 'role_missing']);
    const { body } = await api.get(`/resources/${zone.id}`, 'root');
    expect(body.parents).toMatchObject([{ id: eu.id }]);
  });

  it('and roles of the new place hold at once, those of the old no more', async () => {
    await grant('bob', 'read', us);
    await grant('eve', 'read', eu);
    const seen = async (user: string) =>
      (await api.get(`/resources/${zone.id}`, user)).status;
    expect([await seen('bob'), await seen('eve')]).toEqual([404, 200]);
    expect(await move('root')).toEqual([200, undefined]);
    expect([await seen('bob'), await seen('eve')]).toEqual([200, 404]);
  });
});
