import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Entry,
  Resource,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';
import { until } from '../__testUtils__/until';
import { unsealApplied } from './appliedInputs';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const entries = (record: Record<string, string>): Entry[] =>
  Object.entries(record).map(([name, value]) => ({
    name,
    value,
    inheritedByChildren: true,
  }));

describe.each(databases.eachSupportedId())('stale inputs, %s', database => {
  let services: Services;
  let network: Template;
  let networkVersion: TemplateVersion;
  let clusterVersion: TemplateVersion;
  let region: Resource;
  let net: Resource;
  let apps: Resource;

  const first = {
    outputs: { id: 'n-1' },
    sensitiveOutputs: { token: 'hunter2-1' },
  };

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    const { outbox, stale } = services;
    outbox.on('resource.changed', ({ resourceId }) =>
      stale.refresh(resourceId as string),
    );
    outbox.start({ intervalMs: 2 ** 30 });
    const abstract = await addTemplate(services, { abstract: true });
    network = await addTemplate(services, { parents: [abstract] });
    const cluster = await addTemplate(services, { parents: [network] });
    networkVersion = await addVersion(services, network, {
      variables: [
        variable('region'),
        variable('mode', 'string', { default: 'm' }),
      ],
      outputs: [{ name: 'id', sensitive: false }],
    });
    clusterVersion = await addVersion(services, cluster, {
      variables: [
        variable('network_id'),
        variable('token', 'string', { sensitive: true, default: null }),
        variable('region', 'string', { default: 'none' }),
      ],
      rules: {
        network_id: { reference: { templateId: network.id, output: 'id' } },
        token: { reference: { templateId: network.id, output: 'token' } },
      },
    });
    region = await addResource(services, abstract, {
      configs: entries({ region: 'eu', unrelated: '1' }),
      tags: entries({ team: 'a' }),
    });
    net = await addResource(services, network, {
      version: networkVersion,
      parentIds: [region.id],
    });
    await run(net, 'provision', first);
    apps = await addResource(services, cluster, {
      version: clusterVersion,
      parentIds: [net.id],
      values: { region: 'own' },
    });
    await run(apps, 'provision');
    await settled();
  });

  afterAll(() => services.outbox.stop());

  async function run(
    resource: Resource,
    action: 'provision' | 'update',
    apply = {},
  ) {
    const { id } = await services.runService.request(resource.id, action, ann);
    await services.worker.work(id, apply);
    services.outbox.wake();
  }

  async function settled() {
    await until(
      async () =>
        (
          await services
            .knex('outbox')
            .where({ topic: 'resource.changed' })
            .select('id')
        ).length === 0,
    );
  }

  async function marks() {
    services.outbox.wake();
    await settled();
    const found = [];
    for (const { id } of [region, net, apps]) {
      found.push((await services.resourceService.get(id)).staleInputs);
    }
    return found;
  }

  const configure = (configs: Record<string, string>, tags = { team: 'a' }) =>
    services.resourceService.update(
      region.id,
      { configs: entries(configs), tags: entries(tags) },
      ann,
    );

  it('marks nothing where nothing changed', async () => {
    expect(await marks()).toEqual([false, false, false]);
    await configure({ region: 'eu', unrelated: '2' });
    expect(await marks()).toEqual([false, false, false]);
  });

  it('marks what would be given another config, and takes the mark away again', async () => {
    await configure({ region: 'us' });
    // The cluster has a value of its own.
    expect(await marks()).toEqual([false, true, false]);
    expect(
      (await services.resourceService.actions(net.id)).find(
        ({ action }) => action === 'update',
      ),
    ).toMatchObject({ allowed: true });
    await configure({ region: 'eu' });
    expect(await marks()).toEqual([false, false, false]);
  });

  it('marks what would get another tag', async () => {
    await configure({ region: 'eu' }, { team: 'b' });
    expect(await marks()).toEqual([false, true, true]);
    await configure({ region: 'eu' }, { team: 'a' });
    expect(await marks()).toEqual([false, false, false]);
  });

  it('marks what can no longer be resolved', async () => {
    await configure({});
    expect(await marks()).toEqual([false, true, false]);
    await configure({ region: 'eu' });
    expect(await marks()).toEqual([false, false, false]);
  });

  it('marks what cannot be compared, and goes on with the others', async () => {
    const { knex } = services;
    const row = await knex('resources').where({ id: apps.id }).first();
    const sealed = (text: string | null) =>
      knex('resources')
        .where({ id: apps.id })
        .update({ applied_inputs: text, stale_inputs: false });
    await sealed('encrypted with a key that is lost');
    await configure({ region: 'us' });
    expect(await marks()).toEqual([false, true, true]);
    await sealed(row.applied_inputs);
    await configure({ region: 'eu' });
    expect(await marks()).toEqual([false, false, false]);
  });

  it('is over once the resource was updated', async () => {
    await configure({ region: 'us' });
    expect(await marks()).toEqual([false, true, false]);
    await run(net, 'update', first);
    expect(await marks()).toEqual([false, false, false]);
    await configure({ region: 'eu' });
    expect(await marks()).toEqual([false, true, false]);
    await run(net, 'update', first);
    expect(await marks()).toEqual([false, false, false]);
  });

  it.each([
    ['an output', { outputs: { id: 'n-2' } }],
    ['a sensitive output', { sensitiveOutputs: { token: 'hunter2-2' } }],
  ])('marks what is fed by %s', async (_, changed) => {
    await configure({ region: 'us' });
    await marks();
    await run(net, 'update', { ...first, ...changed });
    expect(await marks()).toEqual([false, false, true]);
    await configure({ region: 'eu' });
    await marks();
    await run(net, 'update', first);
    expect(await marks()).toEqual([false, false, false]);
  });

  it('asks no more of the database for many than for one', async () => {
    const { knex, outbox } = services;
    await outbox.stop();
    const queriesOf = async () => {
      let count = 0;
      const countQuery = () => {
        count += 1;
      };
      knex.on('query', countQuery);
      await services.stale.refresh(region.id);
      knex.removeListener('query', countQuery);
      return count;
    };
    await configure({ region: 'us' });
    const few = await queriesOf();
    await configure({ region: 'eu' });
    await services.stale.refresh(region.id);
    const added: Resource[] = [];
    for (let i = 0; i < 8; i++) {
      const resource = await addResource(services, network, {
        version: networkVersion,
        parentIds: [region.id],
      });
      await run(resource, 'provision', first);
      added.push(resource);
    }
    await configure({ region: 'us' });
    expect(await queriesOf()).toBe(few);
    for (const { id } of added) {
      const resource = await services.resourceService.get(id);
      expect(resource.staleInputs).toBe(true);
    }
    outbox.start({ intervalMs: 2 ** 30 });
    await configure({ region: 'eu' });
    expect(await marks()).toEqual([false, false, false]);
  });

  it('does not overwrite what changed meanwhile', async () => {
    const { knex, outbox, resources } = services;
    await outbox.stop();
    await configure({ region: 'us' });
    const getMany = jest.spyOn(resources, 'getMany');
    getMany.mockImplementationOnce(async (ids, db) => {
      getMany.mockRestore();
      const found = await resources.getMany(ids, db);
      await knex('resources').where({ id: net.id }).increment('revision', 1);
      return found;
    });
    await services.stale.refresh(region.id);
    expect((await services.resourceService.get(net.id)).staleInputs).toBe(
      false,
    );
    await services.stale.refresh(region.id);
    expect((await services.resourceService.get(net.id)).staleInputs).toBe(true);
    outbox.start({ intervalMs: 2 ** 30 });
    await configure({ region: 'eu' });
    expect(await marks()).toEqual([false, false, false]);
  });

  it('marks all that is below, however many there are', async () => {
    const { knex, keys, outbox } = services;
    await outbox.stop();
    const row = await knex('resources').where({ id: net.id }).first();
    const applied = unsealApplied(keys, {
      id: net.id,
      appliedInputs: row.applied_inputs,
    })!;
    const ids = Array.from({ length: 1_050 }, () => randomUUID());
    const copies = ids.map(id => ({
      ...{ ...row, id, name: id, slug: id },
      applied_inputs: keys.encryptJson(applied, {
        table: 'resources',
        column: 'applied_inputs',
        id,
      }),
    }));
    await knex.batchInsert('resources', copies, 100);
    for (const [table, above] of [
      ['resource_parents', { parent_id: region.id }],
      ['resource_ancestors', { ancestor_id: region.id, distance: 1 }],
    ] as const) {
      await knex.batchInsert(
        table,
        ids.map(id => ({ resource_id: id, ...above })),
        100,
      );
    }
    await configure({ region: 'us' });
    await services.stale.refresh(region.id);

    const [{ marked }] = await knex('resources')
      .whereIn('id', ids)
      .where({ stale_inputs: true })
      .count({ marked: '*' });
    expect(Number(marked)).toBe(ids.length);

    await knex('resources').whereIn('id', ids).delete();
    outbox.start({ intervalMs: 2 ** 30 });
    await configure({ region: 'eu' });
    expect(await marks()).toEqual([false, false, false]);
  });
});
