import { TestDatabases } from '@backstage/backend-test-utils';
import {
  InfrakitchenError,
  type Entry,
  type Project,
  type Resource,
  type Template,
  type TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  bob,
  createServices,
  fresh,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const unknown = '00000000-0000-4000-8000-000000000001';

const entries = (record: Record<string, string>): Entry[] =>
  Object.entries(record).map(([name, value]) => ({
    name,
    value,
    inheritedByChildren: true,
  }));

describe.each(databases.eachSupportedId())('in projects, %s', database => {
  let services: Services;
  let region: Template;
  let cell: Template;
  let network: Template;
  let version: TemplateVersion;

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    region = await addTemplate(services, { abstract: true });
    cell = await addTemplate(services, {
      abstract: true,
      parents: [region],
    });
    network = await addTemplate(services, { parents: [region] });
    version = await addVersion(services, network, {
      variables: [
        variable('region', 'string', { default: 'none' }),
        variable('token', 'string', { sensitive: true, default: null }),
      ],
    });
  });

  beforeEach(() => services.gate.assertMayUse.mockReset());

  const addProject = (
    input: { tags?: Entry[]; configs?: Entry[] } = {},
  ): Promise<Project> => {
    const key = fresh('project-');
    return services.projectService.create({ key, name: key, ...input }, ann);
  };
  const addNetwork = (parent: Resource, projectId?: string) =>
    addResource(services, network, {
      version,
      parentIds: [parent.id],
      projectId,
    });
  const move = (
    resource: Pick<Resource, 'id'>,
    projectId: string | null,
    options: Parameters<Services['resourceService']['update']>[2] = bob,
  ) => services.resourceService.update(resource.id, { projectId }, options);
  const provision = async (resource: Resource) => {
    const { resourceService, runService, worker } = services;
    const run = await runService.request(resource.id, 'provision', ann);
    await worker.work(run.id);
    return resourceService.get(resource.id);
  };
  const asked = () => services.gate.assertMayUse.mock.calls.map(([id]) => id);
  const refuse = (id: string) =>
    services.gate.assertMayUse.mockImplementation(async asking => {
      if (asking === id) {
        throw new InfrakitchenError('NotAllowedError', {
          code: 'not_allowed',
          message: 'Not yours',
        });
      }
    });

  it('children are where their parents are', async () => {
    const project = await addProject();
    const link = { id: project.id, name: project.name };
    const prod = await addResource(services, region, {
      projectId: project.id,
    });
    expect(prod.project).toEqual(link);
    services.gate.assertMayUse.mockClear();
    const net = await addNetwork(prod);
    expect(net.project).toEqual(link);
    // Named or not, it is the same.
    expect((await addNetwork(prod, project.id)).project).toEqual(link);
    expect(asked()).toEqual([]);
    expect(await services.projectService.get(project.id)).toMatchObject({
      resourceCount: 3,
    });
  });

  it('children of parents that differ are in none', async () => {
    const [a, b] = [await addProject(), await addProject()];
    const second = await addTemplate(services, { abstract: true });
    const both = await addTemplate(services, {
      abstract: true,
      parents: [region, second],
    });
    const parentIds = async (...projectIds: (string | undefined)[]) => [
      (await addResource(services, region, { projectId: projectIds[0] })).id,
      (await addResource(services, second, { projectId: projectIds[1] })).id,
    ];
    const place = async (...projectIds: (string | undefined)[]) =>
      (
        await addResource(services, both, {
          parentIds: await parentIds(...projectIds),
        })
      ).project?.id;
    expect(await place(a.id, a.id)).toBe(a.id);
    expect(await place(a.id, b.id)).toBeUndefined();
    expect(await place(a.id, undefined)).toBeUndefined();
    expect(await place(undefined, undefined)).toBeUndefined();
  });

  it('creation elsewhere takes rights there', async () => {
    const project = await addProject();
    const prod = await addResource(services, region);
    refuse(project.id);
    await expect(addNetwork(prod, project.id)).rejects.toMatchObject({
      code: 'not_allowed',
    });
    expect(asked()).toEqual([project.id]);
    const { items } = await services.resourceService.list({
      filter: [`projectId=${project.id}`],
      limit: 10,
    });
    expect(items).toEqual([]);
  });

  it('nothing is created in a project that there is not, or not now', async () => {
    await expect(
      addResource(services, region, { projectId: unknown }),
    ).rejects.toMatchObject({
      name: 'InputError',
      code: 'project_not_found',
    });
    const project = await addProject();
    const prod = await addResource(services, region, {
      projectId: project.id,
    });
    await services.projectService.act(project.id, 'disable', ann);
    const disabled = {
      name: 'ConflictError',
      code: 'project_disabled',
      culprits: [{ kind: 'project', id: project.id, name: project.name }],
    };
    await expect(addNetwork(prod)).rejects.toMatchObject(disabled);
    await expect(
      addResource(services, region, { projectId: project.id }),
    ).rejects.toMatchObject(disabled);
  });

  it('a move is applied at once and recorded', async () => {
    const [from, to] = [await addProject(), await addProject()];
    const net = await provision(
      await addNetwork(
        await addResource(services, region, { projectId: from.id }),
      ),
    );
    services.gate.assertMayUse.mockClear();
    const moved = await move(net, to.id, { ...bob, revision: net.revision });
    expect(moved).toMatchObject({
      project: { id: to.id, name: to.name },
      hasPendingChange: false,
      revision: net.revision + 1,
    });
    expect(asked()).toEqual([from.id, to.id]);
    const { items } = await services.resourceService.revisions(net.id, {
      limit: 2,
    });
    expect(items.map(({ snapshot }) => snapshot.projectId)).toEqual([
      to.id,
      from.id,
    ]);
    const audit = await services.resourceService.audit(net.id, { limit: 1 });
    expect(audit.items).toMatchObject([
      {
        action: 'resource.updated',
        actor: 'user:default/bob',
        detail: { project: { from: from.id, to: to.id } },
      },
    ]);

    services.gate.assertMayUse.mockClear();
    // The same place once more changes nothing and asks nobody.
    expect(await move(net, to.id)).toMatchObject({ revision: moved.revision });
    expect(asked()).toEqual([]);
    const out = await move(net, null);
    expect(out.project).toBeUndefined();
    expect(asked()).toEqual([to.id]);
  });

  it.each(['from', 'to'] as const)(
    'a move takes rights on both: %s',
    async side => {
      const projects = { from: await addProject(), to: await addProject() };
      const prod = await addResource(services, region, {
        projectId: projects.from.id,
      });
      refuse(projects[side].id);
      await expect(move(prod, projects.to.id)).rejects.toMatchObject({
        code: 'not_allowed',
      });
      expect((await services.resourceService.get(prod.id)).project?.id).toBe(
        projects.from.id,
      );
      const { items } = await services.resourceService.audit(prod.id, {
        limit: 1,
      });
      expect(items).toMatchObject([
        { action: 'resource.updated', outcome: 'refused' },
      ]);
    },
  );

  it.each(['from', 'to'] as const)(
    'a move takes two enabled projects: %s',
    async side => {
      const projects = { from: await addProject(), to: await addProject() };
      const prod = await addResource(services, region, {
        projectId: projects.from.id,
      });
      await services.projectService.act(projects[side].id, 'disable', ann);
      await expect(move(prod, projects.to.id)).rejects.toMatchObject({
        code: 'project_disabled',
        culprits: [{ kind: 'project', id: projects[side].id }],
      });
    },
  );

  it('a move to a project that there is not is refused', async () => {
    const prod = await addResource(services, region);
    await expect(move(prod, unknown)).rejects.toMatchObject({
      name: 'InputError',
      code: 'project_not_found',
    });
  });

  it('who was moved away while rights were asked for stays there', async () => {
    const [from, mine, other] = [
      await addProject(),
      await addProject(),
      await addProject(),
    ];
    const prod = await addResource(services, region, { projectId: from.id });
    services.gate.assertMayUse.mockImplementationOnce(async () => {
      await move(prod, other.id);
    });
    await expect(move(prod, mine.id)).rejects.toMatchObject({
      code: 'stale_revision',
    });
    expect((await services.resourceService.get(prod.id)).project?.id).toBe(
      other.id,
    );
  });

  it('nothing is moved while a run works with its values', async () => {
    const project = await addProject();
    const net = await addNetwork(await addResource(services, region));
    const run = await services.runService.request(net.id, 'provision', ann);
    await expect(move(net, project.id)).rejects.toMatchObject({
      code: 'run_active',
      culprits: [{ kind: 'run', id: run.id }],
    });
  });

  it.each([1, 2, 3, 4, 5])(
    'two moves at once leave it in one of the two (%s)',
    async () => {
      const [a, b] = [await addProject(), await addProject()];
      const prod = await addResource(services, region);
      const results = await Promise.allSettled([
        move(prod, a.id),
        move(prod, b.id),
      ]);
      const failed = results.flatMap(r =>
        r.status === 'rejected' ? [r.reason.code] : [],
      );
      expect(failed.every(code => code === 'stale_revision')).toBe(true);
      const now = await services.resourceService.get(prod.id);
      expect([a.id, b.id]).toContain(now.project?.id);
      expect(now.revision).toBe(1 + 2 - failed.length);
    },
  );

  it('a disabled project keeps its resources from runs, but not from destroy', async () => {
    const project = await addProject();
    const prod = await addResource(services, region, {
      projectId: project.id,
    });
    const built = await provision(await addNetwork(prod));
    const planned = await addNetwork(prod);
    const queued = await addNetwork(prod);
    const { runService, worker, projectService, resourceService } = services;
    const waiting = await runService.request(queued.id, 'provision', ann);
    await projectService.act(project.id, 'disable', ann);

    await expect(
      runService.request(planned.id, 'provision', ann),
    ).rejects.toMatchObject({
      code: 'project_disabled',
      culprits: [{ kind: 'project', id: project.id, name: project.name }],
    });
    // What was asked for before is refused when it is prepared.
    await expect(worker.work(waiting.id)).rejects.toMatchObject({
      code: 'project_disabled',
    });
    const actions = await resourceService.actions(built.id);
    const allowed = (action: string) =>
      actions.find(item => item.action === action)?.allowed;
    expect([allowed('update'), allowed('destroy')]).toEqual([false, true]);
    const run = await runService.request(built.id, 'destroy', ann);
    await worker.work(run.id);
    expect((await resourceService.get(built.id)).state).toBe('destroyed');
    await expect(
      runService.request(built.id, 'recreate', ann),
    ).rejects.toMatchObject({ code: 'project_disabled' });
  });

  it('values come from the project, and say so', async () => {
    const project = await addProject({
      tags: entries({ team: 'shop', stage: 'any' }),
      configs: entries({ region: 'eu', token: 'in-clear', zone: 'a' }),
    });
    const link = { id: project.id, name: project.name };
    const prod = await addResource(services, region, {
      tags: entries({ stage: 'prod' }),
    });
    // A config never feeds a secret.
    await expect(addNetwork(prod, project.id)).rejects.toMatchObject({
      code: 'config_for_sensitive',
      culprits: expect.arrayContaining([{ kind: 'project', ...link }]),
    });
    await services.projectService.update(
      project.id,
      { configs: entries({ region: 'eu', zone: 'a' }) },
      ann,
    );
    const net = await addNetwork(prod, project.id);
    const effective = await services.resourceService.effective(net.id);
    expect(effective).toMatchObject({
      errors: [],
      variables: [
        {
          name: 'region',
          value: 'eu',
          provenance: { source: 'project', project: link, name: 'region' },
          overridden: [{ provenance: { source: 'module_default' } }],
        },
        { name: 'token' },
      ],
      tags: [
        { name: 'stage', value: 'prod', resource: { id: prod.id } },
        { name: 'team', value: 'shop', own: false, project: link },
      ],
      configs: [
        { name: 'region', project: link },
        { name: 'zone', project: link },
      ],
    });
    const schema = (projectId?: string, parentId = prod.id) =>
      services.resourceService.versionSchema({
        versionId: version.id,
        parentIds: [parentId],
        projectId,
      });
    expect((await schema(project.id)).variables[0]).toMatchObject({
      value: 'eu',
      provenance: { source: 'project', project: link },
    });
    expect((await schema()).variables[0].value).toBe('none');
    await move(prod, project.id);
    expect((await schema()).variables[0].value).toBe('eu');
    await expect(schema(unknown)).rejects.toMatchObject({
      code: 'project_not_found',
    });
  });

  it('what a template requires may come from the project', async () => {
    const strict = await addTemplate(services, {
      abstract: true,
      conventions: { requiredTags: ['team'] },
    });
    await expect(addResource(services, strict)).rejects.toMatchObject({
      code: 'missing_tag',
    });
    const project = await addProject({ tags: entries({ team: 'shop' }) });
    const made = await addResource(services, strict, {
      projectId: project.id,
    });
    expect(made.project?.id).toBe(project.id);
  });

  it('unique values follow the project', async () => {
    const template = await addTemplate(services);
    const unique = await addVersion(services, template, {
      variables: [variable('domain')],
      rules: { domain: { unique: true } },
    });
    const [a, b] = [
      await addProject({ configs: entries({ domain: 'a.example' }) }),
      await addProject({ configs: entries({ domain: 'b.example' }) }),
    ];
    const place = (projectId: string) =>
      addResource(services, template, { version: unique, projectId });
    const first = await place(a.id);
    await expect(place(a.id)).rejects.toMatchObject({ code: 'not_unique' });
    const second = await place(b.id);
    await expect(move(second, a.id)).rejects.toMatchObject({
      code: 'not_unique',
    });
    await services.resourceService.delete(first.id, ann);
    await move(second, a.id);
    // Its former value is free again.
    await place(b.id);
  });

  it('lists of resources and runs are filtered by project', async () => {
    const project = await addProject();
    const prod = await addResource(services, region, {
      projectId: project.id,
    });
    const net = await addNetwork(prod);
    await addResource(services, cell, { parentIds: [prod.id] });
    const elsewhere = await addNetwork(await addResource(services, region));
    const mine = await services.runService.request(net.id, 'provision', ann);
    await services.runService.request(elsewhere.id, 'provision', ann);
    const filter = [`projectId=${project.id}`];
    expect(
      await services.resourceService.list({
        filter: [...filter, `templateId=${network.id}`],
        limit: 10,
      }),
    ).toMatchObject({ items: [{ id: net.id }], totalItems: 1 });
    const runs = await services.runService.list({ filter, limit: 10 });
    expect(runs.items.map(({ id }) => id)).toEqual([mine.id]);
    await expect(
      services.resourceService.list({ filter: ['projectId=x'], limit: 1 }),
    ).rejects.toMatchObject({ code: 'invalid_filter' });
    await expect(
      services.runService.list({ filter: ['projectId=x'], limit: 1 }),
    ).rejects.toMatchObject({ code: 'invalid_filter' });
  });
});
