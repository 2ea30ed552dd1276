import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Template,
  TemplateVersion,
  VariableRules,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  fresh,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';
import { inTransaction } from '../database';
import { VersionWriter } from './VersionWriter';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())(
  'a rule that makes values unique later, %s',
  database => {
    let services: Services;
    let writer: VersionWriter;
    let template: Template;
    let version: TemplateVersion;

    beforeAll(async () => {
      services = await createServices(await databases.init(database));
      writer = new VersionWriter(services);
    });

    beforeEach(async () => {
      template = await addTemplate(services);
      version = await addVersion(services, template, {
        variables: [variable('cidr'), variable('zone')],
      });
    });

    const actor = { kind: 'user' as const, ref: 'user:default/ann' };
    const setRules = (variableRules: VariableRules) =>
      inTransaction(services.knex, tx =>
        writer.update(tx, version.id, { variableRules }, { actor }),
      );
    const add = (cidr: string, zone = 'a') =>
      addResource(services, template, { version, values: { cidr, zone } });
    const reserved = async () =>
      (
        await services
          .knex('resource_unique_values')
          .where({ template_id: template.id })
      ).length;

    it('reserves what living resources have, and what they are about to get', async () => {
      const resource = await add('10.0');
      const { id } = await services.runService.request(
        resource.id,
        'provision',
        ann,
      );
      await services.worker.work(id);
      await services.resourceService.update(
        resource.id,
        { values: { cidr: '10.1', zone: 'a' } },
        ann,
      );
      await setRules({ cidr: { unique: true } });
      await expect(add('10.0')).rejects.toMatchObject({ code: 'not_unique' });
      await expect(add('10.1')).rejects.toMatchObject({ code: 'not_unique' });
      await expect(add('10.2')).resolves.toBeDefined();
      await setRules({});
      await expect(add('10.2')).resolves.toBeDefined();
    });

    it('is refused where two have the same value, and names both', async () => {
      const [one, two] = [await add('10.0'), await add('10.0')];
      await expect(setRules({ cidr: { unique: true } })).rejects.toMatchObject({
        code: 'not_unique',
        culprits: [
          { kind: 'variable', name: 'cidr' },
          ...[one, two]
            .sort((a, b) => (a.id < b.id ? -1 : 1))
            .map(({ id, name }) => ({ kind: 'resource', id, name })),
        ],
      });
      const { variableRules } = (await services.versions.get(version.id))!;
      expect(variableRules).toEqual({});
      expect(await reserved()).toBe(0);
    });

    it('sees the value that another version of the template has reserved', async () => {
      const other = await addVersion(services, template, {
        variables: [variable('cidr')],
        rules: { cidr: { unique: true } },
      });
      await addResource(services, template, {
        version: other,
        values: { cidr: '10.0' },
      });
      await add('10.0');
      await expect(setRules({ cidr: { unique: true } })).rejects.toMatchObject({
        code: 'not_unique',
      });
    });

    it('never lets two with one value through that come at the same moment', async () => {
      const existing = await add('10.0');
      const moved = await addResource(services, template, {
        version: await addVersion(services, template, {
          variables: [variable('cidr'), variable('zone')],
        }),
        values: { cidr: '10.0', zone: 'a' },
      });
      await Promise.allSettled([
        setRules({ cidr: { unique: true } }),
        add('10.0'),
        services.resourceService.update(
          moved.id,
          { versionId: version.id },
          ann,
        ),
        services.resourceService.update(
          existing.id,
          { values: { cidr: fresh('10.7.'), zone: 'a' } },
          ann,
        ),
      ]);
      const { variableRules } = (await services.versions.get(version.id))!;
      const rows = await services
        .knex('resources')
        .where({ version_id: version.id });
      const values = rows.map(row => JSON.parse(row.own_values).cidr);
      const isUnique = new Set(values).size === values.length;
      expect(variableRules.cidr === undefined || isUnique).toBe(true);
      expect(await reserved()).toBe(variableRules.cidr ? rows.length : 0);
    });
  },
);
