import { createBackendModule } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import {
  catalogProcessingExtensionPoint,
  type EntityProviderMutation,
} from '@backstage/plugin-catalog-node';
import type { Knex } from 'knex';
import { addResources, addTemplate } from './__testUtils__/seed';
import {
  createDatabases,
  startPortal,
  until,
  type Portal,
  type PortalDatabases,
} from './__testUtils__/startPortal';

jest.setTimeout(300_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

/** Nothing but events tells of changes, once it has begun. */
const noPolls = { pollInterval: { hours: 1 } };

const MANY = 10_000;

const shop = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'shop',
    annotations: {
      'backstage.io/managed-by-location': 'url:https://example.com/shop',
      'backstage.io/managed-by-origin-location': 'url:https://example.com/shop',
      'infrakitchen.io/resources': 'network/Core Net, what is this',
    },
  },
  spec: { type: 'service', lifecycle: 'production', owner: 'guests' },
};

/** Brings a component that names its resources. */
const componentModule = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'component',
  register(reg) {
    reg.registerInit({
      deps: { processing: catalogProcessingExtensionPoint },
      async init({ processing }) {
        processing.addEntityProvider({
          getProviderName: () => 'component',
          connect: async connection =>
            connection.applyMutation({
              type: 'full',
              entities: [{ entity: shop }],
            }),
        });
      },
    });
  },
});

/** What a provider did, in short. */
const shortOf = (mutation: EntityProviderMutation) =>
  mutation.type === 'full'
    ? { type: 'full', entities: mutation.entities.length }
    : {
        type: 'delta',
        added: mutation.added.map(({ entity }) => entity.metadata.name).sort(),
        removed: mutation.removed.map(each =>
          'entityRef' in each ? each.entityRef : each.entity.metadata.name,
        ),
      };

