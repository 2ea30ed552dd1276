import { createBackendModule } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import {
  catalogProcessingExtensionPoint,
  type EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import {
  createDatabases,
  startPortal,
  until,
  type Portal,
  type PortalDatabases,
} from '../__testUtils__/startPortal';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const team: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: {
    name: 'team',
    annotations: {
      'backstage.io/managed-by-location': 'url:https://example.com/team',
      'backstage.io/managed-by-origin-location': 'url:https://example.com/team',
    },
  },
  spec: { type: 'team', children: [] },
};

describe.each(databases.eachSupportedId())('what changes, %s', id => {
  let stored: PortalDatabases;
  let portal: Portal;
  let groups: EntityProviderConnection;

  /** Brings a group, and takes it away again. */
  const groupsModule = createBackendModule({
    pluginId: 'catalog',
    moduleId: 'groups',
    register(reg) {
      reg.registerInit({
        deps: { processing: catalogProcessingExtensionPoint },
        async init({ processing }) {
          processing.addEntityProvider({
            getProviderName: () => 'groups',
            connect: async connection => {
              groups = connection;
            },
          });
        },
      });
    },
  });

  beforeAll(async () => {
    stored = await createDatabases(databases, id);
    portal = await startPortal({
      databases: stored,
      // Nothing but events tells of changes.
      provider: {
        pollInterval: { hours: 1 },
        defaultOwner: 'group:default/platform',
      },
      features: [groupsModule],
    });
    await until(() => portal.mutations.length > 0);
  });

  afterAll(() => portal?.stop());

  const post = (path: string, body: object) =>
    portal.ask('POST', `/infrakitchen${path}`, body);
  const template = (key: string, parentIds: string[] = []) =>
    post('/templates', { key, name: `A ${key}`, abstract: true, parentIds });
  const resource = (templateId: string, name: string, more: object = {}) =>
    post('/resources', { templateId, name, ...more });
  const targets = async (name: string, type: string) =>
    (await portal.entity(name))?.relations
      ?.filter(relation => relation.type === type)
      .map(({ targetRef }) => targetRef);
  const untilTargets = (name: string, type: string, wanted: string[]) =>
    until(async () => {
      const found = await targets(name, type);
      return found && found.join() === wanted.join();
    });

  it('is followed by entities, one by one, and leaves nothing behind', async () => {
    await groups.applyMutation({
      type: 'full',
      entities: [{ entity: team, locationKey: 'groups' }],
    });
    const region = await template('region');
    const network = await template('network', [region.id]);
    const eu = await resource(region.id, 'EU');
    const us = await resource(region.id, 'US');
    const core = await resource(network.id, 'Core Net', {
      parentIds: [eu.id],
      ownerRef: 'group:default/team',
    });
    const path = `/resources/${core.id}`;
    const name = 'network.core_net';
    await untilTargets(name, 'ownedBy', ['group:default/team']);
    await untilTargets(name, 'dependsOn', ['resource:default/region.eu']);

    // The owner leaves the catalog: whoever it was is told as before.
    await groups.applyMutation({ type: 'full', entities: [] });
    await until(
      async () =>
        !(await portal.ask(
          'GET',
          '/catalog/entities/by-name/group/default/team',
        )),
    );
    expect(await targets(name, 'ownedBy')).toEqual(['group:default/team']);

    // Another owner, who is in no catalog; then none, so that the project's is.
    await portal.edit(path, { ownerRef: 'group:default/renamed' });
    await untilTargets(name, 'ownedBy', ['group:default/renamed']);
    const shop = await post('/projects', {
      key: 'shop',
      name: 'Shop',
      owners: ['group:default/shop'],
    });
    await portal.edit(path, { ownerRef: '', projectId: shop.id });
    await untilTargets(name, 'ownedBy', ['group:default/shop']);
    await portal.edit(`/projects/${shop.id}`, {
      owners: ['group:default/bakery'],
    });
    await untilTargets(name, 'ownedBy', ['group:default/bakery']);
    await portal.edit(path, { projectId: null });
    await untilTargets(name, 'ownedBy', ['group:default/platform']);

    await portal.edit(path, { parentIds: [us.id] });
    await untilTargets(name, 'dependsOn', ['resource:default/region.us']);
    await untilTargets('region.us', 'dependencyOf', [
      `resource:default/${name}`,
    ]);
    expect(await targets('region.eu', 'dependencyOf')).toEqual([]);

    await portal.edit(`/templates/${network.id}`, { name: 'Renamed' });
    await until(async () =>
      (
        await portal.entity(name)
      )?.metadata.links?.some(
        ({ title }) => title === 'Renamed in InfraKitchen',
      ),
    );

    // What is above is kept out of the catalog, and comes back.
    await portal.edit(`/templates/${region.id}`, { publishToCatalog: false });
    await until(async () => !(await portal.entity('region.us')));
    await untilTargets(name, 'dependsOn', []);
    await portal.edit(`/templates/${region.id}`, { publishToCatalog: true });
    await untilTargets(name, 'dependsOn', ['resource:default/region.us']);

    // Another resource takes the name of one that is gone.
    await portal.ask('POST', `/infrakitchen${path}/actions/delete`, {});
    await until(async () => !(await portal.entity(name)));
    const next = await resource(network.id, 'core net', {
      parentIds: [eu.id],
    });
    await until(
      async () =>
        (
          await portal.entity(name)
        )?.metadata.annotations?.['infrakitchen.io/resource-id'] === next.id,
    );
    await portal.ask(
      'POST',
      `/infrakitchen/resources/${next.id}/actions/delete`,
      {},
    );
    await until(async () => !(await portal.entity(name)));

    const [first, ...rest] = portal.mutations;
    expect(first.type).toBe('full');
    expect(rest.filter(({ type }) => type !== 'delta')).toEqual([]);
    const left = await stored
      .catalog('refresh_state')
      .where('entity_ref', 'like', 'resource:%')
      .orderBy('entity_ref')
      .select('entity_ref', 'entity_id', 'errors');
    expect(left.map(({ entity_ref: ref }) => ref)).toEqual([
      'resource:default/region.eu',
      'resource:default/region.us',
    ]);
    expect(left.map(({ errors }) => JSON.parse(errors))).toEqual([[], []]);
    const orphans = await stored
      .catalog('refresh_state as state')
      .leftJoin(
        'refresh_state_references as held',
        'held.target_entity_ref',
        'state.entity_ref',
      )
      .whereNull('held.target_entity_ref')
      .select('state.entity_ref');
    expect(orphans).toEqual([]);
  });
});
