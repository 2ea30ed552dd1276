import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Entry,
  Resource,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
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

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const entry = (name: string, value: string, inherited = true): Entry => ({
  name,
  value,
  inheritedByChildren: inherited,
});

describe.each(databases.eachSupportedId())('hierarchy, %s', database => {
  let services: Services;
  let account: Template;
  let region: Template;
  let network: Template;
  let cluster: Template;
  let networkVersion: TemplateVersion;
  let clusterVersion: TemplateVersion;
  let acme: Resource;
  let eu: Resource;
  let net: Resource;
  let apps: Resource;

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    account = await addTemplate(services, { abstract: true });
    region = await addTemplate(services, {
      abstract: true,
      parents: [account],
    });
    network = await addTemplate(services, { parents: [region] });
    // A diamond: the account is above it twice.
    cluster = await addTemplate(services, { parents: [network, account] });
    networkVersion = await addVersion(services, network, {
      variables: [
        variable('region'),
        variable('size', 'number', { default: 1 }),
      ],
      outputs: [
        { name: 'network_id', sensitive: false },
        { name: 'token', sensitive: true },
      ],
    });
    clusterVersion = await addVersion(services, cluster, {
      variables: [
        variable('region'),
        variable('nodes', 'number', { default: 3 }),
        variable('network_id'),
        variable('token', 'string', { sensitive: true }),
        variable('zone', 'string', { default: 'a' }),
        variable('own', 'string', { default: null }),
      ],
      rules: {
        network_id: {
          reference: { templateId: network.id, output: 'network_id' },
        },
        token: { reference: { templateId: network.id, output: 'token' } },
        zone: { default: 'b', restricted: true },
      },
    });
    acme = await addResource(services, account, {
      name: fresh('acme-'),
      tags: [entry('team', 'platform'), entry('private', 'x', false)],
      configs: [entry('region', 'us'), entry('nodes', '5')],
    });
    eu = await addResource(services, region, {
      name: fresh('eu-'),
      parentIds: [acme.id],
      configs: [entry('region', 'eu')],
    });
    net = await addResource(services, network, {
      name: fresh('net-'),
      version: networkVersion,
      parentIds: [eu.id],
    });
    await provision(net, {
      outputs: { network_id: 'n-1' },
      sensitiveOutputs: { token: 'hunter2-token' },
    });
    apps = await addResource(services, cluster, {
      name: fresh('apps-'),
      version: clusterVersion,
      parentIds: [net.id, acme.id],
      values: { own: 'mine' },
      tags: [entry('team', 'apps')],
    });
  });

  async function provision(
    resource: Resource,
    apply: Parameters<Services['worker']['work']>[1],
  ) {
    const { id } = await services.runService.request(
      resource.id,
      'provision',
      ann,
    );
    await services.worker.work(id, apply);
  }

  const link = (resource: Resource) =>
    expect.objectContaining({ id: resource.id, name: resource.name });

  describe('effective values', () => {
    it('come from above, each with its provenance', async () => {
      const { variables, errors } = await services.resourceService.effective(
        apps.id,
      );
      expect(errors).toEqual([]);
      const found = Object.fromEntries(
        variables.map(({ name, value, provenance }) => [
          name,
          [value, provenance?.source, provenance?.resource?.name],
        ]),
      );
      expect(found).toEqual({
        // The account is a parent too, and nearer than the region.
        region: ['us', 'config', acme.name],
        nodes: [5, 'config', acme.name],
        network_id: ['n-1', 'reference', net.name],
        token: [undefined, 'reference', net.name],
        zone: ['b', 'template_default', undefined],
        own: ['mine', 'resource', apps.name],
      });
      const token = variables.find(({ name }) => name === 'token');
      expect(token).toMatchObject({ isSet: true, sensitive: true });
    });

    it('of the network come from its own ancestors', async () => {
      const { variables } = await services.resourceService.effective(net.id);
      expect(variables[0]).toMatchObject({
        value: 'eu',
        provenance: { source: 'config', resource: { name: eu.name } },
        overridden: [{ value: 'us', provenance: { resource: link(acme) } }],
      });
    });

    it('hold the nearest tags, and not those that are not passed on', async () => {
      const of = async (id: string) =>
        (await services.resourceService.effective(id)).tags.map(tag => [
          tag.name,
          tag.value,
          tag.own,
        ]);
      expect(await of(apps.id)).toEqual([['team', 'apps', true]]);
      expect(await of(net.id)).toEqual([['team', 'platform', false]]);
      expect(await of(acme.id)).toEqual([
        ['private', 'x', true],
        ['team', 'platform', true],
      ]);
    });

    it('reach a run with their secrets', async () => {
      const { id } = await services.runService.request(apps.id, 'dry-run', ann);
      const { inputs, masked } = await services.reader.read(
        await services.worker.claim(id),
      );
      expect(inputs).toMatchObject({
        values: { network_id: 'n-1', token: 'hunter2-token', zone: 'b' },
        sensitive: ['token'],
        tags: { team: 'apps' },
      });
      expect(JSON.stringify(masked)).not.toContain('hunter2');
    });
  });

  describe('schema of a version', () => {
    it('tells what the parents would hand down', async () => {
      const schema = await services.resourceService.versionSchema({
        versionId: clusterVersion.id,
        parentIds: [net.id, acme.id],
      });
      expect(schema.errors).toEqual([]);
      expect(
        schema.variables.find(({ name }) => name === 'nodes'),
      ).toMatchObject({ value: 5, provenance: { resource: link(acme) } });
      expect(schema.schema).toMatchObject({ type: 'object' });
      expect(JSON.stringify(schema)).not.toContain('hunter2');
    });

    it('tells what is missing without parents', async () => {
      const schema = await services.resourceService.versionSchema({
        versionId: clusterVersion.id,
        parentIds: [],
      });
      expect(schema.errors.map(({ code }) => code)).toEqual([
        'missing_ancestor',
        'missing_ancestor',
      ]);
    });

    it('needs an analysed version', async () => {
      const raw = await addVersion(services, network, { analysed: false });
      for (const versionId of [raw.id, randomUUID()]) {
        await expect(
          services.resourceService.versionSchema({ versionId, parentIds: [] }),
        ).rejects.toMatchObject({
          name: 'NotFoundError',
          code: 'version_not_found',
        });
      }
    });
  });

  describe('tree', () => {
    it('holds everything above and below, once', async () => {
      const tree = await services.resourceService.tree(net.id, {
        limit: 2_000,
      });
      expect(tree).toMatchObject({ rootId: net.id, truncated: false });
      expect(tree.nodes.map(node => node.name).sort()).toEqual(
        [acme, eu, net, apps].map(({ name }) => name).sort(),
      );
      expect(tree.nodes).toContainEqual({
        id: apps.id,
        name: apps.name,
        abstract: false,
        templateId: cluster.id,
        templateName: cluster.name,
        state: 'provision',
        status: 'ready',
        staleInputs: false,
        drifted: false,
      });
      const edges = tree.edges.map(edge => `${edge.parentId} ${edge.childId}`);
      expect(edges.sort()).toEqual(
        [
          [acme, eu],
          [eu, net],
          [net, apps],
          [acme, apps],
        ]
          .map(([parent, child]) => `${parent.id} ${child.id}`)
          .sort(),
      );
    });

    it('tells which outputs go where, from the nearest', async () => {
      const far = await addResource(services, region, {
        parentIds: [acme.id],
      });
      const other = await addResource(services, network, {
        version: networkVersion,
        parentIds: [far.id],
      });
      const { references } = await services.resourceService.tree(acme.id, {
        limit: 2_000,
      });
      expect(references).toEqual([
        {
          sourceId: net.id,
          targetId: apps.id,
          uses: [
            { output: 'network_id', variable: 'network_id' },
            { output: 'token', variable: 'token' },
          ],
        },
      ]);
      const fromBelow = await services.resourceService.tree(apps.id, {
        limit: 2_000,
      });
      expect(fromBelow.references).toEqual(references);
      const beside = await services.resourceService.tree(other.id, {
        limit: 2_000,
      });
      expect(beside.references).toEqual([]);
    });

    it('leaves out what is neither above nor below', async () => {
      const lonely = await addResource(services, region, {
        parentIds: [acme.id],
      });
      const tree = await services.resourceService.tree(lonely.id, {
        limit: 2_000,
      });
      expect(tree.nodes.map(({ id }) => id).sort()).toEqual(
        [acme.id, lonely.id].sort(),
      );
    });

    it('does not know a resource that is not there', async () => {
      await expect(
        services.resourceService.tree(randomUUID(), { limit: 2_000 }),
      ).rejects.toMatchObject({ code: 'resource_not_found' });
    });

    it('is cut where it is too large, the nearest first', async () => {
      const { knex } = services;
      const top = await addResource(services, account);
      const row = await knex('resources').where({ id: top.id }).first();
      const ids = Array.from({ length: 2_050 }, () => randomUUID());
      const rows = ids.map((id, i) => ({
        ...row,
        id,
        name: `many-${i}`,
        slug: `many_${i}`,
      }));
      const links = ids.map((id, i) => ({
        resource_id: id,
        parent_id: i < 1_000 ? top.id : ids[i - 1_000],
      }));
      await knex.batchInsert('resources', rows, 500);
      await knex.batchInsert('resource_parents', links, 500);
      const above = ids.flatMap((id, i) => {
        const way = [top.id];
        for (let at = i % 1_000; at < i; at += 1_000) {
          way.unshift(ids[at]);
        }
        return way.map((ancestor, index) => ({
          resource_id: id,
          ancestor_id: ancestor,
          distance: index + 1,
        }));
      });
      await knex.batchInsert('resource_ancestors', above, 500);
      const tree = await services.resourceService.tree(top.id, {
        limit: 2_000,
      });
      expect(tree).toMatchObject({ truncated: true, nodes: { length: 2_000 } });
      const shown = new Set(tree.nodes.map(({ id }) => id));
      const near = [top.id, ...ids.slice(0, 1_000)];
      expect(near.every(id => shown.has(id))).toBe(true);
      expect(
        tree.edges.every(
          edge => shown.has(edge.parentId) && shown.has(edge.childId),
        ),
      ).toBe(true);
    });
  });
});
