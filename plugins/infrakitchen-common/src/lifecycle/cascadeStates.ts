import type {
  CascadeDecision,
  CascadeItemState,
  CascadeState,
  Refusal,
} from '../api/types';

/** Where a cascade may go from each state. One that failed may be resumed. */
const next: Record<CascadeState, readonly CascadeState[]> = {
  previewing: ['previewed', 'failed', 'cancelled'],
  previewed: ['awaiting_approval', 'running', 'cancelled'],
  awaiting_approval: ['running', 'rejected', 'cancelled'],
  running: ['succeeded', 'failed', 'cancelled'],
  succeeded: [],
  failed: ['previewing', 'running', 'cancelled'],
  rejected: [],
  cancelled: [],
};

/** Every state of a cascade, in the order in which most pass them. @public */
export const cascadeStates = Object.keys(next) as readonly CascadeState[];

/** Every state of a resource of a cascade. @public */
export const cascadeItemStates: readonly CascadeItemState[] = [
  'pending',
  'previewing',
  'previewed',
  'running',
  'awaiting_approval',
  'succeeded',
  'no_changes',
  'skipped',
  'failed',
  'cancelled',
];

/** Everything that people do to a cascade. @public */
export const cascadeDecisions: readonly CascadeDecision[] = [
  'confirm',
  'approve',
  'reject',
  'resume',
  'cancel',
];

/** Whether a cascade may go from one state to another. @public */
export function canCascadeGo(from: CascadeState, to: CascadeState): boolean {
  return next[from].includes(to);
}

/** Whether a cascade holds its resources, so that no other one may have them. @public */
export function isCascadeActive(state: CascadeState): boolean {
  return ['previewing', 'previewed', 'awaiting_approval', 'running'].includes(
    state,
  );
}

/** Whether a cascade is over for good. @public */
export function isCascadeOver(state: CascadeState): boolean {
  return next[state].length === 0;
}

/** Whether a resource of a cascade is as the cascade wants it. @public */
export function isCascadeItemDone(state: CascadeItemState): boolean {
  return state === 'succeeded' || state === 'no_changes';
}

/** Whether a resource of a cascade was given up. @public */
export function isCascadeItemLost(state: CascadeItemState): boolean {
  return ['failed', 'skipped', 'cancelled'].includes(state);
}

const possibleIn: Record<CascadeDecision, readonly CascadeState[]> = {
  confirm: ['previewed'],
  approve: ['awaiting_approval'],
  reject: ['awaiting_approval'],
  resume: ['failed'],
  cancel: ['previewing', 'previewed', 'awaiting_approval', 'running', 'failed'],
};

const onlyWhen: Record<CascadeDecision, string> = {
  confirm: 'Only one whose plans were all made can be confirmed',
  approve: 'Only one that waits for approval can be decided about',
  reject: 'Only one that waits for approval can be decided about',
  resume: 'Only one that failed can be resumed',
  cancel: 'One that is over cannot be cancelled',
};

/** What the rules of cascades look at. @public */
export interface CascadeFacts {
  id: string;
  name: string;
  state: CascadeState;
  requestedBy: string;
  cancelRequested: boolean;
}

/**
 * Why somebody cannot do something to a cascade; empty where they can. Rights
 * and approval rules are asked for elsewhere.
 *
 * @param callerRef - the user who asks.
 * @public
 */
export function cascadeRefusals(
  cascade: CascadeFacts,
  decision: CascadeDecision,
  callerRef: string,
): Refusal[] {
  const culprits = [
    { kind: 'cascade' as const, id: cascade.id, name: cascade.name },
  ];
  const refusals: Refusal[] = [];
  if (!possibleIn[decision].includes(cascade.state)) {
    refusals.push({
      code: 'wrong_cascade_state',
      message: `The cascade is ${cascade.state}. ${onlyWhen[decision]}`,
      culprits,
    });
  } else if (cascade.cancelRequested) {
    refusals.push({
      code: 'cascade_cancelling',
      message:
        'The cascade is being cancelled; what is in hand comes to its end first',
      culprits,
    });
  }
  const isOwn = decision === 'confirm' || decision === 'resume';
  if (isOwn && cascade.requestedBy !== callerRef) {
    refusals.push({
      code: 'not_the_requester',
      message: `Only ${cascade.requestedBy}, who asked for the cascade, can ${decision} it`,
      culprits,
    });
  }
  return refusals;
}
