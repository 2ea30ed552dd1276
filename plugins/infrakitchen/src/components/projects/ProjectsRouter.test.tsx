import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { InfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  anImpact,
  aProject,
  aResource,
  aRule,
  aWorkspace,
  renderPage,
  reviewOf,
} from '../../__testUtils__';
import { ProjectsRouter } from './ProjectsRouter';

const group = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'developers', title: 'Developers' },
};

function fakeApi(over: Partial<InfrakitchenApi> = {}) {
  return {
    getAccess: jest.fn(async () => ({
      userRef: 'user:default/guest',
      canCreateProjects: true,
      canReadAudit: false,
      canManageApprovalRules: true,
    })),
    listProjects: jest.fn(async () => ({ items: [aProject()], totalItems: 1 })),
    getProject: jest.fn(async () => aProject()),
    createProject: jest.fn(async () => aProject()),
    previewProjectImpact: jest.fn(async () => anImpact()),
    updateProject: jest.fn(async () => aProject()),
    deleteProject: jest.fn(async () => undefined),
    actOnProject: jest.fn(async () => aProject({ enabled: false })),
    listResources: jest.fn(async () => ({
      items: [aResource()],
      totalItems: 1,
    })),
    listTemplates: jest.fn(async () => ({ items: [], totalItems: 0 })),
    listWorkspaces: jest.fn(async () => ({
      items: [aWorkspace()],
      totalItems: 1,
    })),
    listGrants: jest.fn(async () => ({ items: [] })),
    listApprovalRules: jest.fn(async () => ({ items: [aRule()] })),
    ...over,
  } satisfies Partial<InfrakitchenApi>;
}

describe('ProjectsRouter', () => {
  it('lists projects, and leads to their resources and rules', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    renderPage('projects', <ProjectsRouter />, { api });
    const row = within(await screen.findByRole('row', { name: /^Shop/ }));
    expect(row.getByText('developers (group)')).toBeInTheDocument();
    await user.click(row.getByRole('link', { name: 'Shop' }));
    expect(await screen.findByText('4711')).toBeInTheDocument();

    await user.click(screen.getByRole('tab', { name: 'Resources' }));
    expect(
      await screen.findByRole('link', { name: 'eu-net' }),
    ).toBeInTheDocument();
    expect(api.listResources).toHaveBeenCalledWith(
      expect.objectContaining({ filter: ['projectId=project-1'] }),
      expect.anything(),
    );
    await user.click(screen.getByRole('tab', { name: 'Access and rules' }));
    expect(
      await screen.findByRole('row', { name: /Four eyes/ }),
    ).toBeInTheDocument();
    expect(api.listApprovalRules).toHaveBeenCalledWith(
      { filter: ['scopeKind=project', 'scopeId=project-1'], limit: 200 },
      expect.anything(),
    );
  }, 30_000);

  it('creates a project with owners of the catalog and free fields', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    renderPage('projects', <ProjectsRouter />, {
      path: '/new',
      api,
      catalog: [group],
    });
    await user.type(
      await screen.findByRole('textbox', { name: /^Name/ }),
      'Web Shop',
    );
    await user.type(screen.getByRole('combobox', { name: /Owners/ }), 'dev');
    await user.click(
      await screen.findByRole('option', { name: /Developers \(group\)/ }),
    );
    await user.click(screen.getByRole('button', { name: 'Add field' }));
    await user.type(
      screen.getByRole('textbox', { name: 'Field name' }),
      'Cost centre',
    );
    await user.type(screen.getByRole('textbox', { name: 'Field value' }), '7');
    await user.click(screen.getByRole('combobox', { name: 'Workspace' }));
    await user.click(
      await screen.findByRole('option', { name: /acme\/infrastructure/ }),
    );
    await user.click(
      screen.getByRole('switch', { name: /cannot do without a workspace/ }),
    );
    await user.click(screen.getByRole('button', { name: 'Create project' }));
    await waitFor(() =>
      expect(api.createProject).toHaveBeenCalledWith({
        key: 'web-shop',
        name: 'Web Shop',
        description: '',
        owners: ['group:default/developers'],
        labels: [],
        tags: [],
        configs: [],
        fields: { 'Cost centre': '7' },
        metadataFree: false,
        workspaceId: 'workspace-1',
        workspaceRequired: true,
      }),
    );
  }, 30_000);

  it('shows what other defaults change before it saves them', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    renderPage('projects', <ProjectsRouter />, {
      path: '/project-1/settings',
      api,
    });
    const name = await screen.findByRole('textbox', { name: /^Name/ });
    await user.type(name, 's');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(api.updateProject).toHaveBeenCalledTimes(1));
    expect(api.previewProjectImpact).not.toHaveBeenCalled();

    await user.click(await screen.findByRole('button', { name: 'Add tag' }));
    await user.type(
      screen.getAllByRole('textbox', { name: 'Tag name' }).at(-1)!,
      'unit',
    );
    await user.type(
      screen.getAllByRole('textbox', { name: 'Tag value' }).at(-1)!,
      'b',
    );
    const { dialog, confirm } = await reviewOf(user, 'Save');
    expect(await dialog.findByText('1 resource changes')).toBeInTheDocument();
    expect(dialog.getByText('tags.unit')).toBeInTheDocument();
    expect(api.previewProjectImpact).toHaveBeenCalledWith(
      'project-1',
      expect.objectContaining({
        tags: expect.arrayContaining([
          expect.objectContaining({ name: 'unit', value: 'b' }),
        ]),
      }),
      { limit: 20 },
      expect.anything(),
    );
    expect(api.updateProject).toHaveBeenCalledTimes(1);
    await confirm();
    await waitFor(() => expect(api.updateProject).toHaveBeenCalledTimes(2));
  }, 30_000);

  it('disables and deletes only after a question', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    renderPage('projects', <ProjectsRouter />, {
      path: '/project-1/settings',
      api,
    });
    await user.click(await screen.findByRole('button', { name: 'Disable' }));
    let dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Disable' }));
    await waitFor(() =>
      expect(api.actOnProject).toHaveBeenCalledWith('project-1', 'disable'),
    );
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByRole('button', { name: 'Delete' })).toBeDisabled();
    await user.type(dialog.getByLabelText('Type Shop to confirm'), 'Shop');
    await user.click(dialog.getByRole('button', { name: 'Delete' }));
    await waitFor(() =>
      expect(api.deleteProject).toHaveBeenCalledWith('project-1'),
    );
  }, 30_000);
});
