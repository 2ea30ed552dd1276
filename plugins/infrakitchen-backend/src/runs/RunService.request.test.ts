import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
import { stateOf } from '../state/__testUtils__/stateFile';
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

describe.each(databases.eachSupportedId())('request a run, %s', database => {
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

  const request = (action: RunAction, options = {}) =>
    services.runService.request(resource.id, action, { ...ann, ...options });
  const run = async (action: RunAction) => {
    const { id } = await request(action);
    await services.worker.work(id);
    return id;
  };
  const get = () => services.resourceService.get(resource.id);
  const jobs = () => services.knex('run_jobs').orderBy('id');

  it('writes run, lock, transition, job, audit and message at once', async () => {
    const { id } = await request('provision', { reason: 'because' });
    expect(await services.runService.get(id, ann)).toMatchObject({
      id,
      resourceId: resource.id,
      resourceName: resource.name,
      templateName: template.name,
      kind: 'provision',
      state: 'queued',
      reason: 'because',
      requestedBy: 'user:default/ann',
      cancelRequested: false,
      queuePosition: expect.any(Number),
      transitions: [
        { to: 'queued', actorKind: 'user', actor: 'user:default/ann' },
      ],
      progress: [],
      inputs: [],
    });
    expect(await get()).toMatchObject({
      status: 'queued',
      activeRun: { id, kind: 'provision', state: 'queued' },
    });
    expect(await jobs()).toContainEqual(
      expect.objectContaining({ run_id: id, phase: 'plan', priority: 30 }),
    );
    const audit = await services.resourceService.audit(resource.id, {
      limit: 1,
    });
    expect(audit.items).toMatchObject([
      { action: 'run.queued', detail: { runId: id, kind: 'provision' } },
    ]);
    expect(
      await services.knex('outbox').where({ key: `run.changed:${id}:1` }),
    ).toHaveLength(1);
  });

  it('takes no lock for a dry run', async () => {
    const dry = await Promise.all([request('dry-run'), request('dry-run')]);
    expect(await get()).toMatchObject({ status: 'ready' });
    expect((await get()).activeRun).toBeUndefined();
    const { id } = await request('provision');
    expect((await get()).activeRun?.id).toBe(id);
    expect(new Set([...dry.map(d => d.id), id]).size).toBe(3);
  });

  it('gives the resource to one of many requests at once', async () => {
    const results = await Promise.allSettled([
      request('provision'),
      request('provision'),
      request('provision'),
      services.resourceService.delete(resource.id, ann),
    ]);
    const won = results.filter(({ status }) => status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const result of results) {
      expect([undefined, 'run_active', 'resource_not_found']).toContain(
        (result as PromiseRejectedResult).reason?.code,
      );
    }
    expect(
      (
        await services.knex('resource_locks').where({
          resource_id: resource.id,
        })
      ).length,
    ).toBeLessThanOrEqual(1);
  });

  it('names the run that is active', async () => {
    const { id } = await request('provision');
    await expect(request('provision')).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'run_active',
      culprits: [{ kind: 'run', id }],
    });
    const audit = await services.resourceService.audit(resource.id, {
      limit: 1,
    });
    expect(audit.items).toMatchObject([
      {
        action: 'resource.provision',
        outcome: 'refused',
        detail: { code: 'run_active' },
      },
    ]);
  });

  it.each<[RunAction, string]>([
    ['update', 'wrong_state'],
    ['destroy', 'wrong_state'],
    ['recreate', 'wrong_state'],
  ])('refuses to %s what is not built', async (action, code) => {
    await expect(request(action)).rejects.toMatchObject({ code });
    expect(await get()).toMatchObject({ status: 'ready' });
  });

  it('refuses who has seen another revision', async () => {
    await expect(request('provision', { revision: 7 })).rejects.toMatchObject({
      code: 'stale_revision',
    });
    await request('provision', { revision: 1 });
  });

  it('refuses what is disabled, but not its destroy', async () => {
    const own = await addTemplate(services);
    const ownVersion = await addVersion(services, own);
    resource = await addResource(services, own, { version: ownVersion });
    await run('provision');
    const { knex } = services;
    await knex('templates').where({ id: own.id }).update({ enabled: false });
    await knex('template_versions')
      .where({ id: ownVersion.id })
      .update({ enabled: false });
    await expect(request('dry-run')).rejects.toMatchObject({
      code: 'template_disabled',
      message: expect.stringMatching(/disabled.*disabled/),
    });
    await run('destroy');
    await expect(request('recreate')).rejects.toMatchObject({
      code: 'template_disabled',
    });
  });

  it('goes through the life of a resource', async () => {
    await run('provision');
    expect(await get()).toMatchObject({
      state: 'provisioned',
      status: 'done',
      revision: 2,
      provisionedAt: expect.any(String),
    });
    await expect(request('update')).rejects.toMatchObject({
      code: 'nothing_to_update',
    });
    await services.resourceService.update(
      resource.id,
      { values: { size: 2 } },
      bob,
    );
    await run('update');
    expect(await get()).toMatchObject({ values: { size: 2 } });
    const { id } = await request('destroy');
    expect(await get()).toMatchObject({ state: 'destroy', status: 'queued' });
    await services.worker.work(id);
    expect(await get()).toMatchObject({
      state: 'destroyed',
      status: 'done',
      outputs: [],
    });
    const before = (await get()).revision;
    const again = await request('recreate');
    expect(await get()).toMatchObject({
      state: 'provision',
      status: 'queued',
      revision: before + 1,
    });
    await services.worker.work(again.id);
    expect(await get()).toMatchObject({ state: 'provisioned' });
    const { items } = await services.resourceService.revisions(resource.id, {
      limit: 50,
    });
    const numbers = items.map(item => item.revision);
    // Each revision has its snapshot.
    expect(numbers).toEqual([...numbers.keys()].map(i => before + 2 - i));
  });

  it('destroys what failed with something built', async () => {
    const { knex, states } = services;
    await knex('resources')
      .where({ id: resource.id })
      .update({ status: 'error' });
    await expect(request('destroy')).rejects.toMatchObject({
      code: 'wrong_state',
    });
    await states.write({ resourceId: resource.id, data: stateOf(1, 1) });
    await run('destroy');
    expect(await get()).toMatchObject({ state: 'destroyed' });
  });

  it('uses the version of the change to update, and the applied one to destroy', async () => {
    await run('provision');
    const next = await addVersion(services, template);
    await services.resourceService.update(
      resource.id,
      { versionId: next.id },
      ann,
    );
    const { id } = await request('update');
    expect((await services.store.get(id))!.versionId).toBe(next.id);
    await services.runService.cancel(id, ann);
    await services.resourceService.discardChange(resource.id, ann);
    const { id: destroyId } = await request('destroy');
    expect((await services.store.get(destroyId))!.versionId).toBe(version.id);
  });

  it('does not recreate under a name that was taken meanwhile', async () => {
    await run('provision');
    await run('destroy');
    const holder = await addResource(services, template, {
      version,
      name: resource.name,
    });
    await expect(request('recreate')).rejects.toMatchObject({
      code: 'name_taken',
      culprits: [{ kind: 'resource', id: holder.id }],
    });
    expect(await get()).toMatchObject({ state: 'destroyed' });
  });

  it('does not know a resource that is not there', async () => {
    const id = randomUUID();
    await expect(
      services.runService.request(id, 'provision', ann),
    ).rejects.toMatchObject({
      name: 'NotFoundError',
      code: 'resource_not_found',
    });
  });
});
