import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addWorkspace,
  createWorkspaceServices,
  type WorkspaceServices,
} from './__testUtils__/createWorkspaceServices';
import { WorkspaceSyncer } from './WorkspaceSyncer';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const HOUR = 60 * 60_000;

describe.each(databases.eachSupportedId())('WorkspaceSyncer, %s', id => {
  let services: WorkspaceServices;
  const kept: string[][] = [];
  const logger = mockServices.logger.mock();
  const create = () =>
    new WorkspaceSyncer({
      ...services,
      git: { keepOnly: async urls => void kept.push(urls) },
      ...{ syncMs: HOUR, logger },
    });

  beforeAll(async () => {
    services = await createWorkspaceServices(await databases.init(id));
  });

  beforeEach(async () => {
    await services.knex('workspaces').update({ sync_at: Date.now() + HOUR });
    services.plain.failure = undefined;
    kept.length = 0;
  });

  async function add(repositoryId: string) {
    const repository = services.plain.add(repositoryId);
    const workspace = await addWorkspace(services, {
      ...{ repositoryId, url: repository.cloneUrl },
      ...{ name: repository.fullName, webUrl: repository.webUrl },
    });
    return {
      workspace,
      get: () => services.workspaceService.get(workspace.id),
    };
  }
  const linesOf = async (entityId: string) =>
    (
      await services.history.listAudit(
        { fields: { entityId: [entityId] } },
        { limit: 10 },
      )
    ).items.map(({ action, actorKind }) => `${action} ${actorKind}`);

  it('takes over what has changed, and writes nothing down where nothing has', async () => {
    const { workspace, get } = await add('1');
    await create().sweep();
    expect(await get()).toMatchObject({ revision: 1, status: 'ok' });
    expect((await get()).syncedAt).toBeDefined();
    expect(await linesOf(workspace.id)).toEqual([]);

    services.plain.add('1', { archived: true });
    await services.knex('workspaces').update({ sync_at: 0 });
    await create().sweep();
    expect(await get()).toMatchObject({
      status: 'error',
      problem: expect.stringMatching(/archived/),
    });
    expect(await linesOf(workspace.id)).toEqual(['workspace.synced schedule']);
  });

  it('looks once where several backends sweep at once', async () => {
    for (const number of ['21', '22', '23', '24', '25', '26']) {
      await add(number);
    }
    const asked = jest.spyOn(services.hosts, 'call');
    await Promise.all([create().sweep(), create().sweep()]);
    expect(asked).toHaveBeenCalledTimes(6);
    asked.mockRestore();
  });

  it('leaves those alone whose host is down, and goes on with them later', async () => {
    const { get } = await add('31');
    services.plain.failure = new InfrakitchenError('ServiceUnavailableError', {
      code: 'remote_unavailable',
      message: 'The forge does not answer',
    });
    await create().sweep();
    expect(await get()).toMatchObject({ status: 'ok', revision: 1 });
    expect((await get()).syncedAt).toBeUndefined();
    const due = { limit: 10, nextAt: Date.now() };
    expect(await services.workspaces.takeDue(due)).toEqual([]);
  });

  it('is woken for one repository once a minute at most', async () => {
    const { workspace } = await add('41');
    await create().sweep();
    services.plain.add('41', { name: 'renamed' });
    const syncer = create();
    await syncer.wake([workspace.id]);
    await syncer.stop();
    const now = await services.workspaceService.get(workspace.id);
    expect(now.name).toBe('acme/repository-41');
    await services.knex('workspaces').update({ synced_at: 1 });
    const later = create();
    await later.wake([workspace.id]);
    await later.stop();
    expect(await services.workspaceService.get(workspace.id)).toMatchObject({
      name: 'acme/renamed',
    });
  });

  it('has clones of other repositories removed', async () => {
    const { workspace } = await add('51');
    await create().sweep();
    expect(kept).toHaveLength(1);
    expect(kept[0]).toContain(workspace.url);
  });
});
