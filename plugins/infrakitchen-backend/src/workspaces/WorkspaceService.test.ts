import { TestDatabases } from '@backstage/backend-test-utils';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
} from '../__testUtils__/serviceFixture';
import { ConnectionUserStore } from '../connections';
import {
  addIntegration,
  addPullRequest,
  addWorkspace,
  createWorkspaceServices,
  type WorkspaceServices,
} from './__testUtils__/createWorkspaceServices';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('workspaces, %s', databaseId => {
  let services: WorkspaceServices;
  const register = (repositoryId: string, more: object = {}) =>
    services.workspaceService.create(
      { integrationId: services.integrationId, repositoryId, ...more },
      ann,
    );

  beforeAll(async () => {
    services = await createWorkspaceServices(await databases.init(databaseId));
  });

  beforeEach(() => {
    services.forge.repositories.clear();
    services.forge.failure = undefined;
    services.connectionGate.assertMayUse.mockClear();
  });

  const revisionsOf = async (id: string) =>
    (await services.history.listRevisions('workspace', id, { limit: 10 }))
      .items;
  const linesOf = async (id: string) =>
    (
      await services.history.listAudit(
        { fields: { entityId: [id] } },
        { limit: 10 },
      )
    ).items.map(({ action, outcome }) => `${action} ${outcome}`);

  it('registers a repository of an integration, with the right to use that', async () => {
    services.forge.add('11', { name: 'infrastructure' });
    const workspace = await register('11', { labels: ['prod'] });
    expect(workspace).toMatchObject({
      provider: 'forge',
      integration: { id: services.integrationId },
      repositoryId: '11',
      name: 'acme/infrastructure',
      url: 'https://forge.example.com/acme/infrastructure.git',
      webUrl: 'https://forge.example.com/acme/infrastructure',
      defaultBranch: 'main',
      labels: ['prod'],
      status: 'ok',
      folderCount: 0,
      openPullRequestCount: 0,
      revision: 1,
      createdBy: 'user:default/ann',
    });
    expect(services.connectionGate.assertMayUse).toHaveBeenCalledWith(
      { integration: [services.integrationId] },
      ann.credentials,
    );
    expect(await linesOf(workspace.id)).toEqual([
      'workspace.created succeeded',
    ]);
  });

  it('finds the integration that is for a URL, and leaves other hosts to git', async () => {
    services.forge.add('12');
    const found = await services.workspaceService.create(
      { url: 'https://forge.example.com/acme/repository-12.git/' },
      ann,
    );
    expect(found).toMatchObject({ provider: 'forge', repositoryId: '12' });

    const url = 'https://elsewhere.example.com/acme/code.git';
    services.plain.add(url, { cloneUrl: url, fullName: 'acme/code' });
    const plain = await services.workspaceService.create({ url }, ann);
    expect(plain).toMatchObject({
      provider: 'git',
      integration: undefined,
      name: 'acme/code',
    });
  });

  it('signs git in with the integration that is for a server without an API', async () => {
    const integrationId = await addIntegration(services.knex, {
      provider: 'git',
      config: JSON.stringify({ url: 'https://git.example.com/team' }),
    });
    const url = 'https://git.example.com/team/code.git';
    services.plain.add(url, { cloneUrl: url, fullName: 'team/code' });
    expect(await services.workspaceService.create({ url }, ann)).toMatchObject({
      provider: 'git',
      integration: { id: integrationId },
    });
    expect(services.connectionGate.assertMayUse).toHaveBeenCalledWith(
      { integration: [integrationId] },
      ann.credentials,
    );
    await expect(
      services.workspaceService.create(
        { integrationId, url: 'https://git.example.com/other/code.git' },
        ann,
      ),
    ).rejects.toMatchObject({ code: 'other_host' });
    await expect(
      services.workspaceService.repositories(integrationId, { limit: 2 }),
    ).rejects.toMatchObject({ code: 'host_unsupported' });
  });

  it.each([
    ['nothing', {}],
    ['both', { url: 'https://git.example.com/a.git', repositoryId: '1' }],
    ['no integration', { repositoryId: '1' }],
  ])('asks which repository is meant by %s', async (_, input) => {
    await expect(
      services.workspaceService.create(input, ann),
    ).rejects.toMatchObject({ code: 'repository_unclear' });
  });

  it.each([
    [{ archived: true }, /archived.*unarchive it/],
    [{ writable: false }, /not push to it; give them the right/],
    [{ defaultBranch: undefined }, /empty; push a first commit/],
  ])('refuses to register a repository with %p', async (over, message) => {
    services.forge.add('13', over);
    await expect(register('13')).rejects.toMatchObject({
      code: 'repository_unusable',
      message: expect.stringMatching(message),
    });
  });

  it('names the workspace that a repository is registered as, also of two at once', async () => {
    services.forge.add('14');
    const both = await Promise.allSettled([register('14'), register('14')]);
    const [won] = both.filter(({ status }) => status === 'fulfilled');
    const [lost] = both.filter(({ status }) => status === 'rejected');
    expect((lost as PromiseRejectedResult).reason).toMatchObject({
      code: 'workspace_exists',
      culprits: [
        { id: (won as PromiseFulfilledResult<{ id: string }>).value.id },
      ],
    });
  });

  it('tells hosts apart that count their repositories alike', async () => {
    services.forge.add('15');
    await register('15');
    services.forge.add('15', {
      cloneUrl: 'https://other.example.com/acme/repository-15.git',
    });
    await expect(register('15')).resolves.toMatchObject({ repositoryId: '15' });
  });

  it('follows a repository that is renamed, and says what is wrong with it', async () => {
    services.forge.add('16', { name: 'before' });
    const { id } = await register('16');
    services.forge.add('16', { name: 'after', defaultBranch: 'trunk' });
    const renamed = await services.workspaceService.sync(id, ann);
    expect(renamed).toMatchObject({
      name: 'acme/after',
      url: 'https://forge.example.com/acme/after.git',
      defaultBranch: 'trunk',
      status: 'ok',
      revision: 2,
    });

    services.forge.add('16', { name: 'after', archived: true });
    expect(await services.workspaceService.sync(id, ann)).toMatchObject({
      status: 'error',
      problem: expect.stringMatching(/archived/),
    });
    services.forge.repositories.clear();
    expect(await services.workspaceService.sync(id, ann)).toMatchObject({
      name: 'acme/after',
      status: 'error',
      problem: expect.stringMatching(/gone/),
    });
    services.forge.add('16', { name: 'after', defaultBranch: 'trunk' });
    const mended = await services.workspaceService.sync(id, ann);
    expect(mended).toMatchObject({ status: 'ok', problem: undefined });
    expect(await revisionsOf(id)).toHaveLength(5);

    // Nothing new is no revision, but a look.
    const again = await services.workspaceService.sync(id, ann);
    expect(again.revision).toBe(5);
    expect(again.syncedAt! >= mended.syncedAt!).toBe(true);
  });

  it('leaves a workspace alone when its host is down', async () => {
    services.forge.add('17');
    const { id } = await register('17');
    services.forge.failure = new InfrakitchenError('ServiceUnavailableError', {
      code: 'remote_unavailable',
      message: 'The forge does not answer',
    });
    await expect(services.workspaceService.sync(id, ann)).rejects.toMatchObject(
      { code: 'remote_unavailable' },
    );
    expect(await services.workspaceService.get(id)).toMatchObject({
      status: 'ok',
    });
    expect(await linesOf(id)).toContain('workspace.synced refused');
  });

  it('edits description and labels against the revision that was seen', async () => {
    const { id } = await addWorkspace(services);
    const edited = await services.workspaceService.update(
      id,
      { description: 'Of the platform', labels: ['prod'] },
      { ...ann, revision: 1 },
    );
    expect(edited).toMatchObject({
      description: 'Of the platform',
      labels: ['prod'],
      revision: 2,
    });
    await expect(
      services.workspaceService.update(
        id,
        { labels: [] },
        { ...ann, revision: 1 },
      ),
    ).rejects.toMatchObject({ code: 'stale_revision' });
    const [{ snapshot }] = await revisionsOf(id);
    expect(snapshot).toMatchObject({ description: 'Of the platform' });
    expect(snapshot).not.toHaveProperty('syncedAt');
  });

  it('lists by provider, status, label and text', async () => {
    const broken = await addWorkspace(services, {
      name: 'Search_me/50%',
      status: 'error',
      problem: 'gone',
      labels: ['eu'],
    });
    const list = async (filter: string[], q?: string) =>
      (
        await services.workspaceService.list({ filter, q, limit: 50 })
      ).items.map(({ id }) => id);
    expect(await list(['status=error', 'label=eu'])).toEqual([broken.id]);
    expect(await list([], 'ME/50%')).toEqual([broken.id]);
    expect(await list(['provider=forge'], 'search_me')).toEqual([]);
    await expect(list(['status=fine'])).rejects.toMatchObject({
      code: 'invalid_filter',
    });
  });

  it('offers the repositories of an integration, page by page', async () => {
    for (const id of ['21', '22', '23']) {
      services.forge.add(id);
    }
    const taken = await register('22');
    const { integrationId, workspaceService } = services;
    const first = await workspaceService.repositories(integrationId, {
      q: 'repository-2',
      limit: 2,
    });
    expect(first.items).toMatchObject([
      { id: '21', name: 'acme/repository-21', workspace: undefined },
      { id: '22', workspace: { id: taken.id, name: taken.name } },
    ]);
    const rest = await workspaceService.repositories(integrationId, {
      limit: 2,
      cursor: first.nextCursor,
    });
    expect(rest).toMatchObject({
      items: [{ id: '23' }],
      nextCursor: undefined,
    });

    const disabled = await addIntegration(services.knex, { enabled: false });
    await expect(
      workspaceService.repositories(disabled, { limit: 2 }),
    ).rejects.toMatchObject({ code: 'integration_disabled' });
    const other = await addIntegration(services.knex, { provider: 'custom' });
    await expect(
      workspaceService.repositories(other, { limit: 2 }),
    ).rejects.toMatchObject({ code: 'host_unsupported' });
  });

  it('is deleted only when nothing uses it, and names what does', async () => {
    const { id: workspaceId } = await addWorkspace(services);
    const template = await addTemplate(services);
    const version = await addVersion(services, template);
    const resource = await addResource(services, template, {
      version,
      workspaceId,
    });
    const project = await services.projectService.create(
      {
        key: 'uses-it',
        name: 'Uses it',
        workspaceId,
        workspaceRequired: false,
      },
      ann,
    );
    await addPullRequest(services.knex, {
      workspaceId,
      resourceId: resource.id,
    });
    const remove = () => services.workspaceService.delete(workspaceId, ann);
    await expect(remove()).rejects.toMatchObject({
      code: 'workspace_in_use',
      message: expect.stringMatching(
        /the resource 'resource-.*the project 'Uses it'.*the open pull request/,
      ),
      culprits: [
        { kind: 'resource', id: resource.id },
        { kind: 'project', id: project.id },
        { kind: 'pull_request' },
      ],
    });
    expect(await services.workspaceService.usage(workspaceId)).toEqual({
      projects: [{ id: project.id, name: 'Uses it' }],
      resourceCount: 1,
      openPullRequestCount: 1,
    });

    await services.knex('pull_requests').update({ state: 'closed' });
    await services.projectService.delete(project.id, ann);
    await services
      .knex('resources')
      .where({ id: resource.id })
      .update({ state: 'destroyed' });
    await remove();
    await expect(
      services.workspaceService.get(workspaceId),
    ).rejects.toMatchObject({ code: 'workspace_not_found' });
    expect(await services.resourceService.get(resource.id)).toMatchObject({
      workspace: undefined,
    });
  });

  it('tells the integration of a workspace to whoever wants to delete that', async () => {
    services.forge.add('31');
    const integrationId = await addIntegration(services.knex);
    const { name } = await register('31', { integrationId });
    const users = new ConnectionUserStore(services.knex);
    expect(
      await users.sample(services.knex, 'integration', integrationId),
    ).toMatchObject([{ kind: 'workspace', items: [{ name }], total: 1 }]);
  });
});
