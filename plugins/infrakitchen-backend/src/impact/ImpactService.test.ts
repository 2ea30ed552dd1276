import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Entry,
  ImpactInput,
  ImpactItem,
  Resource,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { fakePlan } from '../__testUtils__/fakePlan';
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
import type { AccessScope } from '../access';
import { createImpactService } from './createImpacts';
import type { ImpactService } from './ImpactService';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const entries = (record: Record<string, string>): Entry[] =>
  Object.entries(record).map(([name, value]) => ({
    name,
    value,
    inheritedByChildren: true,
  }));

describe.each(databases.eachSupportedId())('impact, %s', database => {
  let services: Services;
  let impacts: ImpactService;
  let network: Template;
  let networkVersion: TemplateVersion;
  let smaller: TemplateVersion;
  let clusterVersion: TemplateVersion;
  let region: Resource;
  let net: Resource;
  let cluster: Resource;

  const page = { limit: 50 };

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    impacts = createImpactService(services);
    const abstract = await addTemplate(services, { abstract: true });
    network = await addTemplate(services, { parents: [abstract] });
    const clusters = await addTemplate(services, {
      parents: [network],
      conventions: { requiredTags: ['team'] },
    });
    networkVersion = await addVersion(services, network, {
      variables: [variable('region')],
      outputs: [
        { name: 'id', sensitive: false },
        { name: 'token', sensitive: true },
      ],
    });
    smaller = await addVersion(services, network, {
      variables: [
        variable('region'),
        variable('extra', 'string', { default: 'e' }),
      ],
      outputs: [{ name: 'other', sensitive: false }],
    });
    clusterVersion = await addVersion(services, clusters, {
      variables: [
        variable('network_id'),
        variable('token', 'string', { sensitive: true, default: null }),
        variable('region', 'string', { default: 'none' }),
        variable('password', 'string', { sensitive: true, default: null }),
      ],
      rules: {
        network_id: { reference: { templateId: network.id, output: 'id' } },
        token: { reference: { templateId: network.id, output: 'token' } },
        region: { frozen: true },
      },
    });
    region = await addResource(services, abstract, {
      configs: entries({ region: 'eu' }),
      tags: entries({ team: 'a' }),
    });
    net = await addResource(services, network, {
      version: networkVersion,
      parentIds: [region.id],
    });
    await run(net, 'provision', {
      outputs: { id: 'n-1' },
      sensitiveOutputs: { token: 'hunter2-token' },
    });
    cluster = await addResource(services, clusters, {
      version: clusterVersion,
      parentIds: [net.id],
      values: { password: 'hunter2-own' },
    });
    await run(cluster, 'provision');
  });

  async function run(
    resource: Resource,
    action: 'provision' | 'update',
    apply: Parameters<Services['worker']['work']>[1] = {},
  ) {
    const { id } = await services.runService.request(resource.id, action, ann);
    return services.worker.work(id, apply);
  }

  const ask = (resource: Resource, input: ImpactInput) =>
    impacts.ofResource(resource.id, input, page, ann);
  const of = (items: ImpactItem[], resource: Resource) =>
    items.find(item => item.resource.id === resource.id);

  it('tells from what to what, and where both come from', async () => {
    const answer = await ask(region, { tags: entries({ team: 'b' }) });

    expect(answer).toMatchObject({ total: 3, broken: 0 });
    expect(answer.items.map(item => item.resource.id)).toEqual([
      region.id,
      net.id,
      cluster.id,
    ]);
    expect(of(answer.items, cluster)).toMatchObject({
      resource: { name: cluster.name, templateName: expect.any(String) },
      state: 'provisioned',
      distance: 2,
      errors: [],
      changes: [
        {
          kind: 'tag',
          name: 'team',
          sensitive: false,
          before: 'a',
          after: 'b',
          provenanceBefore: { source: 'config', resource: { id: region.id } },
          provenanceAfter: { source: 'config', resource: { id: region.id } },
        },
      ],
    });
  });

  it('stores nothing', async () => {
    const counts = () =>
      Promise.all(
        ['audit', 'outbox', 'revisions', 'resource_changes'].map(async table =>
          Number((await services.knex(table).count({ n: '*' }))[0].n),
        ),
      );
    const before = await counts();
    await ask(net, { values: { region: 'own' }, tags: [] });
    expect(await counts()).toEqual(before);
  });

  it('says what would break: a required tag that goes, a frozen variable', async () => {
    const { items, broken } = await ask(region, {
      tags: [],
      configs: entries({ region: 'us' }),
    });

    expect(broken).toBe(1);
    expect(of(items, net)?.errors).toEqual([]);
    expect(of(items, cluster)?.errors.map(({ code }) => code)).toEqual([
      'frozen_variable',
      'missing_tag',
    ]);
  });

  it('counts planned outputs, and those that only the apply can tell', async () => {
    const plan = {
      ...fakePlan('update'),
      outputChanges: [
        {
          name: 'id',
          action: 'update' as const,
          sensitive: false,
          afterUnknown: true,
          before: 'n-1',
        },
        { name: 'token', action: 'update' as const, sensitive: true },
      ],
    };
    const { id } = await services.runService.request(net.id, 'dry-run', ann);
    await services.worker.work(id, { plan });

    const { items, total } = await ask(net, { runId: id });
    expect(total).toBe(1);
    expect(items[0].changes).toEqual([
      expect.objectContaining({
        kind: 'variable',
        name: 'network_id',
        sensitive: false,
        before: 'n-1',
        unknown: true,
      }),
      expect.objectContaining({ name: 'token', sensitive: true }),
    ]);
    expect(items[0].errors).toEqual([]);
    await expect(ask(cluster, { runId: id })).rejects.toMatchObject({
      code: 'run_not_found',
    });
  });

  it('says what another version takes away and brings', async () => {
    const { items } = await ask(net, { versionId: smaller.id });

    expect(of(items, net)?.changes).toMatchObject([
      { kind: 'variable', name: 'extra', after: 'e' },
    ]);
    expect(of(items, cluster)).toMatchObject({
      changes: [
        { name: 'network_id', before: 'n-1' },
        { name: 'token', sensitive: true },
      ],
      errors: [
        { code: 'missing_output', variable: 'network_id' },
        { code: 'missing_output', variable: 'token' },
      ],
    });
    await expect(
      ask(net, { versionId: clusterVersion.id }),
    ).rejects.toMatchObject({ code: 'version_of_other_template' });
  });

  it('tells no secret, and does not confirm a guess', async () => {
    const told = async (password: string) => {
      const answer = await ask(cluster, { values: { password } });
      return answer.items[0].changes;
    };
    const right = await told('hunter2-own');

    expect(right).toEqual(await told('wrong'));
    expect(right).toEqual([
      expect.objectContaining({ name: 'password', sensitive: true }),
    ]);
    expect(JSON.stringify(right)).not.toContain('hunter2');
  });

  it('keeps secrets that are left out, and tells of those that are unset', async () => {
    expect((await ask(cluster, { values: {} })).total).toBe(0);
    const { items } = await ask(cluster, { unsetSensitive: ['password'] });
    expect(items[0].changes).toMatchObject([
      { name: 'password', sensitive: true },
    ]);
  });

  it('lays an edit over the pending change', async () => {
    const other = await addResource(services, network, {
      version: networkVersion,
      parentIds: [region.id],
    });
    await run(other, 'provision', { outputs: { id: 'n-2' } });
    await services.resourceService.update(
      other.id,
      { tags: entries({ team: 'pending' }) },
      ann,
    );

    const { items } = await ask(other, { values: { region: 'own' } });
    expect(items[0].changes).toMatchObject([
      { name: 'region', before: 'eu', after: 'own' },
      { name: 'team', before: 'a', after: 'pending' },
    ]);
  });

  it('shows the new place of a move, and refuses what the move refuses', async () => {
    const elsewhere = await addResource(
      services,
      { id: region.templateId },
      { configs: entries({ region: 'us' }), tags: entries({ team: 'z' }) },
    );
    const { total, items } = await ask(net, { parentIds: [elsewhere.id] });

    expect(total).toBe(2);
    expect(of(items, net)?.changes).toMatchObject([
      { name: 'region', before: 'eu', after: 'us' },
      { name: 'team', before: 'a', after: 'z' },
    ]);
    expect(of(items, cluster)?.changes).toMatchObject([
      { kind: 'variable', name: 'region', before: 'eu', after: 'us' },
      { kind: 'tag', name: 'team', before: 'a', after: 'z' },
    ]);
    await expect(ask(net, { parentIds: [cluster.id] })).rejects.toMatchObject({
      code: 'parent_of_wrong_template',
    });
  });

  it('keeps a parent that the caller does not see, as the move does', async () => {
    const scope = {
      isUnrestricted: false,
      restrict: (_kind, query, table = 'resources') => {
        query.whereNot(`${table}.id`, region.id);
      },
    } as Partial<AccessScope> as AccessScope;
    await expect(
      impacts.ofResource(net.id, { parentIds: [] }, page, { ...ann, scope }),
    ).resolves.toMatchObject({ total: 0, items: [] });
  });

  it('counts and shows only what the caller may see', async () => {
    const scope = {
      isUnrestricted: false,
      restrict: (_kind, query, table = 'resources') => {
        query.whereNot(`${table}.id`, net.id);
      },
    } as Partial<AccessScope> as AccessScope;
    const { total, items } = await impacts.ofResource(
      region.id,
      { tags: entries({ team: 'b' }), configs: entries({ region: 'us' }) },
      page,
      { ...ann, scope },
    );

    expect(of(items, net)).toBeUndefined();
    expect(items).toHaveLength(total);
    await expect(
      impacts.ofResource(cluster.id, { parentIds: [net.id, region.id] }, page, {
        ...ann,
        scope: {
          ...scope,
          restrict: (_kind, query) => query.whereRaw('1 = 0'),
        },
      }),
    ).rejects.toMatchObject({
      code: 'parent_not_found',
      culprits: [{ id: region.id }],
    });
  });

  it('tells of the resources of a project where nothing above decides', async () => {
    const key = fresh('project');
    const project = await services.projectService.create(
      { key, name: key, tags: entries({ cost: '1', team: 'p' }) },
      ann,
    );
    const inside = await addResource(services, network, {
      version: networkVersion,
      parentIds: [region.id],
      projectId: project.id,
    });
    const answer = await impacts.ofProject(
      project.id,
      { tags: entries({ cost: '2', team: 'q' }) },
      page,
      ann,
    );

    expect(answer).toMatchObject({
      total: 1,
      items: [
        {
          resource: { id: inside.id },
          distance: 0,
          changes: [{ kind: 'tag', name: 'cost', before: '1', after: '2' }],
        },
      ],
    });
  });

  it('turns pages with the counts of the first, and refuses other cursors', async () => {
    const input = { tags: entries({ team: 'b' }) };
    const first = await impacts.ofResource(region.id, input, { limit: 1 }, ann);
    const next = await impacts.ofResource(
      region.id,
      input,
      { limit: 1, cursor: first.nextCursor },
      ann,
    );

    expect(first.items[0].resource.id).toBe(region.id);
    expect(next.items[0].distance).toBe(1);
    expect(next.total).toBe(first.total);
    await expect(
      impacts.ofResource(region.id, input, { limit: 1, cursor: 'x' }, ann),
    ).rejects.toMatchObject({ code: 'invalid_cursor' });
  });

  it('does not ask the database more where more is below', async () => {
    const root = await addResource(
      services,
      { id: region.templateId },
      {
        tags: entries({ team: 'a' }),
        configs: entries({ region: 'eu' }),
      },
    );
    const add = async (count: number) => {
      for (let index = 0; index < count; index += 1) {
        await addResource(services, network, {
          version: networkVersion,
          parentIds: [root.id],
        });
      }
    };
    const input = {
      tags: entries({ team: 'b' }),
      configs: entries({ region: 'us' }),
    };
    const queries = async () => {
      let count = 0;
      const listen = () => {
        count += 1;
      };
      services.knex.on('query', listen);
      const { total } = await ask(root, input);
      services.knex.removeListener('query', listen);
      return { count, total };
    };
    await add(2);
    const few = await queries();
    await add(20);
    expect(await queries()).toEqual({ count: few.count, total: 23 });
  });

  describe('stale inputs', () => {
    const edit = {
      tags: entries({ team: 'now' }),
      configs: entries({ region: 'us' }),
    };

    it('are what the impact announced', async () => {
      const announced = await ask(region, edit);
      await services.resourceService.update(region.id, edit, ann);
      await services.stale.refresh(region.id);

      const { items } = await services.resourceService.list(
        { filter: ['staleInputs=true'], limit: 50 },
        ann,
      );
      expect(items.map(({ id }) => id).sort()).toEqual(
        announced.items
          .filter(({ resource, state }) => {
            const isAbstract = resource.templateId === region.templateId;
            return state === 'provisioned' && !isAbstract;
          })
          .map(({ resource }) => resource.id)
          .sort(),
      );
    });

    it('are told as they were applied and as they are now', async () => {
      const { changes } = await impacts.stale(cluster.id, ann);
      expect(changes).toMatchObject([
        {
          kind: 'variable',
          name: 'region',
          before: 'eu',
          after: 'us',
          provenanceBefore: { source: 'config', resource: { id: region.id } },
          provenanceAfter: { source: 'config', resource: { id: region.id } },
        },
        {
          kind: 'tag',
          name: 'team',
          before: 'a',
          after: 'now',
          provenanceBefore: { source: 'config', resource: { id: region.id } },
        },
      ]);
    });

    it('keep secrets to themselves', async () => {
      await run(net, 'update', {
        outputs: { id: 'n-1' },
        sensitiveOutputs: { token: 'hunter2-new' },
      });
      const { changes } = await impacts.stale(cluster.id, ann);

      const token = changes.find(({ name }) => name === 'token');
      expect(token).toEqual({
        kind: 'variable',
        name: 'token',
        sensitive: true,
        provenanceBefore: expect.objectContaining({ source: 'reference' }),
        provenanceAfter: expect.objectContaining({ source: 'reference' }),
      });
      expect(changes.some(({ name }) => name === 'password')).toBe(false);
      expect(JSON.stringify(changes)).not.toContain('hunter2');
    });

    it('are none where nothing was applied', async () => {
      expect(await impacts.stale(region.id, ann)).toEqual({
        changes: [],
        errors: [],
      });
    });
  });
});
