import type { RunKind, RunState } from '../api/types';
import {
  canTransition,
  isCancellable,
  isRunning,
  isTerminal,
  mayHaveChanged,
  runPriority,
  takesLock,
} from './runStates';

const states: RunState[] = [
  'queued',
  'preparing',
  'planning',
  'planned',
  'awaiting_approval',
  'apply_queued',
  'applying',
  'verifying',
  'succeeded',
  'no_changes',
  'failed',
  'rejected',
  'cancelled',
  'discarded',
  'unknown',
  'reconciling',
  'needs_attention',
];
const terminal: RunState[] = [
  'succeeded',
  'no_changes',
  'failed',
  'rejected',
  'cancelled',
  'discarded',
];
const kinds: RunKind[] = ['dry_run', 'provision', 'update', 'destroy'];

function reachableFrom(start: RunState): Set<RunState> {
  const seen = new Set<RunState>();
  const open = [start];
  for (let from = open.pop(); from; from = open.pop()) {
    for (const to of states) {
      if (canTransition(from, to) && !seen.has(to)) {
        seen.add(to);
        open.push(to);
      }
    }
  }
  return seen;
}

it.each(states)('knows whether %s is the end', state => {
  expect(isTerminal(state)).toBe(terminal.includes(state));
  expect(states.some(to => canTransition(state, to))).toBe(
    !terminal.includes(state),
  );
  expect(canTransition(state, state)).toBe(false);
});

it('reaches every state from the queue', () => {
  expect([...reachableFrom('queued')].sort()).toEqual([...states].sort());
});

it.each(states.filter(state => !terminal.includes(state)))(
  '%s can end',
  state => {
    expect(terminal.some(end => reachableFrom(state).has(end))).toBe(true);
  },
);

it.each([
  'applying',
  'unknown',
  'reconciling',
  'needs_attention',
  'verifying',
] as RunState[])('%s never leads back to a queue or to another apply', from => {
  const reachable = reachableFrom(from);
  for (const state of ['queued', 'planned', 'apply_queued', 'preparing']) {
    expect(reachable).not.toContain(state);
  }
  expect(reachable).not.toContain('applying');
  expect(reachable).not.toContain('cancelled');
});

it('reaches applying from apply_queued only', () => {
  expect(states.filter(from => canTransition(from, 'applying'))).toEqual([
    'apply_queued',
  ]);
});

it('repeats only what changes nothing', () => {
  expect(states.filter(from => canTransition(from, 'queued'))).toEqual([
    'preparing',
    'planning',
    'planned',
    'awaiting_approval',
    'apply_queued',
  ]);
});

it('cancels only what has not begun to apply', () => {
  expect(states.filter(from => canTransition(from, 'cancelled'))).toEqual([
    'queued',
    'preparing',
    'planning',
    'planned',
    'awaiting_approval',
    'apply_queued',
  ]);
});

it('succeeds after verifying, or after the plan of a dry run', () => {
  expect(states.filter(from => canTransition(from, 'succeeded'))).toEqual([
    'planned',
    'verifying',
  ]);
});

it('groups the states', () => {
  expect(states.filter(isRunning)).toEqual([
    'preparing',
    'planning',
    'applying',
    'verifying',
    'reconciling',
  ]);
  expect(states.filter(mayHaveChanged)).toEqual([
    'applying',
    'verifying',
    'unknown',
    'reconciling',
    'needs_attention',
  ]);
  expect(states.filter(isCancellable)).toEqual([
    'queued',
    'preparing',
    'planning',
    'planned',
    'awaiting_approval',
    'apply_queued',
    'applying',
  ]);
});

it('lets a dry run go without the lock', () => {
  expect(kinds.filter(takesLock)).toEqual(['provision', 'update', 'destroy']);
});

it('orders apply, destroy, plan and dry run', () => {
  const plans = (['destroy', 'provision', 'update', 'dry_run'] as const).map(
    kind => runPriority(kind, 'plan'),
  );
  expect(plans).toEqual([...plans].sort((a, b) => a - b));
  for (const kind of kinds) {
    expect(runPriority(kind, 'apply')).toBeLessThan(Math.min(...plans));
  }
});
