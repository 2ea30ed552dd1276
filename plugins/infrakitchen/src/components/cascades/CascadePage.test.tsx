import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  CascadeDetail,
  CascadeItem,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { aCascade, anApproval, renderPage } from '../../__testUtils__';
import { CascadesRouter } from './CascadesRouter';

const items: CascadeItem[] = [
  {
    id: 'item-1',
    resource: { id: 'app', name: 'eu-app', templateName: 'Cluster' },
    level: 0,
    state: 'succeeded',
    needsRun: true,
    planLater: false,
    previewRunId: 'dry-1',
    runId: 'run-1',
    planSummary: {
      create: 0,
      update: 0,
      delete: 2,
      replace: 0,
      read: 0,
      outputs: 0,
    },
  },
  {
    id: 'item-2',
    resource: { id: 'net', name: 'eu-net', templateName: 'Network' },
    level: 1,
    state: 'failed',
    needsRun: true,
    planLater: false,
    planChanged: true,
    runId: 'run-2',
    error: { code: 'engine_failed', message: 'The cloud is away' },
  },
  {
    id: 'item-3',
    resource: { id: 'region', name: 'eu', templateName: 'Region' },
    level: 2,
    state: 'previewed',
    needsRun: false,
    planLater: false,
  },
];

function render(over: Partial<CascadeDetail>) {
  const api = {
    getCascade: jest.fn(async () => aCascade(over)),
    listCascadeItems: jest.fn(async () => ({ items })),
    getCascadeGraph: jest.fn(async () => ({
      nodes: items.map(({ resource, level, state }) => ({
        id: resource.id,
        name: resource.name,
        abstract: false,
        level,
        itemState: state,
      })),
      edges: [
        { parentId: 'region', childId: 'net' },
        { parentId: 'net', childId: 'app' },
      ],
    })),
    actOnCascade: jest.fn(async () => aCascade(over)),
    getRunPlan: jest.fn(async () => ({
      digest: 'digest',
      summary: items[0].planSummary!,
      changes: [
        {
          address: 'democloud_network.main',
          type: 'democloud_network',
          name: 'main',
          action: 'delete' as const,
          attributes: [],
        },
      ],
      drift: [],
      outputChanges: [],
    })),
  };
  renderPage('cascades', <CascadesRouter />, { path: '/cascade-1', api });
  return api;
}

const allowed = (...actions: CascadeDetail['actions'][number]['action'][]) =>
  (['confirm', 'approve', 'reject', 'resume', 'cancel'] as const).map(
    action => ({
      action,
      allowed: actions.includes(action),
      reasons: actions.includes(action)
        ? []
        : [{ code: 'wrong_cascade_state', message: 'Not now' }],
    }),
  );

beforeAll(() => {
  // The graph measures itself, which there is nothing to measure of here.
  global.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
});

