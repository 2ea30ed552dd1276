import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ApprovalRequirement } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { InfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  actionsWith,
  aGrant,
  anApproval,
  anImpact,
  aProject,
  aResource,
  aRun,
  aVersion,
  renderPage,
  reviewOf,
  versionSchema,
} from '../../../__testUtils__';
import { ResourcesRouter } from '../ResourcesRouter';

const requirement: ApprovalRequirement = {
  ruleId: 'rule-1',
  ruleName: 'Four eyes',
  approvals: 1,
  approvers: { refs: ['group:default/approvers'] },
  excluded: [],
  why: ['It holds for every resource'],
  dependsOnPlan: true,
};

const provisioned = aResource({
  state: 'provisioned',
  status: 'done',
  provisionedAt: '2026-11-01T10:00:00Z',
  role: 'admin',
  project: { id: 'project-1', name: 'Shop' },
  values: { cidr: '10.0.0.0/16' },
  outputs: [{ name: 'token', sensitive: true }],
});

const noLog: InfrakitchenApi['getRunLog'] = async () => ({
  lines: [],
  nextAfter: 0,
  ended: true,
});

function fakeApi(over: Partial<InfrakitchenApi> = {}) {
  return {
    getResource: jest.fn(async () => provisioned),
    listResourceActions: jest.fn(async () => actionsWith({})),
    getEffectiveValues: jest.fn(async () => ({
      variables: [],
      tags: [],
      configs: [],
      errors: [],
    })),
    listResources: jest.fn(async () => ({ items: [], totalItems: 0 })),
    listProjects: jest.fn(async () => ({
      items: [aProject({ id: 'project-2', key: 'pay', name: 'Pay' })],
      totalItems: 1,
    })),
    getResourceChange: jest.fn(async () => undefined),
    listVersions: jest.fn(async () => ({ items: [aVersion()] })),
    getVersionSchema: jest.fn(async () => versionSchema),
    getSubscription: jest.fn(async () => ({ follows: 'nothing' as const })),
    setSubscription: jest.fn(async () => ({ follows: 'subtree' as const })),
    previewApprovers: jest.fn(async () => [requirement]),
    getResourceAccess: jest.fn(async () => [
      aGrant({
        id: 'own',
        principalRef: 'user:default/developer',
        scope: { kind: 'resource', id: 'resource-1', name: 'eu-net' },
      }),
      aGrant({ id: 'above' }),
    ]),
    previewResourceImpact: jest.fn(async () => anImpact()),
    updateResource: jest.fn(async () => ({
      ...provisioned,
      run: { id: 'run-1' },
    })),
    actOnResource: jest.fn(async () => ({ run: { id: 'run-1' } })),
    deleteGrant: jest.fn(async () => undefined),
    getRun: jest.fn(async () => aRun({ kind: 'update' })),
    getRunLog: jest.fn(noLog),
    ...over,
  } satisfies Partial<InfrakitchenApi>;
}

const show = (api: Partial<InfrakitchenApi>, path = '') =>
  renderPage('resources', <ResourcesRouter />, {
    path: `/resource-1${path}`,
    api,
  });

