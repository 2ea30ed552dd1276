import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
import {
  addResource,
  addTemplate,
  addVersion,
  createServices,
  type Services,
} from '../__testUtils__/serviceFixture';
import { startApi, type Api } from '../__testUtils__/startApi';
import { ResourceCreator } from '../resources';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('subscriptions, %s', database => {
  let services: Services;
  let template: Template;
  let version: TemplateVersion;
  let api: Api;

  beforeAll(async () => {
    const knex = await databases.init(database);
    services = await createServices(knex);
    template = await addTemplate(services);
    version = await addVersion(services, template);
    api = await startApi({
      knex,
      permitted: user => (user === 'user:default/nobody' ? [] : undefined),
    });
  });
  afterAll(() => api?.stop());

  const create = () => addResource(services, template, { version });
  const path = (id: string) => `/resources/${id}/subscription`;
  const put = (id: string, follows: string, user: string) =>
    api.ask('put', path(id), user).send({ follows });

  it('is each user’s own, and can be changed and ended', async () => {
    const { id } = await create();
    expect((await api.get(path(id), 'bob')).body).toEqual({
      follows: 'nothing',
    });
    for (const follows of ['subtree', 'resource', 'resource', 'nothing']) {
      const answer = await put(id, follows, 'bob');
      expect(answer).toMatchObject({ status: 200, body: { follows } });
      expect((await api.get(path(id), 'bob')).body).toEqual({ follows });
    }
    expect((await api.get(path(id), 'eve')).body).toEqual({
      follows: 'nothing',
    });
  });

  it('begins with the creation of a resource, unless that is switched off', async () => {
    const { id } = await create();
    expect((await api.get(path(id), 'ann')).body).toEqual({
      follows: 'resource',
    });
    const creator = new ResourceCreator({ ...services, followOwn: false });
    const quiet = randomUUID();
    await creator.create(
      quiet,
      { kind: 'user', ref: 'user:default/ann' },
      {
        templateId: template.id,
        versionId: version.id,
        name: 'quiet',
        deletionProtection: false,
      },
    );
    expect((await api.get(path(quiet), 'ann')).body).toEqual({
      follows: 'nothing',
    });
  });

  it('refuses what is not there, what is not permitted and what is no choice', async () => {
    const { id } = await create();
    const unknown = await put(randomUUID(), 'subtree', 'bob');
    expect(unknown.status).toBe(404);
    expect(unknown.body.error.code).toBe('resource_not_found');
    expect((await put(id, 'subtree', 'nobody')).status).toBe(403);
    expect((await api.get(path(id), 'nobody')).status).toBe(403);
    expect((await put(id, 'all', 'bob')).status).toBe(400);
    expect((await api.get(path(id), 'bob')).body).toEqual({
      follows: 'nothing',
    });
  });

  it('is for users alone', async () => {
    const { id } = await create();
    const refused = await api.asService('put', path(id)).send({
      follows: 'resource',
    });
    expect(refused.status).toBe(403);
    expect(refused.body.error.code).toBe('service_unrestricted');
  });

  it('survives the same choice made at once, and ends with the resource', async () => {
    const { id } = await create();
    const answers = await Promise.all(
      ['resource', 'subtree', 'resource', 'subtree'].map(follows =>
        put(id, follows, 'bob'),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { knex } = services;
    const rows = () => knex('subscriptions').where({ resource_id: id });
    expect(await rows()).toHaveLength(2);
    await knex('resources').where({ id }).delete();
    expect(await rows()).toEqual([]);
  });
});