describe.each(databases.eachSupportedId())('resources, %s', id => {
  let stored: PortalDatabases;
  let portal: Portal | undefined;

  /** Databases with the schema, and what is in them before a portal starts. */
  async function seeded(
    seed: (knex: Knex) => Promise<unknown>,
  ): Promise<PortalDatabases> {
    const made = await createDatabases(databases, id);
    const first = await startPortal({ databases: made, processes: false });
    await first.stop();
    await seed(made.infrakitchen);
    // As with the first start of all.
    await made.catalog('backstage_backend_tasks__tasks').delete();
    return made;
  }

  /** Starts a portal, and waits until it has compared everything. */
  async function start(
    options: Partial<Parameters<typeof startPortal>[0]> = {},
  ): Promise<Portal> {
    portal = await startPortal({ databases: stored, ...options });
    const { mutations } = portal;
    await until(() => mutations.some(({ type }) => type === 'full'));
    await settled(stored.catalog);
    return portal;
  }

  /** The first poll may come after the comparison. */
  async function settled(catalog: Knex): Promise<void> {
    await until(async () => {
      const waiting = await catalog('backstage_backend_tasks__tasks')
        .where('id', 'like', 'infrakitchen-%')
        .where(part =>
          part
            .whereNotNull('current_run_ticket')
            .orWhereNull('last_run_ended_at'),
        );
      return waiting.length === 0;
    });
  }

  afterEach(async () => {
    await portal?.stop();
    portal = undefined;
  });

  it('appear by the thousands, and one that changes follows by a delta of one', async () => {
    let ids: string[] = [];
    stored = await seeded(async knex => {
      const template = await addTemplate(knex, { key: 'bucket' });
      ids = await addResources(
        knex,
        template,
        Array.from({ length: MANY }, (_, i) => ({ name: `Bucket ${i}` })),
      );
    });
    const { mutations, edit } = await start({
      provider: noPolls,
      processes: false,
    });
    expect(mutations.map(shortOf)).toEqual([{ type: 'full', entities: MANY }]);
    const [{ count }] = await stored
      .catalog('refresh_state')
      .where('entity_ref', 'like', 'resource:default/bucket.%')
      .count({ count: '*' });
    expect(Number(count)).toBe(MANY);

    mutations.length = 0;
    await edit(`/resources/${ids[7]}`, { description: 'Edited' });
    await until(() => mutations.length > 0);
    await edit(`/resources/${ids[8]}`, { description: 'Edited too' });
    await until(() => mutations.length > 1);
    expect(mutations.map(shortOf)).toEqual([
      { type: 'delta', added: ['bucket.bucket_7'], removed: [] },
      { type: 'delta', added: ['bucket.bucket_8'], removed: [] },
    ]);
    const { unprocessed_entity: text } = await stored
      .catalog('refresh_state')
      .where({ entity_ref: 'resource:default/bucket.bucket_7' })
      .first('unprocessed_entity');
    expect(JSON.parse(text).metadata.description).toBe('Edited');
  });

  it('are entities with relations, owners and systems, and follow what happens to them', async () => {
    let ids: string[] = [];
    stored = await seeded(async knex => {
      const region = await addTemplate(knex, { key: 'region' });
      const network = await addTemplate(knex, { key: 'network' });
      await knex('template_parents').insert({
        template_id: network,
        parent_id: region,
      });
      ids = [
        ...(await addResources(knex, region, [{ name: 'EU' }])),
        ...(await addResources(knex, network, [
          { name: 'Core Net', ownerRef: 'group:default/network' },
          // What was stored before anybody checked it.
          { name: 'Odd', slug: '../../\u202e', ownerRef: 'not a ref:/' },
        ])),
      ];
      const [eu, core] = ids;
      await knex('resource_parents').insert({
        resource_id: core,
        parent_id: eu,
      });
      await knex('resource_ancestors').insert({
        resource_id: core,
        ancestor_id: eu,
        distance: 1,
      });
    });
    const { ask, edit, entity, mutations } = await start({ provider: noPolls });
    const [, core, odd] = ids;
    const names = mutations.flatMap(mutation =>
      mutation.type === 'full'
        ? mutation.entities.map(({ entity: each }) => each.metadata.name)
        : [],
    );
    const oddName = names.find(name => /^network\.x\./.test(name))!;
    const found = await until(() => entity('network.core_net'));
    expect(found).toMatchObject({
      metadata: {
        title: 'Core Net',
        annotations: {
          'infrakitchen.io/resource-id': core,
          'infrakitchen.io/template': 'network',
          'infrakitchen.io/state': 'provisioned',
        },
        links: [
          {
            url: `https://portal.example.com/infrakitchen/resources/${core}`,
          },
        ],
      },
      spec: {
        type: 'network',
        owner: 'group:default/network',
        lifecycle: 'production',
      },
      relations: expect.arrayContaining([
        { type: 'dependsOn', targetRef: 'resource:default/region.eu' },
        { type: 'ownedBy', targetRef: 'group:default/network' },
      ]),
    });
    await until(async () =>
      (
        await entity('region.eu')
      )?.relations?.some(
        ({ type, targetRef }) =>
          type === 'dependencyOf' &&
          targetRef === 'resource:default/network.core_net',
      ),
    );
    expect(await until(() => entity(oddName))).toMatchObject({
      metadata: { title: 'Odd' },
      spec: { owner: 'unknown' },
    });

    // The owner goes, is renamed, and is nobody that the catalog knows.
    await edit(`/resources/${core}`, { ownerRef: 'group:default/gone' });
    await until(async () =>
      (
        await entity('network.core_net')
      )?.relations?.some(({ targetRef }) => targetRef === 'group:default/gone'),
    );

    await stored
      .infrakitchen('resources')
      .where({ id: odd })
      .update({ state: 'destroyed' });
    await ask('POST', `/infrakitchen/resources/${odd}/actions/delete`, {});
    await until(async () => !(await entity(oddName)));

    const [template] = (
      await ask('GET', '/infrakitchen/templates')
    ).items.filter(({ key }: { key: string }) => key === 'network');
    await edit(`/templates/${template.id}`, { publishToCatalog: false });
    await until(async () => !(await entity('network.core_net')));
    expect(await entity('region.eu')).toBeDefined();
    await edit(`/templates/${template.id}`, { publishToCatalog: true });
    await until(() => entity('network.core_net'));
    expect(mutations.filter(({ type }) => type === 'full')).toHaveLength(1);
  });

  it('are found by the poll where an event was lost, and after a time away', async () => {
    let ids: string[] = [];
    stored = await seeded(async knex => {
      const template = await addTemplate(knex, { key: 'bucket' });
      ids = await addResources(knex, template, [
        { name: 'One' },
        { name: 'Two' },
      ]);
    });
    const options = {
      provider: { pollInterval: { seconds: 1 } },
      hasEvents: false,
      processes: false,
    };
    let { mutations, edit } = await start(options);
    mutations.length = 0;
    await edit(`/resources/${ids[0]}`, { description: 'Lost' });
    await until(() => mutations.length > 0);
    expect(shortOf(mutations[0])).toEqual({
      type: 'delta',
      added: ['bucket.one'],
      removed: [],
    });

    // The catalog is away while something changes.
    await portal!.stop();
    const away = await startPortal({
      ...options,
      databases: {
        ...stored,
        catalog: (await createDatabases(databases, id)).catalog,
      },
    });
    away.mutations.length = 0;
    await away.edit(`/resources/${ids[1]}`, { description: 'Away' });
    await until(() =>
      away.mutations.some(
        mutation =>
          mutation.type === 'delta' &&
          mutation.added.some(
            ({ entity }) => entity.metadata.name === 'bucket.two',
          ),
      ),
    );
    await away.stop();
    portal = await startPortal({ ...options, databases: stored });
    ({ mutations, edit } = portal);
    await until(async () => {
      const row = await stored
        .catalog('refresh_state')
        .where({ entity_ref: 'resource:default/bucket.two' })
        .first('unprocessed_entity');
      return row.unprocessed_entity.includes('Away');
    });
    expect(mutations.every(({ type }) => type === 'delta')).toBe(true);
  });

  it('are what a component depends on that names them', async () => {
    stored = await seeded(async knex => {
      const template = await addTemplate(knex, { key: 'network' });
      await addResources(knex, template, [{ name: 'Core Net' }]);
    });
    const { entity } = await start({
      provider: noPolls,
      features: [componentModule],
    });
    const dependants = async () =>
      (await entity('network.core_net'))?.relations
        ?.filter(({ type }) => type === 'dependencyOf')
        .map(({ targetRef }) => targetRef) ?? [];
    await until(async () => (await dependants()).length > 0);
    expect(await dependants()).toEqual(['component:default/shop']);
  });
});
