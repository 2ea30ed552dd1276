import { screen, within } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type {
  LogLine,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { RunProgress } from './RunProgress';
import { phaseDurations, phaseStarts, phaseStatuses } from './phases';

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
  actions: [],
  progress: [
    { address: 'demo_network.a', action: 'create', status: 'complete' },
    { address: 'demo_cluster.b', action: 'create', status: 'started' },
    { address: 'demo_bucket.c', action: 'create', status: 'failed' },
    { address: 'demo_bucket.d', action: 'no-op', status: 'planned' },
  ],
};

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

const line = (seq: number, phase: LogLine['phase'], at: string): LogLine => ({
  seq,
  at: `2026-11-01T10:${at}Z`,
  phase,
  level: 'info',
  message: phase,
});

const moment = (at: string) => Date.parse(`2026-11-01T10:${at}Z`);

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

  it('tells init from the steps around it by the log', async () => {
    renderInTestApp(
      <RunProgress
        run={{
          ...run,
          state: 'succeeded',
          finishedAt: '2026-11-01T10:00:10.900Z',
          transitions: [
            transition('queued', '00:00'),
            transition('preparing', '00:01'),
            transition('planning', '00:03'),
            transition('planned', '00:08'),
            transition('apply_queued', '00:09'),
            transition('applying', '00:10'),
            transition('verifying', '00:10.400'),
            transition('succeeded', '00:10.900'),
          ],
          progress: [],
        }}
        lines={[
          line(1, 'prepare', '00:01'),
          line(2, 'init', '00:01.500'),
          line(3, 'init', '00:03'),
          line(4, 'plan', '00:05.500'),
          line(5, 'plan', '00:06'),
        ]}
      />,
    );
    const steps = within(await screen.findByRole('list', { name: 'Phases' }));
    expect(
      steps.getAllByRole('listitem').map(item => item.textContent),
    ).toEqual([
      'Prepare, done<1 s',
      'Init, done4 s',
      'Plan, done4 s',
      'Apply, done<1 s',
      'Verify, done<1 s',
    ]);
  });

  it('gives no step a time that it has not been in', () => {
    const transitions = [transition('preparing', '00:01')];
    const live = { state: 'preparing' as const, transitions };
    const prepare = [line(1, 'prepare', '00:01')];
    expect(phaseDurations(live, moment('00:04'), phaseStarts(prepare))).toEqual(
      { prepare: 3000 },
    );
    const init = [...prepare, line(2, 'init', '00:02')];
    expect(phaseDurations(live, moment('00:04'), phaseStarts(init))).toEqual({
      prepare: 1000,
      init: 2000,
    });
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
