import { TestDatabases } from '@backstage/backend-test-utils';
import { randomUUID } from 'node:crypto';
import { addVersion } from '../__testUtils__/serviceFixture';
import { VersionStore } from '../versions';
import {
  ann,
  createTemplateFixture,
  type TemplateFixture,
} from './__testUtils__/createTemplateFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())(
  'reading templates, %s',
  database => {
    let fixture: TemplateFixture;
    let service: TemplateFixture['service'];
    let create: TemplateFixture['create'];

    beforeEach(async () => {
      fixture = await createTemplateFixture(await databases.init(database));
      ({ service, create } = fixture);
    });

    describe('list', () => {
      it('filters, searches and pages', async () => {
        const account = await create('account', [], { abstract: true });
        for (const key of ['alpha', 'beta', 'gamma', 'delta_50']) {
          await create(key, [account]);
        }
        const off = await create('off');
        await service.act(off.id, 'disable', ann);
        const keys = async (query: Parameters<typeof service.list>[0]) => {
          const page = await service.list(query);
          return [page.totalItems, ...page.items.map(item => item.key)];
        };
        const limit = 10;
        expect(await keys({ filter: ['abstract=true'], limit })).toEqual([
          1,
          'account',
        ]);
        expect(await keys({ filter: ['enabled=false'], limit })).toEqual([
          1,
          'off',
        ]);
        expect(await keys({ filter: ['key=alpha', 'key=off'], limit })).toEqual(
          [2, 'alpha', 'off'],
        );
        expect(
          await keys({
            filter: [`parentId=${account.id}`, 'enabled=true'],
            orderBy: '-name',
            limit,
          }),
        ).toEqual([4, 'gamma', 'delta_50', 'beta', 'alpha']);
        expect(await keys({ q: 'LPH', limit })).toEqual([1, 'alpha']);
        expect(await keys({ q: 'a_5', limit })).toEqual([1, 'delta_50']);
        expect(await keys({ q: 'a%5', limit })).toEqual([0]);

        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await service.list({
            orderBy: 'createdAt',
            limit: 4,
            cursor,
          });
          expect(page.totalItems).toBe(6);
          seen.push(...page.items.map(item => item.key));
          cursor = page.nextCursor;
        } while (cursor);
        expect([...seen].sort()).toEqual([
          'account',
          'alpha',
          'beta',
          'delta_50',
          'gamma',
          'off',
        ]);
      });

      it.each([
        ['unknown_filter', 'owner=me'],
        ['invalid_filter', 'abstract=yes'],
        ['invalid_filter', 'parentId=none'],
      ])('refuses with %s the filter %s', async (code, filter) => {
        await expect(
          service.list({ filter: [filter], limit: 10 }),
        ).rejects.toMatchObject({ name: 'InputError', code });
      });

      it('counts living resources, with as many queries for many as for one', async () => {
        const account = await create('account');
        for (let i = 0; i < 12; i++) {
          const template = await create(`t${i}`, [account]);
          await fixture.addResource(template, 'living');
          await fixture.addResource(template, 'gone', { state: 'destroyed' });
        }
        const count = async (limit: number) => {
          let queries = 0;
          const listener = () => queries++;
          fixture.knex.on('query', listener);
          const page = await service.list({ limit, orderBy: '-name' });
          fixture.knex.removeListener('query', listener);
          expect(page.items[0]).toMatchObject({
            resourceCount: 1,
            parentIds: [account.id],
          });
          return queries;
        };
        expect(await count(12)).toBe(await count(1));
      });
    });

    describe('tree', () => {
      it('shows everything above and below once, and nothing beside', async () => {
        const account = await create('account', [], { abstract: true });
        const left = await create('left', [account]);
        const right = await create('right', [account]);
        const bottom = await create('bottom', [left, right]);
        await create('beside', [right]);
        const below = await create('below', [bottom]);
        const tree = await service.tree(bottom.id);
        expect(tree.nodes.map(node => node.name)).toEqual([
          'ACCOUNT',
          'BELOW',
          'BOTTOM',
          'LEFT',
          'RIGHT',
        ]);
        expect(tree).toMatchObject({ rootId: bottom.id, truncated: false });
        expect(tree.edges).toHaveLength(5);
        expect(tree.edges).toContainEqual({
          parentId: bottom.id,
          childId: below.id,
        });
      });

      it('tells which outputs versions that are offered take, each once', async () => {
        const network = await create('network');
        const cluster = await create('cluster', [network]);
        const rules = (output: string) => ({
          net: { reference: { templateId: network.id, output } },
          size: { default: 3 },
        });
        const records = {
          knex: fixture.knex,
          versions: new VersionStore(fixture.knex),
        };
        const offered = { rules: rules('network_id') };
        await addVersion(records, cluster, offered);
        await addVersion(records, cluster, offered);
        await addVersion(records, cluster, { rules: rules('subnet_id') });
        await addVersion(records, cluster, {
          rules: rules('gone'),
          lifecycle: 'archived',
        });
        await addVersion(records, cluster, {
          rules: rules('off'),
          enabled: false,
        });
        for (const { id } of [network, cluster]) {
          const { references } = await service.tree(id);
          expect(references).toEqual([
            {
              sourceId: network.id,
              targetId: cluster.id,
              uses: expect.arrayContaining([
                { output: 'network_id', variable: 'net' },
                { output: 'subnet_id', variable: 'net' },
              ]),
            },
          ]);
          expect(references![0].uses).toHaveLength(2);
        }
      });

      it('tells of all templates at once, and what takes outputs of what', async () => {
        const network = await create('all-net');
        const cluster = await create('all-cluster', [network]);
        const alone = await create('all-alone', [], { abstract: true });
        await addVersion(
          {
            knex: fixture.knex,
            versions: new VersionStore(fixture.knex),
          },
          cluster,
          {
            rules: {
              net: { reference: { templateId: network.id, output: 'id' } },
            },
          },
        );
        const tree = await service.fullTree();
        expect(tree).toMatchObject({ truncated: false });
        expect(tree.rootId).toBeUndefined();
        const names = tree.nodes.map(({ name }) => name);
        expect(names).toEqual([...names].sort());
        expect(tree.nodes).toContainEqual({
          id: alone.id,
          name: 'ALL-ALONE',
          abstract: true,
          enabled: true,
        });
        expect(tree.edges).toContainEqual({
          parentId: network.id,
          childId: cluster.id,
        });
        expect(tree.references).toContainEqual({
          sourceId: network.id,
          targetId: cluster.id,
          uses: [{ output: 'id', variable: 'net' }],
        });
        const part = await fixture.hierarchy.fullTree({ maxNodes: 2 });
        expect(part.truncated).toBe(true);
        expect(part.nodes).toEqual(tree.nodes.slice(0, 2));
      });

      it('goes over many diamonds without walking every path', async () => {
        let layer = [await create('top')];
        for (let depth = 0; depth < 24; depth++) {
          layer = [
            await create(`l${depth}`, layer),
            await create(`r${depth}`, layer),
          ];
        }
        const tree = await service.tree(layer[0].id);
        expect(tree.nodes).toHaveLength(1 + 23 * 2 + 1);
      });

      it('says where something is left out', async () => {
        const root = await create('root');
        for (let i = 0; i < 5; i++) {
          await create(`c${i}`, [root]);
        }
        const tree = await fixture.hierarchy.tree(root.id, { maxNodes: 3 });
        expect(tree.truncated).toBe(true);
        expect(tree.nodes).toHaveLength(3);
        expect(tree.nodes.map(node => node.id)).toContain(root.id);
        expect(tree.edges).toHaveLength(2);
      });

      it('says that there is no such template', async () => {
        await expect(service.tree(randomUUID())).rejects.toMatchObject({
          code: 'template_not_found',
        });
      });
    });
  },
);
