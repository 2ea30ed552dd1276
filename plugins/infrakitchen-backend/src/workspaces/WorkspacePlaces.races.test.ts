import { TestDatabases } from '@backstage/backend-test-utils';
import {
  InfrakitchenError,
  type Project,
  type ProjectInput,
  type Resource,
  type Template,
  type TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  fresh,
} from '../__testUtils__/serviceFixture';
import {
  addWorkspace,
  createWorkspaceServices,
  type WorkspaceServices,
} from './__testUtils__/createWorkspaceServices';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('places at once, %s', databaseId => {
  let services: WorkspaceServices;
  let template: Template;
  let version: TemplateVersion;

  beforeAll(async () => {
    services = await createWorkspaceServices(await databases.init(databaseId));
    template = await addTemplate(services);
    version = await addVersion(services, template);
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

  it('gives a folder to one of two that want it at once, and names that one', async () => {
    const { id: workspaceId, name } = await addWorkspace(services);
    const reserve = (id: string, path: string) =>
      services.knex.transaction(tx =>
        services.folders.reserve(tx, id, { workspaceId, path }),
      );
    for (let round = 0; round < 8; round++) {
      const pair = [await add(), await add()];
      const path = `shared/folder-${round}`;
      await Promise.all(pair.map(({ id }) => reserve(id, path)));
      const holder = await services.folders.holder(services.knex, {
        workspaceId,
        path,
      });
      expect(pair.map(({ id }) => id)).toContain(holder!.id);
      expect(
        await services.knex('workspace_folders').where({ path }),
      ).toHaveLength(1);
    }

    const [holder, other] = [await add(), await add()];
    await services.folders.reserve(services.knex, holder.id, {
      workspaceId,
      path: await services.folders.pathOf(services.knex, other.id),
    });
    await expect(edit(other.id, { workspaceId })).rejects.toMatchObject({
      code: 'folder_taken',
      message: expect.stringMatching(
        `of '${name}' belongs to '${holder.name}'`,
      ),
      culprits: [
        { kind: 'resource', id: holder.id, name: holder.name },
        { kind: 'workspace', id: workspaceId },
      ],
    });
    const project = await addProject();
    const follower = await add({ projectId: project.id });
    await services.folders.reserve(services.knex, (await add()).id, {
      workspaceId,
      path: await services.folders.pathOf(services.knex, follower.id),
    });
    await expect(
      services.projectService.update(project.id, { workspaceId }, ann),
    ).rejects.toMatchObject({ code: 'folder_taken' });
  });

  it('is either attached or deleted, of both at once', async () => {
    for (let round = 0; round < 8; round++) {
      const { id: workspaceId } = await addWorkspace(services);
      const resource = await add();
      const [attached, deleted] = await Promise.allSettled([
        edit(resource.id, { workspaceId }),
        services.workspaceService.delete(workspaceId, ann),
      ]);
      const codes = [attached, deleted].map(result =>
        result.status === 'rejected'
          ? (result.reason as InfrakitchenError).code
          : 'done',
      );
      expect([
        ['done', 'workspace_in_use'],
        ['workspace_not_found', 'done'],
      ]).toContainEqual(codes);
    }
  });

  it('ends at one workspace where a project and its resource change at once', async () => {
    const one = await addWorkspace(services);
    const two = await addWorkspace(services);
    for (let round = 0; round < 8; round++) {
      const project = await addProject({ workspaceId: one.id });
      const resource = await add({ projectId: project.id });
      const results = await Promise.allSettled([
        services.projectService.update(
          project.id,
          { workspaceId: two.id },
          ann,
        ),
        edit(resource.id, { workspaceId: one.id }),
        add({ projectId: project.id }),
      ]);
      expect(results.map(({ status }) => status)).toEqual([
        'fulfilled',
        'fulfilled',
        'fulfilled',
      ]);
      expect(await workspaceOf(resource.id)).toMatchObject({
        id: one.id,
        from: 'resource',
      });
      const created = (results[2] as PromiseFulfilledResult<Resource>).value;
      expect(await workspaceOf(created.id)).toMatchObject({ id: two.id });
      const folders = await services
        .knex('workspace_folders')
        .whereIn('resource_id', [resource.id, created.id]);
      expect(folders).toHaveLength(2);
    }
  });
});
