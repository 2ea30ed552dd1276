import type { RunKind, RunState } from '../api/types';

/**
 * Where a run may go from each state. `applying` never leads back to a queue:
 * an apply whose end nobody saw becomes `unknown` and is settled by evidence.
 */
const next: Record<RunState, readonly RunState[]> = {
  queued: ['preparing', 'cancelled', 'failed', 'discarded'],
  preparing: ['planning', 'queued', 'failed', 'cancelled'],
  planning: ['planned', 'queued', 'failed', 'cancelled'],
  planned: [
    'queued',
    'succeeded',
    'no_changes',
    'awaiting_approval',
    'apply_queued',
    'failed',
    'cancelled',
  ],
  awaiting_approval: [
    'queued',
    'apply_queued',
    'rejected',
    'discarded',
    'cancelled',
  ],
  apply_queued: [
    'applying',
    'queued',
    'awaiting_approval',
    'failed',
    'discarded',
    'cancelled',
  ],
  applying: ['verifying', 'failed', 'unknown'],
  unknown: ['reconciling', 'needs_attention'],
  reconciling: ['verifying', 'failed', 'needs_attention', 'unknown'],
  needs_attention: ['verifying', 'failed', 'reconciling'],
  verifying: ['succeeded', 'no_changes', 'failed', 'needs_attention'],
  succeeded: [],
  no_changes: [],
  failed: [],
  rejected: [],
  cancelled: [],
  discarded: [],
};

/** Every state of a run, in the order in which most runs pass them. @public */
export const runStates = Object.keys(next) as readonly RunState[];

/** Every kind of run. @public */
export const runKinds: readonly RunKind[] = [
  'dry_run',
  'provision',
  'update',
  'destroy',
];

/** Whether a run may go from one state to another. @public */
export function canTransition(from: RunState, to: RunState): boolean {
  return next[from].includes(to);
}

/** Whether a run is over. A retry is a new run. @public */
export function isTerminal(state: RunState): boolean {
  return next[state].length === 0;
}

/** Whether a worker is busy with the run. @public */
export function isRunning(state: RunState): boolean {
  return [
    'preparing',
    'planning',
    'applying',
    'verifying',
    'reconciling',
  ].includes(state);
}

/** Whether the cloud may be changing, or its state is not known. @public */
export function mayHaveChanged(state: RunState): boolean {
  return [
    'applying',
    'verifying',
    'unknown',
    'reconciling',
    'needs_attention',
  ].includes(state);
}

/** Whether runs of a kind take the lock of their resource. @public */
export function takesLock(kind: RunKind): boolean {
  return kind !== 'dry_run';
}

/** Lower runs first: apply, destroy, plan, dry run. @public */
export function runPriority(kind: RunKind, phase: 'plan' | 'apply'): number {
  if (phase === 'apply') {
    return 10;
  }
  return { destroy: 20, provision: 30, update: 30, dry_run: 40 }[kind];
}

/**
 * Whether a run may be told to stop. What was applied is verified to the end,
 * and an outcome that nobody knows is found out.
 *
 * @public
 */
export function isCancellable(state: RunState): boolean {
  return state === 'applying' || !(isTerminal(state) || mayHaveChanged(state));
}
