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

  it('tells what the engine is at, and how long each step took', async () => {
    const transition = (
      to: RunDetail['state'],
      at: string,
      from?: RunDetail['state'],
    ) => ({
      to,
      from,
      at: `2026-11-01T10:${at}Z`,
      actorKind: 'worker' as const,
      actor: 'worker',
    });
    renderInTestApp(
      <RunProgress
        run={{
          ...run,
          state: 'failed',
          finishedAt: '2026-11-01T10:05:00Z',
          transitions: [
            transition('queued', '00:00'),
            transition('preparing', '00:10'),
            transition('planning', '00:14'),
            transition('planned', '00:20'),
            transition('apply_queued', '00:21'),
            transition('applying', '00:40'),
            transition('failed', '05:00', 'applying'),
          ],
          progress: [
            { ...run.progress[1], startedAt: new Date().toISOString() },
            { address: 'a.b', action: 'delete', status: 'started' },
          ],
        }}
      />,
    );
    const steps = within(await screen.findByRole('list', { name: 'Phases' }));
    expect(
      steps.getAllByRole('listitem').map(item => item.textContent),
    ).toEqual([
      'Prepare, done4 s',
      'Init, done',
      'Plan, done7 s',
      'Apply, stopped here4 min 20 s',
      'Verify, not needed',
    ]);
    expect(screen.getByText(/^Creating/)).toHaveTextContent(
      /^Creating demo_cluster.b for \d s and 1 more$/,
    );
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
