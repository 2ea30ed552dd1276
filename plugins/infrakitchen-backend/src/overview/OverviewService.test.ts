import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import type { ApprovalRuleInput } from '@infrakitchen/backstage-plugin-infrakitchen-common';
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
import {
  createCascadeFixture,
  type CascadeFixture,
} from '../cascades/__testUtils__/cascadeFixture';
import { OverviewService } from './OverviewService';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('overview, %s', database => {
  let knex: Knex;
  let services: Services;

  beforeAll(async () => {
    knex = await databases.init(database);
    services = await createServices(knex);
  });

  function overview(options: { engine?: object; granted?: string[] } = {}) {
    const { engine = { kind: 'terraform', version: '1.11.4' } } = options;
    return new OverviewService({
      templates: services.templates,
      resources: services.resources,
      runs: services.store,
      cascades: services.cascades,
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
      cascadeAttention: [],
      recentRuns: [],
    });
  });

  it('counts, and shows what waits for somebody', async () => {
    const { runService, worker, outcomes } = services;
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

  describe('of cascades', () => {
    let fixture: CascadeFixture;

    beforeAll(async () => {
      fixture = await createCascadeFixture(knex);
    });

    const cascades = async () =>
      (await overview()).cascadeAttention.map(
        ({ id, state }) => `${state} ${id}`,
      );
    const destroy = async (rootId: string, failing?: string) => {
      const { id } = await fixture.start({ kind: 'destroy', rootId });
      await fixture.drive(id);
      await fixture.confirm(id);
      await fixture.drive(id, ({ resourceName }) =>
        resourceName === failing ? 'fail' : {},
      );
      return id;
    };

    it('forgets a failure that a later one of the same root made good', async () => {
      expect(await cascades()).toEqual([]);
      const { root, net } = await fixture.diamond();
      const failed = await destroy(root.id, net.name);
      expect(await cascades()).toEqual([`failed ${failed}`]);
      await destroy(root.id);
      expect(await cascades()).toEqual([]);
    });

    it('shows those that wait for approval, and those that failed', async () => {
      const { root, net } = await fixture.diamond();
      const other = await fixture.diamond();
      const failed = await destroy(root.id, net.name);
      await fixture.ruleService.create(
        {
          name: 'Everything',
          scope: { kind: 'global' },
          effect: 'require',
          approvals: 1,
        } as ApprovalRuleInput,
        ann,
      );
      const waiting = await destroy(other.root.id);
      expect(await cascades()).toEqual([
        `awaiting_approval ${waiting}`,
        `failed ${failed}`,
      ]);
      await fixture.cascadeService.act(waiting, 'cancel', ann);
      await fixture.cascadeService.act(failed, 'cancel', ann);
      expect(await cascades()).toEqual([]);
    });
  });
});
