import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import type { ApprovalRuleInput } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Engine } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  bob,
  createServices,
  type Services,
} from '../__testUtils__/serviceFixture';
import { actorOf } from '../access';
import { fakeAccess } from '../access/__testUtils__/fakeAccess';
import {
  createCascadeFixture,
  type CascadeFixture,
} from '../cascades/__testUtils__/cascadeFixture';
import { parseAuditQuery } from '../history/auditCriteria';
import { OverviewService } from './OverviewService';
import { SetupStore } from './SetupStore';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('overview, %s', database => {
  let knex: Knex;
  let services: Services;

  beforeAll(async () => {
    knex = await databases.init(database);
    services = await createServices(knex, {
      grants: [
        {
          principalRef: 'user:default/bob',
          role: 'admin',
          scope: { kind: 'global' },
        },
      ],
    });
  });

  function overview(
    options: { engine?: object; granted?: string[]; caller?: typeof ann } = {},
  ) {
    const { engine = { kind: 'terraform', version: '1.11.4' }, caller = ann } =
      options;
    const access = fakeAccess(options.granted ?? 'all');
    const { ref: userRef } = actorOf(caller.credentials);
    return new OverviewService({
      templates: services.templates,
      resources: services.resources,
      runs: services.store,
      cascades: services.cascades,
      engine: { info: async () => engine } as unknown as Engine,
      approvals: services.approvalService,
      history: {
        listAudit: async ({ limit, cursor, ...query }) =>
          services.history.listAudit(parseAuditQuery(query), { limit, cursor }),
      },
      grants: {
        access: async () => ({
          userRef,
          canCreateProjects: true,
          canReadAudit:
            !options.granted ||
            options.granted.includes('infrakitchen.audit.read'),
        }),
      },
      setup: new SetupStore({ knex }),
      access,
    }).get(caller);
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
      myRuns: [],
      waiting: { items: [] },
      staleInputs: 0,
      drifted: 0,
      deprecated: 0,
      activity: [],
      access: expect.objectContaining({ userRef: 'user:default/ann' }),
      setup: ['connect', 'import', 'arrange', 'create', 'provision'].map(
        id => ({ id, done: false }),
      ),
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

  it('counts what is stale, drifted and deprecated among what lives', async () => {
    const { id } = await addTemplate(services);
    const version = await addVersion(services, { id });
    const old = await addVersion(services, { id }, { lifecycle: 'deprecated' });
    const template = (await services.templates.get(id))!;
    const before = await overview();
    const add = (change: object) => {
      const made = addResource(services, template, { version });
      return made.then(resource =>
        knex('resources').where({ id: resource.id }).update(change),
      );
    };
    await add({ stale_inputs: true });
    await add({ drifted: true });
    await add({ drifted: true, version_id: old.id });
    await add({ stale_inputs: true, state: 'destroyed' });
    const { staleInputs, drifted, deprecated } = await overview();
    expect({ staleInputs, drifted, deprecated }).toEqual({
      staleInputs: before.staleInputs + 1,
      drifted: before.drifted + 2,
      deprecated: before.deprecated + 1,
    });
  });

  it('shows each person what waits for them, and their own runs', async () => {
    const { runService, worker, ruleService } = services;
    const rule = await ruleService.create(
      {
        name: 'All',
        scope: { kind: 'global' },
        effect: 'require',
        approvals: 1,
      } as ApprovalRuleInput,
      ann,
    );
    const template = await addTemplate(services);
    const version = await addVersion(services, template);
    const resource = await addResource(services, template, { version });
    const { id } = await runService.request(resource.id, 'provision', ann);
    await worker.work(id);
    // Whoever asked for it does not decide about it.
    const forAnn = await overview();
    expect(forAnn.waiting.items).toEqual([]);
    expect(forAnn.myRuns[0]).toMatchObject({ id, state: 'awaiting_approval' });
    const forBob = await overview({ caller: bob });
    expect(forBob.waiting.items).toMatchObject([
      { run: { id }, approval: { canDecide: true } },
    ]);
    expect(forBob.myRuns).toEqual([]);
    await ruleService.delete(rule.id, ann);
  });

  it('shows the trail to those who may read it', async () => {
    const { activity } = await overview();
    expect(activity![0]).toMatchObject({ outcome: 'succeeded' });
    const some = await overview({ granted: ['infrakitchen.resource.read'] });
    expect(some.activity).toBeUndefined();
  });

  it('leaves what a worker does by itself out of the recent activity', async () => {
    const { runService, worker } = services;
    const template = await addTemplate(services);
    const version = await addVersion(services, template);
    const resource = await addResource(services, template, { version });
    const { id } = await runService.request(resource.id, 'provision', ann);
    await worker.work(id);
    const all = await services.history.listAudit(
      parseAuditQuery({ filter: [`entityId=${resource.id}`] }),
      { limit: 50 },
    );
    const actions = all.items.map(({ action }) => action);
    expect(actions).toEqual(
      expect.arrayContaining(['run.planning', 'run.applying', 'run.verifying']),
    );
    const activity = (await overview()).activity!;
    expect(activity).toHaveLength(10);
    const shown = activity
      .filter(({ entityId }) => entityId === resource.id)
      .map(({ action }) => action);
    expect(new Set(shown)).toEqual(
      new Set([
        'resource.created',
        'run.queued',
        'resource.provisioned',
        'run.succeeded',
      ]),
    );
  });

  it('knows how far the installation is', async () => {
    const [network] = [await addTemplate(services)];
    await addTemplate(services, { parents: [network] });
    expect((await overview()).setup).toEqual(
      ['connect', 'import', 'arrange', 'create', 'provision'].map(id => ({
        id,
        done: true,
      })),
    );
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
