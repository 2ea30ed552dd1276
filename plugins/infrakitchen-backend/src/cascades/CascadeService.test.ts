import { TestDatabases } from '@backstage/backend-test-utils';
import type { Resource } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { ann, bob } from '../__testUtils__/serviceFixture';
import type { AccessScope } from '../access';
import {
  createCascadeFixture,
  type CascadeFixture,
} from './__testUtils__/cascadeFixture';
import { heldElsewhere } from './problems';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('cascades, %s', database => {
  let knex: Knex;
  let fixture: CascadeFixture;

  beforeAll(async () => {
    knex = await databases.init(database);
    fixture = await createCascadeFixture(knex);
  });

  it('destroys from the leaves up to the root, diamonds included', async () => {
    const { root, net, db, app } = await fixture.diamond();
    const cascade = await fixture.start({ kind: 'destroy', rootId: root.id });
    expect(cascade).toMatchObject({ state: 'previewing', name: root.name });
    expect(await fixture.drive(cascade.id)).toBe('previewed');
    const preview = await fixture.cascadeService.get(cascade.id, ann);
    expect(preview).toMatchObject({
      counts: { previewed: 4 },
      summary: { delete: 3 },
      laterPlans: 0,
      levels: [
        { level: 0, total: 1, done: 0 },
        { level: 1, total: 2, done: 0 },
        { level: 2, total: 1, done: 0 },
      ],
    });
    expect(await fixture.built(root, net, db, app)).toEqual(
      Array(4).fill('provisioned'),
    );
    await fixture.confirm(cascade.id);
    expect(await fixture.drive(cascade.id)).toBe('succeeded');
    expect(await fixture.built(root, net, db, app)).toEqual(
      Array(4).fill('destroyed'),
    );
    const order = await fixture.order(cascade.id);
    expect(order[0]).toBe(app.name);
    expect(order.slice(1).sort()).toEqual([net.name, db.name].sort());
  });

  it('builds again from the root down, and plans late what it cannot know yet', async () => {
    const { root, net, db, app } = await fixture.diamond({ wired: true });
    const destroyed = await fixture.confirmed({
      kind: 'destroy',
      rootId: root.id,
    });
    await fixture.drive(destroyed.id);
    const { id } = await fixture.start({ kind: 'recreate', rootId: root.id });
    expect(await fixture.drive(id)).toBe('previewed');
    expect(await fixture.cascadeService.get(id, ann)).toMatchObject({
      laterPlans: 1,
      summary: { create: 2 },
    });
    const later = (await fixture.items(id)).filter(item => item.planLater);
    expect(later).toMatchObject([
      { resource: { name: app.name }, state: 'previewed', error: undefined },
    ]);
    await fixture.confirm(id);
    expect(
      await fixture.drive(id, ({ resourceName }) => ({
        outputs: { id: `new ${resourceName}` },
      })),
    ).toBe('succeeded');
    expect(await fixture.built(root, net, db, app)).toEqual(
      Array(4).fill('provisioned'),
    );
    expect((await fixture.order(id)).at(-1)).toBe(app.name);
  });

  it('updates what is out of date, top down, and passes the rest by', async () => {
    const { root, net, db, app } = await fixture.diamond();
    await fixture.outdate(net, app);
    const cascade = await fixture.confirmed({
      kind: 'update',
      rootId: root.id,
    });
    expect(await fixture.drive(cascade.id)).toBe('succeeded');
    expect(await fixture.order(cascade.id)).toEqual([net.name, app.name]);
    expect(Object.keys(await fixture.states(cascade.id)).sort()).toEqual(
      [net.name, app.name].sort(),
    );
    expect(await fixture.built(db)).toEqual(['provisioned']);
  });

  it('updates some resources in the order in which they depend on each other', async () => {
    const { net, app } = await fixture.diamond();
    const other = await fixture.diamond();
    await fixture.outdate(net, app, other.db);
    const cascade = await fixture.confirmed({
      kind: 'update',
      resourceIds: [app.id, other.db.id, net.id],
    });
    expect(cascade.name).toBe('3 resources');
    const levels = (await fixture.items(cascade.id)).map(item => [
      item.resource.name,
      item.level,
    ]);
    expect(Object.fromEntries(levels)).toEqual({
      [net.name]: 0,
      [other.db.name]: 0,
      [app.name]: 1,
    });
    expect(await fixture.drive(cascade.id)).toBe('succeeded');
  });

  it('only records what was never built, and what is abstract', async () => {
    const kinds = await fixture.templates();
    const root = await fixture.add(kinds.root);
    const net = await fixture.add(kinds.net, [root], false);
    const cascade = await fixture.start({ kind: 'destroy', rootId: root.id });
    expect(await fixture.drive(cascade.id)).toBe('previewed');
    expect(
      (await fixture.items(cascade.id)).map(({ needsRun }) => needsRun),
    ).toEqual([false, false]);
    await fixture.confirm(cascade.id);
    expect(await fixture.drive(cascade.id)).toBe('succeeded');
    expect(await fixture.built(root, net)).toEqual(['destroyed', 'destroyed']);
    expect(await knex('runs').where({ cascade_id: cascade.id })).toEqual([]);
    const revisions = await knex('revisions').where({ entity_id: net.id });
    expect(revisions).toHaveLength(2);
    const [line] = await knex('audit').where({
      entity_id: net.id,
      action: 'resource.destroyed',
    });
    expect(JSON.parse(line.detail)).toEqual({ cascadeId: cascade.id });
  });

  it('has as many runs in hand as it may, and not of two levels', async () => {
    const kinds = await fixture.templates();
    const root = await fixture.add(kinds.root);
    const nets: Resource[] = [];
    for (let at = 0; at < 3; at++) {
      nets.push(await fixture.add(kinds.net, [root]));
    }
    const db = await fixture.add(kinds.db, [root]);
    const app = await fixture.add(kinds.app, [nets[0], db]);
    await fixture.outdate(...nets, app);
    const cascade = await fixture.start({
      kind: 'update',
      rootId: root.id,
      maxParallel: 2,
    });
    await fixture.drive(cascade.id, () => 'leave');
    expect(await states('previewing', cascade.id)).toBe(2);
    await fixture.drive(cascade.id);
    await fixture.confirm(cascade.id);
    await fixture.drive(cascade.id, () => 'leave');
    expect(await states('running', cascade.id)).toBe(2);
    // Their roles are looked at again when each run starts.
    const runs = await knex('runs').where({ cascade_id: cascade.id });
    expect(new Set(runs.map(run => run.principal_refs))).toEqual(
      new Set([JSON.stringify(['user:default/ann'])]),
    );
    await fixture.drive(cascade.id, ({ resourceName }) =>
      resourceName === nets[0].name ? 'leave' : {},
    );
    expect((await fixture.states(cascade.id))[app.name]).toBe('previewed');
    expect(await fixture.drive(cascade.id)).toBe('succeeded');
  });

  it('limits what somebody asks for by the configuration', async () => {
    const { net } = await fixture.diamond();
    await fixture.outdate(net);
    const cascade = await fixture.start({
      kind: 'update',
      resourceIds: [net.id],
      maxParallel: 100,
    });
    expect(cascade.maxParallel).toBe(10);
  });

  describe('refuses', () => {
    const refusal = (work: Promise<unknown>) =>
      work.then(
        () => 'accepted',
        error => ({
          code: error.code,
          culprits: error.culprits.map(({ name }: { name?: string }) => name),
        }),
      );

    it('a node that is locked by another run', async () => {
      const { root, net } = await fixture.diamond();
      await fixture.outdate(net);
      const run = await fixture.runService.request(net.id, 'update', ann);
      expect(
        await fixture
          .start({ kind: 'destroy', rootId: root.id })
          .catch(error => error),
      ).toMatchObject({
        code: 'run_active',
        culprits: [{ kind: 'run', id: run.id }],
      });
    });

    it('nodes with a pending change and with protection, naming both', async () => {
      const { root, net, db } = await fixture.diamond();
      await fixture.resourceService.update(
        net.id,
        { values: { size: 2 } },
        ann,
      );
      await knex('resources')
        .where({ id: db.id })
        .update({ deletion_protection: true });
      const error = await fixture
        .start({ kind: 'destroy', rootId: root.id })
        .catch(caught => caught);
      expect(error.message).toMatch(
        new RegExp(`'${net.name}' has a pending change`),
      );
      expect(error.message).toMatch(new RegExp(`'${db.name}' is protected`));
      expect(
        error.culprits.map(({ name }: { name: string }) => name).sort(),
      ).toEqual([net.name, db.name].sort());
    });

    it('to leave a child behind', async () => {
      const { net, app } = await fixture.diamond();
      expect(
        await refusal(
          fixture.start({ kind: 'destroy', resourceIds: [net.id] }),
        ),
      ).toEqual({ code: 'has_living_children', culprits: [app.name] });
    });

    it('where nothing is to be done', async () => {
      const { root } = await fixture.diamond();
      for (const kind of ['update', 'recreate'] as const) {
        expect(
          await refusal(fixture.start({ kind, rootId: root.id })),
        ).toMatchObject({ code: `nothing_to_${kind}` });
      }
    });

    it('what is in another cascade, also at the same moment', async () => {
      const { root, net, app } = await fixture.diamond();
      await fixture.outdate(net, app);
      const attempts = await Promise.all(
        [
          { kind: 'update' as const, rootId: root.id },
          { kind: 'update' as const, rootId: net.id },
          { kind: 'destroy' as const, rootId: root.id },
        ].map(input => fixture.start(input).catch(error => error.code)),
      );
      expect(attempts.filter(found => found === 'in_cascade')).toHaveLength(2);
      const [holder] = attempts.filter(found => typeof found !== 'string');
      const error = await fixture
        .start({ kind: 'destroy', rootId: root.id })
        .catch(caught => caught);
      expect(error).toMatchObject({ code: 'in_cascade' });
      expect(error.culprits).toContainEqual(
        expect.objectContaining({ kind: 'cascade', id: holder.id }),
      );
      await fixture.cascadeService.act(holder.id, 'cancel', ann);
      await fixture.drive(holder.id);
      await expect(
        fixture.start({ kind: 'destroy', rootId: root.id }),
      ).resolves.toMatchObject({ state: 'previewing' });
    });

    it('what a cascade has that the caller cannot see, without naming it', async () => {
      const { root, net } = await fixture.diamond();
      await fixture.start({ kind: 'destroy', rootId: root.id });
      const [holder] = await fixture.subtrees.holders([net.id], {
        scope: {
          restrict: (kind, query) =>
            kind === 'cascade' ? query.whereRaw('1 = 0') : query,
        } as Partial<AccessScope> as AccessScope,
      });
      expect(holder).toEqual({ resourceId: net.id, resourceName: net.name });
      const told = JSON.stringify(heldElsewhere(holder));
      expect(told).toContain(net.name);
      expect(told).not.toContain(root.name);
    });

    it('both targets, or none, and an unknown one', async () => {
      const { root, net } = await fixture.diamond();
      for (const target of [{}, { rootId: root.id, resourceIds: [net.id] }]) {
        expect(
          await refusal(fixture.start({ kind: 'destroy', ...target })),
        ).toMatchObject({ code: 'cascade_target_invalid' });
      }
      const unknown = '00000000-0000-4000-8000-00000000dead';
      for (const target of [
        { rootId: unknown },
        { resourceIds: [net.id, unknown] },
      ]) {
        expect(
          await refusal(fixture.start({ kind: 'destroy', ...target })),
        ).toMatchObject({ code: 'resource_not_found' });
      }
    });

    it('a confirmation by others, of other plans, and twice', async () => {
      const { root, net } = await fixture.diamond();
      await fixture.outdate(net);
      const { id } = await fixture.start({ kind: 'update', rootId: root.id });
      const act = (digest: string | undefined, caller = ann) =>
        refusal(
          fixture.cascadeService.act(id, 'confirm', { ...caller, digest }),
        );
      expect(await act('x')).toMatchObject({ code: 'wrong_cascade_state' });
      await fixture.drive(id);
      const { digest } = await fixture.cascadeService.get(id, ann);
      expect(await act(digest, bob)).toMatchObject({
        code: 'not_the_requester',
      });
      expect(await act('x')).toMatchObject({ code: 'plan_changed' });
      expect(await act(undefined)).toMatchObject({ code: 'digest_missing' });
      const both = await Promise.all([act(digest), act(digest)]);
      expect(both.filter(found => found === 'accepted')).toHaveLength(1);
    });
  });

  async function states(state: string, cascadeId: string): Promise<number> {
    const all = await fixture.states(cascadeId);
    return Object.values(all).filter(found => found === state).length;
  }
});
