import {
  availableInterventions,
  concernsRun,
  runInterventions,
  runRefusalsOf,
  type RunFacts,
  type RunIntervention,
} from './runActions';
import { runStates } from './runStates';
import { facts, possible } from './testFixtures';

const run = (overrides: Partial<RunFacts> = {}): RunFacts => ({
  id: 'run-1',
  kind: 'provision',
  state: 'failed',
  resource: facts(possible.provision),
  ...overrides,
});
const codes = (overrides: Partial<RunFacts>, action: RunIntervention) =>
  runRefusalsOf(run(overrides), action).map(({ code }) => code);

it.each<[RunIntervention, string[]]>([
  [
    'cancel',
    [
      'queued',
      'preparing',
      'planning',
      'planned',
      'awaiting_approval',
      'apply_queued',
      'applying',
    ],
  ],
  ['retry', ['failed', 'rejected', 'cancelled', 'discarded']],
  ['resolve', ['needs_attention']],
])('%s is possible in some states alone', (action, states) => {
  expect(
    runStates.filter(state => codes({ state }, action).length === 0),
  ).toEqual(states);
  expect(runStates.filter(state => concernsRun(action, state))).toEqual(states);
});

it.each<[string, Partial<RunFacts>, RunIntervention, string]>([
  ['run_over', { state: 'failed' }, 'cancel', 'The run failed, and cannot'],
  [
    'not_cancellable',
    { state: 'verifying' },
    'cancel',
    'The run is being verified, and cannot be cancelled',
  ],
  [
    'run_not_over',
    { state: 'awaiting_approval' },
    'retry',
    'The run waits for approval, and only a run that is over can be retried',
  ],
  [
    'nothing_to_retry',
    { state: 'no_changes' },
    'retry',
    'The run found nothing to change, so there is nothing to retry',
  ],
  ['resource_not_found', { resource: undefined }, 'retry', 'The resource of'],
  ['nothing_to_resolve', { state: 'unknown' }, 'resolve', 'Nobody knows yet'],
])('says why: %s', (code, overrides, action, text) => {
  const [refusal] = runRefusalsOf(run(overrides), action);
  expect(refusal.code).toBe(code);
  expect(refusal.message).toContain(text);
});

it('names the run that has retried it', () => {
  expect(runRefusalsOf(run({ retriedBy: 'run-2' }), 'retry')).toEqual([
    {
      code: 'retried_already',
      message: 'The run was retried already',
      culprits: [{ kind: 'run', id: 'run-2' }],
    },
  ]);
});

it('retries by the rules of what it does to the resource', () => {
  const active = {
    activeRun: { id: 'run-3', kind: 'update', state: 'planning' },
  } as const;
  expect(
    codes({ resource: facts({ ...possible.provision, ...active }) }, 'retry'),
  ).toEqual(['run_active']);
  const provisioned = facts(possible.destroy);
  expect(codes({ resource: provisioned }, 'retry')).toEqual(['wrong_state']);
  expect(codes({ kind: 'destroy', resource: provisioned }, 'retry')).toEqual(
    [],
  );
});

it('answers for everything at once', () => {
  expect(
    availableInterventions(run()).map(({ action, allowed }) => [
      action,
      allowed,
    ]),
  ).toEqual(runInterventions.map(action => [action, action === 'retry']));
});
