import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  LogLine,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { InfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { aPlan, aRun, renderPage } from '../../__testUtils__';
import { RunsRouter } from './RunsRouter';

const line = (seq: number, level: LogLine['level'], message: string) => ({
  ...{ seq, at: '2026-11-01T10:00:00Z', phase: 'apply' as const },
  ...{ level, message },
});

function openRun(
  run: Partial<RunDetail>,
  over: Partial<InfrakitchenApi> = {},
  search = '',
) {
  renderPage('runs', <RunsRouter />, {
    path: `/run-1${search}`,
    api: {
      getRun: async () => aRun(run),
      getRunLog: async () => ({
        lines: [
          line(1, 'info', 'Creating the bucket'),
          line(2, 'error', 'Quota exceeded'),
          line(3, 'debug', 'Quota asked for'),
        ],
        nextAfter: 3,
        ended: true,
      }),
      listRuns: async () => ({ items: [] }),
      getRunPlan: async () => aPlan(),
      ...over,
    },
  });
}

describe('RunPage', () => {
  it.each(['verifying', 'unknown', 'reconciling', 'needs_attention'] as const)(
    'offers no cancellation while the run is %s',
    async state => {
      openRun({ state });
      expect(
        await screen.findByRole('region', { name: 'Progress' }),
      ).toBeInTheDocument();
      expect(screen.queryByRole('button', { name: 'Cancel run' })).toBeNull();
    },
    30_000,
  );

  it('cancels an apply, and says what that means', async () => {
    const actOnRun = jest.fn(async () => ({}));
    openRun({ state: 'applying' }, { actOnRun });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Cancel run' }),
    );
    const dialog = within(screen.getByRole('dialog'));
    expect(dialog.queryByText(/Nothing was changed/)).toBeNull();
    await userEvent.click(
      dialog.getByRole('button', { name: /Cancel the run/ }),
    );
    expect(actOnRun).toHaveBeenCalledWith('run-1', 'cancel', {
      reason: undefined,
    });
  }, 30_000);

  it.each([
    ['failed', 'Retry'],
    ['planning', 'Cancel run'],
    ['needs_attention', 'Resolve'],
  ] as const)(
    'says of a run that is %s why it is refused: %s',
    async (state, name) => {
      const message = "This needs the role 'write' on 'eu-net'";
      const actOnRun = jest.fn(async () => ({}));
      openRun(
        {
          state,
          actions: aRun().actions.map(({ action }) => ({
            ...{ action, allowed: false },
            reasons: [{ code: 'role_missing', message }],
          })),
        },
        { actOnRun },
      );
      const button = await screen.findByRole('button', { name });
      expect(button).toHaveAccessibleDescription(
        new RegExp(`Not possible.*${message}\\.`),
      );
      await userEvent.click(button);
      expect(actOnRun).not.toHaveBeenCalled();
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    },
    30_000,
  );

  it.each(['succeeded', 'no_changes', 'verifying'] as const)(
    'offers nothing to do to a run that is %s',
    async state => {
      openRun({ state });
      await screen.findByRole('region', { name: 'Progress' });
      for (const name of ['Retry', 'Cancel run', 'Resolve']) {
        expect(screen.queryByRole('button', { name })).not.toBeInTheDocument();
      }
    },
    30_000,
  );

  it('leads to the run that it tries again', async () => {
    openRun({ retryOf: 'run-0' });
    expect(
      await screen.findByRole('link', { name: 'an earlier run' }),
    ).toHaveAttribute('href', '/infrakitchen/resources/resource-1/runs/run-0');
  }, 30_000);

  it('asks for the plans before its own, and keeps the one of the URL', async () => {
    const listRuns = jest.fn(async () => ({ items: [] }));
    const getRunPlan = jest.fn(async () => aPlan());
    openRun(
      { planDigest: 'd'.repeat(16) },
      { listRuns, getRunPlan },
      '?compareWith=run-0',
    );
    expect(
      await screen.findByRole('region', {
        name: 'Comparison with an earlier plan',
      }),
    ).toBeInTheDocument();
    expect(getRunPlan).toHaveBeenCalledWith('run-0', expect.anything());
    expect(listRuns).toHaveBeenCalledWith(
      expect.objectContaining({
        filter: ['resourceId=resource-1', 'plannedBefore=run-1'],
      }),
      expect.anything(),
    );
  }, 30_000);

  it('narrows the log down as the address says', async () => {
    openRun({ state: 'failed' }, {}, '?logSearch=quota&logLevel=error');
    const log = within(await screen.findByRole('log', { name: 'Run log' }));
    expect(await log.findByText('Quota exceeded')).toBeInTheDocument();
    expect(log.queryByText('Quota asked for')).not.toBeInTheDocument();
    expect(log.queryByText('Creating the bucket')).not.toBeInTheDocument();
    expect(screen.getByRole('searchbox', { name: 'Search log' })).toHaveValue(
      'quota',
    );
  }, 30_000);
});
