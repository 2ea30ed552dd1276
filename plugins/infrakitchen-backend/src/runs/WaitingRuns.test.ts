import { TestDatabases } from '@backstage/backend-test-utils';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  fresh,
  type Services,
} from '../__testUtils__/serviceFixture';
import { addWorkspace } from '../workspaces/__testUtils__/createWorkspaceServices';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const sweeper = { kind: 'sweeper' as const, ref: 'test' };

describe.each(databases.eachSupportedId())('a run that waits, %s', id => {
  it('has no end any more where the rule is gone that had it', async () => {
    const services = await createServices(await databases.init(id), {
      grants: [
        {
          principalRef: 'user:default/ann',
          role: 'write',
          scope: { kind: 'global' },
        },
      ],
    });
    const { ruleService, knex, waiting } = services;
    const workspace = await addWorkspace(services);
    const rule = await ruleService.create(
      {
        ...{ name: 'rule', scope: { kind: 'global' }, effect: 'require' },
        ...{ kinds: ['provision'], expiresAfterHours: 1 },
      },
      ann,
    );
    const template = await addTemplate(services);
    const resource = await addResource(services, template, {
      version: await addVersion(services, template),
      workspaceId: workspace.id,
    });
    const asked = await services.runService.request(
      resource.id,
      'provision',
      ann,
    );
    const run = await services.worker.work(asked.id);
    expect(run.state).toBe('awaiting_approval');
    const detail = () => services.runService.get(run.id, ann);
    expect((await detail()).approval?.expiresAt).toBeDefined();

    await ruleService.delete(rule.id, ann);
    await waiting.reconsider(sweeper);
    expect(await detail()).toMatchObject({ state: 'awaiting_approval' });
    expect((await detail()).approval?.expiresAt).toBeUndefined();
    await knex('runs')
      .where('approval_expires_at', '>', 0)
      .update({ approval_expires_at: 1 });
    await waiting.expire(sweeper);
    expect(await detail()).toMatchObject({ state: 'awaiting_approval' });
  });
});

describe.each(databases.eachSupportedId())(
  'waiting runs of which one cannot be looked after, %s',
  id => {
    let services: Services;
    let runs: [string, string];

    beforeAll(async () => {
      services = await createServices(await databases.init(id));
    });

    beforeEach(async () => {
      await services.ruleService.create(
        {
          name: fresh('rule'),
          scope: { kind: 'global' },
          effect: 'require',
          kinds: ['provision'],
        },
        ann,
      );
      runs = [await waiting(), await waiting()];
    });

    afterEach(() => jest.restoreAllMocks());

    async function waiting(): Promise<string> {
      const template = await addTemplate(services);
      const version = await addVersion(services, template);
      const resource = await addResource(services, template, { version });
      const asked = await services.runService.request(
        resource.id,
        'provision',
        ann,
      );
      const run = await services.worker.work(asked.id);
      expect(run.state).toBe('awaiting_approval');
      return run.id;
    }

    /** The first run is one that something fails for. */
    function refuse(method: 'undone' | 'queued'): void {
      const real = services.outcomes[method].bind(services.outcomes);
      jest
        .spyOn(services.outcomes, method)
        .mockImplementation(async (tx: any, run: any) => {
          if (run.id === runs[0]) {
            throw new Error('Not this one');
          }
          await real(tx, run);
        });
    }

    const states = () =>
      Promise.all(
        runs.map(async run => (await services.store.get(run))!.state),
      );

    it('ends the others in time, and tells of it', async () => {
      await services
        .knex('runs')
        .whereIn('id', runs)
        .update({ approval_expires_at: Date.now() - 1 });
      refuse('undone');
      await expect(services.waiting.expire(sweeper)).rejects.toThrow(runs[0]);
      expect(await states()).toEqual(['awaiting_approval', 'discarded']);
    });

    it('lets the others go on by new rules, and is asked to look again', async () => {
      await services.knex('approval_rules').delete();
      refuse('queued');
      await expect(services.waiting.reconsider(sweeper)).rejects.toThrow(
        runs[0],
      );
      expect(await states()).toEqual(['awaiting_approval', 'apply_queued']);
      jest.restoreAllMocks();
      await services.waiting.reconsider(sweeper);
      expect(await states()).toEqual(['apply_queued', 'apply_queued']);
    });
  },
);
