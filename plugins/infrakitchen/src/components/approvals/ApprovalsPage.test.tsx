import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ApprovalPage } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  anApproval,
  aPlan,
  aPullRequest,
  aRun,
  renderPage,
} from '../../__testUtils__';
import { ApprovalsRouter } from './ApprovalsPage';

const waiting: ApprovalPage = {
  items: [
    {
      run: aRun({
        kind: 'destroy',
        state: 'awaiting_approval',
        requestedBy: 'user:default/developer',
        reason: 'Moved to another region',
        planSummary: {
          create: 0,
          update: 0,
          delete: 3,
          replace: 0,
          read: 0,
          outputs: 0,
        },
      }),
      approval: anApproval(),
    },
  ],
};

describe('ApprovalsRouter', () => {
  it('decides about what waits without leaving the inbox', async () => {
    const user = userEvent.setup();
    const api = {
      listApprovals: jest
        .fn()
        .mockResolvedValueOnce(waiting)
        .mockResolvedValue({ items: [] }),
      actOnRun: jest.fn(async () => ({})),
    };
    renderPage('approvals', <ApprovalsRouter />, { api });
    const item = within(
      await screen.findByRole('listitem', { name: 'Destroy of eu-net' }),
    );
    expect(item.getByText('− 3 to destroy')).toBeInTheDocument();
    expect(item.getByText('developer')).toBeInTheDocument();
    expect(item.getByText('Moved to another region')).toBeInTheDocument();
    expect(item.getByText('1 of 2 (Four eyes)')).toBeInTheDocument();
    expect(
      item.getByRole('link', { name: 'Destroy of eu-net' }),
    ).toHaveAttribute('href', '/infrakitchen/resources/resource-1/runs/run-1');

    await user.click(item.getByRole('button', { name: 'Approve' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Approve' }));
    expect(
      await screen.findByText('Nothing waits for you'),
    ).toBeInTheDocument();
    expect(api.actOnRun).toHaveBeenCalledWith('run-1', 'approve', {
      digest: 'd1'.repeat(8),
      reason: undefined,
    });
  }, 20_000);

  it('shows what others have to decide, and why the reader cannot', async () => {
    const api = {
      listApprovals: jest.fn(async () => ({
        items: [
          {
            ...waiting.items[0],
            approval: anApproval({
              canDecide: false,
              refusals: [{ code: 'own_request', message: 'You requested it' }],
            }),
          },
        ],
      })),
    };
    renderPage('approvals', <ApprovalsRouter />, { path: '/requested', api });
    const item = within(
      await screen.findByRole('listitem', { name: 'Destroy of eu-net' }),
    );
    expect(item.getByText('You requested it.')).toBeInTheDocument();
    expect(
      item.queryByRole('button', { name: 'Approve' }),
    ).not.toBeInTheDocument();
    expect(api.listApprovals).toHaveBeenCalledWith(
      expect.objectContaining({ waiting: 'requested' }),
      expect.anything(),
    );
  });

  it('links the pull request, and says whether it can be merged', async () => {
    const withPullRequest = (name: string, over: object) => ({
      ...waiting.items[0],
      run: { ...waiting.items[0].run, id: `run-${name}`, resourceName: name },
      pullRequest: aPullRequest(over),
    });
    const api = {
      listApprovals: jest.fn(async () => ({
        items: [
          withPullRequest('blocked', {}),
          withPullRequest('free', { blockers: [], mergeability: 'mergeable' }),
          withPullRequest('young', { blockers: [], state: 'opening' }),
        ],
      })),
    };
    renderPage('approvals', <ApprovalsRouter />, { api });
    const item = async (name: string) =>
      within(
        await screen.findByRole('listitem', { name: `Destroy of ${name}` }),
      );
    const blocked = await item('blocked');
    expect(blocked.getByRole('link', { name: /#7/ })).toHaveAttribute(
      'href',
      aPullRequest().url,
    );
    expect(blocked.getByText(/"policy" has not passed/)).toBeInTheDocument();
    expect((await item('free')).getByText('possible')).toBeInTheDocument();
    expect(
      (await item('young')).getByText('not known yet'),
    ).toBeInTheDocument();
  });

  it('shows the plan in the inbox, and loads it when it is asked for', async () => {
    const getRunPlan = jest.fn(async () => aPlan());
    renderPage('approvals', <ApprovalsRouter />, {
      api: { listApprovals: async () => waiting, getRunPlan },
    });
    const user = userEvent.setup();
    const show = await screen.findByRole('button', {
      name: 'Show plan of eu-net',
    });
    expect(show).toHaveAttribute('aria-expanded', 'false');
    expect(getRunPlan).not.toHaveBeenCalled();
    await user.click(show);
    const plan = within(
      await screen.findByRole('region', { name: 'Plan: Destroy of eu-net' }),
    );
    expect(
      await plan.findByText('module.this.aws_db_instance.main'),
    ).toBeInTheDocument();
    expect(plan.getAllByText(/data/i).length).toBeGreaterThan(0);
    expect(getRunPlan).toHaveBeenCalledWith('run-1', expect.anything());
    await user.click(
      screen.getByRole('button', { name: 'Hide plan of eu-net' }),
    );
    expect(screen.queryByText('module.this.aws_db_instance.main')).toBeNull();
  });
});
