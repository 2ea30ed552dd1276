import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { RunApproval } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { InfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  anApproval,
  aPullRequest,
  aRun,
  renderPage,
} from '../../__testUtils__';
import { ApprovalPanel } from './ApprovalPanel';

const summary = {
  create: 0,
  update: 0,
  delete: 0,
  replace: 1,
  read: 0,
  outputs: 0,
};

function show(
  approval: Partial<RunApproval>,
  actOnRun: InfrakitchenApi['actOnRun'],
) {
  const onChanged = jest.fn();
  renderPage(
    'runs',
    <ApprovalPanel
      run={aRun({
        kind: 'update',
        state: 'awaiting_approval',
        planSummary: summary,
        approval: anApproval(approval),
      })}
      onChanged={onChanged}
    />,
    { api: { actOnRun } },
  );
  return onChanged;
}

describe('ApprovalPanel', () => {
  it('says what is needed, why, by whom and by whom not', async () => {
    show(
      {
        decisions: [
          {
            ruleId: 'rule-1',
            approver: 'user:default/first',
            decision: 'approved',
            at: '2026-11-01T10:00:00Z',
            void: 'The plan has changed since',
          },
        ],
      },
      jest.fn(),
    );
    const needed = within(
      await screen.findByRole('list', { name: 'What has to be approved' }),
    );
    expect(needed.getByText('1 of 2')).toBeInTheDocument();
    expect(
      needed.getByRole('progressbar', { name: 'Approvals for Four eyes' }),
    ).toHaveAttribute('max', '2');
    expect(needed.getByText('It holds for every resource')).toBeInTheDocument();
    expect(
      needed.getByText('May approve: approvers (group).'),
    ).toBeInTheDocument();
    expect(
      needed.getByText('May not: developer, who asked for it.'),
    ).toBeInTheDocument();
    const decision = within(screen.getByRole('row', { name: /first/ }));
    expect(
      decision.getByText('approved, no longer counts'),
    ).toBeInTheDocument();
    expect(
      decision.getByText('The plan has changed since'),
    ).toBeInTheDocument();
  });

  it('approves the plan that was seen, with its digest and a comment', async () => {
    const user = userEvent.setup();
    const actOnRun = jest.fn(async () => ({}));
    const onChanged = show({}, actOnRun);
    await user.click(await screen.findByRole('button', { name: 'Approve' }));
    const dialog = within(
      await screen.findByRole('dialog', { name: 'Approve: Update of eu-net' }),
    );
    expect(dialog.getByText('−/+ 1 to replace')).toBeInTheDocument();
    expect(dialog.getByText('d1'.repeat(8))).toBeInTheDocument();
    await user.type(dialog.getByLabelText(/^Comment/), 'Looks right');
    await user.click(dialog.getByRole('button', { name: 'Approve' }));
    await waitFor(() => expect(onChanged).toHaveBeenCalled());
    expect(actOnRun).toHaveBeenCalledWith('run-1', 'approve', {
      digest: 'd1'.repeat(8),
      reason: 'Looks right',
    });
  }, 20_000);

  it('rejects only with a comment', async () => {
    const user = userEvent.setup();
    const actOnRun = jest.fn(async () => ({}));
    show({}, actOnRun);
    await user.click(await screen.findByRole('button', { name: 'Reject' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByRole('button', { name: 'Reject' })).toBeDisabled();
    await user.type(dialog.getByLabelText(/^Comment/), 'Too big');
    await user.click(dialog.getByRole('button', { name: 'Reject' }));
    await waitFor(() =>
      expect(actOnRun).toHaveBeenCalledWith('run-1', 'reject', {
        digest: 'd1'.repeat(8),
        reason: 'Too big',
      }),
    );
  }, 20_000);

  it('says so where the plan has changed, and loads the new one', async () => {
    const user = userEvent.setup();
    const onChanged = show(
      {},
      jest.fn(async () => {
        throw Object.assign(new Error('another plan'), {
          code: 'plan_changed',
          statusCode: 409,
        });
      }),
    );
    await user.click(await screen.findByRole('button', { name: 'Approve' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Approve' }));
    expect(
      await screen.findByText('The plan has changed, so nothing was decided'),
    ).toBeInTheDocument();
    expect(onChanged).toHaveBeenCalledTimes(1);
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  }, 20_000);

  it('greys the buttons for who may not decide, and says why', async () => {
    const user = userEvent.setup();
    const actOnRun = jest.fn();
    show(
      {
        canDecide: false,
        refusals: [{ code: 'own_request', message: 'You requested it' }],
      },
      actOnRun,
    );
    const approve = await screen.findByRole('button', { name: 'Approve' });
    expect(approve).toHaveAttribute('aria-disabled', 'true');
    expect(approve).toHaveAccessibleDescription(
      'Not possible: You requested it.',
    );
    expect(screen.getByText('You requested it.')).toBeInTheDocument();
    await user.click(approve);
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('says what a decision does to the pull request, and what its merge lacks', async () => {
    const user = userEvent.setup();
    const actOnRun = jest.fn(async () => ({ pullRequest: aPullRequest() }));
    renderPage(
      'runs',
      <ApprovalPanel
        run={aRun({
          state: 'awaiting_approval',
          approval: anApproval({}),
          pullRequest: aPullRequest(),
        })}
        onChanged={jest.fn()}
      />,
      { api: { actOnRun } },
    );
    expect(
      await screen.findByText(/Merging its pull request approves the plan/),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Reject' }));
    expect(
      within(await screen.findByRole('dialog')).getByText(
        /closed without merging/,
      ),
    ).toBeInTheDocument();
    await user.keyboard('{Escape}');
    await user.click(screen.getByRole('button', { name: 'Approve' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(
      dialog.getByText(/the portal merges the pull request/),
    ).toBeInTheDocument();
    await user.click(dialog.getByRole('button', { name: 'Approve' }));
    expect(
      await screen.findByText(
        /approved. Its pull request is not merged yet: The check "policy" has not passed./,
      ),
    ).toBeInTheDocument();
  });
});
