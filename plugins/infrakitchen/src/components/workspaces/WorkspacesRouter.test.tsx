import { Route, Routes, useLocation } from 'react-router-dom';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  InfrakitchenError,
  type Revision,
  type Workspace,
  type WorkspacePullRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  infrakitchenApiRef,
  type InfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { aGrant, aWorkspace, renderPage } from '../../__testUtils__';
import { rootRouteRef } from '../../routes';
import { WorkspacesRouter } from './WorkspacesRouter';

function Place() {
  return <p>{useLocation().pathname}</p>;
}

const at = '2026-11-01T10:00:00Z';

const folder = (name: string, over: object) => ({
  path: `network/${name}`,
  resource: {
    id: `resource-${name}`,
    name,
    state: 'provisioned' as const,
    status: 'done' as const,
  },
  ...over,
});

const repository = (id: string, name: string, over: object) => ({
  id,
  name,
  url: `https://github.example.com/${name}.git`,
  archived: false,
  ...over,
});

const pullRequest = (
  over: Partial<WorkspacePullRequest>,
): WorkspacePullRequest => ({
  id: 'pull-1',
  workspaceId: 'workspace-1',
  resourceId: 'resource-net',
  resourceName: 'net',
  runId: 'run-1',
  direction: 'update',
  branch: 'update_net',
  targetBranch: 'main',
  number: '7',
  url: 'https://github.example.com/acme/infrastructure/pull/7',
  title: 'Provision net',
  state: 'open',
  blockers: ['The check "policy" has not passed'],
  checks: [
    { name: 'policy', state: 'failed' },
    { name: 'fmt', state: 'passed' },
  ],
  isForeign: false,
  createdAt: at,
  updatedAt: at,
  ...over,
});

const provider = {
  kind: 'integration' as const,
  key: 'github',
  title: 'GitHub',
  category: 'git' as const,
  schema: { type: 'object', properties: {}, additionalProperties: false },
  integrationProviders: [],
};

function fakeApi(over: Partial<InfrakitchenApi> = {}) {
  return {
    getAccess: jest.fn(async () => ({
      userRef: 'user:default/guest',
      canCreateProjects: true,
      canReadAudit: false,
      canCreateWorkspaces: true,
      canCreateConnections: ['integration' as const],
    })),
    listWorkspaces: jest.fn(async () => ({
      items: [aWorkspace()] as Workspace[],
      totalItems: 1,
    })),
    getWorkspace: jest.fn(async () => aWorkspace()),
    createWorkspace: jest.fn(async () => aWorkspace()),
    updateWorkspace: jest.fn(async () => aWorkspace({ revision: 5 })),
    deleteWorkspace: jest.fn(async () => undefined),
    syncWorkspace: jest.fn(async () => aWorkspace()),
    getWorkspaceUsage: jest.fn(async () => ({
      projects: [{ id: 'project-1', name: 'Shop' }],
      resourceCount: 2,
      openPullRequestCount: 1,
    })),
    listWorkspaceFolders: jest.fn(async () => ({
      items: [
        folder('net', { digest: 'a', seenDigest: 'b', seenAt: at }),
        folder('db', { digest: 'a', seenDigest: 'a', seenAt: at }),
        folder('new', {}),
      ],
      totalItems: 3,
    })),
    listWorkspacePullRequests: jest.fn(async () => ({
      items: [pullRequest({})],
    })),
    listGrants: jest.fn(async () => ({ items: [aGrant()] })),
    listRevisions: jest.fn(async () => ({ items: [] as Revision[] })),
    listConnectionProviders: jest.fn(async () => [provider]),
    listConnections: jest.fn(async () => ({
      items: [
        {
          ...{ id: 'integration-1', kind: 'integration' as const },
          ...{ provider: 'github', name: 'Octo', labels: [], enabled: true },
          ...{ config: {}, version: 1, rotatedAt: at, revision: 1 },
          ...{ createdBy: 'user:default/guest', createdAt: at, updatedAt: at },
        },
      ],
      totalItems: 1,
    })),
    listIntegrationRepositories: jest.fn(async () => ({
      items: [
        repository('1', 'acme/code', {}),
        repository('2', 'acme/old', { archived: true }),
        repository('3', 'acme/read', { writable: false }),
        repository('4', 'acme/taken', {
          workspace: { id: 'workspace-1', name: 'acme/taken' },
        }),
      ],
    })),
    ...over,
  } satisfies Partial<InfrakitchenApi>;
}