describe('CascadePage', () => {
  it('destroys only what was seen, after its name was typed', async () => {
    const user = userEvent.setup();
    const api = render({ state: 'previewed', actions: allowed('confirm') });
    await user.click(await screen.findByRole('button', { name: 'Confirm' }));
    const dialog = within(await screen.findByRole('dialog'));
    const confirm = dialog.getByRole('button', { name: 'Confirm' });
    expect(confirm).toBeDisabled();
    expect(dialog.getByText('− 3 to destroy')).toBeInTheDocument();
    await user.type(
      dialog.getByRole('textbox', { name: 'Type eu to confirm' }),
      'eu',
    );
    await user.click(confirm);
    expect(api.actOnCascade).toHaveBeenCalledWith('cascade-1', 'confirm', {
      digest: 'digest',
      reason: undefined,
    });
    expect(
      screen.queryByRole('button', { name: 'Resume' }),
    ).not.toBeInTheDocument();
  });

  it('shows how far it is, what went wrong, and where to look', async () => {
    render({
      state: 'failed',
      error: { code: 'items_failed', message: "'eu-net' could not be done" },
      actions: allowed('resume', 'cancel'),
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      "'eu-net' could not be done",
    );
    const levels = within(
      screen.getByRole('list', { name: 'Progress by level' }),
    );
    expect(levels.getAllByRole('progressbar')).toHaveLength(2);
    expect(levels.getByText('1 failed')).toBeInTheDocument();
    expect(await screen.findByText('The cloud is away')).toBeInTheDocument();
    expect(screen.getByText('another plan by now')).toBeInTheDocument();
    expect(screen.getByText('Only recorded')).toBeInTheDocument();
    expect(
      await screen.findByRole('link', { name: 'Run of eu-app' }),
    ).toHaveAttribute('href', '/infrakitchen/runs/run-1');
    expect(screen.getByRole('button', { name: 'Resume' })).toBeEnabled();
  });

  it('shows the plan of a resource in its place', async () => {
    const user = userEvent.setup();
    const api = render({ state: 'previewed', actions: allowed('confirm') });
    await user.click(
      await screen.findByRole('button', { name: 'Show plan of eu-app' }),
    );
    const dialog = within(
      await screen.findByRole('dialog', { name: 'Plan of eu-app' }),
    );
    expect(await dialog.findByText(/democloud_network.main/)).toBeVisible();
    expect(api.getRunPlan).toHaveBeenCalledWith('dry-1', expect.anything());
    expect(
      screen.queryByRole('button', { name: 'Show plan of eu' }),
    ).not.toBeInTheDocument();
  });

  it('says in the graph what is going on with each resource', async () => {
    const user = userEvent.setup();
    render({ actions: allowed('cancel') });
    await user.click(await screen.findByRole('radio', { name: 'List' }));
    const list = within(screen.getByRole('tree', { name: 'Hierarchy' }));
    expect(list.getByText('Done')).toBeInTheDocument();
    expect(list.getByText('Failed')).toBeInTheDocument();
    expect(list.getByRole('link', { name: 'eu-app' })).toHaveAttribute(
      'href',
      '/infrakitchen/resources/app',
    );
  });

  it('tells who has to approve, and why somebody cannot', async () => {
    render({
      state: 'awaiting_approval',
      approval: anApproval(),
      actions: [
        ...allowed('cancel').filter(({ action }) => action === 'cancel'),
        {
          action: 'approve',
          allowed: false,
          reasons: [{ code: 'own_request', message: 'You requested it' }],
        },
      ],
    });
    expect(
      await screen.findByRole('list', { name: 'What has to be approved' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Approve' }),
    ).toHaveAccessibleDescription('Not possible: You requested it.');
  });

  it('asks for a reason before it rejects', async () => {
    const user = userEvent.setup();
    const api = render({
      state: 'awaiting_approval',
      approval: anApproval(),
      actions: allowed('approve', 'reject'),
    });
    await user.click(await screen.findByRole('button', { name: 'Reject' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByRole('button', { name: 'Reject' })).toBeDisabled();
    await user.type(dialog.getByRole('textbox', { name: /Comment/ }), 'No');
    await user.click(dialog.getByRole('button', { name: 'Reject' }));
    expect(api.actOnCascade).toHaveBeenCalledWith('cascade-1', 'reject', {
      digest: 'digest',
      reason: 'No',
    });
  });
});

describe('CascadesPage', () => {
  it('lists cascades by the filter in the URL', async () => {
    const listCascades = jest.fn(async () => ({ items: [aCascade()] }));
    renderPage('cascades', <CascadesRouter />, {
      path: '?state=running',
      api: { listCascades },
    });
    expect(
      await screen.findByRole('link', { name: 'Destroy eu' }),
    ).toHaveAttribute('href', '/infrakitchen/cascades/cascade-1');
    expect(listCascades).toHaveBeenCalledWith(
      { filter: ['state=running'], cursor: undefined },
      expect.anything(),
    );
  });

  it('says where cascades come from where there are none', async () => {
    renderPage('cascades', <CascadesRouter />, {
      api: { listCascades: async () => ({ items: [] }) },
    });
    expect(await screen.findByText('No cascades yet')).toBeInTheDocument();
  });
});
