import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import type { RunState } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
import { addResource, fresh } from '../__testUtils__/serviceFixture';
import {
  ann,
  bob,
  createNotifierFixture,
  eve,
  type NotifierFixture,
} from './__testUtils__/notifierFixture';
import { NotificationStore } from './NotificationStore';
import type { Notifier } from './Notifier';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('Notifier, %s', database => {
  let world: NotifierFixture;

  beforeAll(async () => {
    world = await createNotifierFixture(await databases.init(database));
  });

  beforeEach(() => world.reset());

  describe('the requester', () => {
    it.each<[RunState, RegExp, string, string?]>([
      ['succeeded', /^Update of 'resource-\d+' succeeded$/, 'normal'],
      ['no_changes', /found nothing to change$/, 'low'],
      ['failed', /failed$/, 'high', '?line=error#log'],
      ['rejected', /is rejected$/, 'high', '#approval'],
      ['cancelled', /was cancelled$/, 'normal'],
      ['needs_attention', /needs attention$/, 'critical', '?do=resolve'],
    ])(
      'is told that a run is %s',
      async (state, title, severity, place = '') => {
        const { id, changed } = await world.addRun([[state, bob]]);
        await world.createNotifier().runChanged(changed);
        expect(world.sent[0]).toEqual({
          recipients: { type: 'entity', entityRef: [ann] },
          payload: {
            title: expect.stringMatching(title),
            description: expect.stringContaining(world.template.name),
            severity,
            topic: 'infrakitchen.runs',
            scope: `infrakitchen:run:${id}`,
            link: `/infra/runs/${id}${place}`,
          },
        });
        expect(world.sent).toHaveLength(1);
      },
    );

    it('is told of a decision, and of one that nobody made in time', async () => {
      const approved = await world.addRun([
        ['awaiting_approval'],
        ['apply_queued', bob],
      ]);
      const unasked = await world.addRun([['planned'], ['apply_queued']]);
      const expired = await world.addRun(
        [['awaiting_approval'], ['discarded', 'sweeper']],
        { columns: { approval_expires_at: 1 } },
      );
      const replaced = await world.addRun(
        [['awaiting_approval'], ['discarded', bob]],
        { columns: { approval_expires_at: Date.now() + 60_000 } },
      );
      const notifier = world.createNotifier();
      for (const run of [approved, unasked, expired, replaced]) {
        await notifier.runChanged(run.changed);
      }
      expect(world.sent.map(({ payload }) => payload.title)).toEqual([
        `Update of '${approved.resource.name}' is approved`,
        `Update of '${expired.resource.name}' has expired`,
        `Update of '${replaced.resource.name}' was replaced`,
      ]);
    });

    it('is told nothing about an own act, about a step, or as a service', async () => {
      const notifier = world.createNotifier();
      for (const run of [
        await world.addRun([['cancelled', ann]]),
        await world.addRun([['planning']]),
        await world.addRun([['applying']]),
        await world.addRun([['succeeded']], {
          requestedBy: 'plugin:scaffolder',
          kind: 'dry_run',
        }),
      ]) {
        await notifier.runChanged(run.changed);
      }
      await notifier.runChanged({ runId: randomUUID(), state: 'failed' });
      expect(world.sent).toEqual([]);
    });

    it('is told the code of an error, and nothing that the engine said', async () => {
      const { changed } = await world.addRun([['failed']], {
        columns: {
          reason: 'because hunter2',
          error: JSON.stringify({
            code: 'apply_failed',
            message: 'hunter2',
            diagnostics: [{ summary: 'hunter2' }],
          }),
        },
      });
      await world.createNotifier().runChanged(changed);
      expect(world.sent[0].payload.description).toBe(
        `${world.template.name}. Error: apply_failed.`,
      );
      expect(JSON.stringify(world.sent)).not.toContain('hunter2');
    });

    it('is told once of what comes again, and again of what failed to be sent', async () => {
      const { changed } = await world.addRun([['failed']]);
      let down = true;
      const notifier = world.createNotifier({
        send: async () => {
          if (down) {
            throw new Error('status 503');
          }
        },
      });
      await expect(notifier.runChanged(changed)).rejects.toThrow('503');
      down = false;
      await notifier.runChanged(changed);
      await notifier.runChanged(changed);
      await world.createNotifier().runChanged(changed);
      expect(world.sent).toHaveLength(2);
    });

    it('hears no more of a need that somebody has seen to', async () => {
      const { id, resource } = await world.addRun([
        ['needs_attention'],
        ['verifying', bob],
        ['succeeded'],
      ]);
      const notifier = world.createNotifier();
      await notifier.runChanged({ runId: id, state: 'needs_attention' });
      expect(world.sent).toEqual([]);
      await notifier.runChanged({ runId: id, state: 'succeeded' });
      expect(world.sent[0].payload.title).toBe(
        `Update of '${resource.name}' succeeded`,
      );
    });
  });

  describe('who follows', () => {
    it('is told of results at a resource and below one', async () => {
      const { resource, changed } = await world.addRun([['succeeded']]);
      const above = await addResource(world.services, world.template, {
        version: world.version,
      });
      await world.knex('resource_ancestors').insert({
        resource_id: resource.id,
        ancestor_id: above.id,
        distance: 1,
      });
      const { subscriptions } = world.services;
      await subscriptions.set(bob, resource.id, { follows: 'resource' });
      await subscriptions.set(eve, above.id, { follows: 'subtree' });
      await subscriptions.set('user:default/joe', above.id, {
        follows: 'resource',
      });
      await world.createNotifier().runChanged(changed);
      expect(world.recipients()).toEqual([[ann], [bob, eve]]);
      expect(world.sent[1].payload).toMatchObject({
        topic: 'infrakitchen.subscriptions',
        severity: 'normal',
      });
    });

    it('is told of a move where it was and where it is, but not who made it', async () => {
      const { services, template, version } = world;
      const add = () => addResource(services, template, { version });
      const [moved, old, above, now] = [
        await add(),
        await add(),
        await add(),
        await add(),
      ];
      await world.knex('resource_ancestors').insert([
        { resource_id: moved.id, ancestor_id: now.id, distance: 1 },
        { resource_id: old.id, ancestor_id: above.id, distance: 1 },
      ]);
      const { subscriptions } = services;
      await subscriptions.set(bob, moved.id, { follows: 'resource' });
      await subscriptions.set(eve, above.id, { follows: 'subtree' });
      await subscriptions.set('user:default/joe', now.id, {
        follows: 'subtree',
      });
      await subscriptions.set('user:default/kim', old.id, {
        follows: 'resource',
      });
      await subscriptions.set(ann, moved.id, { follows: 'resource' });
      const message: Parameters<Notifier['resourceMoved']> = [
        { resourceId: moved.id, actor: ann, leftIds: [old.id] },
        `resource.moved:${moved.id}:2`,
      ];
      const notifier = world.createNotifier();
      await notifier.resourceMoved(...message);
      await notifier.resourceMoved(...message);
      expect(world.sent).toEqual([
        {
          recipients: {
            type: 'entity',
            entityRef: [bob, 'user:default/joe', eve],
          },
          payload: expect.objectContaining({
            title: `'${moved.name}' was moved`,
            topic: 'infrakitchen.subscriptions',
            link: `/infra/resources/${moved.id}/hierarchy`,
            scope: `infrakitchen:resource:${moved.id}`,
          }),
        },
      ]);
      world.sent.length = 0;
      await world.services.resourceService.delete(moved.id, {
        credentials: mockCredentials.user(ann),
      });
      await notifier.resourceMoved(message[0], 'another');
      expect(world.sent).toEqual([]);
    });

    it('is told nothing of dry runs, of own acts, and of what changed nothing', async () => {
      const notifier = world.createNotifier();
      for (const run of [
        await world.addRun([['succeeded']], { kind: 'dry_run' }),
        await world.addRun([['failed', bob]]),
        await world.addRun([['no_changes']]),
        await world.addRun([['cancelled']]),
      ]) {
        await world.services.subscriptions.set(bob, run.resource.id, {
          follows: 'subtree',
        });
        await notifier.runChanged(run.changed);
      }
      expect(world.recipients()).toEqual([[ann], [ann], [ann], [ann]]);
    });

    it('is told nothing any more of what may not be seen any more', async () => {
      const { resource, changed } = await world.addRun([['failed']]);
      for (const user of [bob, eve, 'user:default/joe']) {
        await world.services.subscriptions.set(user, resource.id, {
          follows: 'resource',
        });
      }
      world.groups.set(eve, ['group:default/readers']);
      world.groups.set(bob, ['group:default/others']);
      await world.grant(
        'group:default/readers',
        'read',
        'template',
        world.template.id,
      );
      await world.grant('user:default/joe', 'write', 'resource', resource.id);
      await world.grant(bob, 'admin', 'resource', randomUUID());
      await world.createNotifier({ everyone: undefined }).runChanged(changed);
      expect(world.recipients()).toEqual([[ann], [eve, 'user:default/joe']]);
    });
  });

  it('forgets what it sent long ago', async () => {
    const store = new NotificationStore(world.knex);
    const old = fresh('old');
    await world.knex('sent_notifications').insert({ key: old, at: 1 });
    const recent = fresh('recent');
    await store.markSent(recent);
    expect(await store.wasSent(old)).toBe(false);
    expect(await store.wasSent(recent)).toBe(true);
  });
});
