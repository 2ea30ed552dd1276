import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  createServices,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';
import { AccessRecords } from '../access';
import { KnexAccessScope } from '../access/AccessScope';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const MANY = 1_200;
const reader = 'user:default/reader';

describe.each(databases.eachSupportedId())('many resources, %s', database => {
  let services: Services;
  let account: Template;
  let network: Template;
  let version: TemplateVersion;
  let few: Resource;
  let many: Resource;
  let foreign: Resource;

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    account = await addTemplate(services, { abstract: true });
    network = await addTemplate(services, { parents: [account] });
    version = await addVersion(services, network, {
      variables: [variable('region', 'string', { default: 'none' })],
    });
    [few, many, foreign] = [
      await addResource(services, account),
      await addResource(services, account),
      await addResource(services, account),
    ];
    await fill(few, 5);
    await fill(many, MANY);
    await fill(foreign, 5);
    for (const { id } of [few, many]) {
      await services.knex('grants').insert({
        id: randomUUID(),
        principal_ref: reader,
        role: 'read',
        scope_kind: 'resource',
        scope_id: id,
        created_by: reader,
        created_at: 0,
      });
    }
  });

  /** Puts copies of one network below a resource. */
  async function fill(parent: Resource, count: number) {
    const { knex } = services;
    const first = await addResource(services, network, {
      version,
      parentIds: [parent.id],
    });
    const row = await knex('resources').where({ id: first.id }).first();
    const ids = Array.from({ length: count - 1 }, () => randomUUID());
    await knex.batchInsert(
      'resources',
      ids.map((id, i) => ({
        ...row,
        id,
        name: `${first.name}-${i}`,
        slug: `${row.slug}_${i}`,
      })),
      200,
    );
    await knex.batchInsert(
      'resource_parents',
      ids.map(id => ({ resource_id: id, parent_id: parent.id })),
      200,
    );
    await knex.batchInsert(
      'resource_ancestors',
      ids.map(id => ({
        resource_id: id,
        ancestor_id: parent.id,
        distance: 1,
      })),
      200,
    );
  }

  /** What somebody may see by grants alone. */
  function scopeOf(principal: string, resourceIds?: string[]) {
    const settings = { grants: [] };
    const holding = {
      principals: [principal],
      roles: ['read' as const, 'write' as const, 'admin' as const],
      fixed: [],
      resourceIds,
    };
    return new KnexAccessScope({
      caller: {
        actor: { kind: 'user', ref: principal },
        principals: [principal],
      },
      reads: {
        resource: { holding },
        template: 'all',
        project: 'all',
        integration: 'none',
        secret: 'none',
        storage: 'none',
        workspace: 'none',
      },
      records: new AccessRecords({ knex: services.knex, settings }),
      settings,
    });
  }

  /** How many statements something takes. */
  async function statements(work: () => Promise<unknown>): Promise<number> {
    let count = 0;
    const listen = () => {
      count += 1;
    };
    services.knex.on('query', listen);
    await work();
    services.knex.removeListener('query', listen);
    return count;
  }

  const list = (
    filter: string[],
    scope = scopeOf(reader),
    limit = 50,
    cursor?: string,
  ) =>
    services.resourceService.list({ filter, limit, cursor }, {
      scope,
    } as Parameters<Services['resourceService']['list']>[1]);

  it('shows what grants reach, few or many, named or looked up', async () => {
    const filter = [`templateId=${network.id}`];
    const seen = async (scope: KnexAccessScope) => {
      const ids = new Set<string>();
      let cursor: string | undefined;
      do {
        const page = await list(filter, scope, 200, cursor);
        page.items.forEach(({ id }) => ids.add(id));
        cursor = page.nextCursor;
      } while (cursor);
      return ids.size;
    };
    expect(await seen(scopeOf(reader))).toBe(MANY + 5);
    expect(await seen(scopeOf(reader, [few.id, many.id]))).toBe(MANY + 5);
    expect(await seen(scopeOf('user:default/nobody'))).toBe(0);
    await services.knex('grants').insert({
      id: randomUUID(),
      principal_ref: 'user:default/small',
      role: 'read',
      scope_kind: 'resource',
      scope_id: few.id,
      created_by: reader,
      created_at: 0,
    });
    expect(await seen(scopeOf('user:default/small'))).toBe(5);
    expect(await seen(scopeOf('user:default/small', [few.id]))).toBe(5);
  });

  it('counts as far as anybody reads', async () => {
    expect(await list([`parentId=${few.id}`])).toMatchObject({
      totalItems: 5,
      totalIsMinimum: undefined,
    });
    expect(await list([`parentId=${many.id}`])).toMatchObject({
      totalItems: 1_000,
      totalIsMinimum: true,
    });
  });

  it.each(['few', 'many'] as const)(
    'are shown with what is above and below, of %s',
    async which => {
      const root = { few, many }[which];
      const tree = await services.resourceService.tree(
        root.id,
        { limit: 10_000 },
        { scope: scopeOf(reader) },
      );
      const count = { few: 5, many: MANY }[which];
      expect(tree).toMatchObject({
        truncated: false,
        nodes: { length: count + 1 },
        edges: { length: count },
      });
      const flat = await services.resourceService.tree(root.id, {
        limit: 10_000,
        depth: 0,
      });
      expect(flat.nodes.map(({ id }) => id)).toEqual([root.id]);
    },
  );

  it('take as many statements as few', async () => {
    const { resourceService } = services;
    const of = async (root: Resource) => {
      const page = await list([`parentId=${root.id}`]);
      const [{ id }] = page.items;
      const scope = scopeOf(reader);
      return {
        list: await statements(() => list([`parentId=${root.id}`], scope, 200)),
        effective: await statements(() => resourceService.effective(id)),
        tree: await statements(() =>
          resourceService.tree(root.id, { limit: 10_000 }, { scope }),
        ),
        actions: await statements(() => resourceService.actions(root.id)),
      };
    };
    const small = await of(few);
    expect(await of(many)).toEqual(small);
    expect(small.effective).toBeLessThanOrEqual(10);
    expect(small.list).toBeLessThanOrEqual(20);
    // The last one looks whether a version takes outputs from above.
    expect(small.tree).toBeLessThanOrEqual(9);
  });
});
