import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ResourceCode } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { aPullRequest, aResource, renderPage } from '../../../__testUtils__';
import { WorkspaceTab } from './WorkspaceTab';

const patch = [
  'diff --git a/network/eu_net/main.tf b/network/eu_net/main.tf',
  '--- a/network/eu_net/main.tf',
  '+++ b/network/eu_net/main.tf',
  '@@ -1 +1 @@',
  '-generated',
  '+by hand',
  '',
].join('\n');

function show(
  code: Partial<ResourceCode>,
  options: { role?: 'read' | 'write'; hasPullRequest?: boolean } = {},
) {
  const { role = 'write', hasPullRequest } = options;
  const resource = aResource({
    role,
    workspace: {
      id: 'workspace-1',
      name: 'acme/infrastructure',
      from: 'project',
      status: 'ok',
      folder: 'network/eu_net',
    },
    ...(hasPullRequest && { pullRequest: aPullRequest() }),
  });
  const api = {
    getResourceCode: jest.fn(
      async (): Promise<ResourceCode> => ({
        workspaceId: 'workspace-1',
        folder: 'network/eu_net',
        state: 'same',
        ...code,
      }),
    ),
    getPullRequest: jest.fn(async () => aPullRequest()),
    getPullRequestDiff: jest.fn(async () => ({ text: '', truncated: false })),
    listPullRequestComments: jest.fn(async () => ({ items: [] })),
    takeBackResourceCode: jest.fn(async () =>
      aPullRequest({ direction: 'restore' }),
    ),
    listWorkspacePullRequests: jest.fn(async () => ({
      items: hasPullRequest ? [aPullRequest()] : [],
    })),
  };
  const reload = jest.fn(async () => undefined);
  renderPage(
    'resources',
    <WorkspaceTab resource={resource} actions={[]} reload={reload} />,
    { api },
  );
  return { api, reload };
}

const edited: Partial<ResourceCode> = {
  state: 'edited',
  diff: { text: patch, truncated: false },
};

describe('WorkspaceTab', () => {
  it('says where the code is, and that there is no pull request yet', async () => {
    const { api } = show({ state: 'unknown' });
    expect(
      await screen.findByRole('link', { name: 'acme/infrastructure' }),
    ).toHaveAttribute('href', '/infrakitchen/workspaces/workspace-1');
    expect(await screen.findByText('No pull request yet')).toBeInTheDocument();
    expect(
      await screen.findByText('Nothing was merged yet.'),
    ).toBeInTheDocument();
    expect(api.listWorkspacePullRequests).toHaveBeenCalledWith(
      'workspace-1',
      { filter: ['resourceId=resource-1'], cursor: undefined },
      expect.anything(),
    );
    expect(api.getPullRequest).not.toHaveBeenCalled();
  });

  it('shows the open pull request as it is now', async () => {
    const { api } = show({}, { hasPullRequest: true });
    const panel = within(
      await screen.findByRole('region', { name: 'Pull request' }),
    );
    expect(panel.getByText(/"policy" has not passed/)).toBeInTheDocument();
    expect(
      await panel.findByText('The branch changes nothing in the folder.'),
    ).toBeInTheDocument();
    expect(api.getPullRequest).toHaveBeenCalledWith(
      'pull-1',
      expect.anything(),
    );
    const row = within(await screen.findByRole('row', { name: /#7/ }));
    expect(row.getByRole('link', { name: 'run-1' })).toHaveAttribute(
      'href',
      '/infrakitchen/resources/resource-1/runs/run-1',
    );
  });

  it('takes edits by hand back after a question', async () => {
    const user = userEvent.setup();
    const { api, reload } = show(edited);
    const table = await screen.findByRole('table', {
      name: 'network/eu_net/main.tf',
    });
    expect(within(table).getByText('by hand')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Take back' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(api.takeBackResourceCode).not.toHaveBeenCalled();
    await user.click(dialog.getByRole('button', { name: 'Open pull request' }));
    await waitFor(() => expect(reload).toHaveBeenCalled());
    expect(api.takeBackResourceCode).toHaveBeenCalledWith('resource-1');
  });

  it('offers that neither to readers nor while a pull request does it', async () => {
    show(edited, { role: 'read' });
    expect(await screen.findByText(/was edited by hand/)).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Take back' }),
    ).not.toBeInTheDocument();
  });

  it('links the pull request that takes it back already', async () => {
    show({ ...edited, pullRequest: aPullRequest({ direction: 'restore' }) });
    expect(await screen.findByRole('link', { name: /#7/ })).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Take back' }),
    ).not.toBeInTheDocument();
  });
});
