import { screen, within } from '@testing-library/react';
import type {
  Cascade,
  Overview,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import userEvent from '@testing-library/user-event';
import { anApproval, anOverview, aRun, renderPage } from '../../__testUtils__';
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

const show = (over: Partial<Overview>) => {
  const getOverview = jest.fn(async () => anOverview(over));
  renderPage('overview', <OverviewPage />, {
    // One answer has all of it; anything else fails the test.
    api: { getOverview },
  });
  return getOverview;
};

/** Titles of the parts of the page, in their order. */
const titles = async () => {
  await screen.findByRole('list', { name: 'Counts' });
  return (
    screen
      .getAllByRole('region')
      // Not the tables within them.
      .filter(
        region =>
          region.tagName === 'SECTION' &&
          !region.parentElement?.closest('section'),
      )
      .map(region => region.getAttribute('aria-label'))
  );
};

describe('OverviewPage', () => {
  it('leads to the cascades that wait for approval or failed', async () => {
    show({
      cascadeAttention: [
        cascade({}),
        cascade({
          id: 'cascade-2',
          kind: 'update',
          name: 'dev',
          state: 'failed',
        }),
      ],
    });
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
    expect(section.getByRole('link', { name: / dev$/ })).toBeInTheDocument();
    expect(
      section.getByText(/failed/i, { selector: 'td *' }),
    ).toBeInTheDocument();
    expect(section.getByRole('link', { name: 'All cascades' })).toHaveAttribute(
      'href',
      '/infrakitchen/cascades',
    );
  }, 20_000);

  it('says nothing of cascades where there are none', async () => {
    show({});
    expect(
      await screen.findByText('Runs that need attention'),
    ).toBeInTheDocument();
    expect(screen.queryByText(/^Cascades that/)).not.toBeInTheDocument();
  }, 20_000);

  it('shows everything with one request', async () => {
    const getOverview = show({
      waiting: { items: [{ run: aRun(), approval: anApproval() }] },
      myRuns: [aRun()],
    });
    expect(await titles()).toEqual([
      'Waits for me',
      'Runs that need attention',
      'Recent runs',
      'Recent activity',
    ]);
    expect(getOverview).toHaveBeenCalledTimes(1);
  }, 20_000);

  it('begins with what happened where somebody only watches', async () => {
    show({
      access: {
        userRef: 'user:default/auditor',
        globalRole: 'read',
        canCreateProjects: false,
        canReadAudit: true,
      },
    });
    expect((await titles())[0]).toBe('Recent activity');
  }, 20_000);

  describe('first steps', () => {
    const begun = anOverview().setup.map(step => ({
      ...step,
      done: step.id === 'connect' || step.id === 'import',
    }));
    const empty = {
      templates: 0,
      setup: begun.map(step => ({ ...step, done: false })),
    };

    it('are all that an empty portal shows', async () => {
      show(empty);
      const steps = within(
        await screen.findByRole('region', { name: 'First steps' }),
      );
      expect(screen.queryByRole('list', { name: 'Counts' })).toBeNull();
      expect(steps.getByText('0 of 5 done')).toBeInTheDocument();
      expect(
        steps.getByRole('link', { name: 'Add an integration' }),
      ).toHaveAttribute('href', '/infrakitchen/integrations/integration/new');
      expect(
        steps.getByRole('link', { name: 'Import module' }),
      ).toHaveAttribute('href', '/infrakitchen/templates/import');
      expect(
        steps.getByRole('link', { name: 'Create resource' }),
      ).toHaveAttribute('href', '/infrakitchen/resources/new');
    }, 20_000);

    it('know what is done, and which one is next', async () => {
      show({ setup: begun });
      const next = await screen.findByRole('heading', {
        name: /Arrange the templates.*to do/,
      });
      expect(next.closest('li')).toHaveAttribute('aria-current', 'step');
      expect(
        screen.getByRole('heading', { name: /Import a module.*done/ }),
      ).toBeInTheDocument();
      expect(screen.queryByRole('link', { name: 'Import module' })).toBeNull();
    }, 20_000);

    it('are put away and brought back', async () => {
      show({ setup: begun });
      const user = userEvent.setup();
      await user.click(await screen.findByRole('button', { name: 'Put away' }));
      expect(await titles()).not.toContain('First steps');
      await user.click(
        screen.getByRole('button', { name: 'Show first steps' }),
      );
      expect(await titles()).toContain('First steps');
    }, 20_000);

    it('do not send people where they may do nothing', async () => {
      show({
        setup: begun,
        access: {
          userRef: 'user:default/developer',
          globalRole: 'write',
          canCreateProjects: false,
          canReadAudit: false,
        },
      });
      expect(
        await screen.findByText(/A platform engineer does this/),
      ).toBeInTheDocument();
      expect(
        screen.queryByRole('link', { name: 'Create template' }),
      ).toBeNull();
    }, 20_000);
  });
});
