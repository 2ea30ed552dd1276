import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  RunState,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  bob,
  createServices,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';
import type { RunAction } from './RunRequester';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('settle a run, %s', database => {
  let services: Services;
  let template: Template;
  let version: TemplateVersion;
  let resource: Resource;

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    template = await addTemplate(services);
    version = await addVersion(services, template, {
      variables: [variable('size', 'number', { default: 1 })],
    });
  });

  beforeEach(async () => {
    resource = await addResource(services, template, { version });
  });

  const request = (action: RunAction) =>
    services.runService.request(resource.id, action, ann);
  const run = async (action: RunAction) => {
    const { id } = await request(action);
    await services.worker.work(id);
    return id;
  };
  const get = () => services.resourceService.get(resource.id);
  const detail = (id: string) => services.runService.get(id, ann);
  const lastAudit = async () => {
    const { items } = await services.resourceService.audit(resource.id, {
      limit: 1,
    });
    return items[0];
  };

  describe('cancel', () => {
    it.each<[RunAction, () => Promise<unknown>, object]>([
      [
        'provision',
        async () => undefined,
        { state: 'provision', status: 'ready' },
      ],
      [
        'update',
        async () => {
          await run('provision');
          await services.resourceService.update(
            resource.id,
            { values: { size: 2 } },
            ann,
          );
        },
        { state: 'provisioned', status: 'done', hasPendingChange: true },
      ],
      [
        'destroy',
        () => run('provision'),
        { state: 'provisioned', status: 'done' },
      ],
      [
        'recreate',
        async () => {
          await run('provision');
          await run('destroy');
        },
        { state: 'provision', status: 'ready' },
      ],
      [
        'dry-run',
        async () => undefined,
        { state: 'provision', status: 'ready' },
      ],
    ])('puts back what a queued %s took', async (action, prepare, expected) => {
      await prepare();
      const { id } = await request(action);
      await services.runService.cancel(id, bob);
      expect(await detail(id)).toMatchObject({
        state: 'cancelled',
        finishedAt: expect.any(String),
        transitions: [
          { to: 'queued' },
          {
            from: 'queued',
            to: 'cancelled',
            actor: 'user:default/bob',
            note: 'Cancelled before it changed anything',
          },
        ],
      });
      const after = await get();
      expect(after).toMatchObject(expected);
      expect(after.activeRun).toBeUndefined();
    });

    it.each<RunState>([
      'preparing',
      'planning',
      'planned',
      'apply_queued',
      'applying',
    ])('asks the worker to stop a run that is %s', async until => {
      const { id } = await request('provision');
      await services.worker.work(id, { until });
      await services.runService.cancel(id, bob);
      expect(await detail(id)).toMatchObject({
        state: until,
        cancelRequested: true,
      });
      expect(await services.store.cancelRequested(id)).toBe(true);
      expect(await lastAudit()).toMatchObject({
        action: 'run.cancel_requested',
        actor: 'user:default/bob',
        detail: { runId: id },
      });
      expect((await get()).status).toBe('in_progress');
    });

    it('refuses what is over', async () => {
      const id = await run('provision');
      await expect(services.runService.cancel(id, bob)).rejects.toMatchObject({
        name: 'ConflictError',
        code: 'run_over',
        culprits: [{ kind: 'run', id }],
      });
      expect(await lastAudit()).toMatchObject({
        action: 'run.cancelled',
        outcome: 'refused',
      });
    });

    it('refuses what can no longer be stopped', async () => {
      const { id } = await request('provision');
      await services.worker.work(id, { until: 'verifying' });
      await expect(services.runService.cancel(id, bob)).rejects.toMatchObject({
        code: 'not_cancellable',
      });
    });

    it('survives a worker that takes the run at the same moment', async () => {
      const { store } = services;
      const { id } = await request('provision');
      const read = store.get.bind(store);
      const get_ = jest.spyOn(store, 'get');
      get_
        .mockImplementationOnce(read)
        .mockImplementationOnce(async (_, tx) => {
          get_.mockRestore();
          // What the service has read is out of date now.
          const stale = (await read(id, tx))!;
          return { ...stale, fence: stale.fence - 1 };
        });
      await services.runService.cancel(id, bob);
      expect((await detail(id)).state).toBe('cancelled');
    });
  });

  const actionsOf = async (id: string) =>
    Object.fromEntries(
      (await detail(id)).actions.map(({ action, reasons }) => [
        action,
        reasons.map(({ code }) => code),
      ]),
    );

  describe('retry', () => {
    const fail = async (action: RunAction) => {
      const { id } = await request(action);
      const planned = await services.worker.work(id, { until: 'planned' });
      await services.worker.move(planned, 'failed', {
        also: tx => services.outcomes.failed(tx, planned, false),
      });
      return id;
    };

    it('starts a new run that names the old one', async () => {
      const failed = await fail('provision');
      expect(await get()).toMatchObject({
        state: 'provision',
        status: 'error',
      });
      const { id } = await services.runService.retry(failed, {
        ...bob,
        reason: 'again',
      });
      expect(await detail(id)).toMatchObject({
        retryOf: failed,
        kind: 'provision',
        state: 'queued',
        requestedBy: 'user:default/bob',
        reason: 'again',
      });
      expect((await detail(failed)).state).toBe('failed');
    });

    it('happens once', async () => {
      const failed = await fail('dry-run');
      const results = await Promise.allSettled(
        [1, 2, 3].map(() => services.runService.retry(failed, ann)),
      );
      const codes = results.flatMap(result =>
        result.status === 'rejected' ? [result.reason.code] : [],
      );
      expect(codes).toEqual(['retried_already', 'retried_already']);
      await expect(
        services.runService.retry(failed, ann),
      ).rejects.toMatchObject({
        name: 'ConflictError',
        code: 'retried_already',
        culprits: [{ kind: 'run', id: expect.not.stringMatching(failed) }],
      });
      expect(await actionsOf(failed)).toEqual({
        cancel: ['run_over'],
        retry: ['retried_already'],
        resolve: ['nothing_to_resolve'],
      });
      expect(await lastAudit()).toMatchObject({
        outcome: 'refused',
        detail: { code: 'retried_already' },
      });
    });

    it('waits for the end', async () => {
      const { id } = await request('provision');
      await expect(services.runService.retry(id, ann)).rejects.toMatchObject({
        code: 'run_not_over',
      });
    });

    it('has nothing to do where the run succeeded', async () => {
      const done = await run('provision');
      expect(await actionsOf(done)).toMatchObject({
        retry: ['nothing_to_retry'],
      });
      await expect(services.runService.retry(done, ann)).rejects.toMatchObject({
        code: 'nothing_to_retry',
      });
    });

    it('follows the rules of its action', async () => {
      const failed = await fail('provision');
      expect(await actionsOf(failed)).toMatchObject({ retry: [] });
      await run('provision');
      expect(await actionsOf(failed)).toMatchObject({ retry: ['wrong_state'] });
      await expect(
        services.runService.retry(failed, ann),
      ).rejects.toMatchObject({ code: 'wrong_state' });
      expect(await lastAudit()).toMatchObject({
        action: 'run.retried',
        outcome: 'refused',
        detail: { code: 'wrong_state' },
      });
    });

    it('retries a destroy that failed while it applied', async () => {
      await run('provision');
      const { id } = await request('destroy');
      const applying = await services.worker.work(id, { until: 'applying' });
      await services.worker.move(applying, 'failed', {
        also: tx => services.outcomes.failed(tx, applying, true),
      });
      expect(await get()).toMatchObject({ state: 'destroy', status: 'error' });
      const again = await services.runService.retry(id, ann);
      await services.worker.work(again.id);
      expect(await get()).toMatchObject({ state: 'destroyed' });
    });
  });
});