describe('WorkspacesRouter', () => {
  it('lists workspaces, and leads to what is in them and uses them', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    renderPage('workspaces', <WorkspacesRouter />, { api });
    const row = within(await screen.findByRole('row', { name: /^acme/ }));
    expect(row.getByText('github.example.com')).toBeInTheDocument();
    expect(row.getByText('ok')).toBeInTheDocument();

    await user.click(row.getByRole('link', { name: 'acme/infrastructure' }));
    expect(await screen.findByRole('link', { name: 'Shop' })).toHaveAttribute(
      'href',
      '/infrakitchen/projects/project-1',
    );
    expect(screen.getByRole('link', { name: 'Octo' })).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: /Open repository/ }),
    ).toHaveAttribute('href', aWorkspace().webUrl);

    await user.click(screen.getByRole('tab', { name: 'Folders' }));
    const rowOf = async (name: RegExp) =>
      within(await screen.findByRole('row', { name }));
    const net = await rowOf(/network\/net/);
    expect(net.getByText('edited by hand')).toBeInTheDocument();
    expect(net.getByRole('link', { name: 'net' })).toHaveAttribute(
      'href',
      '/infrakitchen/resources/resource-net',
    );
    expect(
      (await rowOf(/network\/db/)).getByText('as merged'),
    ).toBeInTheDocument();
    expect(
      (await rowOf(/network\/new/)).getByText('not merged yet'),
    ).toBeInTheDocument();

    await user.click(screen.getByRole('tab', { name: 'Access' }));
    expect(
      await screen.findByRole('row', { name: /developers/ }),
    ).toBeInTheDocument();
    expect(api.listGrants).toHaveBeenCalledWith(
      expect.objectContaining({
        filter: ['scopeKind=workspace', 'scopeId=workspace-1'],
      }),
      expect.anything(),
    );
  }, 30_000);

  it('filters by status, and says how to begin where there is nothing', async () => {
    const user = userEvent.setup();
    const listWorkspaces = jest.fn(async () => ({
      items: [aWorkspace()] as Workspace[],
      totalItems: 1,
    }));
    const api = fakeApi({ listWorkspaces });
    const { unmount } = renderPage('workspaces', <WorkspacesRouter />, { api });
    await screen.findByRole('row', { name: /^acme/ });
    listWorkspaces.mockResolvedValue({ items: [], totalItems: 0 });
    await user.click(screen.getByRole('button', { name: /Status/ }));
    await user.click(await screen.findByRole('option', { name: 'error' }));
    expect(
      await screen.findByText('No workspace matches the filters'),
    ).toBeInTheDocument();
    expect(listWorkspaces).toHaveBeenLastCalledWith(
      expect.objectContaining({ filter: ['status=error'] }),
      expect.anything(),
    );
    unmount();

    renderPage('workspaces', <WorkspacesRouter />, { api });
    expect(await screen.findByText('No workspaces yet')).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Register the first repository' }),
    ).toHaveAttribute('href', '/infrakitchen/workspaces/new');
  }, 30_000);

  it('registers a repository that an integration sees', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    renderPage('workspaces', <WorkspacesRouter />, { path: '/new', api });
    await user.click(await screen.findByRole('button', { name: 'Next' }));
    expect(screen.getByRole('alert')).toHaveTextContent('Choose a repository');
    await user.click(
      await screen.findByRole('combobox', { name: /Integration/ }),
    );
    await user.click(await screen.findByRole('option', { name: /Octo/ }));

    const row = async (name: RegExp) =>
      within(await screen.findByRole('row', { name }));
    expect((await row(/acme\/old/)).getByText('archived')).toBeInTheDocument();
    expect(
      (await row(/acme\/read/)).getByText('no right to push'),
    ).toBeInTheDocument();
    expect(
      (await row(/acme\/taken/)).getByRole('link', {
        name: 'registered already',
      }),
    ).toHaveAttribute('href', '/infrakitchen/workspaces/workspace-1');
    await user.type(
      screen.getByRole('searchbox', { name: 'Search repositories' }),
      'code',
    );
    await waitFor(() =>
      expect(api.listIntegrationRepositories).toHaveBeenLastCalledWith(
        'integration-1',
        { q: 'code', cursor: undefined },
        expect.anything(),
      ),
    );
    await user.click(
      await screen.findByRole('button', { name: 'Choose acme/code' }),
    );
    await user.click(screen.getByRole('button', { name: 'Next' }));
    await user.type(
      await screen.findByRole('textbox', { name: /Labels/ }),
      'prod',
    );
    await user.click(screen.getByRole('button', { name: 'Register' }));
    await waitFor(() =>
      expect(api.createWorkspace).toHaveBeenCalledWith({
        integrationId: 'integration-1',
        repositoryId: '1',
        description: undefined,
        labels: ['prod'],
      }),
    );
  }, 30_000);

  it('registers by URL, and says why that is refused', async () => {
    const user = userEvent.setup();
    const api = fakeApi({
      createWorkspace: jest.fn(async () => {
        throw new InfrakitchenError('ConflictError', {
          code: 'workspace_exists',
          message: "The repository is registered already, as 'acme/code'",
        });
      }),
    });
    renderPage('workspaces', <WorkspacesRouter />, { path: '/new', api });
    await user.click(await screen.findByRole('radio', { name: /URL/ }));
    await user.type(
      screen.getByRole('textbox', { name: /Repository URL/ }),
      'https://git.example.com/acme/code.git',
    );
    await user.click(screen.getByRole('button', { name: 'Next' }));
    await user.click(await screen.findByRole('button', { name: 'Register' }));
    expect(
      await screen.findByText(/registered already, as 'acme\/code'/),
    ).toBeInTheDocument();
    expect(api.createWorkspace).toHaveBeenCalledWith({
      url: 'https://git.example.com/acme/code.git',
      description: undefined,
      labels: [],
    });
  }, 30_000);

  it('shows what is wrong with a repository, and looks at it again', async () => {
    const user = userEvent.setup();
    const api = fakeApi({
      getWorkspace: jest
        .fn()
        .mockResolvedValueOnce(
          aWorkspace({
            status: 'error',
            problem: 'the repository is archived',
          }),
        )
        .mockResolvedValue(aWorkspace()),
    });
    renderPage('workspaces', <WorkspacesRouter />, {
      path: '/workspace-1',
      api,
    });
    expect(
      await screen.findByText(/the repository is archived/),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Synchronise' }));
    await waitFor(() =>
      expect(api.syncWorkspace).toHaveBeenCalledWith('workspace-1'),
    );
    await waitFor(() =>
      expect(
        screen.queryByText(/the repository is archived/),
      ).not.toBeInTheDocument(),
    );
  }, 30_000);

  it('edits against the revision that was seen, and deletes only after a question', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    renderPage('workspaces', <WorkspacesRouter />, {
      path: '/workspace-1/settings',
      api,
    });
    const labels = await screen.findByRole('textbox', { name: /Labels/ });
    await user.type(labels, ', eu');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(api.updateWorkspace).toHaveBeenCalledWith(
        'workspace-1',
        { description: 'Of the platform', labels: ['prod', 'eu'] },
        { revision: 4 },
      ),
    );
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByRole('button', { name: 'Delete' })).toBeDisabled();
    await user.type(
      dialog.getByLabelText('Type acme/infrastructure to confirm'),
      'acme/infrastructure',
    );
    await user.click(dialog.getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(api.deleteWorkspace).toHaveBeenCalledTimes(1));
  }, 30_000);

  it('shows pull requests with what they lack, the open ones first', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    renderPage('workspaces', <WorkspacesRouter />, {
      path: '/workspace-1/pull-requests',
      api,
    });
    const row = within(await screen.findByRole('row', { name: /#7/ }));
    expect(row.getByRole('link', { name: /#7 Provision net/ })).toHaveAttribute(
      'href',
      pullRequest({}).url,
    );
    expect(row.getByRole('link', { name: 'net' })).toHaveAttribute(
      'href',
      '/infrakitchen/resources/resource-net',
    );
    expect(row.getByText('1 failed, 1 passed')).toBeInTheDocument();
    expect(row.getByText(/"policy" has not passed/)).toBeInTheDocument();
    expect(row.getByRole('link', { name: 'run' })).toHaveAttribute(
      'href',
      '/infrakitchen/runs/run-1',
    );
    const listed = (filter: string[]) =>
      expect(api.listWorkspacePullRequests).toHaveBeenLastCalledWith(
        'workspace-1',
        { filter, cursor: undefined },
        expect.anything(),
      );
    listed(['state=open', 'state=opening']);
    await user.click(screen.getByRole('button', { name: /State of the pull/ }));
    await user.click(await screen.findByRole('option', { name: 'Merged' }));
    await waitFor(() => listed(['state=merged']));
  }, 30_000);

  it('finds the workspace of a repository that a pull request links to', async () => {
    const api = fakeApi({
      getWorkspace: jest.fn(async () => aWorkspace({ provider: 'git' })),
    });
    renderPage('workspaces', <WorkspacesRouter />, {
      path: '/find?repository=%2Fsrv%2Fcode',
      api,
    });
    const link = await screen.findByRole('link', { name: /#7 Provision net/ });
    expect(link).toHaveAttribute('href', '/infrakitchen/runs/run-1');
    expect(api.listWorkspaces).toHaveBeenCalledWith(
      { filter: ['provider=git', 'repositoryId=/srv/code'], limit: 1 },
      expect.anything(),
    );
  }, 30_000);

  it.each([
    ['update', '/infrakitchen/resources/resource-net/runs/run-1'],
    ['restore', '/infrakitchen/resources/resource-net/workspace'],
  ] as const)(
    'leads from a pull request (%s) to where people act on it',
    async (direction, to) => {
      const api = fakeApi({
        getPullRequest: jest.fn(async () => pullRequest({ direction })),
      });
      renderInTestApp(
        <Routes>
          <Route
            path="/infrakitchen/workspaces/*"
            element={<WorkspacesRouter />}
          />
          <Route path="*" element={<Place />} />
        </Routes>,
        {
          initialRouteEntries: [
            '/infrakitchen/workspaces/pull-requests/pull-1',
          ],
          mountedRoutes: { '/infrakitchen': rootRouteRef },
          apis: [[infrakitchenApiRef, api as InfrakitchenApi]],
        },
      );
      expect(await screen.findByText(to)).toBeInTheDocument();
      expect(api.getPullRequest).toHaveBeenCalledWith(
        'pull-1',
        expect.anything(),
      );
    },
  );

  it('offers readers nothing that they may not do', async () => {
    const api = fakeApi({
      getWorkspace: jest.fn(async () => aWorkspace({ role: 'read' })),
    });
    renderPage('workspaces', <WorkspacesRouter />, {
      path: '/workspace-1',
      api,
    });
    expect(
      await screen.findByRole('tab', { name: 'Folders' }),
    ).toBeInTheDocument();
    await screen.findByText('Used by');
    expect(
      screen.queryByRole('button', { name: 'Synchronise' }),
    ).not.toBeInTheDocument();
    expect(
      screen.queryByRole('tab', { name: 'Settings' }),
    ).not.toBeInTheDocument();
  }, 30_000);
});
