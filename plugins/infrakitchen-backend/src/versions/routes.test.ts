import { createValidatedOpenApiRouter } from '@backstage/backend-openapi-utils';
import { mockErrorHandler, TestDatabases } from '@backstage/backend-test-utils';
import express from 'express';
import { join } from 'node:path';
import request from 'supertest';
import { fakeAccess } from '../access/__testUtils__/fakeAccess';
import { spec } from '../schema/generated/spec';
import {
  GitFixture,
  temporaryDirectory,
} from '../sources/__testUtils__/gitFixtures';
import { registerTemplateRoutes } from '../templates';
import { registerVersionRoutes } from './routes';
import { createVersionFixture } from './__testUtils__/createVersionFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

describe('routes of templates and versions', () => {
  let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;
  let app: express.Express;
  let repositoryUrl: string;

  beforeAll(async () => {
    temporary = await temporaryDirectory();
    const root = join(temporary.path, 'repositories');
    const repository = await GitFixture.create(join(root, 'modules'));
    repositoryUrl = repository.directory;
    await repository.commit({
      'main.tf': 'variable "name" {}\noutput "id" { value = 1 }',
    });
    await repository.git('tag', 'v1.0.0');
    const fixture = await createVersionFixture(
      await databases.init('SQLITE_3'),
      { workingDirectory: join(temporary.path, 'work'), localRoot: root },
    );
    const access = fakeAccess('all');
    const router = createValidatedOpenApiRouter(spec as any);
    registerTemplateRoutes(router as any, {
      templates: fixture.templateService,
      access,
    });
    registerVersionRoutes(router as any, {
      versions: fixture.service,
      access,
    });
    app = express().use(router).use(mockErrorHandler());
  });

  afterAll(async () => {
    await temporary.remove();
  });

  it('goes the way from a repository to an enabled template', async () => {
    const refs = await request(app)
      .post('/modules/refs')
      .send({ repositoryUrl });
    expect(refs.body).toMatchObject({ tags: [{ name: 'v1.0.0' }] });

    const source = { repositoryUrl, refType: 'tag', ref: 'v1.0.0' };
    const analysed = await request(app).post('/modules/analyse').send(source);
    expect(analysed.body.analysis.variables).toMatchObject([{ name: 'name' }]);

    const account = await request(app)
      .post('/templates')
      .send({ key: 'account', name: 'Account', abstract: true });
    expect(account.status).toBe(201);

    const imported = await request(app)
      .post('/templates/import')
      .send({
        template: {
          key: 'network',
          name: 'Network',
          parentIds: [account.body.id],
        },
        version: source,
      });
    expect(imported.status).toBe(201);
    const { template, version } = imported.body;

    const patched = await request(app)
      .patch(`/templates/${template.id}`)
      .set('If-Match', '"1"')
      .send({ description: 'Subnets' });
    expect(patched.body).toMatchObject({ description: 'Subnets', revision: 2 });
    const stale = await request(app)
      .patch(`/templates/${template.id}`)
      .set('If-Match', '"1"')
      .send({ description: 'Late' });
    expect(stale.status).toBe(409);

    const listed = await request(app)
      .get('/templates')
      .query({
        filter: `parentId=${account.body.id}`,
        q: 'net',
        orderBy: '-createdAt',
        limit: 5,
      });
    expect(listed.body).toMatchObject({
      totalItems: 1,
      items: [{ id: template.id }],
    });

    const tree = await request(app).get(`/templates/${template.id}/tree`);
    expect(tree.body.edges).toEqual([
      { parentId: account.body.id, childId: template.id },
    ]);

    const versions = await request(app).get(
      `/templates/${template.id}/versions`,
    );
    expect(versions.body.items).toMatchObject([{ id: version.id }]);
    const search = async (q: string) =>
      (
        await request(app)
          .get(`/templates/${template.id}/versions`)
          .query({ q })
      ).body.items.map(({ id }: { id: string }) => id);
    expect(await search('1.0')).toEqual([version.id]);
    expect(await search(version.commitSha.slice(0, 7))).toEqual([version.id]);
    expect(await search('2.0')).toEqual([]);

    const ruled = await request(app)
      .patch(`/versions/${version.id}`)
      .send({ variableRules: { name: { pattern: '^[a-z]+$' } } });
    expect(ruled.body).toMatchObject({ revision: 2 });
    const again = await request(app).post(
      `/versions/${version.id}/actions/analyse`,
    );
    expect(again.body).toMatchObject({ revision: 2, status: 'analysed' });

    await request(app).post(`/versions/${version.id}/actions/disable`);
    const gone = await request(app).delete(`/versions/${version.id}`);
    expect(gone.status).toBe(204);
    await request(app).post(`/templates/${template.id}/actions/disable`);
    const deleted = await request(app).delete(`/templates/${template.id}`);
    expect(deleted.status).toBe(204);
    const missing = await request(app).get(`/templates/${template.id}`);
    expect(missing.status).toBe(404);
  });

  it.each([
    [
      '/modules/analyse',
      { repositoryUrl: 'ext::id', refType: 'tag', ref: 'v1' },
    ],
    [
      '/modules/analyse',
      { repositoryUrl: '/etc', refType: 'tag', ref: 'v1', extra: 1 },
    ],
    ['/templates', { key: 'Not A Key', name: 'x' }],
    ['/templates', { key: 'x' }],
  ])('answers 400 to %s with %j', async (path, body) => {
    expect((await request(app).post(path).send(body)).status).toBe(400);
  });
});
