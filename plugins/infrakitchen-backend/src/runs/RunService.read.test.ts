import { TestDatabases } from '@backstage/backend-test-utils';
import type {
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
  bob,
  createServices,
  type Services,
} from '../__testUtils__/serviceFixture';
import type { RunAction } from './RunRequester';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())(
  'read and resolve runs, %s',
  database => {
    let services: Services;
    let template: Template;
    let version: TemplateVersion;
    let resource: Resource;

    beforeAll(async () => {
      services = await createServices(await databases.init(database));
      template = await addTemplate(services);
      version = await addVersion(services, template);
    });

    beforeEach(async () => {
      resource = await addResource(services, template, { version });
    });

    const request = (action: RunAction) =>
      services.runService.request(resource.id, action, ann);
    const get = () => services.resourceService.get(resource.id);
    const detail = (id: string) => services.runService.get(id, ann);
    describe('resolve', () => {
      async function needsAttention() {
        const { id } = await request('provision');
        const applying = await services.worker.work(id, { until: 'applying' });
        const unknown = await services.worker.move(applying, 'unknown', {
          also: tx => services.outcomes.unknown(tx, applying),
        });
        await services.worker.move(unknown, 'needs_attention');
        return id;
      }
      const resolve = (id: string, options: object) =>
        services.runService.resolve(id, { ...bob, ...options });

      it('fails the run on the word of a person', async () => {
        const id = await needsAttention();
        expect((await get()).status).toBe('unknown');
        await resolve(id, { outcome: 'failed', reason: 'Nothing is there' });
        const { state, transitions } = await detail(id);
        expect(state).toBe('failed');
        expect(transitions.at(-1)).toMatchObject({
          from: 'needs_attention',
          to: 'failed',
          actorKind: 'user',
          actor: 'user:default/bob',
          note: 'Nothing is there',
        });
        const after = await get();
        expect(after).toMatchObject({ state: 'provision', status: 'error' });
        expect(after.activeRun).toBeUndefined();
      });

      it('lets a worker verify what a person says has succeeded', async () => {
        const id = await needsAttention();
        // The worker that gave up has not let go yet.
        await services.store.beat((await services.store.get(id))!);
        await resolve(id, { outcome: 'succeeded', reason: 'I looked' });
        expect((await detail(id)).state).toBe('verifying');
        expect(
          await services
            .knex('run_jobs')
            .where({ run_id: id, phase: 'verify' }),
        ).toHaveLength(1);
        await expect(services.worker.claim(id)).resolves.toBeDefined();
      });

      it.each([
        [{}, 'resolution_incomplete'],
        [{ outcome: 'failed' }, 'resolution_incomplete'],
        [{ reason: 'x' }, 'resolution_incomplete'],
        [{ outcome: 'failed', reason: '' }, 'resolution_incomplete'],
      ])('refuses %j', async (options, code) => {
        const id = await needsAttention();
        await expect(resolve(id, options)).rejects.toMatchObject({
          name: 'InputError',
          code,
        });
        expect((await detail(id)).state).toBe('needs_attention');
      });

      it('refuses a run that needs none', async () => {
        const { id } = await request('provision');
        await expect(
          resolve(id, { outcome: 'failed', reason: 'x' }),
        ).rejects.toMatchObject({ code: 'nothing_to_resolve' });
      });

      it('lets one of two decide', async () => {
        const id = await needsAttention();
        const results = await Promise.allSettled([
          resolve(id, { outcome: 'failed', reason: 'a' }),
          resolve(id, { outcome: 'succeeded', reason: 'b' }),
        ]);
        expect(
          results.flatMap(result =>
            result.status === 'rejected' ? [result.reason.code] : [],
          ),
        ).toEqual(['nothing_to_resolve']);
      });
    });

    describe('list', () => {
      it('finds runs, newest first, page by page', async () => {
        const ids: string[] = [];
        for (let i = 0; i < 5; i++) {
          ids.unshift((await request('dry-run')).id);
        }
        // Some of the same moment.
        await services
          .knex('runs')
          .whereIn('id', ids.slice(1, 4))
          .update({ created_at: 1_000 });
        const filter = [`resourceId=${resource.id}`];
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await services.runService.list({
            filter,
            limit: 2,
            cursor,
          });
          seen.push(...page.items.map(({ id }) => id));
          cursor = page.nextCursor;
        } while (cursor);
        expect([...seen].sort()).toEqual([...ids].sort());
        expect(seen.slice(2).sort()).toEqual(ids.slice(1, 4).sort());
      });

      it('filters', async () => {
        const dry = await services.runService.request(
          resource.id,
          'dry-run',
          bob,
        );
        const { id } = await request('provision');
        await services.worker.work(dry.id);
        const list = async (...filter: string[]) => {
          const page = await services.runService.list({
            filter: [`resourceId=${resource.id}`, ...filter],
            limit: 50,
          });
          return page.items.map(item => item.id);
        };
        expect(await list('kind=provision')).toEqual([id]);
        expect(await list('state=queued')).toEqual([id]);
        expect(await list('state=queued', 'state=succeeded')).toHaveLength(2);
        expect(await list('requestedBy=user:default/bob')).toEqual([dry.id]);
        expect(await list(`templateId=${template.id}`)).toHaveLength(2);
        expect(await list('kind=destroy')).toEqual([]);
        // Without a plan, or without one before it.
        expect(await list(`plannedBefore=${dry.id}`)).toEqual([]);
        await services
          .knex('runs')
          .where({ id: dry.id })
          .update({ created_at: 1_000 });
        expect(await list(`plannedBefore=${id}`)).toEqual([dry.id]);
      });

      it.each([
        ['unknown_filter', 'resourceName=x'],
        ['invalid_filter', 'resourceId=x'],
        ['invalid_filter', 'templateId=%'],
        ['invalid_filter', 'plannedBefore=x'],
        ['invalid_filter', 'state=finished'],
        ['invalid_filter', 'kind=apply'],
      ])('refuses with %s: %s', async (code, filter) => {
        await expect(
          services.runService.list({ filter: [filter], limit: 1 }),
        ).rejects.toMatchObject({ name: 'InputError', code });
      });
    });

    it('tells the place in the queue', async () => {
      const { knex } = services;
      await knex('runs').where({ state: 'queued' }).update({ state: 'failed' });
      const first = await request('dry-run');
      const second = await request('dry-run');
      await knex('runs').where({ id: first.id }).update({ created_at: 1_000 });
      expect((await detail(first.id)).queuePosition).toBe(1);
      expect((await detail(second.id)).queuePosition).toBe(2);
      await services.worker.work(first.id);
      expect((await detail(first.id)).queuePosition).toBeUndefined();
      expect((await detail(second.id)).queuePosition).toBe(1);
    });

    it('has a plan once there is one', async () => {
      const { id } = await request('provision');
      const plan = () => services.runService.plan(id);
      await expect(plan()).rejects.toMatchObject({
        name: 'NotFoundError',
        code: 'plan_not_found',
        message: expect.stringContaining('yet'),
      });
      const { store, knex } = services;
      const stored = { digest: 'd', changes: [] };
      await store.patch(knex, (await store.get(id))!, {
        plan: stored as never,
      });
      expect(await plan()).toEqual(stored);
      const dry = await request('dry-run');
      await services.runService.cancel(dry.id, ann);
      await expect(services.runService.plan(dry.id)).rejects.toMatchObject({
        message: expect.stringContaining('ended before'),
      });
    });

    it('does not know a run that is not there', async () => {
      const id = randomUUID();
      const { runService } = services;
      for (const call of [
        () => runService.get(id, ann),
        () => runService.plan(id),
        () => runService.log({ id, after: 0, limit: 1 }),
        () => runService.cancel(id, ann),
        () => runService.retry(id, ann),
        () => runService.resolve(id, ann),
      ]) {
        await expect(call()).rejects.toMatchObject({
          name: 'NotFoundError',
          code: 'run_not_found',
          culprits: [{ kind: 'run', id }],
        });
      }
    });
  },
);
