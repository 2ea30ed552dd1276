import { TestDatabases } from '@backstage/backend-test-utils';
import {
  summarisePlan,
  type Plan,
  type Resource,
  type Template,
  type TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';
import type { RunAction } from './RunRequester';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('RunOutcomes, %s', database => {
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

  const request = async (action: RunAction) =>
    (await services.runService.request(resource.id, action, ann)).id;
  const get = () => services.resourceService.get(resource.id);
  const record = async () => (await services.resources.get(resource.id))!;

  it('hands outputs on, and seals those that are sensitive', async () => {
    await services.worker.work(await request('provision'), {
      outputs: { id: 'n-1', list: [1, null] },
      sensitiveOutputs: { token: 'hunter2-token' },
    });
    expect(await get()).toMatchObject({
      state: 'provisioned',
      status: 'done',
      outputs: [
        { name: 'id', value: 'n-1', sensitive: false },
        { name: 'list', value: [1, null], sensitive: false },
        { name: 'token', sensitive: true },
      ],
    });
    const rows = await services.knex('resources');
    expect(JSON.stringify(rows)).not.toContain('hunter2');
    expect(services.values.unsealOutputs(await record())).toEqual({
      token: 'hunter2-token',
    });
    await services.worker.work(await request('destroy'));
    expect(await record()).toMatchObject({
      state: 'destroyed',
      outputs: [],
      sensitiveOutputs: undefined,
      appliedInputs: undefined,
      appliedVersionId: undefined,
    });
  });

  it('marks what the last plan of a dry run or of an approval found drifted', async () => {
    const plan = (drifted: boolean): Plan => ({
      digest: drifted ? 'with' : 'without',
      summary: summarisePlan([]),
      changes: [],
      outputChanges: [],
      drift: drifted
        ? [
            {
              address: 'a.b',
              type: 'a',
              name: 'b',
              action: 'update',
              attributes: [],
            },
          ]
        : [],
    });
    const planned = async (drifted: boolean) => {
      const run = (await services.store.get(await request('dry-run')))!;
      await services.outcomes.planned(services.knex, run, plan(drifted));
      await services.worker.work(run.id);
      return get();
    };
    await services.worker.work(await request('provision'));
    const before = await get();
    expect(before.drifted).toBe(false);
    // It is no edit, which others would have to know of.
    expect(await planned(true)).toEqual({ ...before, drifted: true });
    expect((await planned(false)).drifted).toBe(false);
    await planned(true);
    await services.resourceService.update(
      resource.id,
      { values: { size: 2 } },
      ann,
    );
    await services.worker.work(await request('update'));
    expect((await get()).drifted).toBe(false);
  });

  it('keeps when it was first provisioned', async () => {
    await services.worker.work(await request('provision'));
    const { provisionedAt } = await record();
    await services.resourceService.update(
      resource.id,
      { values: { size: 2 } },
      ann,
    );
    await services.worker.work(await request('update'));
    expect((await record()).provisionedAt).toBe(provisionedAt);
  });

  it('changes nothing by a dry run, however it ends', async () => {
    const before = await record();
    const id = await request('dry-run');
    const planned = await services.worker.work(id, { until: 'planned' });
    const { outcomes, knex } = services;
    await knex.transaction(async tx => {
      await outcomes.failed(tx, planned, false);
      await outcomes.undone(tx, planned);
      await outcomes.succeeded(tx, planned, { kind: 'worker', ref: 'w' }, []);
    });
    expect(await record()).toEqual(before);
  });

  it.each([
    ['planned', false, 'provisioned'],
    ['applied', true, 'destroy'],
  ] as const)(
    'leaves a destroy that failed while it %s as it is',
    async (_, applied, state) => {
      await services.worker.work(await request('provision'));
      const id = await request('destroy');
      const run = await services.worker.work(id, {
        until: applied ? 'applying' : 'planned',
      });
      await services.worker.move(run, 'failed', {
        also: tx => services.outcomes.failed(tx, run, applied),
      });
      expect(await get()).toMatchObject({ state, status: 'error' });
      const possible = await services.resourceService.actions(resource.id);
      expect(possible.find(({ action }) => action === 'destroy')).toMatchObject(
        { allowed: true },
      );
    },
  );

  it('tells the same story in revisions, audit and messages', async () => {
    await services.worker.work(await request('provision'));
    const page = { limit: 50 };
    const revisions = await services.resourceService.revisions(
      resource.id,
      page,
    );
    expect(revisions.items[0]).toMatchObject({
      revision: 2,
      createdBy: 'user:default/ann',
      snapshot: { state: 'provisioned', status: 'done' },
    });
    const audit = await services.resourceService.audit(resource.id, page);
    const actions = audit.items.map(item => item.action);
    expect(actions.reverse()).toEqual([
      'resource.created',
      'run.queued',
      'run.preparing',
      'run.planning',
      'run.planned',
      'run.apply_queued',
      'run.applying',
      'run.verifying',
      'run.succeeded',
      'resource.provisioned',
    ]);
    expect(
      await services
        .knex('outbox')
        .where({ key: `resource.changed:${resource.id}:2` }),
    ).toHaveLength(1);
  });
});
