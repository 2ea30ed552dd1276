import { screen } from '@testing-library/react';
import type {
  Change,
  Run,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { aPlan, aResource, aRun, renderPage } from '../../../__testUtils__';
import { ChangePlan } from './ChangePlan';

const change: Change = {
  resourceId: 'resource-1',
  fields: [],
  createdBy: 'user:default/developer',
  createdAt: '2026-11-01T10:00:00Z',
  updatedAt: '2026-11-01T12:00:00Z',
} as unknown as Change;

function show(...runs: Array<Partial<Run>>) {
  const api = {
    listRuns: jest.fn(async () => ({
      items: runs.map(run => aRun({ kind: 'dry_run', ...run })),
    })),
    getRunPlan: jest.fn(async () => aPlan()),
  };
  renderPage(
    'resources',
    <ChangePlan resource={aResource()} change={change} />,
    { api },
  );
  return api;
}

const after = { createdAt: '2026-11-01T12:30:00Z', planDigest: 'd' };

describe('ChangePlan', () => {
  it('shows the plan of the latest dry run of the change', async () => {
    const api = show(
      { ...after, id: 'run-3', simulates: 'destroy' },
      { ...after, id: 'run-2' },
      { ...after, id: 'run-1' },
    );
    expect(
      await screen.findByText('module.this.aws_db_instance.main'),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Dry run' })).toHaveAttribute(
      'href',
      '/infrakitchen/resources/resource-1/runs/run-2',
    );
    expect(api.getRunPlan).toHaveBeenCalledTimes(1);
    expect(api.listRuns).toHaveBeenCalledWith(
      { filter: ['resourceId=resource-1', 'kind=dry_run'], limit: 10 },
      expect.anything(),
    );
  });

  it('does not show what was planned before the change was edited', async () => {
    const api = show({ ...after, createdAt: '2026-11-01T11:00:00Z' });
    expect(
      await screen.findByText(/older than the last edit/),
    ).toBeInTheDocument();
    expect(api.getRunPlan).not.toHaveBeenCalled();
  });

  it('says where there is none, and why one has no plan', async () => {
    show();
    expect(
      await screen.findByText('The change was not dry-run yet'),
    ).toBeInTheDocument();
    show({
      ...after,
      planDigest: undefined,
      state: 'failed',
      error: {
        code: 'engine_failed',
        message: 'The provider is not to be had',
      },
    });
    expect(
      await screen.findByText('The provider is not to be had'),
    ).toBeInTheDocument();
  });
});
