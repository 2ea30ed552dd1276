import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import {
  addResource,
  addTemplate,
  ann,
  bob,
} from '../__testUtils__/serviceFixture';
import { TemplateStore } from '../templates';
import {
  createCascadeFixture,
  type Behaviour,
  type CascadeFixture,
} from './__testUtils__/cascadeFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())(
  'cascades that something goes wrong with, %s',
  database => {
    let knex: Knex;
    let fixture: CascadeFixture;

    beforeAll(async () => {
      knex = await databases.init(database);
      fixture = await createCascadeFixture(knex);
    });

    const stores = () => ({ knex, templates: new TemplateStore(knex) });
    const failing =
      (...names: string[]): Behaviour =>
      ({ resourceName, kind }) =>
        names.includes(resourceName) && kind !== 'dry_run' ? 'fail' : {};
    const act = (id: string, decision: 'cancel' | 'resume', caller = ann) =>
      fixture.cascadeService.act(id, decision, caller);
    const error = async (id: string, name: string) =>
      (await fixture.items(id)).find(({ resource }) => resource.name === name)!
        .error;

    it('stops at a node in the middle that fails, and goes on with what is left', async () => {
      const { root, net, db, app } = await fixture.diamond();
      const { id } = await fixture.confirmed({
        kind: 'destroy',
        rootId: root.id,
      });
      expect(await fixture.drive(id, failing(net.name))).toBe('failed');
      const failed = await fixture.cascadeService.get(id, ann);
      expect(failed.error).toMatchObject({
        code: 'items_failed',
        culprits: [{ kind: 'resource', id: net.id }],
      });
      expect(await error(id, net.name)).toMatchObject({
        code: 'engine_failed',
        message: 'The cloud is away',
      });
      expect(await fixture.built(root, app)).toEqual([
        'provisioned',
        'destroyed',
      ]);
      const [before] = await knex('runs').where({
        cascade_id: id,
        resource_id: net.id,
        kind: 'destroy',
      });
      await act(id, 'resume');
      expect(await fixture.drive(id)).toBe('succeeded');
      expect(await fixture.built(root, net, db, app)).toEqual(
        Array(4).fill('destroyed'),
      );
      const [retry] = await knex('runs').where({ retry_of: before.id });
      expect(retry).toMatchObject({ cascade_id: id, resource_id: net.id });
    });

    it('passes by what depends on a failure, and goes on with the rest, where that is wanted', async () => {
      const kinds = await fixture.templates();
      const root = await fixture.add(kinds.root);
      const [bad, good] = [
        await fixture.add(kinds.net, [root]),
        await fixture.add(kinds.net, [root]),
      ];
      const db = await fixture.add(kinds.db, [root]);
      const below = await fixture.add(kinds.app, [bad, db]);
      const beside = await fixture.add(kinds.app, [good, db]);
      await fixture.outdate(bad, good, below, beside);
      const { id } = await fixture.confirmed({
        kind: 'update',
        rootId: root.id,
        stopOnFailure: false,
      });
      expect(await fixture.drive(id, failing(bad.name))).toBe('failed');
      expect(await fixture.states(id)).toEqual({
        [bad.name]: 'failed',
        [good.name]: 'succeeded',
        [below.name]: 'skipped',
        [beside.name]: 'succeeded',
      });
      expect(await error(id, below.name)).toMatchObject({
        code: 'blocked',
        culprits: [{ id: bad.id }],
      });
      await act(id, 'resume');
      expect(await fixture.drive(id)).toBe('succeeded');
      expect(Object.values(await fixture.states(id))).toEqual(
        Array(4).fill('succeeded'),
      );
    });

    it('goes on with a resource that was half recreated', async () => {
      const { root, net, db } = await fixture.diamond();
      const destroyed = await fixture.confirmed({
        kind: 'destroy',
        rootId: root.id,
      });
      await fixture.drive(destroyed.id);
      const { id } = await fixture.confirmed({
        kind: 'recreate',
        rootId: root.id,
      });
      expect(await fixture.drive(id, failing(net.name))).toBe('failed');
      expect(await fixture.built(net, db)).toEqual([
        'provision',
        'provisioned',
      ]);
      await act(id, 'resume');
      expect(await fixture.drive(id)).toBe('succeeded');
    });

    it('takes for done what somebody did by hand meanwhile', async () => {
      const { root, net, app } = await fixture.diamond();
      const { id } = await fixture.confirmed({
        kind: 'destroy',
        rootId: root.id,
      });
      await fixture.drive(id, failing(net.name));
      const run = await fixture.runService.request(net.id, 'destroy', ann);
      await fixture.worker.work(run.id);
      await fixture.resourceService.delete(app.id, ann);
      await act(id, 'resume');
      expect(await fixture.drive(id)).toBe('succeeded');
      expect(await fixture.built(root, net)).toEqual([
        'destroyed',
        'destroyed',
      ]);
    });

    it('fails where a plan cannot be made, and tries again', async () => {
      const { root, net, db } = await fixture.diamond();
      const { id } = await fixture.start({ kind: 'destroy', rootId: root.id });
      const state = await fixture.drive(id, ({ resourceName }) =>
        resourceName === net.name ? 'fail' : {},
      );
      expect(state).toBe('failed');
      expect((await fixture.states(id))[db.name]).toBe('previewed');
      expect(await fixture.built(net)).toEqual(['provisioned']);
      await act(id, 'resume');
      expect(await fixture.drive(id)).toBe('previewed');
    });

    it('fails at a node that another run has when its turn comes', async () => {
      const { root, net, db } = await fixture.diamond();
      await fixture.outdate(net);
      const { id } = await fixture.confirmed({
        kind: 'destroy',
        rootId: root.id,
      });
      const run = await fixture.runService.request(net.id, 'update', ann);
      expect(await fixture.drive(id)).toBe('failed');
      expect(await error(id, net.name)).toMatchObject({
        code: 'run_active',
        culprits: [{ kind: 'run', id: run.id }],
      });
      const [line] = await knex('audit').where({
        entity_id: net.id,
        action: 'resource.cascade-destroy',
      });
      expect(line).toMatchObject({ outcome: 'refused' });
      await fixture.worker.work(run.id);
      await act(id, 'resume');
      expect(await fixture.drive(id)).toBe('succeeded');
      expect(await fixture.built(db, net)).toEqual(['destroyed', 'destroyed']);
    });

    it('fails at a node that got a pending change after the preview', async () => {
      const { root, net } = await fixture.diamond();
      const { id } = await fixture.confirmed({
        kind: 'destroy',
        rootId: root.id,
      });
      await fixture.resourceService.update(
        net.id,
        { values: { size: 3 } },
        ann,
      );
      expect(await fixture.drive(id)).toBe('failed');
      expect(await error(id, net.name)).toMatchObject({
        code: 'pending_change',
      });
      expect(await fixture.built(root, net)).toEqual([
        'provisioned',
        'provisioned',
      ]);
    });

    it('fails at the parent of what was created below meanwhile', async () => {
      const { root, net, db, app } = await fixture.diamond();
      const { id } = await fixture.confirmed({
        kind: 'destroy',
        rootId: root.id,
      });
      const late = await addResource(
        fixture,
        { id: app.templateId },
        {
          versionId: app.versionId,
          parentIds: [net.id, db.id],
        },
      );
      expect(await fixture.drive(id)).toBe('failed');
      const [failed] = (await fixture.items(id)).filter(
        ({ state }) => state === 'failed',
      );
      expect(failed.error).toMatchObject({
        code: 'has_living_children',
        culprits: [{ id: late.id }],
      });
      expect([net.name, db.name]).toContain(failed.resource.name);
      expect(await fixture.built(app, late, net, db)).toEqual([
        'destroyed',
        'provision',
        'provisioned',
        'provisioned',
      ]);
      await fixture.resourceService.delete(late.id, ann);
      await act(id, 'resume');
      expect(await fixture.drive(id)).toBe('succeeded');
    });

    it('builds what was recorded only where somebody built it meanwhile', async () => {
      const kinds = await fixture.templates();
      const root = await fixture.add(kinds.root);
      const net = await fixture.add(kinds.net, [root], false);
      const { id } = await fixture.confirmed({
        kind: 'destroy',
        rootId: root.id,
      });
      await fixture.provision(net);
      expect(await fixture.drive(id)).toBe('succeeded');
      const runs = await knex('runs').where({ cascade_id: id });
      expect(runs.map(({ kind }) => kind)).toEqual(['destroy']);
    });

    it('starts nothing on a node whose role was taken away', async () => {
      const { root, net, app } = await fixture.diamond();
      const { id } = await fixture.confirmed({
        kind: 'destroy',
        rootId: root.id,
      });
      // Of the creator too: all that is left is what everybody has.
      await knex('cascades').where({ id }).update({ principal_refs: '["x"]' });
      expect(await fixture.drive(id)).toBe('failed');
      expect(await error(id, app.name)).toMatchObject({
        code: 'role_missing',
        culprits: [{ id: app.id }],
      });
      expect(await fixture.built(net, app)).toEqual([
        'provisioned',
        'provisioned',
      ]);
      await act(id, 'resume');
      expect(await fixture.drive(id)).toBe('succeeded');
    });

    it('is cancelled in the middle: what applies ends, the rest is never begun', async () => {
      const { root, net, db, app } = await fixture.diamond();
      const { id } = await fixture.confirmed({
        kind: 'destroy',
        rootId: root.id,
      });
      await fixture.drive(id, ({ resourceName }) =>
        resourceName === app.name ? {} : 'leave',
      );
      const [applying, queued] = await knex('runs')
        .where({ cascade_id: id, state: 'queued' })
        .orderBy('resource_name');
      await fixture.worker.work(applying.id, { until: 'applying' });
      await act(id, 'cancel', bob);
      await fixture.cascadeDriver.advance(id);
      expect(await fixture.cascadeService.get(id, ann)).toMatchObject({
        state: 'running',
        cancelRequested: true,
      });
      const [stopped] = await knex('runs').where({ id: queued.id });
      expect(stopped.state).toBe('cancelled');
      await expect(act(id, 'cancel')).rejects.toMatchObject({
        code: 'cascade_cancelling',
      });
      const run = await fixture.worker.claim(applying.id);
      await fixture.worker.goOn(run);
      expect(await fixture.drive(id)).toBe('cancelled');
      expect((await fixture.built(net, db)).sort()).toEqual([
        'destroyed',
        'provisioned',
      ]);
      expect(await fixture.states(id)).toMatchObject({
        [app.name]: 'succeeded',
        [root.name]: 'cancelled',
        [stopped.resource_name]: 'cancelled',
      });
      const other = await fixture.start({ kind: 'destroy', rootId: root.id });
      expect(other.state).toBe('previewing');
    });

    it('is cancelled while it previews', async () => {
      const { root } = await fixture.diamond();
      const { id } = await fixture.start({ kind: 'destroy', rootId: root.id });
      await fixture.cascadeDriver.advance(id);
      await act(id, 'cancel');
      expect(await fixture.drive(id, () => 'leave')).toBe('cancelled');
      const runs = await knex('runs').where({ cascade_id: id });
      expect(runs.map(({ state }) => state)).toEqual(
        runs.map(() => 'cancelled'),
      );
    });

    it('is cancelled by itself where nobody confirms it', async () => {
      const { root } = await fixture.diamond();
      const { id } = await fixture.start({ kind: 'destroy', rootId: root.id });
      await fixture.drive(id);
      await fixture.cascadeDriver.sweep();
      expect((await fixture.cascadeService.get(id, ann)).state).toBe(
        'previewed',
      );
      await knex('cascades').where({ id }).update({ expires_at: 1 });
      await fixture.cascadeDriver.sweep();
      expect(await fixture.cascadeService.get(id, ann)).toMatchObject({
        state: 'cancelled',
        error: { code: 'preview_expired' },
      });
    });

    it('is found by the sweeper where its messages were lost', async () => {
      const { root, net } = await fixture.diamond();
      await fixture.outdate(net);
      const { id } = await fixture.start({ kind: 'update', rootId: root.id });
      await fixture.cascadeDriver.sweep();
      expect(await knex('runs').where({ cascade_id: id })).toHaveLength(0);
      await knex('cascades').where({ id }).update({ updated_at: 1 });
      await fixture.cascadeDriver.sweep();
      expect(await knex('runs').where({ cascade_id: id })).toHaveLength(1);
    });

    it('is looked after also where another one cannot be', async () => {
      const begin = async () => {
        const { root, net } = await fixture.diamond();
        await fixture.outdate(net);
        return (await fixture.start({ kind: 'update', rootId: root.id })).id;
      };
      const [broken, sound] = [await begin(), await begin()];
      const cascades = (id: string) => knex('cascades').where({ id });
      const { principal_refs: refs } = await cascades(broken).first();
      await cascades(broken).update({ updated_at: 1, principal_refs: '{' });
      await cascades(sound).update({ updated_at: 2 });
      await fixture.cascadeDriver.sweep();
      expect(await knex('runs').where({ cascade_id: sound })).toHaveLength(1);
      await cascades(broken).update({ principal_refs: refs });
      await act(broken, 'cancel');
      await fixture.drive(broken);
    });

    it('has no room for what comes back where others took its place', async () => {
      const top = await addTemplate(stores(), { abstract: true });
      const below = await addTemplate(stores(), {
        abstract: true,
        parents: [top],
        conventions: { maxChildren: 1 },
      });
      const root = await fixture.add(top);
      const gone = await fixture.add(below, [root]);
      const { id } = await fixture.confirmed({
        kind: 'destroy',
        rootId: gone.id,
      });
      expect(await fixture.drive(id)).toBe('succeeded');
      await fixture.add(below, [root]);
      const back = await fixture.confirmed({
        kind: 'recreate',
        rootId: gone.id,
      });
      expect(await fixture.drive(back.id)).toBe('failed');
      const [item] = await fixture.items(back.id);
      expect(item.error).toMatchObject({ code: 'too_many_children' });
      expect(await fixture.built(gone)).toEqual(['destroyed']);
    });

    it('frees the integrations of what was never built', async () => {
      const template = await addTemplate(stores());
      const unbuilt = await fixture.add(template, [], false);
      await knex('integration_slots').insert({
        template_id: template.id,
        integration_id: randomUUID(),
        resource_id: unbuilt.id,
      });
      const { id } = await fixture.confirmed({
        kind: 'destroy',
        rootId: unbuilt.id,
      });
      expect(await fixture.drive(id)).toBe('succeeded');
      expect(
        await knex('integration_slots').where({ resource_id: unbuilt.id }),
      ).toEqual([]);
    });

    it('takes only what is left when it is resumed', async () => {
      const { root, net, app } = await fixture.diamond();
      await fixture.outdate(net, app);
      const { id } = await fixture.confirmed({
        kind: 'update',
        rootId: root.id,
      });
      await fixture.drive(id, failing(app.name));
      await act(id, 'resume');
      const held = await fixture.subtrees.holders([net.id, app.id]);
      expect(held.map(({ resourceName }) => resourceName)).toEqual([app.name]);
      expect(await fixture.drive(id)).toBe('succeeded');
    });

    it('starts each run once, however many replicas bring it on at once', async () => {
      const { root } = await fixture.diamond();
      const { id } = await fixture.confirmed({
        kind: 'destroy',
        rootId: root.id,
      });
      const all = () =>
        Promise.all(
          Array.from({ length: 4 }, () => fixture.cascadeDriver.advance(id)),
        );
      for (let state = 'running'; state === 'running'; ) {
        await all();
        const queued = await knex('runs')
          .where({ cascade_id: id, state: 'queued' })
          .pluck('id');
        for (const runId of queued) {
          await fixture.worker.work(runId);
        }
        await all();
        ({ state } = await fixture.cascadeService.get(id, ann));
      }
      const runs = await knex('runs').where({ cascade_id: id });
      expect(runs.filter(({ kind }) => kind === 'destroy')).toHaveLength(3);
      expect(runs.map(({ state }) => state)).toEqual(
        runs.map(() => 'succeeded'),
      );
      const steps = await knex('audit')
        .where({ entity_id: id })
        .orderBy('id')
        .pluck('action');
      expect(steps).toEqual([
        'cascade.requested',
        'cascade.previewed',
        'cascade.running',
        'cascade.confirmed',
        'cascade.succeeded',
      ]);
    });

    it('cannot be resumed where another cascade has taken its resources', async () => {
      const { root, net } = await fixture.diamond();
      await fixture.outdate(net);
      const { id } = await fixture.confirmed({
        kind: 'update',
        rootId: root.id,
      });
      await fixture.drive(id, failing(net.name));
      await fixture.start({ kind: 'destroy', rootId: root.id });
      const holder = await fixture.subtrees.holders([net.id]);
      await expect(act(id, 'resume')).rejects.toMatchObject({
        code: 'in_cascade',
        culprits: [
          { kind: 'resource', id: net.id },
          { kind: 'cascade', id: holder[0].cascade!.id },
        ],
      });
      await act(id, 'cancel');
      await expect(act(id, 'resume')).rejects.toMatchObject({
        code: 'wrong_cascade_state',
      });
    });
  },
);
