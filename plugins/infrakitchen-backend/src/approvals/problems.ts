import {
  InfrakitchenError,
  type Culprit,
  type Refusal,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RunRecord } from '../runs';

/** The error for an unknown rule. */
export function ruleNotFound(id: string): InfrakitchenError {
  return new InfrakitchenError('NotFoundError', {
    code: 'approval_rule_not_found',
    message: `There is no approval rule with the id '${id}'`,
    culprits: [{ kind: 'approval_rule', id }],
  });
}

/** Why no service decides. */
export const serviceRefusal: Refusal = {
  code: 'service_cannot_approve',
  message:
    'Only a signed-in user decides about a plan; a service never does, whoever it acts for',
};

/** The error for somebody who may not decide, with every reason. */
export function notAnApprover(refusals: Refusal[]): InfrakitchenError {
  return new InfrakitchenError('NotAllowedError', {
    code: refusals[0].code,
    message: refusals.map(({ message }) => message).join('. '),
    culprits: refusals.flatMap(({ culprits }) => culprits ?? []),
  });
}

/** The error for somebody whose approval counts already. */
export function approvedAlready(about: Culprit): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'approved_already',
    message: 'You approved this plan already; others have to approve it too',
    culprits: [about],
  });
}

/** The error for a rejection of what nobody has to approve any more. */
export function nothingToDecide(about: Culprit): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'nothing_to_decide',
    message: `The approval rules have changed: nobody has to decide about the plan any more, and the ${about.kind} goes on by itself. Cancel it to stop it`,
    culprits: [about],
  });
}

/** The error for a decision about another plan than the one that waits. */
export function planChanged(
  about: Culprit,
  seen: string,
  current: string | undefined,
): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'plan_changed',
    message: `You decided about the plan ${seen}, but the ${
      about.kind
    } has the plan ${current ?? '(none)'} now. Look at that one`,
    culprits: [about],
  });
}

/** The error for a decision about a run that waits for none. */
export function notWaiting({
  id,
  state,
}: Pick<RunRecord, 'id' | 'state'>): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'not_waiting',
    message: `The run is ${state}; only one that waits for approval can be decided about`,
    culprits: [{ kind: 'run', id }],
  });
}

/** The error for an approval of what would no longer be applied. */
export function planStale(runId: string, moved: string): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'plan_stale',
    message: `The plan is out of date: ${moved}. It is made again by itself; look at the new one and decide about that`,
    culprits: [{ kind: 'run', id: runId }],
  });
}
