import { screen, within } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { RunDetail } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { RunProgress } from './RunProgress';
import { phaseStatuses } from './phases';

const run: RunDetail = {
  id: 'run-1',
  resourceId: 'resource-1',
  resourceName: 'eu-prod',
  kind: 'provision',
  state: 'applying',
  requestedBy: 'user:default/dev',
  createdAt: '2026-11-01T10:00:00Z',
  updatedAt: '2026-11-01T10:00:00Z',
  cancelRequested: false,
  transitions: [],
  inputs: [],
  progress: [
    { address: 'demo_network.a', action: 'create', status: 'complete' },
    { address: 'demo_cluster.b', action: 'create', status: 'started' },
    { address: 'demo_bucket.c', action: 'create', status: 'failed' },
    { address: 'demo_bucket.d', action: 'no-op', status: 'planned' },
  ],
};

describe('RunProgress', () => {
  it('shows the phase and each object', async () => {
    renderInTestApp(<RunProgress run={run} />);
    const steps = within(await screen.findByRole('list', { name: 'Phases' }));
    expect(
      steps.getAllByRole('listitem').map(item => item.textContent),
    ).toEqual([
      'Prepare, done',
      'Init, done',
      'Plan, done',
      'Apply, under way',
      'Verify, to come',
    ]);
    expect(screen.getByRole('status')).toHaveTextContent(
      '1 of 3 objects complete, 1 failed',
    );
    const objects = within(screen.getByRole('list', { name: 'Objects' }));
    expect(objects.getAllByRole('listitem')).toHaveLength(3);
  });

  it('waits at a step of its own for those who approve', async () => {
    renderInTestApp(
      <RunProgress
        run={{
          ...run,
          state: 'awaiting_approval',
          progress: [],
          approval: {
            digest: 'abc',
            requirements: [],
            decisions: [],
            canDecide: false,
          },
        }}
      />,
    );
    const steps = within(await screen.findByRole('list', { name: 'Phases' }));
    expect(
      steps.getAllByRole('listitem').map(item => item.textContent),
    ).toEqual([
      'Prepare, done',
      'Init, done',
      'Plan, done',
      'Approve, under way',
      'Apply, to come',
      'Verify, to come',
    ]);
  });

  it('knows where a run ended and what it does not need', () => {
    expect(
      phaseStatuses({
        ...run,
        state: 'failed',
        error: { code: 'plan_failed', message: 'x', phase: 'plan' },
      }),
    ).toEqual({
      prepare: 'done',
      init: 'done',
      plan: 'failed',
      approve: 'skipped',
      apply: 'skipped',
      verify: 'skipped',
    });
    expect(
      phaseStatuses({ ...run, kind: 'dry_run', state: 'succeeded' }),
    ).toEqual({
      prepare: 'done',
      init: 'done',
      plan: 'done',
      approve: 'skipped',
      apply: 'skipped',
      verify: 'skipped',
    });
    expect(phaseStatuses({ ...run, state: 'preparing' }, 'init')).toMatchObject(
      { prepare: 'done', init: 'current', plan: 'pending' },
    );
  });
});
