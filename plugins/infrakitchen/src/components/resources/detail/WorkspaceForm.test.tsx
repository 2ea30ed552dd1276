import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Resource } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { aResource, aWorkspace, renderPage } from '../../../__testUtils__';
import { WorkspaceForm } from './WorkspaceForm';

const attached: NonNullable<Resource['workspace']> = {
  id: 'workspace-0',
  name: 'acme/old',
  from: 'project',
  status: 'ok',
  folder: 'network/eu_net',
};

function show(workspace: Resource['workspace'], warnings: object[] = []) {
  const resource = aResource({ workspace });
  const api = {
    listWorkspaces: jest.fn(async () => ({
      items: [aWorkspace()],
      totalItems: 1,
    })),
    updateResource: jest.fn(async () => ({ ...resource, warnings })),
  };
  const reload = jest.fn(async () => undefined);
  renderPage(
    'resources',
    <WorkspaceForm resource={resource} actions={[]} reload={reload} />,
    { api: api as never },
  );
  return { api, reload, resource };
}

describe('WorkspaceForm', () => {
  it('says where the workspace comes from, and changes it after a question', async () => {
    const user = userEvent.setup();
    const { api, reload, resource } = show(attached, [
      { code: 'folder_left_behind', message: 'It stays in acme/old.' },
    ]);
    expect(
      await screen.findByText(/the workspace of its project/),
    ).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Follow the project' }),
    ).not.toBeInTheDocument();
    await user.click(screen.getByRole('combobox', { name: /of its own/ }));
    await user.click(
      await screen.findByRole('option', { name: /acme\/infrastructure/ }),
    );
    expect(api.listWorkspaces).toHaveBeenCalledWith(
      expect.objectContaining({ filter: ['status=ok', 'usable=true'] }),
      expect.anything(),
    );
    await user.click(screen.getByRole('button', { name: 'Change workspace' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(
      dialog.getByText(/network\/eu_net of acme\/old stays there/),
    ).toBeInTheDocument();
    expect(api.updateResource).not.toHaveBeenCalled();
    await user.click(dialog.getByRole('button', { name: 'Change' }));
    await waitFor(() =>
      expect(api.updateResource).toHaveBeenCalledWith(
        resource.id,
        { workspaceId: 'workspace-1' },
        { revision: resource.revision },
      ),
    );
    expect(
      await screen.findByText('It stays in acme/old.'),
    ).toBeInTheDocument();
    expect(reload).toHaveBeenCalled();
  }, 20_000);

  it('lets a resource follow its project again', async () => {
    const user = userEvent.setup();
    const { api, resource } = show({ ...attached, from: 'resource' });
    await user.click(
      await screen.findByRole('button', { name: 'Follow the project' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Change' }));
    await waitFor(() =>
      expect(api.updateResource).toHaveBeenCalledWith(
        resource.id,
        { workspaceId: null },
        { revision: resource.revision },
      ),
    );
  }, 20_000);
});