describe('ResourcePage under governance', () => {
  it('says who has to approve before it provisions, and takes the reason', async () => {
    const user = userEvent.setup();
    const api = fakeApi({ getResource: async () => aResource() });
    show(api);
    await user.click(await screen.findByRole('button', { name: 'Provision' }));
    const dialog = within(
      await screen.findByRole('dialog', { name: 'Provision eu-net' }),
    );
    expect(await dialog.findByText('Four eyes')).toBeInTheDocument();
    expect(dialog.getByText('up to 1 needed')).toBeInTheDocument();
    expect(api.actOnResource).not.toHaveBeenCalled();
    await user.type(dialog.getByLabelText(/^Reason/), 'For the shop');
    await user.click(dialog.getByRole('button', { name: 'Provision' }));
    await waitFor(() =>
      expect(api.actOnResource).toHaveBeenCalledWith(
        'resource-1',
        'provision',
        { revision: 7, reason: 'For the shop' },
      ),
    );
  }, 20_000);

  it('provisions at once where nobody has to approve', async () => {
    const user = userEvent.setup();
    const api = fakeApi({
      getResource: async () => aResource(),
      previewApprovers: async () => [],
    });
    show(api);
    await user.click(await screen.findByRole('button', { name: 'Provision' }));
    await waitFor(() => expect(api.actOnResource).toHaveBeenCalled());
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  }, 20_000);

  it('saves an edit and applies it in one step, having said who approves', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    show(api, '/change?edit=1');
    const cidr = await screen.findByRole('textbox', { name: /^cidr/ });
    expect(
      await screen.findByRole('list', { name: 'Who has to approve it' }),
    ).toHaveTextContent('Four eyes');
    await user.clear(cidr);
    await user.type(cidr, '10.1.0.0/16');
    const { dialog, confirm } = await reviewOf(user, 'Save and apply');
    expect(dialog.getByRole('row', { name: /^values.cidr/ })).toHaveTextContent(
      '10.1.0.0/16',
    );
    expect(await dialog.findByText('1 resource changes')).toBeInTheDocument();
    expect(api.updateResource).not.toHaveBeenCalled();
    expect(api.previewResourceImpact).toHaveBeenCalledWith(
      'resource-1',
      { values: { cidr: '10.1.0.0/16' } },
      { limit: 20 },
      expect.anything(),
    );
    await confirm();
    await waitFor(() =>
      expect(api.updateResource).toHaveBeenCalledWith(
        'resource-1',
        { values: { cidr: '10.1.0.0/16' }, apply: true },
        { revision: 7 },
      ),
    );
    expect(
      await screen.findByRole('heading', { name: 'Update of eu-net' }),
    ).toBeInTheDocument();
  }, 20_000);

  it('edits what others have begun from the revision of their change', async () => {
    const user = userEvent.setup();
    const api = fakeApi({
      getResource: async () => ({ ...provisioned, hasPendingChange: true }),
      getResourceChange: async () => ({
        resourceId: 'resource-1',
        revision: 9,
        createdBy: 'user:default/colleague',
        createdAt: '2026-11-01T10:00:00Z',
        updatedAt: '2026-11-01T10:00:00Z',
        fields: [
          {
            field: 'values.cidr',
            sensitive: false,
            before: '10.0.0.0/16',
            after: '10.2.0.0/16',
            author: 'user:default/colleague',
          },
        ],
      }),
    });
    show(api, '/change?edit=1');
    const row = within(
      await screen.findByRole('row', { name: /^values.cidr/ }),
    );
    expect(row.getByText('colleague')).toBeInTheDocument();
    const factor = await screen.findByRole('textbox', { name: /^cidr/ });
    expect(factor).toHaveValue('10.2.0.0/16');
    await user.clear(factor);
    await user.type(factor, '10.3.0.0/16');
    const { dialog, confirm } = await reviewOf(user, 'Save as change');
    await dialog.findByText('1 resource changes');
    await confirm();
    await waitFor(() =>
      expect(api.updateResource).toHaveBeenCalledWith(
        'resource-1',
        { values: { cidr: '10.3.0.0/16' } },
        { revision: 9 },
      ),
    );
  }, 20_000);

  it('saves what breaks something only after a second confirmation', async () => {
    const user = userEvent.setup();
    const api = fakeApi({
      previewResourceImpact: async () => anImpact({ broken: 1 }),
    });
    show(api, '/change?edit=1');
    await user.type(await screen.findByRole('textbox', { name: /^cidr/ }), '0');
    const { dialog, confirm } = await reviewOf(user, 'Save as change');
    const accept = await dialog.findByRole('checkbox', {
      name: /One resource may break/,
    });
    expect(
      dialog.getByRole('button', { name: 'Save as change' }),
    ).toBeDisabled();
    await user.click(accept);
    await confirm();
    await waitFor(() => expect(api.updateResource).toHaveBeenCalled());
  }, 20_000);

  it('saves too where the impact cannot be told', async () => {
    const user = userEvent.setup();
    const api = fakeApi({
      previewResourceImpact: async () => {
        throw new Error('out of reach');
      },
    });
    show(api, '/change?edit=1');
    await user.type(await screen.findByRole('textbox', { name: /^cidr/ }), '0');
    const { dialog, confirm } = await reviewOf(user, 'Save as change');
    expect(await dialog.findByText('out of reach')).toBeInTheDocument();
    await confirm();
    await waitFor(() => expect(api.updateResource).toHaveBeenCalled());
  }, 20_000);

  it('says which inputs differ from the last apply', async () => {
    const api = fakeApi({
      getResource: async () => ({ ...provisioned, staleInputs: true }),
      getStaleInputs: async () => ({
        changes: anImpact().items[0].changes,
        errors: [],
      }),
    });
    show(api);
    expect(
      await screen.findByRole('list', {
        name: 'Inputs that differ from the last apply',
      }),
    ).toHaveTextContent('tag team a→b');
  }, 20_000);

  it('shows the plan that waits beside the change', async () => {
    const api = fakeApi({
      getResource: async () => ({
        ...provisioned,
        status: 'approval_pending',
        activeRun: { id: 'run-1', kind: 'update', state: 'awaiting_approval' },
      }),
      getRun: async () =>
        aRun({
          kind: 'update',
          state: 'awaiting_approval',
          approval: anApproval(),
        }),
    });
    show(api, '/change');
    expect(
      await screen.findByText('A plan waits for approval: Update'),
    ).toBeInTheDocument();
    const panel = within(
      await screen.findByRole('region', { name: 'Approval' }),
    );
    expect(panel.getByRole('button', { name: 'Approve' })).toBeInTheDocument();
  }, 20_000);

  it('reveals a secret until it is hidden, and says why it may not', async () => {
    const user = userEvent.setup();
    const revealOutput = jest
      .fn()
      .mockRejectedValueOnce(
        Object.assign(new Error("You may not reveal 'token'"), {
          statusCode: 403,
        }),
      )
      .mockResolvedValue({ name: 'token', value: 's3cret' });
    show(fakeApi({ revealOutput }));
    const outputs = within(
      await screen.findByRole('region', { name: 'Outputs' }),
    );
    const reveal = { name: 'Reveal output token' };
    await user.click(await outputs.findByRole('button', reveal));
    expect(
      await outputs.findByText("You may not reveal 'token'"),
    ).toBeInTheDocument();
    await user.click(outputs.getByRole('button', reveal));
    expect(await outputs.findByText('s3cret')).toBeInTheDocument();
    await user.click(
      outputs.getByRole('button', { name: 'Hide output token' }),
    );
    expect(document.body).not.toHaveTextContent('s3cret');
    // Hidden is forgotten: the next look asks again.
    await user.click(outputs.getByRole('button', reveal));
    await waitFor(() => expect(revealOutput).toHaveBeenCalledTimes(3));
  }, 20_000);

  it('takes away only roles that were given at the resource itself', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    show(api, '/settings');
    const access = within(
      await screen.findByRole('region', { name: 'Roles on the resource' }),
    );
    await access.findByRole('row', { name: /developers \(group\)/ });
    expect(access.getAllByRole('button')).toHaveLength(1);
    await user.click(
      access.getByRole('button', { name: 'Take away write from developer' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Take away' }));
    await waitFor(() => expect(api.deleteGrant).toHaveBeenCalledWith('own'));
  }, 20_000);

  it('moves into another project after a question', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    show(api, '/settings');
    const project = await screen.findByRole('combobox', { name: /Project/ });
    expect(project).toHaveValue('Shop');
    await user.clear(project);
    await user.type(project, 'Pay');
    await user.click(await screen.findByRole('option', { name: /Pay/ }));
    await user.click(screen.getByRole('button', { name: 'Move' }));
    const dialog = within(
      await screen.findByRole('dialog', { name: 'Move eu-net into Pay' }),
    );
    expect(await dialog.findByText('1 resource changes')).toBeInTheDocument();
    expect(api.previewResourceImpact).toHaveBeenCalledWith(
      'resource-1',
      { projectId: 'project-2' },
      expect.anything(),
      expect.anything(),
    );
    await user.click(dialog.getByRole('button', { name: 'Move' }));
    await waitFor(() =>
      expect(api.updateResource).toHaveBeenCalledWith(
        'resource-1',
        { projectId: 'project-2' },
        { revision: 7 },
      ),
    );
  }, 20_000);

  it('moves below another parent, or is detached, after a question', async () => {
    const user = userEvent.setup();
    const parent = aResource({
      id: 'region-2',
      name: 'us',
      abstract: true,
      state: 'provisioned',
    });
    const placed = {
      ...provisioned,
      parents: [
        {
          id: 'region-1',
          name: 'eu',
          templateId: 'template-region',
          templateName: 'Region',
        },
      ],
      missingParents: [{ id: 'template-account', name: 'Account' }],
    };
    const api = fakeApi({
      getResource: jest.fn(async id =>
        id === placed.id ? placed : { ...parent, id, name: 'eu' },
      ),
      listResources: jest.fn(async options => ({
        items: options?.filter?.includes('templateId=template-region')
          ? [parent]
          : [],
        totalItems: 1,
      })),
    });
    show(api, '/settings');
    const region = await screen.findByRole('button', { name: /Region/ });
    expect(
      screen.getByText(/it has no Account, so it cannot be provisioned/),
    ).toBeInTheDocument();
    const change = screen.getByRole('button', { name: 'Change parents' });
    expect(change).toBeDisabled();
    await user.click(region);
    await user.click(await screen.findByRole('option', { name: /us/ }));
    await user.click(change);
    const dialog = within(
      await screen.findByRole('dialog', { name: 'Move eu-net' }),
    );
    expect(dialog.getByText('It leaves eu.')).toBeInTheDocument();
    expect(await dialog.findByText('1 resource changes')).toBeInTheDocument();
    expect(api.previewResourceImpact).toHaveBeenCalledWith(
      'resource-1',
      { parentIds: ['region-2'] },
      expect.anything(),
      expect.anything(),
    );
    await user.click(dialog.getByRole('button', { name: 'Move' }));
    await waitFor(() =>
      expect(api.updateResource).toHaveBeenCalledWith(
        'resource-1',
        { parentIds: ['region-2'] },
        { revision: 7 },
      ),
    );

    await user.click(
      await screen.findByRole('button', { name: 'Detach from eu' }),
    );
    await user.click(screen.getByRole('button', { name: 'Change parents' }));
    const question = within(
      await screen.findByRole('dialog', { name: 'Detach eu-net' }),
    );
    expect(await question.findByText('1 resource changes')).toBeInTheDocument();
    await user.click(question.getByRole('button', { name: 'Detach' }));
    await waitFor(() =>
      expect(api.updateResource).toHaveBeenLastCalledWith(
        'resource-1',
        { parentIds: [] },
        { revision: 7 },
      ),
    );
  }, 20_000);

  it('is followed with everything below', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    show(api);
    await user.click(await screen.findByRole('button', { name: 'Follow' }));
    await user.click(
      await screen.findByRole('menuitem', {
        name: 'Follow it and everything below',
      }),
    );
    await waitFor(() =>
      expect(api.setSubscription).toHaveBeenCalledWith('resource-1', {
        follows: 'subtree',
      }),
    );
  }, 20_000);
});
