import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import {
  InfrakitchenError,
  type Entry,
  type Resource,
  type ResourcePatch,
  type Template,
  type TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { storedClosure, walkedClosure } from '../__testUtils__/closure';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  bob,
  createServices,
  fresh,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';
import type { AccessScope } from '../access';
import { isPostgres } from '../database';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const entry = (name: string, value: string): Entry => ({
  name,
  value,
  inheritedByChildren: true,
});

/** Lets everything through but one resource. */
const blindTo = (id: string): AccessScope => ({
  caller: { principals: [] } as any,
  isUnrestricted: false,
  seesBelow: async () => false,
  restrict: (_kind, query: Knex.QueryBuilder, table = 'resources') =>
    query.whereNot(`${table}.id`, id),
  rolesOf: async () => new Map(),
});

describe.each(databases.eachSupportedId())('moves, %s', database => {
  let services: Services;
  let region: Template;
  let zone: Template;
  let network: Template;
  let cluster: Template;
  let networkVersion: TemplateVersion;
  let clusterVersion: TemplateVersion;

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    region = await addTemplate(services, { abstract: true });
    zone = await addTemplate(services, { abstract: true, parents: [region] });
    network = await addTemplate(services, { parents: [zone] });
    cluster = await addTemplate(services, { parents: [network, region] });
    networkVersion = await addVersion(services, network, {
      variables: [variable('region'), variable('cidr')],
      rules: { cidr: { frozen: true } },
      outputs: [{ name: 'network_id', sensitive: false }],
    });
    clusterVersion = await addVersion(services, cluster, {
      variables: [variable('network_id')],
      rules: {
        network_id: {
          reference: { templateId: network.id, output: 'network_id' },
        },
      },
    });
  });

  beforeEach(() => services.parentGate.assertMayJoin.mockReset());

  const addRegion = (name: string, cidr = '10.0.0.0/16') =>
    addResource(services, region, {
      configs: [entry('region', name), entry('cidr', cidr)],
    });
  const addZone = (parent: Resource) =>
    addResource(services, zone, { parentIds: [parent.id] });
  const addNetwork = (parent: Resource) =>
    addResource(services, network, {
      version: networkVersion,
      parentIds: [parent.id],
    });
  const provision = async (resource: Resource, outputs = {}) => {
    const { resourceService, runService, worker } = services;
    const run = await runService.request(resource.id, 'provision', ann);
    await worker.work(run.id, { outputs });
    return resourceService.get(resource.id);
  };
  const move = (
    resource: Resource,
    parents: Resource[],
    options: {
      patch?: ResourcePatch;
      as?: Parameters<Services['resourceService']['update']>[2];
    } = {},
  ) =>
    services.resourceService.update(
      resource.id,
      { parentIds: parents.map(({ id }) => id), ...options.patch },
      options.as ?? bob,
    );
  const namesOf = (resource: Pick<Resource, 'parents'>) =>
    resource.parents.map(({ name }) => name).sort();
  const valueOf = async (resource: Resource, name: string) =>
    (await services.resourceService.effective(resource.id)).variables.find(
      each => each.name === name,
    )?.value;
  const refuse = (code: string) =>
    services.parentGate.assertMayJoin.mockRejectedValueOnce(
      new InfrakitchenError('NotAllowedError', { code, message: 'Not yours' }),
    );
  const exact = async () =>
    expect(await storedClosure(services.knex)).toEqual(
      await walkedClosure(services.knex),
    );

  it('takes everything below along, diamonds too, and records it', async () => {
    const [eu, us] = [await addRegion('eu'), await addRegion('us')];
    const [a, b] = [await addZone(eu), await addZone(us)];
    const net = await provision(await addNetwork(a), { network_id: 'n-1' });
    const apps = await addResource(services, cluster, {
      version: clusterVersion,
      // The region is above it twice, by ways of different length.
      parentIds: [net.id, eu.id],
    });
    await services.knex('outbox').delete();
    const moved = await move(net, [b], {
      as: { ...bob, revision: net.revision },
    });
    expect(moved).toMatchObject({
      parents: [{ id: b.id, name: b.name }],
      state: 'provisioned',
      hasPendingChange: false,
      revision: net.revision + 1,
    });
    await exact();
    const above = await services
      .knex('resource_ancestors')
      .where({ resource_id: apps.id })
      .orderBy('distance');
    expect(above.map(row => [row.ancestor_id, row.distance]).sort()).toEqual(
      [
        [net.id, 1],
        [eu.id, 1],
        [b.id, 2],
        [us.id, 3],
      ].sort(),
    );
    expect(await valueOf(net, 'region')).toBe('us');
    const { items } = await services.resourceService.revisions(net.id, {
      limit: 2,
    });
    expect(items.map(({ snapshot }) => snapshot.parents)).toEqual([
      [{ id: b.id, name: b.name }],
      [{ id: a.id, name: a.name }],
    ]);
    const audit = await services.resourceService.audit(net.id, { limit: 1 });
    expect(audit.items).toMatchObject([
      {
        action: 'resource.updated',
        actor: 'user:default/bob',
        detail: {
          parents: {
            from: [{ id: a.id, name: a.name }],
            to: [{ id: b.id, name: b.name }],
          },
        },
      },
    ]);
    const messages = await services.knex('outbox').orderBy('id');
    const byTopic = Object.fromEntries(
      messages.map(row => [row.topic, JSON.parse(row.payload)]),
    );
    expect(byTopic['resource.changed']).toEqual({
      resourceId: net.id,
      itself: true,
    });
    expect(byTopic['resource.moved']).toEqual({
      resourceId: net.id,
      actor: 'user:default/bob',
      leftIds: [a.id],
    });
    await services.stale.refresh(net.id, { itself: true });
    expect(await services.resourceService.get(net.id)).toMatchObject({
      staleInputs: true,
    });
  });

  it('to where it is changes nothing and asks nobody', async () => {
    const eu = await addRegion('eu');
    const a = await addZone(eu);
    expect(await move(a, [eu])).toMatchObject({ revision: a.revision });
    expect(services.parentGate.assertMayJoin).not.toHaveBeenCalled();
  });

  it('takes rights at the new parents alone, before anything happens', async () => {
    const [eu, us] = [await addRegion('eu'), await addRegion('us')];
    const a = await addZone(eu);
    refuse('not_allowed');
    await expect(move(a, [us])).rejects.toMatchObject({ code: 'not_allowed' });
    expect(namesOf(await services.resourceService.get(a.id))).toEqual([
      eu.name,
    ]);
    await move(a, [us]);
    expect(services.parentGate.assertMayJoin).toHaveBeenLastCalledWith(
      { templateId: zone.id, projectId: undefined },
      [us.id],
      bob.credentials,
    );
    const audit = await services.resourceService.audit(a.id, { limit: 2 });
    expect(audit.items.map(({ outcome }) => outcome)).toEqual([
      'succeeded',
      'refused',
    ]);
  });

  it('who was moved while rights were asked for stays there', async () => {
    const [eu, us, ap] = [
      await addRegion('eu'),
      await addRegion('us'),
      await addRegion('ap'),
    ];
    const a = await addZone(eu);
    services.parentGate.assertMayJoin.mockImplementationOnce(async () => {
      await move(a, [ap]);
    });
    await expect(move(a, [us])).rejects.toMatchObject({
      code: 'stale_revision',
    });
    expect(namesOf(await services.resourceService.get(a.id))).toEqual([
      ap.name,
    ]);
  });

  it.each(['unknown', 'not seen'])(
    'does not know a parent that is %s',
    async how => {
      const [eu, us] = [await addRegion('eu'), await addRegion('us')];
      const a = await addZone(eu);
      const parent = how === 'unknown' ? { ...us, id: randomUUID() } : us;
      await expect(
        move(a, [parent], { as: { ...bob, scope: blindTo(us.id) } }),
      ).rejects.toMatchObject({
        name: 'InputError',
        code: 'parent_not_found',
        message: `There is no resource with the id '${parent.id}' to be the parent`,
      });
      expect(services.parentGate.assertMayJoin).not.toHaveBeenCalled();
    },
  );

  it('keeps a parent that the caller does not see, unless another takes its place', async () => {
    const [eu, us] = [await addRegion('eu'), await addRegion('us')];
    const a = await addZone(eu);
    const blind = { ...bob, scope: blindTo(eu.id) };
    await move(a, [], { as: blind });
    expect(namesOf(await services.resourceService.get(a.id))).toEqual([
      eu.name,
    ]);
    await move(a, [us], { as: blind });
    expect(namesOf(await services.resourceService.get(a.id))).toEqual([
      us.name,
    ]);
    await exact();
  });

  it.each([
    ['of another template', 'parent_of_wrong_template'],
    ['beside one of its template', 'parent_twice'],
    ['that is not provisioned', 'parent_not_provisioned'],
  ])('refuses a parent %s', async (_, code) => {
    const [eu, us] = [await addRegion('eu'), await addRegion('us')];
    const [a, b] = [await addZone(eu), await addZone(us)];
    const net = await provision(await addNetwork(a), { network_id: 'n' });
    const apps = await addResource(services, cluster, {
      version: clusterVersion,
      parentIds: [net.id, eu.id],
    });
    const raw = await addNetwork(b);
    const wrong: Record<string, [Resource, Resource[]]> = {
      parent_of_wrong_template: [net, [eu]],
      parent_twice: [apps, [net, eu, us]],
      parent_not_provisioned: [apps, [raw, eu]],
    };
    await expect(move(...wrong[code])).rejects.toMatchObject({ code });
    await exact();
  });

  it('refuses a resource as its own parent, and one below it', async () => {
    const [eu, us, ap] = [
      await addRegion('eu'),
      await addRegion('us'),
      await addRegion('ap'),
    ];
    const a = await addZone(eu);
    // As after templates that were turned round.
    await services.knex('template_parents').insert([
      { template_id: region.id, parent_id: zone.id },
      { template_id: region.id, parent_id: region.id },
    ]);
    try {
      for (const parent of [a, eu]) {
        await expect(move(eu, [parent])).rejects.toMatchObject({
          name: 'InputError',
          code: 'parent_below',
          culprits: [{ id: eu.id }, { id: parent.id }],
        });
      }
      // Two at once that together would make a circle.
      const results = await Promise.allSettled([
        move(us, [ap]),
        move(ap, [us]),
      ]);
      expect(
        results.flatMap(each =>
          each.status === 'rejected' ? [each.reason.code] : [],
        ),
      ).toEqual(['parent_below']);
      await exact();
    } finally {
      await services
        .knex('template_parents')
        .where({ template_id: region.id })
        .delete();
    }
  });

  it('refuses another parent where the template is disabled, but lets go of one', async () => {
    const [eu, us] = [await addRegion('eu'), await addRegion('us')];
    const a = await addZone(eu);
    await services.knex('templates').where({ id: zone.id }).update({
      enabled: false,
    });
    await expect(move(a, [us])).rejects.toMatchObject({
      code: 'template_disabled',
    });
    await move(a, []);
    await services.knex('templates').where({ id: zone.id }).update({
      enabled: true,
    });
    expect(namesOf(await services.resourceService.get(a.id))).toEqual([]);
  });

  it('nothing is moved while a run works with its values', async () => {
    const [eu, us] = [await addRegion('eu'), await addRegion('us')];
    const net = await addNetwork(await addZone(eu));
    const run = await services.runService.request(net.id, 'provision', ann);
    await expect(move(net, [await addZone(us)])).rejects.toMatchObject({
      code: 'run_active',
      culprits: [{ kind: 'run', id: run.id }],
    });
    await exact();
  });

  it('a run that waits for approval is discarded', async () => {
    const [eu, us] = [await addRegion('eu'), await addRegion('us')];
    const rule = await services.ruleService.create(
      {
        name: fresh('rule '),
        scope: { kind: 'template', id: network.id },
        effect: 'require',
        approvers: { refs: ['user:default/bea'] },
      },
      ann,
    );
    const net = await addNetwork(await addZone(eu));
    const run = await services.runService.request(net.id, 'provision', ann);
    await services.worker.work(run.id);
    const moved = await move(net, [await addZone(us)]);
    await services.ruleService.delete(rule.id, ann);
    expect(moved.supersededRun).toEqual({ id: run.id });
    expect(await services.runService.get(run.id, ann)).toMatchObject({
      state: 'discarded',
    });
    expect(moved).toMatchObject({ state: 'provision', status: 'ready' });
  });

  it('a run that waits below what is moved is planned again, not applied', async () => {
    const [eu, us] = [await addRegion('eu'), await addRegion('us')];
    const rule = await services.ruleService.create(
      {
        name: fresh('rule '),
        scope: { kind: 'template', id: network.id },
        effect: 'require',
        approvers: { refs: ['user:default/bob'] },
      },
      ann,
    );
    const above = await addZone(eu);
    const net = await addNetwork(above);
    const { id } = await services.runService.request(net.id, 'provision', ann);
    await services.worker.work(id);
    const { planDigest } = (await services.store.get(id))!;
    await move(above, [us]);
    expect((await services.store.get(id))!.state).toBe('awaiting_approval');
    await expect(
      services.approvalService.approve(id, { ...bob, digest: planDigest }),
    ).rejects.toMatchObject({
      code: 'plan_stale',
      message: expect.stringContaining('the inputs have changed'),
    });
    await services.ruleService.delete(rule.id, ann);
    expect((await services.store.get(id))!.state).toBe('queued');
  });

  it('an edit waits for rules that are being changed before it takes the resource', async () => {
    const { knex } = services;
    if (!isPostgres(knex)) {
      return;
    }
    const net = await addNetwork(await addZone(await addRegion('eu')));
    const free = async () =>
      knex.transaction(tx =>
        tx.raw('select id from resources where id = ? for update nowait', [
          net.id,
        ]),
      );
    const writer = await knex.transaction();
    await services.versions.lock(writer, networkVersion.id);
    const edit = services.resourceService.update(
      net.id,
      { values: { region: 'own' } },
      ann,
    );
    for (let waiting = 0; waiting === 0; ) {
      const { rows } = await knex.raw(
        'select count(*) as count from pg_locks where not granted',
      );
      waiting = Number(rows[0].count);
    }
    await expect(free()).resolves.toBeDefined();
    await writer.rollback();
    await expect(edit).resolves.toMatchObject({ values: { region: 'own' } });
  });

  describe('detaching', () => {
    it('is refused where a value is lost, and names it', async () => {
      const eu = await addRegion('eu');
      const net = await addNetwork(await addZone(eu));
      await expect(move(net, [])).rejects.toMatchObject({
        name: 'InputError',
        culprits: expect.arrayContaining([
          { kind: 'variable', name: 'region' },
        ]),
      });
      expect(namesOf(await services.resourceService.get(net.id))).toHaveLength(
        1,
      );
    });

    it('may bring own values along; what is lacking is shown and forbids to provision', async () => {
      const eu = await addRegion('eu');
      const net = await addNetwork(await addZone(eu));
      const alone = await move(net, [], {
        patch: { values: { region: 'eu', cidr: '10.0.0.0/16' } },
      });
      expect(alone.parents).toEqual([]);
      expect(alone.missingParents).toEqual([{ id: zone.id, name: zone.name }]);
      await exact();
      await expect(
        services.runService.request(net.id, 'provision', ann),
      ).rejects.toMatchObject({
        code: 'parent_missing',
        culprits: [{ kind: 'template', id: zone.id, name: zone.name }],
      });
      const back = await move(alone, [await addZone(eu)]);
      expect(back.missingParents).toBeUndefined();
      await provision(back);
    });

    it('of what is provisioned leaves updates possible', async () => {
      const eu = await addRegion('eu');
      const net = await provision(await addNetwork(await addZone(eu)));
      const alone = await move(net, [], {
        patch: { values: { region: 'us', cidr: '10.0.0.0/16' } },
      });
      expect(alone).toMatchObject({ parents: [], hasPendingChange: true });
      const run = await services.runService.request(net.id, 'update', ann);
      await services.worker.work(run.id);
      expect(await services.resourceService.get(net.id)).toMatchObject({
        hasPendingChange: false,
        values: { region: 'us' },
      });
    });
  });

  it('holds frozen variables to what they inherited', async () => {
    const eu = await addRegion('eu');
    const us = await addRegion('us', '10.9.0.0/16');
    const net = await provision(await addNetwork(await addZone(eu)));
    const zoneOfUs = await addZone(us);
    await expect(move(net, [zoneOfUs])).rejects.toMatchObject({
      code: 'frozen_variable',
    });
    const kept = await move(net, [zoneOfUs], {
      patch: { values: { cidr: '10.0.0.0/16' } },
    });
    expect(namesOf(kept)).toEqual([zoneOfUs.name]);
  });

  it('an edit of an older revision is merged, unless both have moved it', async () => {
    const [eu, us, ap] = [
      await addRegion('eu'),
      await addRegion('us'),
      await addRegion('ap'),
    ];
    const a = await addZone(eu);
    const seen = { ...ann, revision: a.revision };
    await move(a, [us]);
    const { resourceService } = services;
    // The place as it was seen is no wish to go back.
    const edited = await resourceService.update(
      a.id,
      { description: 'mine', parentIds: [eu.id] },
      seen,
    );
    expect(edited).toMatchObject({ description: 'mine' });
    expect(namesOf(edited)).toEqual([us.name]);
    await expect(move(a, [ap], { as: seen })).rejects.toMatchObject({
      code: 'stale_revision',
      culprits: expect.arrayContaining([{ kind: 'field', name: 'parentIds' }]),
    });
  });

  it.each([1, 2, 3])(
    'children that are created meanwhile have the right ancestors (%s)',
    async () => {
      const [eu, us] = [await addRegion('eu'), await addRegion('us')];
      const a = await addZone(eu);
      const net = await provision(await addNetwork(a));
      const below = () =>
        addResource(services, cluster, {
          version: clusterVersion,
          parentIds: [net.id, eu.id],
          values: { network_id: 'n' },
        });
      const results = await Promise.allSettled([
        below(),
        move(a, [us]),
        below(),
        move(net, [await addZone(us)]),
        below(),
      ]);
      expect(
        results.flatMap(each =>
          each.status === 'rejected' ? [each.reason] : [],
        ),
      ).toEqual([]);
      await exact();
    },
  );
});
