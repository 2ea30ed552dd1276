import { TestDatabases } from '@backstage/backend-test-utils';
import type { Engine } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  type Services,
} from '../__testUtils__/serviceFixture';
import { fakeAccess } from '../access/__testUtils__/fakeAccess';
import { OverviewService } from './OverviewService';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('overview, %s', database => {
  let services: Services;

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
  });

  function overview(options: { engine?: object; granted?: string[] } = {}) {
    const { engine = { kind: 'terraform', version: '1.11.4' } } = options;
    return new OverviewService({
      templates: services.templates,
      resources: services.resources,
      runs: services.store,
      engine: { info: async () => engine } as unknown as Engine,
      access: fakeAccess(options.granted ?? 'all'),
    }).get(ann);
  }

  it('is empty at first', async () => {
    expect(await overview()).toEqual({
      templates: 0,
      resources: [],
      runs: { active: 0, failedLastDay: 0 },
      engine: { available: true, kind: 'terraform', version: '1.11.4' },
      attention: [],
      recentRuns: [],
    });
  });

  it('counts, and shows what waits for somebody', async () => {
    const { runService, worker, outcomes, knex } = services;
    const region = await addTemplate(services, { abstract: true });
    const template = await addTemplate(services);
    const version = await addVersion(services, template);
    await addResource(services, region);
    const request = async () => {
      const { id: resourceId } = await addResource(services, template, {
        version,
      });
      const { id } = await runService.request(resourceId, 'provision', ann);
      return id;
    };
    await request();
    await worker.work(await request());
    const fail = async () => {
      const run = await worker.claim(await request());
      await worker.move(run, 'failed', {
        also: tx => outcomes.failed(tx, run, false),
      });
      return run.id;
    };
    const failed = await fail();
    const longAgo = await fail();
    await knex('runs').where({ id: longAgo }).update({ updated_at: 1 });
    const lost = await worker.work(await request(), { until: 'applying' });
    await worker.move(lost, 'unknown');

    const shown = await overview();
    expect(shown).toMatchObject({
      templates: 2,
      runs: { active: 2, failedLastDay: 1 },
    });
    expect(shown.attention.map(run => run.id).sort()).toEqual(
      [lost.id, failed, longAgo].sort(),
    );
    const counts = shown.resources.map(
      ({ state, status, count }) => `${state}/${status} ${count}`,
    );
    expect(counts.sort()).toEqual([
      'provision/error 2',
      'provision/in_progress 1',
      'provision/queued 1',
      'provisioned/done 2',
    ]);
    expect(shown.recentRuns).toHaveLength(5);
  });

  it('forgets a failure that a later run made good, and every dry run', async () => {
    const { runService, worker, outcomes } = services;
    const template = await addTemplate(services);
    const version = await addVersion(services, template);
    const { id } = await addResource(services, template, { version });
    const attention = async () =>
      (await overview()).attention.filter(run => run.resourceId === id);
    const failing = async (action: 'provision' | 'dry-run') => {
      const request = await runService.request(id, action, ann);
      const run = await worker.claim(request.id);
      await worker.move(run, 'failed', {
        also: tx => outcomes.failed(tx, run, false),
      });
      return run.id;
    };
    await failing('dry-run');
    expect(await attention()).toEqual([]);
    const failed = await failing('provision');
    await failing('dry-run');
    expect(await attention()).toMatchObject([{ id: failed }]);
    const again = await runService.request(id, 'provision', ann);
    expect(await attention()).toEqual([]);
    await worker.work(again.id);
    expect(await attention()).toEqual([]);
  });

  it('is shown without an engine', async () => {
    const broken = {
      get kind() {
        throw new Error('No engine is installed');
      },
    };
    expect((await overview({ engine: broken })).engine).toEqual({
      available: false,
      message: 'No engine is installed',
    });
  });

  it('is for who may see resources', async () => {
    await expect(overview({ granted: [] })).rejects.toMatchObject({
      code: 'not_allowed',
    });
  });
});
