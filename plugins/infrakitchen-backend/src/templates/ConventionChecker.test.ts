import { TestDatabases } from '@backstage/backend-test-utils';
import type { Template } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { VersionStore } from '../versions';
import { addVersion, variable } from '../__testUtils__/serviceFixture';
import {
  ann,
  createTemplateFixture,
  type TemplateFixture,
} from './__testUtils__/createTemplateFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())(
  'the name pattern of a template, %s',
  database => {
    let fixture: TemplateFixture;
    let account: Template;
    let network: Template;
    let cluster: Template;

    beforeAll(async () => {
      fixture = await createTemplateFixture(await databases.init(database));
      const versions = new VersionStore(fixture.knex);
      account = await fixture.create('account', [], { abstract: true });
      network = await fixture.create('network', [account]);
      cluster = await fixture.create('cluster', [network]);
      await addVersion({ knex: fixture.knex, versions }, network, {
        outputs: [{ name: 'zone', sensitive: false }],
      });
      await addVersion({ knex: fixture.knex, versions }, cluster, {
        variables: [variable('env')],
      });
    });

    const save = (template: Template, namePattern: string) =>
      fixture.service.update(
        template.id,
        {
          conventions: { namePattern, requiredTags: [], requiredConfigs: [] },
        },
        ann,
      );

    it('is saved where everything in it can be filled', async () => {
      const pattern = '{env}-{network.zone}-{config.region}';
      const { conventions } = await save(cluster, pattern);
      expect(conventions.namePattern).toBe(pattern);
    });

    it.each([
      ['{evn-', 'a { is not closed'],
      ['{environ}', '{environ} is no variable of a version in use'],
      ['{network.zones}', 'did you mean "zone"?'],
      ['{netwrk.zone}', 'did you mean "network.…"?'],
      ['{account.id}', 'is abstract and has none'],
      ['{cluster.id}', 'none above this one has it'],
    ])('is refused with %s', async (pattern, message) => {
      await expect(save(cluster, pattern)).rejects.toMatchObject({
        code: 'invalid_name_pattern',
        message: expect.stringContaining(message),
        culprits: [{ kind: 'field', name: 'conventions.namePattern' }],
      });
    });

    it('is looked at when a template is created, and when it gets other parents', async () => {
      const conventions = {
        namePattern: '{network.zone}',
        requiredTags: [],
        requiredConfigs: [],
      };
      await expect(
        fixture.create('orphan', [account], { conventions }),
      ).rejects.toMatchObject({ code: 'invalid_name_pattern' });
      const child = await fixture.create('child', [network], { conventions });
      await expect(
        fixture.service.update(child.id, { parentIds: [account.id] }, ann),
      ).rejects.toMatchObject({ code: 'invalid_name_pattern' });
      await expect(
        fixture.service.update(child.id, { parentIds: [cluster.id] }, ann),
      ).resolves.toMatchObject({ parentIds: [cluster.id] });
    });
  },
);
