import { screen, within } from '@testing-library/react';
import type {
  Cascade,
  Overview,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { renderPage } from '../../__testUtils__';
import { OverviewPage } from './OverviewPage';

const at = '2026-01-02T03:04:05.000Z';

const cascade = (over: Partial<Cascade>): Cascade => ({
  id: 'cascade-1',
  kind: 'destroy',
  name: 'prod',
  state: 'awaiting_approval',
  requestedBy: 'user:default/developer',
  maxParallel: 3,
  stopOnFailure: true,
  cancelRequested: false,
  createdAt: at,
  updatedAt: at,
  ...over,
});

const show = (cascadeAttention: Cascade[]) => {
  const overview: Overview = {
    templates: 3,
    resources: [],
    runs: { active: 0, failedLastDay: 0 },
    engine: { available: true },
    attention: [],
    cascadeAttention,
    recentRuns: [],
  };
  renderPage('overview', <OverviewPage />, {
    api: {
      getOverview: async () => overview,
      listApprovals: async () => ({ items: [] }),
      listResources: async () => ({ items: [], totalItems: 0 }),
    },
  });
};

describe('OverviewPage', () => {
  it('leads to the cascades that wait for approval or failed', async () => {
    show([
      cascade({}),
      cascade({
        id: 'cascade-2',
        kind: 'update',
        name: 'dev',
        state: 'failed',
      }),
    ]);
    const section = within(
      await screen.findByRole('region', {
        name: 'Cascades that wait or failed',
      }),
    );
    expect(section.getByRole('link', { name: /prod/ })).toHaveAttribute(
      'href',
      '/infrakitchen/cascades/cascade-1',
    );
    expect(
      section.getByText(/approval/i, { selector: 'td *' }),
    ).toBeInTheDocument();
    expect(section.getByRole('link', { name: /dev/ })).toBeInTheDocument();
    expect(
      section.getByText(/failed/i, { selector: 'td *' }),
    ).toBeInTheDocument();
    expect(section.getByRole('link', { name: 'All cascades' })).toHaveAttribute(
      'href',
      '/infrakitchen/cascades',
    );
  }, 20_000);

  it('says nothing of cascades where there are none', async () => {
    show([]);
    expect(
      await screen.findByText('Runs that need attention'),
    ).toBeInTheDocument();
    expect(screen.queryByText(/^Cascades that/)).not.toBeInTheDocument();
  }, 20_000);
});
