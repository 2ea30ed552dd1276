import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import type { JsonObject } from '@backstage/types';
import { ann } from '../__testUtils__/serviceFixture';
import {
  createWorkspaceServices,
  type WorkspaceServices,
} from '../workspaces/__testUtils__/createWorkspaceServices';
import { registerWorkspaceActions } from './registerWorkspaceActions';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

describe('actions of workspaces', () => {
  let services: WorkspaceServices;

  beforeAll(async () => {
    services = await createWorkspaceServices(await databases.init('SQLITE_3'));
  });

  const invoke = async (name: string, input: JsonObject): Promise<any> => {
    const registry = actionsRegistryServiceMock({
      logger: mockServices.logger.mock(),
    });
    registerWorkspaceActions(registry, {
      workspaces: services.workspaceService,
    });
    const call = { id: `test:${name}`, input, credentials: ann.credentials };
    return (await registry.invoke(call)).output;
  };

  it('register a repository, find it and look at it again', async () => {
    services.forge.add('1', { name: 'code' });
    const { workspace } = await invoke('register-workspace', {
      url: 'https://forge.example.com/acme/code.git',
      description: 'Of the platform',
    });
    expect(workspace).toMatchObject({ provider: 'forge', name: 'acme/code' });
    services.forge.add('1', { name: 'code', writable: false });
    expect(
      await invoke('sync-workspace', { workspaceId: workspace.id }),
    ).toMatchObject({ workspace: { status: 'error' } });
    expect(
      await invoke('list-workspaces', { filter: ['status=error'], q: 'code' }),
    ).toMatchObject({ workspaces: [{ id: workspace.id }], totalItems: 1 });
    expect(
      await invoke('get-workspace', { workspaceId: workspace.id }),
    ).toMatchObject({
      workspace: { description: 'Of the platform' },
      usage: { projects: [], resourceCount: 0, openPullRequestCount: 0 },
    });
  });
});
