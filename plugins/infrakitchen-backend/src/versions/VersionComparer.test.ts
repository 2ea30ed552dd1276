import { TestDatabases } from '@backstage/backend-test-utils';
import { randomUUID } from 'node:crypto';
import {
  addResource,
  addTemplate,
  addVersion,
  createServices,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';
import type { AccessScope } from '../access';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())(
  'comparing versions, %s',
  database => {
    let services: Services;

    beforeAll(async () => {
      services = await createServices(await databases.init(database));
    });

    it('takes the predecessor where no other version is named', async () => {
      const template = await addTemplate(services);
      const made = [];
      for (const name of ['a', 'b', 'c']) {
        const version = await addVersion(services, template, {
          variables: [variable(name)],
        });
        await services
          .knex('template_versions')
          .where({ id: version.id })
          .update({ created_at: 1_000 + made.length });
        made.push(version);
      }
      await addVersion(services, template, { analysed: false });
      await addResource(services, template, {
        version: made[1],
        values: { b: 'x' },
      });
      expect(
        await services.comparer.compare(made[2].id, undefined),
      ).toMatchObject({
        version: { id: made[2].id },
        with: { id: made[1].id },
        resourceCount: 1,
        findings: [
          { kind: 'variable_added', severity: 'breaking', name: 'c' },
          { kind: 'variable_removed', severity: 'breaking', name: 'b' },
        ],
      });
      expect(
        (await services.comparer.compare(made[2].id, made[0].id)).with,
      ).toMatchObject({ id: made[0].id });
      expect(await services.comparer.compare(made[0].id, undefined)).toEqual({
        version: { id: made[0].id, ref: made[0].ref, lifecycle: 'active' },
        findings: [],
      });
    });

    it('names the variables of other templates that miss an output', async () => {
      const network = await addTemplate(services);
      const [v1, v2] = [
        await addVersion(services, network, {
          outputs: [{ name: 'id', sensitive: false }],
        }),
        await addVersion(services, network),
      ];
      const cluster = await addTemplate(services, { parents: [network] });
      const rules = {
        network_id: { reference: { templateId: network.id, output: 'id' } },
        constructor: { required: true },
      };
      const taking = await addVersion(services, cluster, {
        variables: [variable('network_id')],
        rules,
      });
      await addVersion(services, cluster, {
        variables: [variable('network_id')],
        rules,
        enabled: false,
      });
      const { findings } = await services.comparer.compare(v2.id, v1.id);
      expect(findings[0].culprits).toEqual([
        { kind: 'output', name: 'id' },
        { kind: 'version', id: taking.id, name: taking.ref },
        { kind: 'variable', name: 'network_id' },
      ]);
      const hidden = await services.comparer.compare(v2.id, v1.id, {
        scope: {
          restrict: (kind, query) =>
            kind === 'version'
              ? query.whereNot('template_id', cluster.id)
              : query,
        } as Partial<AccessScope> as AccessScope,
      });
      expect(hidden.findings[0].message).toContain('1 that you cannot see');
      expect(JSON.stringify(hidden)).not.toContain(taking.id);
      expect(JSON.stringify(hidden)).not.toContain(cluster.name);
    });

    it('refuses versions that are unknown or of another template', async () => {
      const [version, other] = [
        await addVersion(services, await addTemplate(services)),
        await addVersion(services, await addTemplate(services)),
      ];
      await expect(
        services.comparer.compare(version.id, other.id),
      ).rejects.toMatchObject({ code: 'version_of_other_template' });
      await expect(
        services.comparer.compare(version.id, randomUUID()),
      ).rejects.toMatchObject({ code: 'version_not_found' });
    });
  },
);
