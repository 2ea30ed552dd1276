import { TestDatabases } from '@backstage/backend-test-utils';
import type { Template } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  createServices,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';
import { startApi, type Api } from '../__testUtils__/startApi';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())(
  'violations and comparisons over HTTP, %s',
  database => {
    let services: Services;
    let api: Api;
    let template: Template;

    beforeAll(async () => {
      const knex = await databases.init(database);
      services = await createServices(knex);
      api = await startApi({ knex });
      template = await addTemplate(services);
    });
    afterAll(() => api?.stop());

    it('answer with pages, and change nothing', async () => {
      const version = await addVersion(services, template, {
        variables: [variable('env')],
      });
      await addResource(services, template, {
        version,
        values: { env: 'long' },
      });
      const { body: none } = await api.get(
        `/templates/${template.id}/violations?limit=1`,
      );
      expect(none).toEqual({ items: [], checked: 1 });
      const { status, body } = await api
        .ask('post', `/versions/${version.id}/violations?limit=1`)
        .send({ variableRules: { env: { maxLength: 1 } } });
      expect(status).toBe(200);
      expect(body.items).toMatchObject([{ errors: [{ code: 'too_long' }] }]);
      expect((await services.versions.get(version.id))!.variableRules).toEqual(
        {},
      );
    });

    it('compare with the version that is asked for', async () => {
      const [v1, v2] = [
        await addVersion(services, template, { variables: [variable('a')] }),
        await addVersion(services, template),
      ];
      const { body } = await api.get(
        `/versions/${v2.id}/compare?with=${v1.id}`,
      );
      expect(body).toMatchObject({
        with: { id: v1.id },
        findings: [{ kind: 'variable_removed', name: 'a' }],
      });
    });

    it('say with a run that its version is deprecated', async () => {
      const version = await addVersion(services, template, {
        lifecycle: 'deprecated',
      });
      const { id } = await addResource(services, template, { version });
      const { status, body } = await api
        .ask('post', `/resources/${id}/actions/dry-run`)
        .send({});
      expect(status).toBe(202);
      expect(body).toMatchObject({
        run: { id: expect.any(String) },
        warnings: [{ code: 'version_deprecated' }],
      });
    });
  },
);
