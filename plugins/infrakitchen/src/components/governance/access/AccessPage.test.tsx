import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { InfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { aGrant, renderPage } from '../../../__testUtils__';
import { GovernanceRouter } from '../GovernanceRouter';

const catalog = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: 'approvers', title: 'Approvers' },
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name: 'developer', title: 'Developer' },
  },
];

function fakeApi() {
  return {
    getAccess: jest.fn(async () => ({
      userRef: 'user:default/guest',
      globalRole: 'admin' as const,
      canCreateProjects: true,
      canReadAudit: true,
    })),
    listGrants: jest.fn(async () => ({
      items: [
        aGrant(),
        aGrant({
          id: undefined,
          principalRef: 'group:default/platform',
          role: 'admin',
          scope: { kind: 'global' },
        }),
      ],
    })),
    createGrant: jest.fn(async () => aGrant()),
    deleteGrant: jest.fn(async () => undefined),
  } satisfies Partial<InfrakitchenApi>;
}

describe('AccessPage', () => {
  it('takes a role away after a question, but none of the configuration', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    renderPage('governance', <GovernanceRouter />, { path: '/access', api });
    const fixed = within(
      await screen.findByRole('row', { name: /platform \(group\)/ }),
    );
    expect(fixed.getByText('configuration')).toBeInTheDocument();
    expect(fixed.queryByRole('button')).not.toBeInTheDocument();

    await user.click(
      await screen.findByRole('button', {
        name: 'Take away write from developers (group)',
      }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(api.deleteGrant).not.toHaveBeenCalled();
    await user.click(dialog.getByRole('button', { name: 'Take away' }));
    await waitFor(() =>
      expect(api.deleteGrant).toHaveBeenCalledWith('grant-1'),
    );
    await waitFor(() => expect(api.listGrants).toHaveBeenCalledTimes(2));
  }, 20_000);

  it('gives a role to a group that is found in the catalog', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    renderPage('governance', <GovernanceRouter />, {
      path: '/access',
      api,
      catalog,
    });
    await user.click(
      await screen.findByRole('button', { name: 'Give a role' }),
    );
    const dialog = within(
      await screen.findByRole('dialog', { name: 'Give a role' }),
    );
    expect(
      dialog.getByRole('button', { name: 'Give the role' }),
    ).toBeDisabled();
    await user.type(
      dialog.getByRole('combobox', { name: /User or group/ }),
      'appr',
    );
    await user.click(
      await screen.findByRole('option', { name: /Approvers \(group\)/ }),
    );
    await user.click(dialog.getByRole('button', { name: 'Give the role' }));
    await waitFor(() =>
      expect(api.createGrant).toHaveBeenCalledWith({
        principalRef: 'group:default/approvers',
        role: 'read',
        scope: { kind: 'global' },
      }),
    );
  }, 30_000);

  it('keeps its filters in the URL', async () => {
    const api = fakeApi();
    renderPage('governance', <GovernanceRouter />, {
      path: '/access?role=write&scopeKind=project',
      api,
    });
    await screen.findByRole('row', { name: /developers/ });
    expect(api.listGrants).toHaveBeenCalledWith(
      { filter: ['scopeKind=project', 'role=write'], cursor: undefined },
      expect.anything(),
    );
  });
});
