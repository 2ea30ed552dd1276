import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { mockApis } from '@backstage/frontend-test-utils';
import type { InfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { aRule, renderPage } from '../../../__testUtils__';
import { GovernanceRouter } from '../GovernanceRouter';
import { governanceTranslationRef } from '../translation';
import { describeRule } from './describeRule';
import { draftOf, emptyRule } from './ruleDraft';

function fakeApi(canManage = true) {
  return {
    getAccess: jest.fn(async () => ({
      userRef: 'user:default/guest',
      canCreateProjects: true,
      canReadAudit: true,
      canManageApprovalRules: canManage,
    })),
    listApprovalRules: jest.fn(async () => ({ items: [aRule()] })),
    getApprovalRule: jest.fn(async () => aRule()),
    createApprovalRule: jest.fn(async () => aRule()),
    replaceApprovalRule: jest.fn(async () => aRule()),
    deleteApprovalRule: jest.fn(async () => undefined),
  } satisfies Partial<InfrakitchenApi>;
}

describe('approval rules', () => {
  it('are listed in words, switched off, and deleted after a question', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    renderPage('governance', <GovernanceRouter />, {
      path: '/approval-rules',
      api,
    });
    const row = within(await screen.findByRole('row', { name: /Four eyes/ }));
    expect(
      row.getByText(
        /Every change of any resource needs 1 approval by approvers/,
      ),
    ).toBeInTheDocument();
    await user.click(
      await row.findByRole('button', { name: 'Disable Four eyes' }),
    );
    await waitFor(() =>
      expect(api.replaceApprovalRule).toHaveBeenCalledWith(
        'rule-1',
        expect.objectContaining({
          enabled: false,
          approvals: 1,
          destructiveApprovals: 1,
          approvers: { refs: ['group:default/approvers'] },
        }),
        { revision: 2 },
      ),
    );
    await user.click(
      await screen.findByRole('button', { name: 'Delete Four eyes' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(
      dialog.getByLabelText('Type Four eyes to confirm'),
      'Four eyes',
    );
    await user.click(dialog.getByRole('button', { name: 'Delete' }));
    await waitFor(() =>
      expect(api.deleteApprovalRule).toHaveBeenCalledWith('rule-1'),
    );
  }, 30_000);

  it('offer nothing to who may only read them', async () => {
    renderPage('governance', <GovernanceRouter />, {
      path: '/approval-rules',
      api: fakeApi(false),
    });
    await screen.findByRole('row', { name: /Four eyes/ });
    expect(
      screen.queryByRole('link', { name: 'Create rule' }),
    ).not.toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: /Delete/ }),
    ).not.toBeInTheDocument();
  });

  it('are written in a form that says what they mean', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    renderPage('governance', <GovernanceRouter />, {
      path: '/approval-rules/new',
      api,
    });
    const says = within(
      await screen.findByRole('region', { name: 'What the rule says' }),
    );
    await user.click(screen.getByRole('button', { name: 'Save rule' }));
    expect(
      await screen.findByText('The rule needs a name.'),
    ).toBeInTheDocument();
    await user.type(screen.getByRole('textbox', { name: /^Name/ }), 'Prod');
    await user.click(screen.getByRole('button', { name: /What it is about/ }));
    await user.click(
      await screen.findByRole('option', { name: 'Resources with a label' }),
    );
    await user.type(screen.getByRole('textbox', { name: /^Label/ }), 'prod');
    expect(
      says.getByText(
        'Every change of a resource with the label prod needs 1 approval by anybody with the role admin on the resource.',
      ),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Save rule' }));
    await waitFor(() =>
      expect(api.createApprovalRule).toHaveBeenCalledWith(
        expect.objectContaining({
          name: 'Prod',
          scope: { kind: 'label', label: 'prod' },
          effect: 'require',
          approvals: 1,
          approvers: {},
        }),
      ),
    );
  }, 30_000);
});

describe('describeRule', () => {
  const translations = mockApis
    .translation()
    .getTranslation(governanceTranslationRef);
  const { t } = translations as Extract<typeof translations, { ready: true }>;

  it('says the whole rule', () => {
    expect(
      describeRule(
        t,
        {
          ...draftOf(aRule()),
          scopeKind: 'project',
          target: { id: 'p', label: 'Shop' },
          kinds: ['update', 'destroy'],
          approvals: 2,
          approverRoles: ['write'],
          allowAdditions: true,
          allowEditors: true,
          expiresAfterHours: 36,
        },
        'approvers (group)',
      ),
    ).toEqual([
      'Every update and destruction of a resource in the project Shop needs 2 approvals by approvers (group).',
      'A plan that destroys or replaces objects needs 1 more.',
      'A plan that only adds objects needs none.',
      'Who asked for it may not approve; who edited it may.',
      'What waits, and each approval, expires after 36 hours.',
    ]);
  });

  it('takes names as they are', () => {
    const label = '{{kinds}} & <b> $t(describeRule.and)';
    expect(
      describeRule(t, { ...emptyRule, scopeKind: 'label', label }, 'x')[0],
    ).toBe(
      `Every change of a resource with the label ${label} needs 1 approval by x.`,
    );
  });

  it('says that a label never exempts', () => {
    expect(
      describeRule(
        t,
        {
          ...emptyRule,
          effect: 'exempt',
          scopeKind: 'label',
          label: 'dev',
        },
        '',
      ),
    ).toEqual([
      'Every change of a resource with the label dev needs no approval that a rule of a wider scope asks for.',
      'A label never exempts, so this rule does nothing.',
    ]);
  });
});
