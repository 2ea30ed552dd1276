import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  ResourceAction,
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

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('delete, %s', database => {
  let services: Services;
  let template: Template;
  let version: TemplateVersion;
  let below: Template;
  let belowVersion: TemplateVersion;
  let resource: Resource;

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    template = await addTemplate(services);
    version = await addVersion(services, template, {
      variables: [variable('key', 'string', { default: null })],
    });
    below = await addTemplate(services, { parents: [template] });
    belowVersion = await addVersion(services, below);
  });

  beforeEach(async () => {
    resource = await addResource(services, template, { version });
  });

  const remove = (id = resource.id, revision?: number) =>
    services.resourceService.delete(id, { ...bob, revision });
  const run = async (action: 'provision' | 'destroy', id = resource.id) => {
    const request = await services.runService.request(id, action, ann);
    await services.worker.work(request.id);
    return request.id;
  };
  const addChild = () =>
    addResource(services, below, {
      version: belowVersion,
      parentIds: [resource.id],
    });
  const writeState = (serial: number, objects: number) =>
    services.states.write({
      resourceId: resource.id,
      data: stateOf(serial, objects),
    });

  it('leaves no row but the archive', async () => {
    await services.resourceService.update(
      resource.id,
      { tags: [{ name: 't', value: 'v', inheritedByChildren: true }] },
      ann,
    );
    const runId = await run('provision');
    await writeState(1, 0);
    await run('destroy');
    await remove();
    await expect(
      services.resourceService.get(resource.id),
    ).rejects.toMatchObject({ code: 'resource_not_found' });
    const { knex } = services;
    for (const table of [
      'resource_entries',
      'resource_parents',
      'resource_changes',
      'resource_unique_values',
      'resource_locks',
      'state_versions',
      'state_locks',
    ]) {
      expect(await knex(table).where({ resource_id: resource.id })).toEqual([]);
    }
    const page = { limit: 50 };
    const audit = await services.resourceService.audit(resource.id, page);
    expect(audit.items[0]).toMatchObject({
      action: 'resource.deleted',
      outcome: 'succeeded',
      actor: 'user:default/bob',
      entityName: resource.name,
    });
    const revisions = await services.resourceService.revisions(
      resource.id,
      page,
    );
    expect(revisions.items.length).toBeGreaterThan(1);
    const archived = await services.runService.get(runId, ann);
    expect(archived.resourceName).toBe(resource.name);
    const row = await knex('runs').where({ id: runId }).first();
    expect(row).toMatchObject({ plan_file: null, inputs: null });
  });

  it.each<[string, () => Promise<unknown>, string, object]>([
    [
      'what is provisioned',
      () => run('provision'),
      'wrong_state',
      { kind: 'resource' },
    ],
    [
      'what is left in the state',
      () => writeState(1, 2),
      'state_not_empty',
      { kind: 'resource' },
    ],
    [
      'what is protected',
      () =>
        services.resourceService.update(
          resource.id,
          { deletionProtection: true },
          ann,
        ),
      'deletion_protected',
      { kind: 'resource' },
    ],
    [
      'what a run works on',
      () => services.runService.request(resource.id, 'provision', ann),
      'run_active',
      { kind: 'run' },
    ],
  ])('refuses %s', async (_, prepare, code, culprit) => {
    await prepare();
    await expect(remove()).rejects.toMatchObject({
      name: 'ConflictError',
      code,
      culprits: [culprit],
    });
    const { items } = await services.resourceService.audit(resource.id, {
      limit: 1,
    });
    expect(items).toMatchObject([
      {
        action: 'resource.deleted',
        outcome: 'refused',
        actor: 'user:default/bob',
        detail: { code },
      },
    ]);
    await expect(
      services.resourceService.get(resource.id),
    ).resolves.toBeDefined();
  });

  it('refuses what has children, and goes once they are gone', async () => {
    await run('provision');
    const child = await addChild();
    const blocked = { culprits: [{ id: child.id, name: child.name }] };
    await expect(run('destroy')).rejects.toMatchObject({
      code: 'has_living_children',
      ...blocked,
    });
    await run('provision', child.id);
    await run('destroy', child.id);
    await run('destroy');
    await expect(remove()).rejects.toMatchObject({
      code: 'has_children',
      ...blocked,
    });
    await remove(child.id);
    await remove();
  });

  it('counts the objects of the newest state only', async () => {
    await writeState(1, 3);
    await expect(remove()).rejects.toMatchObject({
      message: expect.stringContaining('3 object(s)'),
    });
    await writeState(2, 0);
    await remove();
  });

  it('refuses who has seen another revision', async () => {
    await expect(remove(resource.id, 7)).rejects.toMatchObject({
      code: 'stale_revision',
    });
    await remove(resource.id, 1);
  });

  it('does not know a resource that is not there', async () => {
    await expect(remove(randomUUID())).rejects.toMatchObject({
      code: 'resource_not_found',
    });
  });

  it('deletes what is abstract', async () => {
    const region = await addTemplate(services, { abstract: true });
    const abstract = await addResource(services, region);
    await remove(abstract.id);
    expect(await services.resources.get(abstract.id)).toBeUndefined();
  });

  it('says beforehand what is possible', async () => {
    const possible = async () =>
      (await services.resourceService.actions(resource.id))
        .filter(({ allowed }) => allowed)
        .map(({ action }) => action);
    const expected: [() => Promise<unknown>, ResourceAction[]][] = [
      [async () => undefined, ['dry-run', 'provision', 'delete']],
      [() => run('provision'), ['dry-run', 'destroy']],
      [
        () =>
          services.resourceService.update(
            resource.id,
            { values: { key: 'k' } },
            ann,
          ),
        ['dry-run', 'update', 'discard-change', 'cascade-update'],
      ],
      [
        () => services.resourceService.discardChange(resource.id, ann),
        ['dry-run', 'destroy'],
      ],
      [addChild, ['dry-run', 'cascade-destroy']],
    ];
    for (const [prepare, actions] of expected) {
      await prepare();
      expect(await possible()).toEqual(actions);
    }
  });
});
