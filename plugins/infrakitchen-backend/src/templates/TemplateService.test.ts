import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { randomUUID } from 'node:crypto';
import { addVersion } from '../__testUtils__/serviceFixture';
import { ApprovalRuleStore, DefaultApprovalRuleService } from '../approvals';
import { Outbox } from '../outbox';
import { VersionStore } from '../versions';
import {
  ann,
  createTemplateFixture,
  type TemplateFixture,
} from './__testUtils__/createTemplateFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('TemplateService, %s', database => {
  let fixture: TemplateFixture;
  let service: TemplateFixture['service'];
  let create: TemplateFixture['create'];

  beforeEach(async () => {
    fixture = await createTemplateFixture(await databases.init(database));
    ({ service, create } = fixture);
  });

  const refusal = async (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      error => error,
    );

  describe('create', () => {
    it('creates a template with its history', async () => {
      const account = await create('account', [], { abstract: true });
      const network = await create('network', [account], {
        description: 'Subnets',
        labels: ['net'],
        metadataFree: true,
        conventions: {
          namePattern: '{env}-net',
          requiredTags: ['team'],
          requiredConfigs: [],
        },
      });
      expect(network).toMatchObject({
        key: 'network',
        name: 'NETWORK',
        description: 'Subnets',
        abstract: false,
        enabled: true,
        labels: ['net'],
        metadataFree: true,
        parentIds: [account.id],
        childIds: [],
        conventions: { namePattern: '{env}-net', requiredTags: ['team'] },
        resourceCount: 0,
        versionCount: 0,
        revision: 1,
        createdBy: 'user:default/ann',
      });
      expect((await service.get(account.id)).childIds).toEqual([network.id]);
      expect(await fixture.auditOf('template', network.id)).toEqual([
        {
          action: 'template.created',
          outcome: 'succeeded',
          actor: 'user:default/ann',
        },
      ]);
      const { items } = await fixture.history.listRevisions(
        'template',
        network.id,
        { limit: 10 },
      );
      expect(items).toEqual([
        expect.objectContaining({
          revision: 1,
          snapshot: expect.objectContaining({
            key: 'network',
            parentIds: [account.id],
          }),
        }),
      ]);
    });

    it('refuses a key or a name that is taken, and records that', async () => {
      const first = await create('network');
      await expect(
        create('network', [], { name: 'Other' }),
      ).rejects.toMatchObject({
        name: 'ConflictError',
        code: 'template_key_taken',
        culprits: [{ kind: 'template', id: first.id, name: 'NETWORK' }],
      });
      await expect(
        create('other', [], { name: 'NETWORK' }),
      ).rejects.toMatchObject({
        code: 'template_name_taken',
        culprits: [{ kind: 'template', id: first.id }],
      });
      const refused = await fixture.knex('audit').where({ outcome: 'refused' });
      expect(refused).toHaveLength(2);
      expect(refused[0]).toMatchObject({
        action: 'template.created',
        entity_name: 'Other',
        detail: expect.stringContaining('template_key_taken'),
      });
    });

    it('lets one of two win that want the same key at once', async () => {
      const results = await Promise.allSettled(
        ['A', 'B', 'C', 'D'].map(name => create('network', [], { name })),
      );
      expect(
        results.map(result =>
          result.status === 'fulfilled' ? 'created' : result.reason.code,
        ),
      ).toEqual(
        expect.arrayContaining([
          'created',
          'template_key_taken',
          'template_key_taken',
          'template_key_taken',
        ]),
      );
      expect((await service.list({ limit: 10 })).totalItems).toBe(1);
    });

    it('refuses parents that do not exist or are disabled', async () => {
      const id = randomUUID();
      await expect(
        create('network', [], { parentIds: [id] }),
      ).rejects.toMatchObject({
        name: 'InputError',
        code: 'template_not_found',
        culprits: [{ kind: 'template', id }],
      });
      const account = await create('account');
      await service.act(account.id, 'disable', ann);
      await expect(create('network', [account])).rejects.toMatchObject({
        code: 'template_disabled',
        culprits: [{ kind: 'template', id: account.id, name: 'ACCOUNT' }],
      });
    });

    it('refuses a name pattern that no name can follow', async () => {
      await expect(
        create('network', [], {
          conventions: {
            namePattern: '{env-net',
            requiredTags: [],
            requiredConfigs: [],
          },
        }),
      ).rejects.toMatchObject({ code: 'invalid_name_pattern' });
    });
  });

  describe('update', () => {
    it('changes what is given, as a new revision', async () => {
      const template = await create('network', [], {
        description: 'before',
        documentation: 'kept',
      });
      const updated = await service.update(
        template.id,
        { name: 'Networks', description: '' },
        { ...ann, revision: 1 },
      );
      expect(updated).toMatchObject({
        name: 'Networks',
        documentation: 'kept',
        revision: 2,
      });
      expect(updated.description).toBeUndefined();
      expect(
        (await fixture.auditOf('template', template.id)).map(a => a.action),
      ).toEqual(['template.created', 'template.updated']);
    });

    it('leaves a template alone where nothing changes', async () => {
      const parents = [await create('a'), await create('b')];
      const template = await create('network', parents, { labels: ['x'] });
      const updated = await service.update(
        template.id,
        {
          name: 'NETWORK',
          labels: ['x'],
          parentIds: [parents[1].id, parents[0].id],
        },
        ann,
      );
      expect(updated).toEqual(template);
      expect(await fixture.auditOf('template', template.id)).toHaveLength(1);
    });

    it('refuses a caller who has seen another revision', async () => {
      const template = await create('network');
      await service.update(template.id, { labels: ['x'] }, ann);
      await expect(
        service.update(template.id, { name: 'Late' }, { ...ann, revision: 1 }),
      ).rejects.toMatchObject({
        name: 'ConflictError',
        code: 'stale_revision',
        message: expect.stringContaining('revision 2, not 1'),
      });
      expect((await fixture.auditOf('template', template.id)).at(-1)).toEqual({
        action: 'template.updated',
        outcome: 'refused',
        actor: 'user:default/ann',
        detail: {
          code: 'stale_revision',
          culprits: [{ kind: 'template', id: template.id, name: 'NETWORK' }],
        },
      });
    });

    it('refuses the name of another template', async () => {
      await create('network');
      const other = await create('other');
      await expect(
        service.update(other.id, { name: 'NETWORK' }, ann),
      ).rejects.toMatchObject({ code: 'template_name_taken' });
    });

    it('says that there is no such template', async () => {
      await expect(
        service.update(randomUUID(), { name: 'x' }, ann),
      ).rejects.toMatchObject({
        name: 'NotFoundError',
        code: 'template_not_found',
      });
    });

    it('names the circle that new parents would close', async () => {
      const a = await create('a');
      const b = await create('b', [a]);
      const c = await create('c', [b]);
      const error = await refusal(
        service.update(a.id, { parentIds: [c.id] }, ann),
      );
      expect(error).toMatchObject({
        name: 'ConflictError',
        code: 'template_cycle',
        message: expect.stringContaining(
          "'A' has the parent 'C' has the parent 'B' has the parent 'A'",
        ),
        culprits: [{ id: a.id }, { id: c.id }, { id: b.id }],
      });
      await expect(
        service.update(a.id, { parentIds: [a.id] }, ann),
      ).rejects.toMatchObject({
        code: 'template_cycle',
        message: expect.stringContaining("'A' has the parent 'A'"),
      });
    });

    it('lets one of two edits win that would form a circle together', async () => {
      const a = await create('a');
      const b = await create('b');
      const results = await Promise.allSettled([
        service.update(a.id, { parentIds: [b.id] }, ann),
        service.update(b.id, { parentIds: [a.id] }, ann),
      ]);
      expect(results.map(({ status }) => status).sort()).toEqual([
        'fulfilled',
        'rejected',
      ]);
      expect(results.find(r => r.status === 'rejected')).toMatchObject({
        reason: { code: 'template_cycle' },
      });
    });

    it('refuses a new parent that living resources would lack', async () => {
      const [account, region] = [
        await create('account'),
        await create('region'),
      ];
      const network = await create('network', [account]);
      const parent = await fixture.addResource(account, 'prod');
      const place = await fixture.addResource(region, 'eu');
      await fixture.addResource(network, 'old', {
        state: 'destroyed',
        parents: [parent],
      });
      await fixture.addResource(network, 'fine', { parents: [parent, place] });
      const lacking = await fixture.addResource(network, 'lacking', {
        parents: [parent],
      });
      await expect(
        service.update(network.id, { parentIds: [account.id, region.id] }, ann),
      ).rejects.toMatchObject({
        code: 'template_in_use',
        message: expect.stringContaining("1 living resource ('lacking')"),
        culprits: [{ kind: 'resource', id: lacking, name: 'lacking' }],
      });
      await expect(
        service.update(network.id, { parentIds: [] }, ann),
      ).resolves.toMatchObject({ parentIds: [] });
    });
  });

  describe('enable and disable', () => {
    it('switches, and does nothing where nothing is to be done', async () => {
      const template = await create('network');
      expect(await service.act(template.id, 'enable', ann)).toEqual(template);
      expect(await service.act(template.id, 'disable', ann)).toMatchObject({
        enabled: false,
        revision: 2,
      });
      await service.act(template.id, 'enable', ann);
      expect(
        (await fixture.auditOf('template', template.id)).map(a => a.action),
      ).toEqual(['template.created', 'template.disabled', 'template.enabled']);
    });

    it('keeps a disabled parent that is there already', async () => {
      const account = await create('account');
      const network = await create('network', [account]);
      await service.act(account.id, 'disable', ann);
      await expect(
        service.update(
          network.id,
          { parentIds: [account.id], labels: ['x'] },
          ann,
        ),
      ).resolves.toMatchObject({ revision: 2 });
    });
  });

  describe('delete', () => {
    it('deletes a disabled template and keeps its history', async () => {
      const account = await create('account');
      const template = await create('network', [account]);
      await expect(service.delete(template.id, ann)).rejects.toMatchObject({
        code: 'template_enabled',
      });
      await service.act(template.id, 'disable', ann);
      await service.delete(template.id, ann);
      await expect(service.get(template.id)).rejects.toMatchObject({
        code: 'template_not_found',
      });
      expect((await service.get(account.id)).childIds).toEqual([]);
      expect(
        (await fixture.auditOf('template', template.id)).map(
          a => `${a.action} ${a.outcome}`,
        ),
      ).toEqual([
        'template.created succeeded',
        'template.deleted refused',
        'template.disabled succeeded',
        'template.deleted succeeded',
      ]);
      const revisions = await fixture.history.listRevisions(
        'template',
        template.id,
        { limit: 10 },
      );
      expect(revisions.items.map(r => r.revision)).toEqual([3, 2, 1]);
    });

    it('refuses while an approval rule is about it, also where both come at once', async () => {
      const template = await create('governed');
      await service.act(template.id, 'disable', ann);
      const rules = new DefaultApprovalRuleService({
        knex: fixture.knex,
        rules: new ApprovalRuleStore(fixture.knex),
        history: fixture.history,
        outbox: new Outbox({
          knex: fixture.knex,
          logger: mockServices.logger.mock(),
        }),
      });
      const write = rules.create(
        {
          name: 'Governed',
          scope: { kind: 'template', id: template.id },
          effect: 'require',
        },
        ann,
      );
      const [written, deleted] = await Promise.allSettled([
        write,
        service.delete(template.id, ann),
      ]);
      expect([written.status, deleted.status].sort()).toEqual([
        'fulfilled',
        'rejected',
      ]);
      const { reason } = [written, deleted].find(
        (result): result is PromiseRejectedResult =>
          result.status === 'rejected',
      )!;
      expect(reason).toMatchObject(
        written.status === 'fulfilled'
          ? {
              code: 'has_approval_rules',
              culprits: [
                {
                  kind: 'approval_rule',
                  id: written.value.id,
                  name: 'Governed',
                },
              ],
            }
          : { code: 'scope_not_found' },
      );
    });

    it('refuses while there are children', async () => {
      const account = await create('account');
      const child = await create('network', [account]);
      await service.act(account.id, 'disable', ann);
      await expect(service.delete(account.id, ann)).rejects.toMatchObject({
        code: 'template_has_children',
        culprits: [{ kind: 'template', id: child.id, name: 'NETWORK' }],
      });
    });

    it('refuses while there are resources, naming ten of them', async () => {
      const template = await create('network');
      await service.act(template.id, 'disable', ann);
      for (let i = 10; i < 22; i++) {
        await fixture.addResource(template, `net-${i}`, { state: 'destroyed' });
      }
      const error = await refusal(service.delete(template.id, ann));
      expect(error).toMatchObject({
        code: 'template_has_resources',
        message: expect.stringMatching(
          /12 resources \('net-10', .*'net-19' and 2 more\)/,
        ),
      });
      expect(error.culprits).toHaveLength(10);
    });
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
      expect(await keys({ filter: ['key=alpha', 'key=off'], limit })).toEqual([
        2,
        'alpha',
        'off',
      ]);
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
});
