import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Project,
  ProjectInput,
  Resource,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  fresh,
} from '../__testUtils__/serviceFixture';
import { DefaultHistoryService } from '../history';
import { createResourceRestorer } from '../resources';
import {
  addIntegration,
  addPullRequest,
  addWorkspace,
  createWorkspaceServices,
  type WorkspaceServices,
} from './__testUtils__/createWorkspaceServices';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('places, %s', databaseId => {
  let services: WorkspaceServices;
  let template: Template;
  let version: TemplateVersion;

  beforeAll(async () => {
    services = await createWorkspaceServices(await databases.init(databaseId));
    template = await addTemplate(services);
    version = await addVersion(services, template);
  });

  beforeEach(() => {
    services.connectionGate.assertMayUse.mockReset();
  });

  const addProject = (input: Partial<ProjectInput> = {}): Promise<Project> =>
    services.projectService.create(
      {
        key: fresh('project-'),
        name: fresh('Project '),
        ...input,
      } as ProjectInput,
      ann,
    );
  const add = (input: object = {}): Promise<Resource> =>
    addResource(services, template, { version, ...input });
  const edit = (id: string, patch: object) =>
    services.resourceService.update(id, patch, ann);
  const workspaceOf = async (id: string) =>
    (await services.resourceService.get(id)).workspace;
  const provisioned = (id: string) =>
    services
      .knex('resources')
      .where({ id })
      .update({ state: 'provisioned', status: 'done' });
  const destroyed = (id: string) =>
    services.knex('resources').where({ id }).update({ state: 'destroyed' });

  it('gives a resource its folder, and takes the right to use the workspace', async () => {
    const { id, name } = await addWorkspace(services, { webUrl: 'https://x' });
    const resource = await add({ name: 'Core Net', workspaceId: id });
    expect(resource.workspace).toEqual({
      ...{ id, name, webUrl: 'https://x' },
      from: 'resource',
      status: 'ok',
      folder: `${template.key}/core_net`,
    });
    expect(services.connectionGate.assertMayUse).toHaveBeenCalledWith(
      expect.objectContaining({ workspace: [id] }),
      ann.credentials,
    );
    const { items } = await services.resourceService.list(
      { filter: [`workspaceId=${id}`], limit: 10 },
      ann,
    );
    expect(items.map(item => item.id)).toEqual([resource.id]);
    expect(
      await services.workspaceService.folders(id, { limit: 10 }),
    ).toMatchObject({
      items: [
        {
          path: `${template.key}/core_net`,
          resource: { id: resource.id, name: 'Core Net', state: 'provision' },
          digest: undefined,
        },
      ],
      totalItems: 1,
    });
  });

  it('lets a resource follow its project, unless it has a workspace of its own', async () => {
    const shared = await addWorkspace(services);
    const own = await addWorkspace(services);
    const project = await addProject({ workspaceId: shared.id });
    expect(project.workspace).toEqual({ id: shared.id, name: shared.name });
    const resource = await add({ projectId: project.id });
    expect(resource.workspace).toMatchObject({
      id: shared.id,
      from: 'project',
    });

    await edit(resource.id, { workspaceId: own.id });
    expect(await workspaceOf(resource.id)).toMatchObject({
      id: own.id,
      from: 'resource',
    });
    await edit(resource.id, { workspaceId: null });
    expect(await workspaceOf(resource.id)).toMatchObject({
      id: shared.id,
      from: 'project',
    });
    await edit(resource.id, { projectId: null });
    expect(await workspaceOf(resource.id)).toBeUndefined();
  });

  it('moves what follows a project, and nothing else, to its new workspace', async () => {
    const before = await addWorkspace(services);
    const after = await addWorkspace(services);
    const project = await addProject({ workspaceId: before.id });
    const followers = [
      await add({ projectId: project.id }),
      await add({ projectId: project.id }),
    ];
    const own = await add({ projectId: project.id, workspaceId: before.id });
    const gone = await add({ projectId: project.id });
    await destroyed(gone.id);
    await services.projectService.update(
      project.id,
      { workspaceId: after.id },
      ann,
    );
    for (const { id } of followers) {
      expect(await workspaceOf(id)).toMatchObject({ id: after.id });
    }
    expect(await workspaceOf(own.id)).toMatchObject({ id: before.id });
    expect(await workspaceOf(gone.id)).toBeUndefined();

    await services.projectService.update(
      project.id,
      { workspaceId: null },
      ann,
    );
    expect(await workspaceOf(followers[0].id)).toBeUndefined();
  });

  it('holds a project and its resources to the workspace that is required', async () => {
    const { id: workspaceId } = await addWorkspace(services);
    const project = await addProject({ workspaceRequired: true });
    await expect(add({ projectId: project.id })).rejects.toMatchObject({
      code: 'workspace_required',
      culprits: [{ kind: 'project', id: project.id }, { kind: 'resource' }],
    });
    const resource = await add({ projectId: project.id, workspaceId });
    await expect(
      edit(resource.id, { workspaceId: null }),
    ).rejects.toMatchObject({ code: 'workspace_required' });

    const free = await addProject();
    const homeless = await add({ projectId: free.id });
    await expect(
      services.projectService.update(free.id, { workspaceRequired: true }, ann),
    ).rejects.toMatchObject({
      code: 'workspace_required',
      message: expect.stringContaining(homeless.name),
    });
    await services.projectService.update(
      free.id,
      { workspaceRequired: true, workspaceId },
      ann,
    );
    expect(await workspaceOf(homeless.id)).toMatchObject({ id: workspaceId });
    await expect(
      services.projectService.update(free.id, { workspaceId: null }, ann),
    ).rejects.toMatchObject({ code: 'workspace_required' });
  });

  it('refuses new use of a workspace that is broken, and keeps the old', async () => {
    const { id: workspaceId } = await addWorkspace(services);
    const resource = await add({ workspaceId });
    await services
      .knex('workspaces')
      .where({ id: workspaceId })
      .update({ status: 'error', problem: 'the repository is archived' });
    await expect(add({ workspaceId })).rejects.toMatchObject({
      code: 'workspace_unusable',
      message: expect.stringContaining('the repository is archived'),
    });
    await expect(addProject({ workspaceId })).rejects.toMatchObject({
      code: 'workspace_unusable',
    });
    await edit(resource.id, { workspaceId, description: 'still there' });
    expect(await workspaceOf(resource.id)).toMatchObject({ status: 'error' });

    const integrationId = await addIntegration(services.knex, {
      enabled: false,
    });
    const behind = await addWorkspace(services, { integrationId });
    await expect(add({ workspaceId: behind.id })).rejects.toMatchObject({
      code: 'integration_disabled',
    });
    await expect(
      add({ workspaceId: 'c1f6ee7f-5a0d-4d4f-9c39-1f1d1a9f9a11' }),
    ).rejects.toMatchObject({ code: 'workspace_not_found' });
  });

  it('has no workspace for what is abstract', async () => {
    const { id: workspaceId } = await addWorkspace(services);
    const abstract = await addTemplate(services, { abstract: true });
    await expect(
      addResource(services, abstract, { workspaceId }),
    ).rejects.toMatchObject({ code: 'template_abstract' });
    const project = await addProject({ workspaceId, workspaceRequired: true });
    const resource = await addResource(services, abstract, {
      projectId: project.id,
    });
    expect(resource.workspace).toBeUndefined();
  });

  it('waits for the open pull request before the workspace changes', async () => {
    const one = await addWorkspace(services);
    const two = await addWorkspace(services);
    const project = await addProject({ workspaceId: one.id });
    const resource = await add({ projectId: project.id });
    const pullRequest = await addPullRequest(services.knex, {
      workspaceId: one.id,
      resourceId: resource.id,
    });
    await expect(
      edit(resource.id, { workspaceId: two.id }),
    ).rejects.toMatchObject({
      code: 'pull_request_open',
      culprits: [{ kind: 'pull_request', id: pullRequest }],
    });
    await expect(
      services.projectService.update(project.id, { workspaceId: two.id }, ann),
    ).rejects.toMatchObject({
      code: 'pull_request_open',
      message: expect.stringContaining(resource.name),
    });
    await services
      .knex('pull_requests')
      .where({ id: pullRequest })
      .update({ state: 'merged' });
    await provisioned(resource.id);
    const edited = await edit(resource.id, { workspaceId: two.id });
    expect(edited.warnings).toMatchObject([
      {
        code: 'folder_left_behind',
        message: expect.stringContaining(one.name),
        culprits: [{ kind: 'workspace', id: one.id }],
      },
    ]);
  });

  it('is in revisions, and comes back with them', async () => {
    const one = await addWorkspace(services);
    const resource = await add({ workspaceId: one.id });
    await edit(resource.id, { workspaceId: null });
    const [newest, first] = (
      await services.history.listRevisions('resource', resource.id, {
        limit: 10,
      })
    ).items;
    expect(first.snapshot).toMatchObject({ workspaceId: one.id });
    expect(newest.snapshot).not.toHaveProperty('workspaceId');
    const history = new DefaultHistoryService({
      ...services,
      restorers: { resource: createResourceRestorer(services.resourceService) },
    });
    const restored = await history.restore('resource', resource.id, 1, ann);
    expect(restored.fields).toEqual(['workspaceId']);
    expect(await workspaceOf(resource.id)).toMatchObject({ id: one.id });
  });

  it('tells two editors of each other', async () => {
    const one = await addWorkspace(services);
    const two = await addWorkspace(services);
    const { id, revision } = await add();
    await services.resourceService.update(
      id,
      { workspaceId: one.id },
      { ...ann, revision },
    );
    await expect(
      services.resourceService.update(
        id,
        { workspaceId: two.id },
        { ...ann, revision },
      ),
    ).rejects.toMatchObject({ code: 'stale_revision' });
    expect(await workspaceOf(id)).toMatchObject({ id: one.id });
  });

  it('gives the folder of what is destroyed to whoever needs it, and takes it back', async () => {
    const { id: workspaceId } = await addWorkspace(services);
    const name = fresh('again-');
    const old = await add({ name, workspaceId });
    await destroyed(old.id);
    const next = await add({ name, workspaceId });
    expect(next.workspace).toMatchObject({ folder: expect.any(String) });
    expect(await workspaceOf(old.id)).toBeUndefined();

    await destroyed(next.id);
    await services.runService.request(old.id, 'recreate', ann);
    expect(await workspaceOf(old.id)).toEqual(next.workspace);
    expect(await workspaceOf(next.id)).toBeUndefined();
  });

  it('leaves its folder with the resource', async () => {
    const { id: workspaceId } = await addWorkspace(services);
    const resource = await add({ workspaceId });
    await services.resourceService.delete(resource.id, ann);
    expect(
      await services.workspaceService.folders(workspaceId, { limit: 10 }),
    ).toMatchObject({ items: [], totalItems: 0 });
  });
});
